package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST mfa/stepup} and the second factor at {@code passwordless/start} and {@code
 * passwordless/verify} (contract sections 10.7, 6.1 and 6.3).
 */
class StepUpTest extends IdentityContract {

  @Override
  TestConfig config() {
    return demo()
        .set("/tenants/0/mfa", Map.of("policy", "always", "email", true))
        .set("/tenants/0/lockout", Map.of("failures", 5, "duration", "1m"))
        .alsoTenant("lenient")
        .set("/tenants/1/mfa", Map.of("policy", "never", "trusted_devices", false));
  }

  private OAuthClient spa(Http at) {
    return new OAuthClient(at, TestConfig.SPA);
  }

  /** A user who can show a number, and logs in with a password. */
  private record Ada(String email, String number) {}

  private Ada ada() {
    Ada ada = new Ada(Users.newEmail(), Users.newPhoneNumber());
    users.signUp(Map.of("email", ada.email(), "phone_number", ada.number()));
    server.inbox().await(ada.number(), 1);
    server.sql(
        "update profile set phone_verified_at = now() where phone_number = '" + ada.number() + "'");
    return ada;
  }

  private static Answer logIn(Http at, Ada ada) {
    return call(
        at,
        "password/login",
        TestConfig.SPA,
        Map.of("email", ada.email(), "password", Users.PASSWORD));
  }

  private static Answer stepUp(OAuthClient client, @Nullable String... changes) {
    Map<String, Object> body = new LinkedHashMap<>(client.authorizeParameters(changes));
    body.put("client_id", client.id());
    return client.http().post(API + "mfa/stepup", body);
  }

  private static Answer send(Http at, String token, String type) {
    return at.post(API + "passwordless/start", Map.of("step_up", token, "auth_type", type));
  }

  private static Answer answer(Http at, String challenge, String code) {
    return at.post(
        API + "passwordless/verify", Map.of("challenge_id", challenge, "verification_code", code));
  }

  private String challenge(Http at, Ada ada, String stepUpToken, int messages) {
    String challenge = Expect.secret(send(at, stepUpToken, "sms")).path("challenge_id").asString();
    server.inbox().await(ada.number(), messages);
    return challenge;
  }

  private String newest(Ada ada) {
    return server.inbox().to(ada.number()).getLast().code();
  }

  @Test
  @Requirement({"ASVS 10.3.4", "ASVS 6.3.3"})
  void a_password_and_a_code_by_text_message_make_a_login_of_two_factors() {
    Ada ada = ada();
    OAuthClient spa = spa(http);

    JsonNode login = Expect.secret(logIn(http, ada));
    assertThat(login.path("mfa_required").asBoolean()).isTrue();
    JsonNode stepUp = Expect.secret(stepUp(spa, "tkn", login.path("tkn").asString(), "state", "s"));
    assertThat(stepUp.path("amr").toString()).isEqualTo("[\"sms\"]");
    String challenge = challenge(http, ada, stepUp.path("token").asString(), 2);
    JsonNode done = Expect.secret(answer(http, challenge, newest(ada)));

    assertThat(done.path("state").asString()).isEqualTo("s");
    Users.Tokens tokens = Users.Tokens.of(spa.redeem(done.path("code").asString()));
    for (String token : new String[] {tokens.accessToken(), tokens.idToken()}) {
      assertThat(claims(token).path("amr").toString()).isEqualTo("[\"pwd\",\"sms\",\"mfa\"]");
      assertThat(claims(token).path("acr").asString()).isEqualTo("aal2");
    }
  }

  @Test
  void the_ticket_of_half_a_login_is_worth_nothing_at_authorize() {
    Ada ada = ada();
    String tkn = logIn(http, ada).text("tkn");

    Answer answer = spa(http).authorize("tkn", tkn);

    assertThat(answer.redirectParameter("error")).isEqualTo("invalid_grant");
    assertThat(answer.redirectParameters()).doesNotContainKey("code");
  }

