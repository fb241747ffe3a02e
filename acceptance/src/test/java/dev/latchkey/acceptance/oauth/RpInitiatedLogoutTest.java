package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenID Connect RP-Initiated Logout 1.0 at {@code /oauth/logout}. */
class RpInitiatedLogoutTest extends LogoutContract {

  @Override
  TestConfig config() {
    return super.config()
        .alsoTenant("other")
        .set("/tenants/1/pages", Map.of())
        .alsoTenant("bare")
        .set(
            TestConfig.client(1, TestConfig.SPA) + "/logout/post_logout_redirect_uris",
            List.of(BYE));
  }

  private Http tenant(Http browser, String id) {
    return browser.with("Host", id + ".localhost");
  }

  // Section 2.1, metadata

  @Test
  void section_2_1_the_endpoint_is_announced_where_there_are_pages_to_ask_on() {
    var pages = server.http().get("/.well-known/openid-configuration").json();
    assertThat(pages.path("end_session_endpoint").asString()).isEqualTo(server.url() + LOGOUT);
    for (String logout : List.of("frontchannel", "backchannel")) {
      assertThat(pages.path(logout + "_logout_supported").asBoolean()).isTrue();
      assertThat(pages.path(logout + "_logout_session_supported").asBoolean()).isTrue();
    }
    Http bare = tenant(server.http(), "bare");
    var none = bare.get("/.well-known/openid-configuration").json();
    assertThat(none.path("end_session_endpoint").asString()).endsWith("/identity/v1/logout");
    assertThat(none.path("frontchannel_logout_supported").asBoolean()).isFalse();
    assertThat(none.path("frontchannel_logout_session_supported").asBoolean()).isFalse();
    assertThat(none.path("backchannel_logout_supported").asBoolean()).isTrue();
    assertThat(bare.get(LOGOUT).status()).isEqualTo(404);
    assertThat(bare.postForm(LOGOUT, Map.of()).status()).isEqualTo(404);
  }

  // Section 2, with a hint

  @Test
  void section_2_a_hint_of_the_browsers_session_logs_out_at_once() {
    Login login = newLogin();

    Answer answer = logOut(login, "id_token_hint", login.hint());

    assertLoggedOut(answer);
    assertThat(answer.header("Refresh")).isEmpty();
    assertThat(answer.body()).doesNotContain("data-onward");
    assertThat(isLoggedIn(login.browser())).isFalse();
    assertThat(
            server.sql("select ended_at is not null from session where id = '" + login.sid() + "'"))
        .isEqualTo("t");
    assertThat(
            server.sql(
                "select client_id from event where type = 'logout' and profile_id = (select"
                    + " profile_id from session where id = '"
                    + login.sid()
                    + "')"))
        .isEqualTo(TestConfig.SPA);
  }

  @ParameterizedTest
  @ValueSource(strings = {BYE, BYE_WITH_QUERY, APP_BYE})
  void section_3_the_browser_goes_where_the_client_registered_with_the_state(String uri) {
    Login login = newLogin();

    Answer answer =
        logOut(
            login,
            "id_token_hint",
            login.hint(),
            "client_id",
            TestConfig.SPA,
            "post_logout_redirect_uri",
            uri,
            "state",
            "a b&c=d");

    assertThat(answer.status()).as("%s", answer).isEqualTo(302);
    assertThat(answer.header("Location"))
        .isEqualTo(uri + (uri.contains("?") ? "&" : "?") + "state=a+b%26c%3Dd");
    assertThat(answer.setCookie("__Host-SESSION")).contains("Max-Age=0");
    assertThat(isLoggedIn(login.browser())).isFalse();
  }

  @Test
  void section_3_without_state_there_is_none() {
    Login login = newLogin();
    assertThat(
            logOut(login, "id_token_hint", login.hint(), "post_logout_redirect_uri", BYE)
                .header("Location"))
        .isEqualTo(BYE);
  }

