package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AuthenticatorApp;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * How sure a login is: {@code acr_values} and the claim {@code acr} (OpenID Connect Core sections
 * 3.1.2.1 and 5.5.1.1), OpenID Connect Core Error Code unmet_authentication_requirements 1.0,
 * {@code max_age} and {@code default_max_age} (Registration section 2), and the challenge of RFC
 * 9470. The second factor is in the users' hands: the policy asks for none by itself.
 */
class AuthenticationContextTest extends MfaContract {

  private static final String LOGIN_PAGE = "https://app.example/login";
  private static final String ESSENTIAL =
      "{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[%s]}}}";

  @Override
  TestConfig config() {
    return super.config()
        .set("/tenants/0/mfa", Map.of("policy", "never", "email", true))
        .set(TestConfig.client(TestConfig.SPA) + "/login_url", LOGIN_PAGE)
        .set(TestConfig.client(TestConfig.WEB_APP) + "/openid", Map.of("default_max_age", "1h"))
        .set(
            TestConfig.client(TestConfig.OTHER_SPA) + "/openid",
            Map.of("default_acr_values", List.of("aal2")))
        .set(TestConfig.client(TestConfig.OTHER_SPA) + "/login_url", LOGIN_PAGE);
  }

  private static OAuthClient client(String id, Http at) {
    return new OAuthClient(at, id);
  }

  private static String essential(String... values) {
    return ESSENTIAL.formatted("\"" + String.join("\",\"", values) + "\"");
  }

  private static String acr(OAuthClient client, Answer answer) {
    assertThat(answer.redirectParameters()).as("%s", answer).containsKey("code");
    Users.Tokens tokens = Users.Tokens.of(client.redeem(answer.redirectParameter("code")));
    JsonNode idToken = claims(tokens.idToken());
    assertThat(claims(tokens.accessToken()).path("acr")).isEqualTo(idToken.path("acr"));
    return idToken.path("acr").asString();
  }

  private static void refused(Answer answer, String error) {
    assertThat(answer.header("Location")).startsWith(TestConfig.CALLBACK);
    assertThat(answer.redirectParameter("error")).as("%s", answer).isEqualTo(error);
  }

  private static void sentToLogin(Answer answer) {
    assertThat(answer.header("Location")).startsWith(LOGIN_PAGE);
  }

  /** A browser in which that user logged in with a password alone. */
  private Http withPassword(String email) {
    Http browser = server.browser();
    OAuthClient natives = client(TestConfig.NATIVE, browser);
    natives.tokens(natives.users().logIn(email));
    return browser;
  }

  private String withApp(AuthenticatorApp @Nullable [] app) {
    Ada ada = ada();
    AuthenticatorApp made = app(ada.http());
    if (app != null) {
      app[0] = made;
    }
    return ada.email();
  }

  @Test
  void who_has_no_second_factor_is_let_in_where_it_is_preferred_and_not_where_it_is_essential() {
    String email = ada().email();
    Http browser = withPassword(email);
    OAuthClient spa = client(TestConfig.SPA, browser);
    assertThat(acr(spa, spa.authorize("acr_values", "aal2"))).isEqualTo("aal1");
    assertThat(acr(spa, spa.authorize("acr_values", "aal2", "tkn", users.logIn(email))))
        .isEqualTo("aal1");
    assertThat(acr(spa, spa.authorize("acr_values", "urn:unknown:loa"))).isEqualTo("aal1");
    for (String value : List.of("aal2", "urn:unknown:loa")) {
      String claims = essential(value);
      refused(spa.authorize("claims", claims), "unmet_authentication_requirements");
      refused(
          spa.authorize("claims", claims, "prompt", "none"), "unmet_authentication_requirements");
      refused(
          spa.authorize("claims", claims, "tkn", users.logIn(email)),
          "unmet_authentication_requirements");
    }
  }

  @Test
  void who_has_one_is_sent_to_show_it_unless_nothing_may_be_asked() {
    Http browser = withPassword(withApp(null));
    OAuthClient spa = client(TestConfig.SPA, browser);
    Answer sent = spa.authorize("acr_values", "aal2 aal3");
    sentToLogin(sent);
    assertThat(sent.redirectParameter("acr_values")).isEqualTo("aal2 aal3");
    sentToLogin(spa.authorize("claims", essential("aal2")));
    sentToLogin(client(TestConfig.OTHER_SPA, browser).authorize());

    OAuthClient other = client(TestConfig.OTHER_SPA, browser);
    assertThat(acr(other, other.authorize("acr_values", "aal1"))).isEqualTo("aal1");
    assertThat(acr(spa, spa.authorize("acr_values", "aal2", "prompt", "none"))).isEqualTo("aal1");
    refused(
        spa.authorize("claims", essential("aal2"), "prompt", "none"),
        "unmet_authentication_requirements");
  }