  @Test
  void a_trusted_device_does_not_count_where_a_second_factor_is_always_asked_for() {
    Ada ada = ada();
    Http browser = server.browser();
    String token = stepUp(spa(browser), "tkn", logIn(browser, ada).text("tkn")).text("token");
    String challenge = challenge(browser, ada, token, 2);
    Answer done =
        browser.post(
            API + "passwordless/verify",
            Map.of(
                "challenge_id", challenge, "verification_code", newest(ada), "trust_device", true));
    Expect.secret(done);
    assertThat(done.setCookie("__Host-trusted-device-id"))
        .contains("Max-Age=7776000")
        .contains("HttpOnly")
        .contains("Secure");

    assertThat(logIn(browser, ada).json().path("mfa_required").asBoolean()).isTrue();
  }

  @Test
  @Requirement("ASVS 6.5.1")
  void an_answer_is_good_once_and_so_is_the_step_up() {
    Ada ada = ada();
    String token = stepUp(spa(http), "tkn", logIn(http, ada).text("tkn")).text("token");
    String challenge = challenge(http, ada, token, 2);
    String code = newest(ada);
    Expect.secret(answer(http, challenge, code));

    Expect.error(answer(http, challenge, code), 400, "invalid_state", "error.flow.state");
    Expect.error(send(http, token, "sms"), 400, "invalid_state", "error.flow.state");
  }

  @Test
  void wrong_answers_count_for_the_user_however_many_step_ups_there_are() {
    Ada ada = ada();
    int messages = 1;
    for (int round = 0; round < 5; round++) {
      String token = stepUp(spa(http), "tkn", logIn(http, ada).text("tkn")).text("token");
      String challenge = challenge(http, ada, token, ++messages);
      String wrong = newest(ada).equals("000000") ? "000001" : "000000";
      Expect.error(
          answer(http, challenge, wrong), 401, "invalid_grant", "error.invalidVerificationCode");
    }

    String token = stepUp(spa(http), "tkn", logIn(http, ada).text("tkn")).text("token");
    String challenge = challenge(http, ada, token, ++messages);
    Expect.error(
        answer(http, challenge, newest(ada)), 429, "rate_limit_reached", "error.tooManyAttempts");
    server.clock().advance(Duration.ofMinutes(1));
    Expect.secret(answer(http, challenge, newest(ada)));
  }

  @Test
  void verify_auth_code_tells_a_right_answer_and_the_navigation_uses_it() {
    Ada ada = ada();
    Http browser = server.browser();
    String token = stepUp(spa(browser), "tkn", logIn(browser, ada).text("tkn")).text("token");
    String challenge = challenge(browser, ada, token, 2);
    Map<String, String> fields =
        Map.of("challenge_id", challenge, "verification_code", newest(ada));

    Expect.nothing(browser.post(API + "verify-auth-code", fields));
    Answer done = browser.get(API + "passwordless/verify", fields);

    assertThat(done.location().toString()).startsWith(TestConfig.CALLBACK + "?code=");
    assertThat(spa(browser).authorize("prompt", "none").redirectParameter("code")).isNotBlank();
  }

  @Test
  void only_what_was_offered_can_be_chosen() {
    Ada ada = ada();
    String token = stepUp(spa(http), "tkn", logIn(http, ada).text("tkn")).text("token");
    for (String type : new String[] {"email", "totp", "recovery_code", "pigeon"}) {
      Expect.error(send(http, token, type), 400, "invalid_request", "error.validation");
    }
    Expect.error(send(http, "no-such-token", "sms"), 400, "invalid_state", "error.flow.state");
  }

  @Test
  @Requirement("ASVS 6.6.2")
  void a_step_up_and_its_ticket_are_the_clients_own() {
    Ada ada = ada();
    String tkn = logIn(http, ada).text("tkn");
    OAuthClient other = new OAuthClient(http, TestConfig.OTHER_SPA);
    Expect.error(stepUp(other, "tkn", tkn), 401, "invalid_grant", "error.tkn.invalid");
    Expect.secret(stepUp(spa(http), "tkn", tkn));
    Expect.error(stepUp(spa(http), "tkn", tkn), 401, "invalid_grant", "error.tkn.invalid");
  }

