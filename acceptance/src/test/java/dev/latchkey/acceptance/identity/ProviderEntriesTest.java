package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.ProviderLogin;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Upstream;
import dev.latchkey.testkit.Upstream.Fault;
import dev.latchkey.testkit.Upstream.Person;
import dev.latchkey.testkit.Users;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * The other entries of a login by a provider: the popup (contract section 4.5), the ID token of a
 * page or app (4.1.6), the token of a native app (4.9), and answers that browsers post.
 */
class ProviderEntriesTest extends IdentityContract {

  private static final Upstream UPSTREAM = Upstream.start();

  @Override
  TestConfig config() {
    return demo()
        .set("/tenants/0/outbound", Map.of("allow_private", List.of("127.0.0.0/8")))
        .set(
            "/tenants/0/providers",
            List.of(
                UPSTREAM.provider("acme"),
                UPSTREAM.plainProvider("plain"),
                UPSTREAM.appleProvider("orchard"),
                UPSTREAM.facebookProvider("facebook")))
        .set(TestConfig.client(TestConfig.NATIVE) + "/provider_tokens", true);
  }

  @BeforeAll
  void followTheClock() {
    UPSTREAM.follow(server.clock());
  }

  @AfterAll
  static void closeUpstream() {
    UPSTREAM.close();
  }

  private static OAuthClient spa(Http at) {
    return new OAuthClient(at, TestConfig.SPA);
  }

  private static JsonNode message(Answer page) {
    assertThat(page.status()).as("%s", page).isEqualTo(200);
    Matcher matcher =
        Pattern.compile("\\}\\)\\((\\{.*\\}), \"(.*?)\", window.opener\\)").matcher(page.body());
    assertThat(matcher.find()).as(page.body()).isTrue();
    assertThat(matcher.group(2)).isEqualTo(TestConfig.ORIGIN);
    return read(matcher.group(1));
  }

