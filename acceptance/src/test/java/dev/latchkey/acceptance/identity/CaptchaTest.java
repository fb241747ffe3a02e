package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.HookReceiver;
import dev.latchkey.testkit.HookReceiver.Reply;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code captcha_token} and {@code captcha_provider} (contract section 1.16). */
class CaptchaTest extends IdentityContract {

  private static final String SOLVED = "a-token-of-somebody-who-solved-it";
  private static final HookReceiver PROVIDER = HookReceiver.start();

  private static Map<String, Object> captcha(Map<String, Object> providers, String... on) {
    Map<String, Object> captcha = new LinkedHashMap<>(providers);
    captcha.put("on", List.of(on));
    return captcha;
  }

  private static Map<String, Object> site(String path) {
    return Map.of("secret", "of the site", "verify_url", PROVIDER.url(path));
  }

  @Override
  TestConfig config() {
    String[] everywhere = {
      "login",
      "signup",
      "lite_registration",
      "passwordless_start",
      "update_email",
      "forgot_password",
      "account_recovery"
    };
    Map<String, Object> scored = new LinkedHashMap<>(site("/recaptcha"));
    scored.put("min_score", 0.5);
    Map<String, Object> local = Map.of("allow_private", List.of("127.0.0.0/8"), "timeout", "1s");
    return demo()
        .alsoTenant("guarded")
        .set("/tenants/1/outbound", local)
        .set(
            "/tenants/1/captcha",
            captcha(Map.of("recaptcha", scored, "captchafox", site("/captchafox")), everywhere))
        .alsoTenant("fox")
        .set("/tenants/2/outbound", local)
        .set("/tenants/2/captcha", captcha(Map.of("captchafox", site("/captchafox")), "signup"))
        .alsoTenant("broken")
        .set("/tenants/3/outbound", local)
        .set("/tenants/3/captcha", captcha(Map.of("recaptcha", site("/broken")), "signup"))
        .alsoTenant("private")
        .set("/tenants/4/captcha", captcha(Map.of("recaptcha", site("/recaptcha")), "signup"));
  }

  private void providersAnswer() {
    PROVIDER.answer(
        "/recaptcha",
        call ->
            Reply.json(
                call.text().contains("response=" + SOLVED + "&")
                    ? "{\"success\": true, \"score\": 0.9}"
                    : call.text().contains("response=a-robot&")
                        ? "{\"success\": true, \"score\": 0.1}"
                        : "{\"success\": false, \"error-codes\": [\"invalid-input-response\"]}"));
    PROVIDER.answer(
        "/captchafox",
        call -> Reply.json("{\"success\": " + call.text().contains("response=" + SOLVED) + "}"));
  }

  @AfterAll
  static void closeProvider() {
    PROVIDER.close();
  }