  /** Section 2: both methods must be there. */
  @Test
  void section_2_a_posted_request_is_the_same() {
    Login login = newLogin();

    Answer posted =
        login
            .browser()
            .postForm(
                LOGOUT,
                fields(
                    "id_token_hint", login.hint(), "post_logout_redirect_uri", BYE, "state", "s"));

    assertThat(posted.status()).isEqualTo(303);
    assertThat(posted.header("Location")).startsWith(LOGOUT + "?");
    assertThat(isLoggedIn(login.browser())).as("a post alone changes nothing").isTrue();
    Answer answer = go(login.browser(), posted.header("Location"));
    assertThat(answer.header("Location")).isEqualTo(BYE + "?state=s");
    assertThat(isLoggedIn(login.browser())).isFalse();
  }

  @Test
  void section_2_unknown_parameters_and_a_logout_hint_are_passed_over() {
    Login login = newLogin();
    Answer answer =
        logOut(
            login,
            "id_token_hint",
            login.hint(),
            "logout_hint",
            "somebody-else@example.org",
            "ui_locales",
            "xx fr",
            "whatever",
            "1");
    assertThat(answer.body()).contains("Vous êtes déconnecté").contains("lang=\"fr\"");
  }

  /** Section 2: an ID token should be taken after it has expired, and after its key has gone. */
  @Test
  void section_2_an_old_hint_is_as_good_as_a_new_one() {
    Login login = newLogin();
    server.rotateKeys(false);
    server.clock().advance(Duration.ofHours(26));

    assertThat(
            logOut(login, "id_token_hint", login.hint(), "post_logout_redirect_uri", BYE)
                .header("Location"))
        .isEqualTo(BYE);
    assertThat(isLoggedIn(login.browser())).isFalse();
  }

  @Test
  void section_2_a_hint_that_the_clients_secret_signed_is_taken() {
    Login login = newLogin(TestConfig.LEGACY);
    assertThat(
            logOut(login, "id_token_hint", login.hint(), "post_logout_redirect_uri", BYE)
                .header("Location"))
        .isEqualTo(BYE);
  }

  @Test
  void section_2_with_a_hint_and_nobody_logged_in_the_browser_just_goes_on() {
    Login login = newLogin();
    login.browser().get("/identity/v1/logout");

    Answer answer = logOut(login, "id_token_hint", login.hint(), "post_logout_redirect_uri", BYE);

    assertThat(answer.header("Location")).isEqualTo(BYE);
  }

  // Section 2, without a hint: the user is asked

  @Test
  void section_2_without_a_hint_the_user_is_asked_and_may_stay() {
    Login login = newLogin();

    Answer question = logOut(login);

    assertQuestion(question);
    assertThat(question.body()).contains("You are logged in as " + login.email() + ".");
    Answer stayed = press(login.browser(), question, "stay");
    assertThat(stayed.status()).isEqualTo(200);
    assertThat(stayed.body()).contains("You are still logged in");
    assertThat(isLoggedIn(login.browser())).isTrue();

    assertLoggedOut(press(login.browser(), question, null));
    assertThat(isLoggedIn(login.browser())).isFalse();
  }

  @Test
  void section_3_after_the_users_word_the_browser_goes_to_the_client_that_is_named() {
    Login login = newLogin();
    Answer question =
        logOut(
            login,
            "client_id",
            TestConfig.SPA,
            "post_logout_redirect_uri",
            BYE,
            "state",
            "s",
            "ui_locales",
            "de");
    assertThat(question.body()).contains("spa möchte Sie abmelden.");
    assertThat(isLoggedIn(login.browser())).isTrue();

    Answer answer = press(login.browser(), question, null);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Refresh")).isEqualTo("0;url=" + BYE + "?state=s");
    assertThat(answer.body()).contains("href=\"" + BYE + "?state=s\" data-onward");
    assertThat(isLoggedIn(login.browser())).isFalse();
  }

  @Test
  void section_3_without_a_hint_and_nobody_logged_in_only_the_user_goes_on() {
    Answer answer =
        logOut(server.browser(), "client_id", TestConfig.SPA, "post_logout_redirect_uri", BYE);
    assertLoggedOut(answer);
    assertThat(answer.header("Refresh")).isEmpty();
    assertThat(answer.body()).contains("href=\"" + BYE + "\"").doesNotContain("data-onward");
    assertLoggedOut(logOut(server.browser()));
    assertLoggedOut(logOut(server.browser(), "state", "s"));
  }