  @Test
  void the_second_factor_in_the_session_goes_on_with_the_request() {
    AuthenticatorApp[] app = new AuthenticatorApp[1];
    Http browser = withPassword(withApp(app));
    OAuthClient spa = client(TestConfig.SPA, browser);
    String token =
        spa.authorize("claims", essential("aal2"), "state", "s")
            .redirectParameter("r5_request_token");
    Map<String, Object> stepUp = new LinkedHashMap<>();
    stepUp.put("client_id", TestConfig.SPA);
    stepUp.put("r5_request_token", token);
    String challenge =
        challenge(browser, Expect.secret(browser.post(API + "mfa/stepup", stepUp)), "totp");
    JsonNode done = Expect.secret(answer(browser, challenge, nextCode(app[0])));
    Users.Tokens tokens = Users.Tokens.of(spa.redeem(done.path("code").asString()));
    assertThat(claims(tokens.idToken()).path("acr").asString()).isEqualTo("aal2");

    // From now on the session is as sure, and says the name that was asked for where no other
    // counts.
    assertThat(acr(spa, spa.authorize("acr_values", "aal2"))).isEqualTo("aal2");
    assertThat(acr(spa, spa.authorize("acr_values", "aal1"))).isEqualTo("aal2");
    assertThat(acr(spa, spa.authorize("claims", essential("aal1")))).isEqualTo("aal1");
    assertThat(acr(spa, spa.authorize("claims", essential("aal2", "aal1")))).isEqualTo("aal2");
  }

  /**
   * OpenID Connect Core section 3.1.2.1: {@code max_age}, and what is registered where none is
   * sent.
   */
  @Test
  void a_login_that_is_too_old_is_done_again() {
    Http browser = withPassword(ada().email());
    OAuthClient web = client(TestConfig.WEB_APP, browser);
    server.clock().advance(Duration.ofSeconds(3_590));
    assertThat(web.authorize().redirectParameters()).containsKey("code");
    server.clock().advance(Duration.ofSeconds(20));
    refused(web.authorize(), "login_required");
    assertThat(web.authorize("max_age", "7200").redirectParameters()).containsKey("code");
  }

  /** Section 3.1.2.1: {@code max_age=0} wants a login now, and one is enough. */
  @Test
  void a_login_on_the_page_is_young_enough_for_any_request() {
    Ada ada = ada();
    Http browser = withPassword(ada.email());
    OAuthClient spa = client(TestConfig.SPA, browser);
    Answer sent = spa.authorize("max_age", "0");
    sentToLogin(sent);
    server.clock().advance(Duration.ofSeconds(5));
    OAuthClient natives = client(TestConfig.NATIVE, browser);
    natives.tokens(natives.users().logIn(ada.email()));
    server.clock().advance(Duration.ofSeconds(5));
    Answer back =
        browser.get(
            "/oauth/authorize",
            Map.of(
                "client_id",
                TestConfig.SPA,
                "r5_request_token",
                sent.redirectParameter("r5_request_token")));
    Users.Tokens tokens = Users.Tokens.of(spa.redeem(back.redirectParameter("code")));
    assertThat(claims(tokens.idToken()).has("auth_time")).isTrue();
  }

  /** RFC 9470 section 3: which login would be enough. */
  @Test
  void a_token_of_too_weak_or_old_a_login_is_told_what_is_missing() {
    Ada ada = ada();
    app(ada.http());
    Answer weak = ada.http().post(TOTP);
    assertThat(weak.status()).isEqualTo(401);
    assertThat(weak.header("WWW-Authenticate"))
        .startsWith("Bearer error=\"insufficient_user_authentication\"")
        .endsWith("acr_values=\"aal2\"");
    server.clock().advance(Duration.ofMinutes(6));
    Answer old = ada.http().post(TOTP);
    assertThat(old.header("WWW-Authenticate"))
        .startsWith("Bearer error=\"insufficient_user_authentication\"")
        .endsWith("max_age=300");
  }
}