  private static void expectFailed(Answer answer, String field, String code) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(400);
    JsonNode body = answer.json();
    assertThat(body.path("error").asString()).isEqualTo("invalid_request");
    assertThat(body.path("error_message_key").asString()).isEqualTo("error.captcha.failed");
    assertThat(body.path("error_user_msg").asString()).isNotBlank();
    assertThat(body.at("/error_details/0/field").asString()).isEqualTo(field);
    assertThat(body.at("/error_details/0/code").asString()).isEqualTo(code);
  }

  private static Map<String, Object> with(Map<String, ?> body, String... more) {
    Map<String, Object> all = new LinkedHashMap<>(body);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  private static Map<String, Object> signup(String... more) {
    return with(
        Map.of("data", Map.of("email", Users.newEmail(), "password", Users.PASSWORD)), more);
  }

  private Answer signUp(String tenant, String... more) {
    return call(tenant(tenant), "signup", TestConfig.SPA, signup(more));
  }

  @ParameterizedTest
  @CsvSource({
    "password/login, 401",
    "signup, 200",
    "signup-token, 200",
    "lite-registration, 204",
    "passwordless/start, 204",
    "forgot-password, 204",
    "account-recovery, 204",
    "update-email, 200"
  })
  void where_it_is_asked_for_nobody_passes_without_it(String endpoint, int status) {
    providersAnswer();
    Http guarded = tenant("guarded");
    String clientId = endpoint.equals("signup-token") ? TestConfig.NATIVE : TestConfig.SPA;
    Map<String, Object> body =
        switch (endpoint) {
          case "signup", "signup-token" -> signup();
          case "lite-registration" -> Map.of("data", Map.of("email", Users.newEmail()));
          case "passwordless/start" ->
              with(
                  new OAuthClient(guarded, TestConfig.SPA).authorizeParameters(),
                  "email",
                  Users.newEmail());
          case "password/login" -> Map.of("email", Users.newEmail(), "password", "x");
          default -> Map.of("email", Users.newEmail());
        };
    Http at =
        endpoint.equals("update-email")
            ? guarded.bearer(
                call(
                        guarded,
                        "signup-token",
                        TestConfig.NATIVE,
                        with(signup("captcha_token", SOLVED), "scope", "openid full_write"))
                    .text("access_token"))
            : guarded;

    expectFailed(call(at, endpoint, clientId, body), "captcha_token", "missing");
    expectFailed(
        call(at, endpoint, clientId, with(body, "captcha_token", "nonsense")),
        "captcha_token",
        "invalid");
    assertThat(call(at, endpoint, clientId, with(body, "captcha_token", SOLVED)).status())
        .isEqualTo(status);
  }

  @Test
  void the_provider_is_told_the_secret_the_token_and_who_shows_it() {
    providersAnswer();
    Expect.secret(signUp("guarded", "captcha_token", SOLVED, "captcha_provider", "recaptcha"));
    HookReceiver.Call call =
        PROVIDER.await("/recaptcha", c -> c.text().contains("response=" + SOLVED));
    assertThat(call.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
    assertThat(call.text())
        .isEqualTo("secret=of+the+site&response=" + SOLVED + "&remoteip=127.0.0.1");
  }

  @Test
  void a_score_below_the_least_is_not_enough() {
    providersAnswer();
    expectFailed(signUp("guarded", "captcha_token", "a-robot"), "captcha_token", "invalid");
  }

  @Test
  void the_provider_is_the_one_that_is_named() {
    providersAnswer();
    Expect.secret(signUp("guarded", "captcha_token", SOLVED, "captcha_provider", "captchafox"));
    expectFailed(
        signUp("guarded", "captcha_token", SOLVED, "captcha_provider", "hcaptcha"),
        "captcha_provider",
        "invalid");
    expectFailed(
        signUp("fox", "captcha_token", SOLVED, "captcha_provider", "recaptcha"),
        "captcha_provider",
        "invalid");
    Expect.secret(signUp("fox", "captcha_token", SOLVED));
  }

  @Test
  void what_is_wrong_in_the_body_is_told_first() {
    Answer answer =
        call(
            tenant("guarded"),
            "signup",
            TestConfig.SPA,
            Map.of("data", Map.of("email", "none", "password", Users.PASSWORD)));
    Expect.invalid(answer, "data.email:invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no", "", "[]", "{\"success\": \"true\"}", "{\"success\": 1}"})
  void an_answer_that_is_none_lets_nobody_pass(String body) {
    PROVIDER.answer("/broken", Reply.json(body));
    assertThat(signUp("broken", "captcha_token", SOLVED).status()).isIn(400, 503);
  }

  @Test
  void nobody_passes_while_the_provider_cannot_be_asked() {
    PROVIDER.answer("/broken", Reply.of(500));
    unavailable(signUp("broken", "captcha_token", SOLVED));
    PROVIDER.answer("/broken", Reply.redirect(PROVIDER.url("/captchafox")));
    unavailable(signUp("broken", "captcha_token", SOLVED));
    PROVIDER.hang("/broken");
    unavailable(signUp("broken", "captcha_token", SOLVED));
  }

  private static void unavailable(Answer answer) {
    Expect.error(answer, 503, "temporarily_unavailable", "error.temporarilyUnavailable");
  }

  /** Attack class 27. */
  @Test
  void a_private_address_is_not_called() {
    unavailable(signUp("private", "captcha_token", SOLVED));
  }

  @Test
  void a_secret_that_the_provider_does_not_know_is_the_operators_fault() {
    PROVIDER.answer(
        "/broken", Reply.json("{\"success\": false, \"error-codes\": [\"invalid-input-secret\"]}"));
    Expect.error(
        signUp("broken", "captcha_token", SOLVED), 500, "invalid_config", "error.config.invalid");
  }

  @Test
  void without_a_captcha_the_fields_mean_nothing() {
    Expect.secret(call("signup", signup("captcha_token", "x".repeat(5_000))));
  }

  @Test
  void a_back_end_that_shows_its_secret_registers_people_without_one() {
    Answer answer =
        tenant("guarded")
            .basic(TestConfig.BACKEND, TestConfig.SECRET)
            .post(API + "lite-registration", Map.of("data", Map.of("email", Users.newEmail())));
    Expect.nothing(answer);
  }
}
