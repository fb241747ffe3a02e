package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AuthenticatorApp;
import dev.latchkey.testkit.CustomToken;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Users;
import java.math.BigInteger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code GET custom-token/login} (contract section 4.6). */
class CustomTokenTest extends MfaContract {

  private static final String OLDER_SECRET = "the-secret-before-that-one-0123456789";

  @Override
  TestConfig config() {
    return super.config()
        .set(TestConfig.client(TestConfig.WEB_APP) + "/custom_token", true)
        .set(
            TestConfig.client(TestConfig.WEB_APP) + "/secrets",
            List.of(TestConfig.SECRET, OLDER_SECRET))
        .set(TestConfig.client(TestConfig.LEGACY) + "/custom_token", true)
        .set(TestConfig.client(1, TestConfig.WEB_APP) + "/custom_token", true);
  }

  private OAuthClient webApp(Http at) {
    return new OAuthClient(at, TestConfig.WEB_APP);
  }

  /** As the vendor's web client asks: without a challenge. */
  private static Answer logIn(OAuthClient client, String token, @Nullable String... changes) {
    Map<String, String> query =
        new LinkedHashMap<>(
            client.authorizeParameters("code_challenge", null, "code_challenge_method", null));
    query.put("state", "as it was");
    query.put("token", token);
    for (int i = 0; i < changes.length; i += 2) {
      String value = changes[i + 1];
      if (value == null) {
        query.remove(String.valueOf(changes[i]));
      } else {
        query.put(String.valueOf(changes[i]), value);
      }
    }
    return client.http().get(API + "custom-token/login", query);
  }

  private String idOf(Ada ada) {
    return claims(ada.token()).path("sub").asString();
  }

  private CustomToken token(Ada ada) {
    return CustomToken.of(TestConfig.WEB_APP, idOf(ada), server.clock().instant());
  }

  private Answer logIn(CustomToken token) {
    return logIn(webApp(http), token.signed(TestConfig.SECRET));
  }

  private static JsonNode letIn(OAuthClient client, Answer answer) {
    assertThat(answer.redirectParameter("code")).as("%s", answer).isNotEmpty();
    assertThat(answer.redirectParameter("state")).isEqualTo("as it was");
    Answer tokens = client.redeem(answer.redirectParameter("code"), "code_verifier", null);
    assertThat(tokens.status()).as("%s", tokens).isEqualTo(200);
    return claims(tokens.text("id_token"));
  }