  @Test
  @AttackClass(34)
  void a_popup_answers_the_page_that_opened_it_and_no_other() {
    OAuthClient spa = spa(server.browser());
    Answer page =
        new ProviderLogin(UPSTREAM, spa)
            .run("acme", Person.of(Users.newEmail()), "display", "popup", "state", "s");

    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.header("Content-Security-Policy")).contains("script-src 'nonce-");
    assertThat(page.body()).doesNotContain("\"*\"");
    JsonNode message = message(page);
    assertThat(message.path("success").asBoolean()).isTrue();
    String code = message.at("/data/code").asString();
    assertThat(Users.Tokens.of(spa.redeem(code)).accessToken()).isNotBlank();
  }

  @Test
  void a_popup_tells_failures_too() {
    Answer refused =
        new ProviderLogin(UPSTREAM, spa(server.browser()))
            .run("acme", Person.of("x@y.example").with(Fault.REFUSES), "display", "popup");
    assertThat(message(refused).path("success").asBoolean()).isFalse();
    assertThat(message(refused).at("/data/error").asString()).isEqualTo("access_denied");

    Answer unknown =
        new ProviderLogin(UPSTREAM, spa(server.browser()))
            .leave("nobody", Person.of("x@y.example"), "display", "popup");
    assertThat(message(unknown).at("/data/error").asString()).isEqualTo("missing_config");
  }

  @Test
  void tokens_go_to_a_popup_whose_opener_is_known_by_its_referer() {
    Http browser = server.browser().with("Referer", TestConfig.ORIGIN + "/page");
    OAuthClient implicit = new OAuthClient(browser, TestConfig.IMPLICIT);
    Answer page =
        new ProviderLogin(UPSTREAM, implicit)
            .run(
                "acme",
                Person.of(Users.newEmail()),
                "display",
                "popup",
                "response_type",
                "token",
                "redirect_uri",
                null,
                "code_challenge",
                null,
                "code_challenge_method",
                null);
    assertThat(message(page).at("/data/access_token").asString()).isNotBlank();
  }

  @Test
  void the_relay_is_a_page_that_may_be_framed() {
    Answer page = http.get("/popup/relay");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.headers().map()).doesNotContainKeys("x-frame-options", "set-cookie");
    assertThat(page.header("Content-Security-Policy")).doesNotContain("frame-ancestors");
    assertThat(page.body()).contains("function doPost(");
  }

  @Test
  void a_browser_may_post_the_answer_from_the_providers_own_page() {
    Http browser = server.browser();
    OAuthClient spa = spa(browser);
    Person ada = Person.of(Users.newEmail()).with(Fault.TELLS_LITTLE);
    String back = new ProviderLogin(UPSTREAM, spa).visit("acme", ada);
    Answer answer =
        browser
            .with("Origin", "https://provider.example")
            .send(
                "POST",
                back.substring(0, back.indexOf('?')),
                "application/x-www-form-urlencoded",
                back.substring(back.indexOf('?') + 1)
                    + "&"
                    + Http.form(
                        Map.of(
                            "user",
                            """
                            {"name": {"firstName": "Not Ada", "lastName": "King"}, "email": "a@b.example"}\
                            """)));
    Users.Tokens tokens = Users.Tokens.of(spa.redeem(answer.redirectParameter("code")));
    JsonNode profile = Expect.secret(users.userinfo(tokens.accessToken()));
    assertThat(profile.path("given_name").asString()).as("the provider's word").isEqualTo("Ada");
    assertThat(profile.path("family_name").asString()).isEqualTo("King");
    assertThat(profile.path("email").asString()).isEqualTo(ada.email());
  }

  @Test
  void a_client_that_signs_its_secret_is_known_by_it() {
    OAuthClient spa = spa(server.browser());
    Person ada = Person.of(Users.newEmail());
    Answer leaving = new ProviderLogin(UPSTREAM, spa).leave("orchard", ada);
    assertThat(leaving.redirectParameters())
        .containsEntry("response_mode", "form_post")
        .containsEntry("scope", "name email")
        .doesNotContainKey("code_challenge");
    Users.Tokens tokens = new ProviderLogin(UPSTREAM, spa).tokens("orchard", ada);
    JsonNode profile = Expect.secret(users.userinfo(tokens.accessToken()));
    assertThat(profile.path("email_verified").asBoolean()).isTrue();
  }

  private Answer oneTap(OAuthClient client, Person person, @Nullable String... changes) {
    Map<String, String> parameters = client.authorizeParameters(changes);
    parameters.put("provider", "acme");
    parameters.putIfAbsent("nonce", "raw nonce");
    parameters.put("id_token", UPSTREAM.idToken(person, "raw nonce"));
    return client.http().get("/oauth/authorize", parameters);
  }

  @Test
  void an_id_token_of_the_providers_logs_in_at_once() {
    Person ada = Person.of(Users.newEmail());
    OAuthClient spa = spa(server.browser());
    Users.Tokens tokens = Users.Tokens.of(spa.redeem(oneTap(spa, ada).redirectParameter("code")));
    assertThat(claims(tokens.idToken()).path("auth_type").asString()).isEqualTo("acme");
    assertThat(claims(tokens.idToken()).path("nonce").asString()).isEqualTo("raw nonce");

    Users.Tokens later = new ProviderLogin(UPSTREAM, spa).tokens("acme", ada);
    assertThat(claims(later.idToken()).path("sub")).isEqualTo(claims(tokens.idToken()).path("sub"));
  }

  @Test
  void one_tap_needs_no_challenge_for_a_message_to_an_allowed_origin() {
    OAuthClient spa = spa(server.browser());
    Answer page =
        oneTap(
            spa,
            Person.of(Users.newEmail()),
            "response_mode",
            "web_message",
            "code_challenge",
            null,
            "code_challenge_method",
            null);
    Matcher code = Pattern.compile("\"code\":\"([^\"]+)\"").matcher(page.body());
    assertThat(code.find()).as(page.body()).isTrue();
    assertThat(Users.Tokens.of(spa.redeem(code.group(1), "code_verifier", null)).accessToken())
        .isNotBlank();

    Answer redirect =
        oneTap(
            spa,
            Person.of(Users.newEmail()),
            "code_challenge",
            null,
            "code_challenge_method",
            null);
    assertThat(redirect.redirectParameter("error_message_key")).isEqualTo("error.pkce.required");
  }

  @ParameterizedTest
  @AttackClass(23)
  @Requirement("ASVS 6.8.2")
  @EnumSource(
      names = {
        "WRONG_KEY",
        "UNSIGNED",
        "WRONG_NONCE",
        "NO_NONCE",
        "WRONG_AUDIENCE",
        "FOREIGN_PARTY",
        "WRONG_ISSUER",
        "EXPIRED",
        "NOT_YET",
        "NO_SUBJECT"
      })
  void an_id_token_that_breaks_a_rule_lets_nobody_in(Fault fault) {
    Answer answer = oneTap(spa(server.browser()), Person.of(Users.newEmail()).with(fault));
    assertThat(answer.redirectParameter("error_message_key")).isEqualTo("error.social.failed");
  }

  private Answer nativeLogin(String clientId, String provider, String token) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("provider", provider);
    body.put("provider_token", token);
    body.put("response_type", "token");
    body.put("scope", "openid profile email");
    return call("oauth/provider/token", clientId, body);
  }

  @Test
  void a_native_app_logs_in_with_a_token_that_was_made_for_it() {
    Person ada = Person.of(Users.newEmail());
    String token = UPSTREAM.accessToken(ada, Upstream.CLIENT_ID);
    JsonNode answer = Expect.secret(nativeLogin(TestConfig.NATIVE, "plain", token));
    assertThat(answer.path("token_type").asString()).isEqualTo("Bearer");
    JsonNode profile = Expect.secret(users.userinfo(answer.path("access_token").asString()));
    assertThat(profile.path("email").asString()).isEqualTo(ada.email());
  }

  @Test
  void an_app_that_asks_about_a_token_shows_its_own_secret() {
    Person ada = Person.of(Users.newEmail());
    String token = UPSTREAM.accessToken(ada, Upstream.CLIENT_ID);
    JsonNode answer = Expect.secret(nativeLogin(TestConfig.NATIVE, "facebook", token));
    JsonNode profile = Expect.secret(users.userinfo(answer.path("access_token").asString()));
    assertThat(profile.at("/identities/0/user_id").asString()).isEqualTo(ada.subject());
    assertThat(profile.path("email_verified").asBoolean()).as("Facebook does not say").isFalse();
  }

  @Test
  void a_token_that_was_made_for_another_app_is_refused() {
    String token = UPSTREAM.accessToken(Person.of(Users.newEmail()), "another-app");
    for (String provider : new String[] {"plain", "facebook"}) {
      for (String stolen : new String[] {token, "made.up"}) {
        Expect.error(
            nativeLogin(TestConfig.NATIVE, provider, stolen),
            401,
            "invalid_grant",
            "error.social.failed");
      }
    }
  }

  @Test
  void native_tokens_need_the_clients_switch_and_a_provider_that_tells_whose_they_are() {
    String token = UPSTREAM.accessToken(Person.of(Users.newEmail()), Upstream.CLIENT_ID);
    Expect.error(
        nativeLogin(TestConfig.SPA, "plain", token),
        403,
        "unauthorized_client",
        "error.client.unauthorized");
    Expect.error(
        nativeLogin(TestConfig.NATIVE, "acme", token),
        403,
        "unauthorized_client",
        "error.client.unauthorized");
    Expect.error(
        nativeLogin(TestConfig.NATIVE, "nobody", token),
        400,
        "missing_config",
        "error.config.missing");
  }
}