  /** Section 2: the hint must be of the current session, and of the user who is logged in. */
  @Test
  @AttackClass(6)
  void section_2_a_hint_of_another_session_or_user_logs_nobody_out() {
    Login victim = newLogin();
    Login attacker = newLogin();
    Login earlier = logIn(victim.email());
    for (String hint : List.of(attacker.hint(), earlier.hint())) {
      Answer question =
          logOut(victim, "id_token_hint", hint, "post_logout_redirect_uri", BYE, "state", "s");
      assertQuestion(question);
      assertThat(question.body()).contains(victim.email()).doesNotContain(attacker.email());
      assertThat(isLoggedIn(victim.browser())).isTrue();
      assertThat(isLoggedIn(attacker.browser())).isTrue();
      assertThat(isLoggedIn(earlier.browser())).isTrue();
    }
  }

  // Section 4, what is wrong ends nothing and leads nowhere

  private static String changed(String token) {
    int at = token.lastIndexOf('.') + 5;
    char other = token.charAt(at) == 'A' ? 'B' : 'A';
    return token.substring(0, at) + other + token.substring(at + 1);
  }

  private static String underSecret(SignedJWT token) {
    try {
      SignedJWT forged =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.HS256).type(token.getHeader().getType()).build(),
              token.getJWTClaimsSet());
      forged.sign(new MACSigner(TestConfig.SECRET.getBytes(StandardCharsets.UTF_8)));
      return forged.serialize();
    } catch (JOSEException | ParseException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @AttackClass(24)
  void section_4_a_hint_that_is_no_id_token_of_ours_is_an_error_and_ends_nothing()
      throws Exception {
    Login login = newLogin();
    SignedJWT token = SignedJWT.parse(login.hint());
    OAuthClient elsewhere = new OAuthClient(tenant(server.browser(), "other"), TestConfig.SPA);
    List<String> hints = new ArrayList<>();
    hints.add("nonsense");
    hints.add(changed(login.hint()));
    hints.add(new PlainJWT(token.getJWTClaimsSet()).serialize());
    hints.add(underSecret(token));
    hints.add(login.tokens().accessToken());
    hints.add(login.tokens().refreshToken());
    hints.add(elsewhere.newUser().idToken());
    hints.add(login.hint() + ".x");
    for (String hint : hints) {
      assertErrorPage(logOut(login, "id_token_hint", hint, "post_logout_redirect_uri", BYE));
      assertErrorPage(
          logOut(
              login,
              "id_token_hint",
              hint,
              "client_id",
              TestConfig.SPA,
              "post_logout_redirect_uri",
              BYE));
    }
    assertThat(isLoggedIn(login.browser())).isTrue();
  }

  @Test
  @AttackClass(6)
  void section_2_a_client_id_that_is_not_the_tokens_is_an_error_and_ends_nothing() {
    Login login = newLogin(TestConfig.SPA, TestConfig.OTHER_SPA);
    for (String client : List.of(TestConfig.OTHER_SPA, "nobody")) {
      assertErrorPage(logOut(login, "id_token_hint", login.hint(), "client_id", client));
    }
    assertErrorPage(logOut(login, "client_id", "nobody"));
    assertErrorPage(
        logOut(login.browser(), "id_token_hint", login.hint(), "state", "x".repeat(2049)));
    assertErrorPage(
        go(
            login.browser(),
            LOGOUT + "?id_token_hint=" + login.hint() + "&id_token_hint=" + login.hint()));
    assertThat(isLoggedIn(login.browser())).isTrue();
  }

  @ParameterizedTest
  @AttackClass(3)
  @ValueSource(
      strings = {
        "https://evil.example/goodbye",
        "https://app.example/goodbye/",
        "https://app.example/goodbye?x=goodbye",
        "https://APP.example/goodbye",
        "https://app.example:443/goodbye",
        "http://app.example/goodbye",
        "https://app.example/callback",
        OTHER_BYE,
        "//app.example/goodbye",
        "/goodbye",
        "javascript:alert(1)//goodbye"
      })
  void section_3_an_address_that_is_not_registered_is_an_error_and_ends_nothing(String uri) {
    Login login = newLogin();
    assertErrorPage(logOut(login, "id_token_hint", login.hint(), "post_logout_redirect_uri", uri));
    assertErrorPage(logOut(login, "client_id", TestConfig.SPA, "post_logout_redirect_uri", uri));
    assertErrorPage(logOut(login, "post_logout_redirect_uri", uri));
    assertThat(isLoggedIn(login.browser())).isTrue();
  }

  /** An address alone says nothing of the client that registered it. */
  @Test
  @AttackClass(3)
  void section_3_an_address_without_a_client_is_an_error() {
    Login login = newLogin();
    assertErrorPage(logOut(login, "post_logout_redirect_uri", BYE));
    assertThat(isLoggedIn(login.browser())).isTrue();
  }

  // Section 6: nobody is logged out by a page of somebody else

  @Test
  @Requirement("ASVS 10.6.2")
  void section_6_a_foreign_page_gets_no_further_than_the_question() {
    Login victim = newLogin();
    Http evil = victim.browser().with("Origin", "https://evil.example");
    Answer posted = evil.postForm(LOGOUT, fields("client_id", TestConfig.SPA));
    assertThat(posted.status()).isEqualTo(303);
    assertQuestion(go(victim.browser(), posted.header("Location")));

    Answer question = logOut(victim);
    String confirm = action(question);
    Map<String, String> right = Map.of("form_token", formToken(question));
    Answer ofAttacker = logOut(newLogin());
    Map<String, String> wrong = Map.of("form_token", formToken(ofAttacker));
    Http own = victim.browser().with("Origin", server.url());
    List<Answer> refused =
        List.of(
            evil.postForm(confirm, right),
            evil.postForm(confirm, Map.of()),
            own.with("Sec-Fetch-Site", "cross-site").postForm(confirm, right),
            victim.browser().without("Origin").postForm(confirm, right),
            own.with("Origin", "null").postForm(confirm, right),
            own.postForm(confirm, wrong),
            own.postForm(confirm, Map.of()),
            own.post(confirm, Map.of("form_token", "x")));
    for (Answer answer : refused) {
      assertErrorPage(answer);
    }
    assertThat(go(victim.browser(), confirm).body()).contains("Log out?");
    assertThat(isLoggedIn(victim.browser())).isTrue();
    assertLoggedOut(own.postForm(confirm, right));
    assertThat(isLoggedIn(victim.browser())).isFalse();
  }

  // Attack class 21: what comes in the request is text

  @Test
  @AttackClass(21)
  void what_the_request_says_is_text_on_every_page() {
    String script = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>";
    Login login = newLogin();
    List<Answer> pages =
        List.of(
            logOut(
                login,
                "client_id",
                TestConfig.SPA,
                "post_logout_redirect_uri",
                BYE,
                "state",
                script),
            logOut(login, "state", script, "ui_locales", script, "logout_hint", script),
            logOut(login, "client_id", script),
            logOut(login, "id_token_hint", script),
            logOut(login, "client_id", TestConfig.SPA, "post_logout_redirect_uri", BYE + script),
            press(
                login.browser(),
                logOut(
                    login,
                    "client_id",
                    TestConfig.SPA,
                    "post_logout_redirect_uri",
                    BYE,
                    "state",
                    script),
                null));
    for (Answer page : pages) {
      assertThat(page.body())
          .contains("<!doctype html>")
          .doesNotContain("<script>")
          .doesNotContain("<img")
          .doesNotContain("'><");
      assertThat(page.header("Content-Security-Policy"))
          .contains("default-src 'none'", "script-src 'nonce-")
          .doesNotContain("unsafe", "evil");
    }
    assertThat(pages.getLast().header("Refresh"))
        .isEqualTo(
            "0;url="
                + BYE
                + "?state=%22%27%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E%3Cimg+src%3Dx+onerror%3Dalert%281%29%3E");
  }

  @Test
  @AttackClass(21)
  void a_name_that_is_a_script_is_text_on_the_question() {
    String email = Users.newEmail();
    Login login = logInAs(email);
    server.sql("update profile set email = '<b>x</b>@example.org' where email = '" + email + "'");
    assertThat(logOut(login).body())
        .contains("&lt;b&gt;x&lt;/b&gt;@example.org")
        .doesNotContain("<b>x");
  }

  private Login logInAs(String email) {
    new Users(server.http()).signUp(email);
    return logIn(email);
  }
}