  private static void refused(Answer answer, String type, String key) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(302);
    assertThat(answer.header("Location")).matches(TestConfig.CALLBACK + "[?#].+");
    assertThat(answer.redirectParameters())
        .containsEntry("error", type)
        .containsEntry("error_message_key", key)
        .containsEntry("state", "as it was")
        .doesNotContainKeys("code", "tkn");
  }

  private static void refused(Answer answer) {
    refused(answer, "invalid_grant", "error.customToken.invalid");
  }

  @Test
  void the_back_ends_word_logs_its_user_in() {
    Ada ada = ada();
    Http browser = server.browser();
    Answer answer = logIn(webApp(browser), token(ada).signed(TestConfig.SECRET), "nonce", "n-1");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    JsonNode idToken = letIn(webApp(http), answer);
    assertThat(idToken.path("sub").asString()).isEqualTo(idOf(ada));
    assertThat(idToken.path("auth_type").asString()).isEqualTo("external");
    assertThat(idToken.path("nonce").asString()).isEqualTo("n-1");
    assertThat(idToken.path("amr")).containsExactly(read("\"external\""));
    assertThat(
            server.sql(
                "select string_agg(auth_type, ' ') from event where type = 'login' and client_id ="
                    + " '"
                    + TestConfig.WEB_APP
                    + "' and profile_id = '"
                    + idOf(ada)
                    + "'"))
        .isEqualTo("external");
    letIn(
        webApp(http),
        webApp(browser)
            .authorize(
                "prompt",
                "none",
                "state",
                "as it was",
                "code_challenge",
                null,
                "code_challenge_method",
                null));
  }

  @Test
  void the_answer_goes_the_way_that_the_client_asks_for() {
    Ada ada = ada();
    OAuthClient legacy = new OAuthClient(http, TestConfig.LEGACY);
    CustomToken token = CustomToken.of(TestConfig.LEGACY, idOf(ada), server.clock().instant());
    Answer implicit = logIn(legacy, token.signed(TestConfig.SECRET), "response_type", "token");
    assertThat(implicit.location().getRawFragment()).contains("access_token=");
    assertThat(implicit.redirectParameters()).doesNotContainKeys("refresh_token", "code");

    Answer posted =
        logIn(
            webApp(http),
            token(ada).signed(TestConfig.SECRET),
            "response_mode",
            "web_message",
            "prompt",
            "none");
    assertThat(posted.status()).isEqualTo(200);
    assertThat(posted.header("Content-Security-Policy"))
        .contains("frame-ancestors " + TestConfig.ORIGIN);
    assertThat(posted.body()).contains("\"authorization_response\"").contains("\"code\"");
    Answer error = logIn(webApp(http), "no token", "response_mode", "web_message");
    assertThat(error.body()).contains("error.customToken.invalid");
  }

  @Test
  void a_session_that_the_browser_had_is_over() {
    Ada before = ada();
    Ada now = ada();
    Http browser = loggedIn(before.email());
    String cookie = browser.cookies().get("__Host-SESSION");
    letIn(webApp(http), logIn(webApp(browser), token(now).signed(TestConfig.SECRET)));
    assertThat(browser.cookies().get("__Host-SESSION")).isNotEqualTo(cookie);
    Answer old =
        http.with("Cookie", "__Host-SESSION=" + cookie)
            .get(API + "sso/data?client_id=" + TestConfig.SPA);
    assertThat(old.json().path("is_authenticated").asBoolean()).isFalse();
  }

  @Test
  void a_nonce_is_good_once_for_each_client() {
    Ada ada = ada();
    CustomToken token = token(ada);
    letIn(webApp(http), logIn(token));
    refused(logIn(token));
    refused(logIn(token.with("exp", server.clock().instant().getEpochSecond() + 30)));
    refused(logIn(token.with("sub", idOf(ada()))));
    OAuthClient legacy = new OAuthClient(http, TestConfig.LEGACY);
    letIn(
        legacy,
        logIn(legacy, token.with("client_id", TestConfig.LEGACY).signed(TestConfig.SECRET)));
  }

  @Test
  void of_many_who_bring_one_token_at_once_one_is_let_in() {
    String token = token(ada()).signed(TestConfig.SECRET);
    List<Answer> answers = Together.run(8, i -> logIn(webApp(http), token));
    assertThat(answers)
        .filteredOn(answer -> answer.redirectParameters().containsKey("code"))
        .hasSize(1);
  }

  @Test
  void a_nonce_is_forgotten_only_when_its_token_is_no_good_any_more() {
    CustomToken token = token(ada());
    letIn(webApp(http), logIn(token));
    server.clock().advance(Duration.ofSeconds(64));
    refused(logIn(token));
    assertThat(
            server.sql(
                "select count(*) from custom_token_nonce where expires_at < to_timestamp("
                    + server.clock().instant().getEpochSecond()
                    + ")"))
        .isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(longs = {-4, 0, 60, 65})
  void a_token_is_good_for_a_minute_and_a_few_seconds_of_skew(long seconds) {
    server.clock().stop();
    long exp = server.clock().instant().getEpochSecond() + seconds;
    letIn(webApp(http), logIn(token(ada()).with("exp", exp)));
  }

  @ParameterizedTest
  @ValueSource(longs = {-86_400, -6, 66, 3_600})
  void a_token_is_no_good_for_longer(long seconds) {
    server.clock().stop();
    long exp = server.clock().instant().getEpochSecond() + seconds;
    refused(logIn(token(ada()).with("exp", exp)));
  }

  @Test
  void every_claim_is_needed_and_must_fit() {
    Ada ada = ada();
    CustomToken good = token(ada);
    for (String claim : List.of("sub", "client_id", "exp", "nonce")) {
      refused(logIn(good.with(claim, null)));
      refused(logIn(good.with(claim, "")));
      refused(logIn(good.with(claim, List.of())));
    }
    refused(logIn(good.with("client_id", TestConfig.LEGACY)));
    refused(logIn(good.with("client_id", List.of(TestConfig.WEB_APP))));
    refused(logIn(good.with("exp", "9999999999")));
    refused(logIn(good.with("exp", 1e300)));
    refused(logIn(good.with("exp", Long.MAX_VALUE)));
    refused(logIn(good.with("exp", new BigInteger("99999999999999999999"))));
    refused(logIn(good.with("nonce", "n".repeat(256))));
    refused(logIn(good.with("sub", "0195f5a1-0000-7000-8000-000000000000")));
    refused(logIn(good.with("sub", ada.email())));
    letIn(webApp(http), logIn(good));
  }

  @Test
  void a_user_of_another_tenant_is_nobody() {
    Ada stranger = ada(tenant("bare"));
    refused(logIn(token(stranger)));
    OAuthClient there = new OAuthClient(tenant("bare"), TestConfig.WEB_APP);
    letIn(there, logIn(there, token(stranger).signed(TestConfig.SECRET)));
  }

  @Test
  void both_secrets_of_a_rotation_sign_and_no_other() {
    Ada ada = ada();
    OAuthClient webApp = webApp(http);
    letIn(webApp, logIn(webApp, token(ada).signed(OLDER_SECRET)));
    refused(logIn(webApp, token(ada).signed("nobody-ever-had-this-secret-0123456789")));
    String token = token(ada).signed(TestConfig.SECRET);
    refused(logIn(webApp, token.substring(0, token.lastIndexOf('.') + 1)));
    refused(logIn(webApp, token.replaceFirst("\\.[^.]+\\.", ".e30.")));
    refused(logIn(webApp, "no token"));
    refused(logIn(webApp, ada.token().substring(0, ada.token().lastIndexOf('.'))));
  }

  @Test
  void no_other_algorithm_is_taken_whoever_signed() {
    Ada ada = ada();
    for (String algorithm : List.of("none", "HS384", "HS512", "RS256", "ES256", "hs256")) {
      CustomToken token = token(ada).calling(algorithm);
      for (String form : List.of(token.unsigned(), token.signed(TestConfig.SECRET))) {
        refused(logIn(webApp(http), form), "unsupported_algorithm", "error.algorithm.unsupported");
      }
    }
    refused(
        logIn(webApp(http), ada.token()), "unsupported_algorithm", "error.algorithm.unsupported");
  }

  @Test
  void only_clients_may_that_have_it_switched_on() {
    Ada ada = ada();
    for (String client : List.of(TestConfig.SPA, TestConfig.BACKEND, TestConfig.IMPLICIT)) {
      CustomToken token = CustomToken.of(client, idOf(ada), server.clock().instant());
      refused(
          logIn(new OAuthClient(http, client), token.signed(TestConfig.SECRET)),
          "unauthorized_client",
          "error.client.unauthorized");
    }
    refused(
        logIn(new OAuthClient(http, TestConfig.THIRD_PARTY), "a token"),
        "unauthorized_client",
        "error.client.notFirstParty");
  }

  @Test
  void an_error_goes_nowhere_that_is_not_the_clients() {
    String token = token(ada()).signed(TestConfig.SECRET);
    for (String redirect : List.of("https://evil.example/callback", TestConfig.CALLBACK + "/")) {
      Expect.error(
          logIn(webApp(http), token, "redirect_uri", redirect),
          400,
          "invalid_request",
          "error.redirect.notAllowed");
    }
    Expect.error(
        logIn(webApp(http), token, "client_id", "nobody"),
        400,
        "invalid_client",
        "error.client.invalid");
    letIn(webApp(http), logIn(webApp(http), token));
  }

  @Test
  void the_rules_of_authorize_hold_here_too() {
    String token = token(ada()).signed(TestConfig.SECRET);
    OAuthClient webApp = webApp(http);
    refused(
        logIn(webApp, token, "response_type", "token"),
        "unauthorized_client",
        "error.client.unauthorized");
    refused(logIn(webApp, token, "scope", "events"), "invalid_scope", "error.scope.invalid");
    refused(
        logIn(webApp, token, "code_challenge", "short", "code_challenge_method", "S256"),
        "invalid_request",
        "error.validation");
    refused(logIn(webApp, token, "token", null), "invalid_request", "error.validation");
    refused(logIn(webApp, token, "token", "t".repeat(5000)), "invalid_request", "error.validation");
    letIn(webApp, logIn(webApp, token));
  }

  @Test
  void who_is_suspended_stays_out() {
    Ada ada = ada();
    server.sql("update profile set suspended_at = now() where email = '" + ada.email() + "'");
    refused(logIn(token(ada)), "access_denied", "error.account.temporarilySuspended");
  }

  @Test
  @Requirement("ASVS 6.3.4")
  void the_back_end_cannot_vouch_for_the_second_factor() {
    Ada ada = ada();
    AuthenticatorApp app = app(ada.http());
    CustomToken token = token(ada);
    Answer asked = logIn(token);
    assertThat(asked.redirectParameters())
        .containsEntry("mfa_required", "true")
        .containsEntry("state", "as it was")
        .doesNotContainKey("code");
    String tkn = asked.redirectParameter("tkn");
    refused(logIn(token));

    OAuthClient webApp = webApp(http);
    Map<String, Object> body = new LinkedHashMap<>(webApp.authorizeParameters());
    body.put("tkn", tkn);
    String challenge = challenge(http, Expect.secret(http.post(API + "mfa/stepup", body)), "totp");
    String code = Expect.secret(answer(http, challenge, nextCode(app))).path("code").asString();
    JsonNode idToken = claims(Users.Tokens.of(webApp.redeem(code)).idToken());
    assertThat(idToken.path("auth_type").asString()).isEqualTo("external");
    assertThat(idToken.path("amr").toString()).isEqualTo("[\"external\",\"otp\",\"mfa\"]");
  }

  @Test
  void half_a_login_is_worth_nothing_at_authorize() {
    Ada ada = ada();
    app(ada.http());
    String tkn = logIn(token(ada)).redirectParameter("tkn");
    Answer answer = webApp(http).authorize("tkn", tkn);
    assertThat(answer.redirectParameter("error_message_key")).isEqualTo("error.tkn.invalid");
  }
}