  @Test
  void a_step_up_ends_ten_minutes_after_it_began() {
    Ada ada = ada();
    String token = stepUp(spa(http), "tkn", logIn(http, ada).text("tkn")).text("token");
    server.clock().advance(Duration.ofMinutes(10));
    Expect.error(send(http, token, "sms"), 400, "invalid_state", "error.flow.state");
  }

  @Test
  void a_session_and_a_fresh_token_step_up_as_well() {
    Ada ada = ada();
    Http browser = server.browser();
    OAuthClient spa = spa(browser);
    String token = stepUp(spa, "tkn", logIn(browser, ada).text("tkn")).text("token");
    Users.Tokens tokens =
        Users.Tokens.of(
            spa.redeem(answerWithNewest(browser, ada, challenge(browser, ada, token, 2))));

    JsonNode bySession = Expect.secret(stepUp(spa(browser)));
    assertThat(bySession.path("amr").toString()).isEqualTo("[\"sms\"]");
    JsonNode byToken = Expect.secret(stepUp(spa(http.bearer(tokens.accessToken()))));
    assertThat(byToken.path("token").asString()).isNotBlank();

    server.clock().advance(Duration.ofMinutes(5));
    Expect.error(
        stepUp(spa(http.bearer(tokens.accessToken()))),
        401,
        "invalid_grant",
        "error.accessToken.freshness");
    Expect.error(stepUp(spa(http)), 401, "login_required", "error.login.required");
  }

  private String answerWithNewest(Http at, Ada ada, String challenge) {
    return Expect.secret(answer(at, challenge, newest(ada))).path("code").asString();
  }

  @Test
  @AttackClass(13)
  void a_login_by_text_message_is_not_made_one_of_two_factors_by_another_text_message() {
    String number = Users.newPhoneNumber();
    Http lenient = tenant("lenient");
    Inbox inbox = new Inbox(lenient);
    new Users(lenient).signUp(Map.of("phone_number", number));
    inbox.await(number, 1);
    server.sql(
        "update profile set phone_verified_at = now() where phone_number = '" + number + "'");
    Http browser = server.browser().with("Host", "lenient.localhost");
    Map<String, Object> body = new LinkedHashMap<>(spa(browser).authorizeParameters());
    body.put("phone_number", number);
    Expect.nothing(browser.post(API + "passwordless/start", body));
    String code = inbox.await(number, 2).code();
    Expect.secret(
        browser.post(
            API + "passwordless/verify",
            Map.of("phone_number", number, "verification_code", code)));

    Expect.error(stepUp(spa(browser)), 400, "invalid_request", "error.authn.mfa.noCredential");
  }

  @Test
  void who_has_nothing_to_show_is_told_so() {
    String email = Users.newEmail();
    Http lenient = tenant("lenient");
    Users theirs = new Users(lenient, TestConfig.SPA);
    theirs.signUp(email);
    Answer login =
        call(
            lenient,
            "password/login",
            TestConfig.SPA,
            Map.of("email", email, "password", Users.PASSWORD));
    assertThat(login.json().has("mfa_required")).isFalse();

    Expect.error(
        stepUp(spa(lenient), "tkn", login.text("tkn")),
        400,
        "invalid_request",
        "error.authn.mfa.noCredential");
  }

  @Test
  void a_device_cannot_be_trusted_where_that_is_off() {
    Expect.error(
        tenant("lenient")
            .post(
                API + "passwordless/verify",
                Map.of("challenge_id", "x", "verification_code", "1", "trust_device", true)),
        400,
        "invalid_request",
        "error.trustedDevices.disabled");
  }

  @Test
  @Requirement("ASVS 6.3.3")
  void a_user_without_any_second_factor_is_not_let_in_where_one_is_always_asked_for() {
    String email = Users.newEmail();
    users.signUp(email);
    Expect.error(
        logIn(http, new Ada(email, "")), 400, "invalid_request", "error.authn.mfa.noCredential");
  }
}
