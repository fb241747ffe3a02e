package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AuthenticatorApp;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * {@code mfa/credentials/totp} and {@code mfa/credentials/recovery-codes}, beyond contract section
 * 10 in its shape; and both as the second factor of a login (10.7, 6.1, 6.3).
 */
class AppFactorsTest extends MfaContract {

  /** The answer of {@code mfa/stepup} to a login with the password. */
  private static JsonNode halfLogin(Http at, OAuthClient client, Ada ada) {
    Answer login =
        call(
            at,
            "password/login",
            client.id(),
            Map.of("email", ada.email(), "password", Users.PASSWORD));
    assertThat(Expect.secret(login).path("mfa_required").asBoolean()).isTrue();
    Map<String, Object> body = new LinkedHashMap<>(client.authorizeParameters("scope", SCOPES));
    body.put("client_id", client.id());
    body.put("tkn", login.text("tkn"));
    return Expect.secret(at.post(API + "mfa/stepup", body));
  }

  private Answer logIn(Ada ada, String type, String code) {
    OAuthClient client = new OAuthClient(http, TestConfig.NATIVE);
    return answer(http, challenge(http, halfLogin(http, client, ada), type), code);
  }

  @Test
  void an_app_gets_its_secret_in_base32_and_as_a_uri_for_a_qr_code() {
    Ada ada = ada();
    JsonNode answer = Expect.secret(ada.http().post(TOTP, Map.of("friendly_name", "My phone")));
    String secret = answer.path("secret").asString();
    assertThat(secret).matches("[A-Z2-7]{32}");
    assertThat(answer.path("otpauth_uri").asString())
        .isEqualTo(
            "otpauth://totp/Tenant%20demo:"
                + ada.email().replace("@", "%40")
                + "?secret="
                + secret
                + "&issuer=Tenant%20demo&algorithm=SHA1&digits=6&period=30");
    assertThat(credentials(ada.http())).as("not before a code was shown").isEmpty();

    AuthenticatorApp app = new AuthenticatorApp(secret);
    Expect.wrongCode(
        ada.http()
            .post(
                TOTP + "/verify",
                Map.of("verification_code", app.wrong(server.clock().instant()))));
    JsonNode credential =
        Expect.secret(ada.http().post(TOTP + "/verify", Map.of("verification_code", code(app))));

    assertThat(credential.path("type").asString()).isEqualTo("totp");
    assertThat(credential.path("friendly_name").asString()).isEqualTo("My phone");
    assertThat(credentials(ada.http())).containsExactly(credential);
    assertThat(server.inbox().await(ada.email(), 2).text()).contains("an authenticator app");
  }

  @Test
  void no_secret_stands_in_the_database() {
    Ada ada = ada();
    String secret = Expect.secret(ada.http().post(TOTP)).path("secret").asString();
    assertThat(server.sql("select string_agg(data::text, '') from flow")).doesNotContain(secret);
  }

  @Test
  void an_app_that_is_not_being_set_up_cannot_be_confirmed() {
    Ada ada = ada();
    Map<String, String> code = Map.of("verification_code", "123456");
    Expect.error(ada.http().post(TOTP + "/verify", code), 400, "invalid_state", "error.flow.state");
    Ada other = ada();
    AuthenticatorApp app =
        new AuthenticatorApp(Expect.secret(ada.http().post(TOTP)).path("secret").asString());
    Expect.error(
        other.http().post(TOTP + "/verify", Map.of("verification_code", code(app))),
        400,
        "invalid_state",
        "error.flow.state");
    server.clock().advance(Duration.ofMinutes(10));
    Expect.error(
        ada.http().post(TOTP + "/verify", Map.of("verification_code", code(app))),
        400,
        "invalid_state",
        "error.flow.state");
  }

  @Test
  @Requirement({"ASVS 6.3.3", "ASVS 6.6.1"})
  void an_apps_code_is_the_second_factor_of_a_login() {
    Ada ada = ada();
    AuthenticatorApp app = app(ada.http());
    OAuthClient client = new OAuthClient(http, TestConfig.NATIVE);
    JsonNode stepUp = halfLogin(http, client, ada);
    assertThat(stepUp.path("amr").toString()).isEqualTo("[\"totp\"]");

    Answer done = answer(http, challenge(http, stepUp, "totp"), nextCode(app));

    String token =
        Users.Tokens.of(client.redeem(Expect.secret(done).path("code").asString())).accessToken();
    assertThat(claims(token).path("amr").toString()).isEqualTo("[\"pwd\",\"otp\",\"mfa\"]");
  }

  @Test
  @Requirement("ASVS 6.5.1")
  void each_code_of_an_app_is_good_once() {
    Ada ada = ada();
    AuthenticatorApp app = app(ada.http());
    Expect.wrongCode(logIn(ada, "totp", code(app)));
    String code = nextCode(app);
    Expect.secret(logIn(ada, "totp", code));
    Expect.wrongCode(logIn(ada, "totp", code));
    Expect.secret(logIn(ada, "totp", nextCode(app)));
  }

  @Test
  @Requirement("ASVS 6.5.1")
  void a_code_used_twice_at_once_lets_in_once() {
    Ada ada = ada();
    AuthenticatorApp app = app(ada.http());
    OAuthClient client = new OAuthClient(http, TestConfig.NATIVE);
    List<String> challenges =
        Together.run(4, i -> challenge(http, halfLogin(http, client, ada), "totp"));
    String code = nextCode(app);
    List<Answer> answers = Together.run(4, i -> answer(http, challenges.get(i), code));
    assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
  }

  @Test
  @Requirement({"ASVS 6.5.5", "ASVS 6.5.8"})
  void a_clock_may_be_one_step_off_and_no_more() {
    Ada ada = ada();
    AuthenticatorApp app = app(ada.http());
    server.clock().advance(Duration.ofMinutes(5));
    Expect.wrongCode(logIn(ada, "totp", app.code(server.clock().instant().minusSeconds(65))));
    Expect.wrongCode(logIn(ada, "totp", app.code(server.clock().instant().plusSeconds(65))));
    Expect.secret(logIn(ada, "totp", app.code(server.clock().instant().minusSeconds(29))));
    Expect.secret(logIn(ada, "totp", app.code(server.clock().instant().plusSeconds(30))));
  }

  @Test
  void a_new_app_takes_the_place_of_the_old_one() {
    Ada ada = ada();
    AuthenticatorApp old = app(ada.http());
    Ada strong = steppedUp(ada, old);
    AuthenticatorApp fresh = app(strong.http());
    assertThat(credentials(ada.http())).hasSize(1);
    server.clock().advance(Duration.ofSeconds(30));
    Expect.wrongCode(logIn(ada, "totp", code(old)));
    Expect.secret(logIn(ada, "totp", code(fresh)));
  }

  @Test
  @Requirement({"ASVS 6.4.4", "ASVS 6.5.6"})
  void an_app_goes_after_it_was_shown_once_more() {
    Ada ada = ada();
    AuthenticatorApp app = app(ada.http());
    Expect.error(ada.http().delete(TOTP), 401, "invalid_grant", "error.authn.mfa.stepup.required");
    Ada strong = steppedUp(ada, app);
    Expect.nothing(strong.http().delete(TOTP));
    assertThat(credentials(ada.http())).isEmpty();
    Expect.error(strong.http().delete(TOTP), 404, "resource_not_found", "error.resource.notFound");
    assertThat(events(ada))
        .isEqualTo("mfa_totp_start_registration mfa_totp_verify_registration mfa_totp_unregister");
    assertThat(users.tryPassword(ada.email(), Users.PASSWORD).json().has("mfa_required")).isFalse();
  }

  @Test
  void a_step_up_that_began_with_a_factor_does_not_outlive_it() {
    Ada ada = ada();
    AuthenticatorApp app = app(ada.http());
    String challenge = challenge(ada.http(), "totp");
    Expect.nothing(steppedUp(ada, app).http().delete(TOTP));
    Expect.error(
        answer(ada.http(), challenge, nextCode(app)), 400, "invalid_state", "error.flow.state");
  }

  @Test
  void a_step_up_that_began_with_a_password_does_not_outlive_it() {
    Ada ada = ada();
    AuthenticatorApp app = app(ada.http());
    OAuthClient client = new OAuthClient(http, TestConfig.NATIVE);
    String challenge = challenge(http, halfLogin(http, client, ada), "totp");
    Expect.nothing(
        ada.http()
            .post(
                API + "update-password",
                Map.of("old_password", Users.PASSWORD, "password", "quite another thing to say")));
    Expect.error(answer(http, challenge, nextCode(app)), 400, "invalid_state", "error.flow.state");
  }

  /** Attack class 7: whoever signed up with an address may not have been its owner. */
  @Test
  void an_app_of_somebody_who_never_showed_the_address_to_be_theirs_does_not_stop_its_owner() {
    Ada maker = ada();
    app(maker.http());
    server.inbox().await(maker.email(), 2);
    OAuthClient client = new OAuthClient(http, TestConfig.SPA);
    Map<String, Object> body = new LinkedHashMap<>(client.authorizeParameters());
    body.put("client_id", client.id());
    body.put("email", maker.email());
    Expect.nothing(http.post(API + "passwordless/start", body));
    String code = server.inbox().await(maker.email(), 3).code();

    Answer owner =
        http.post(
            API + "passwordless/verify", Map.of("email", maker.email(), "verification_code", code));

    assertThat(Expect.secret(owner).propertyNames()).containsExactly("code");
    assertThat(
            server.sql(
                "select coalesce(array_length(factors, 1), 0) from profile where email = '"
                    + maker.email()
                    + "'"))
        .isEqualTo("0");
    Expect.badToken(maker.http().get(CREDENTIALS));
  }

  @Test
  void recovery_codes_are_for_who_has_something_to_lose() {
    Expect.error(
        ada().http().post(RECOVERY_CODES), 400, "invalid_request", "error.authn.mfa.noCredential");
  }

  private static List<String> recoveryCodes(Ada strong) {
    JsonNode answer = Expect.secret(strong.http().post(RECOVERY_CODES));
    return StreamSupport.stream(answer.path("recovery_codes").spliterator(), false)
        .map(JsonNode::asString)
        .toList();
  }

  @Test
  @Requirement("ASVS 6.5.1")
  void ten_recovery_codes_are_shown_once_and_each_lets_in_once() {
    Ada ada = ada();
    AuthenticatorApp app = app(ada.http());
    List<String> codes = recoveryCodes(steppedUp(ada, app));
    assertThat(codes)
        .hasSize(10)
        .doesNotHaveDuplicates()
        .allMatch(code -> code.matches("[2-9a-z]{5}-[2-9a-z]{5}"));
    JsonNode credential = credentials(ada.http()).get(1);
    assertThat(credential.path("type").asString()).isEqualTo("recovery_code");
    assertThat(credential.path("remaining").asInt()).isEqualTo(10);
    assertThat(credential.toString()).doesNotContain(codes.get(0));

    String typed = codes.get(3).toUpperCase(Locale.ROOT).replace("-", " ");
    OAuthClient client = new OAuthClient(http, TestConfig.NATIVE);
    JsonNode stepUp = halfLogin(http, client, ada);
    assertThat(stepUp.path("amr").toString()).isEqualTo("[\"totp\",\"recovery_code\"]");
    Answer done = answer(http, challenge(http, stepUp, "recovery_code"), typed);
    String token =
        Users.Tokens.of(client.redeem(Expect.secret(done).path("code").asString())).accessToken();
    assertThat(claims(token).path("amr").toString())
        .isEqualTo("[\"pwd\",\"recovery_code\",\"mfa\"]");

    Expect.wrongCode(logIn(ada, "recovery_code", codes.get(3)));
    Expect.wrongCode(logIn(ada, "recovery_code", "aaaaa-aaaaa"));
    assertThat(credentials(ada.http()).get(1).path("remaining").asInt()).isEqualTo(9);
  }

  @Test
  @Requirement("ASVS 6.5.1")
  void a_recovery_code_used_twice_at_once_lets_in_once_and_the_last_one_leaves_none() {
    Ada ada = ada();
    AuthenticatorApp app = app(ada.http());
    List<String> codes = recoveryCodes(steppedUp(ada, app));
    OAuthClient client = new OAuthClient(http, TestConfig.NATIVE);
    List<String> challenges =
        Together.run(4, i -> challenge(http, halfLogin(http, client, ada), "recovery_code"));
    List<Answer> answers = Together.run(4, i -> answer(http, challenges.get(i), codes.get(0)));
    assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
    codes.subList(1, 10).forEach(code -> Expect.secret(logIn(ada, "recovery_code", code)));
    assertThat(halfLogin(http, client, ada).path("amr").toString()).isEqualTo("[\"totp\"]");
  }

  @Test
  @Requirement("ASVS 6.5.6")
  void new_recovery_codes_void_the_old_ones() {
    Ada ada = ada();
    AuthenticatorApp app = app(ada.http());
    Ada strong = steppedUp(ada, app);
    String old = recoveryCodes(strong).get(0);
    String fresh = recoveryCodes(strong).get(0);
    Expect.wrongCode(logIn(ada, "recovery_code", old));
    Expect.secret(logIn(ada, "recovery_code", fresh));
  }

  @Test
  void recovery_codes_go_by_themselves_or_with_the_last_other_factor() {
    Ada ada = ada();
    AuthenticatorApp app = app(ada.http());
    Ada strong = steppedUp(ada, app);
    recoveryCodes(strong);
    Expect.nothing(strong.http().delete(RECOVERY_CODES));
    assertThat(credentials(ada.http())).hasSize(1);
    Expect.error(
        strong.http().delete(RECOVERY_CODES), 404, "resource_not_found", "error.resource.notFound");
    recoveryCodes(strong);
    Expect.nothing(strong.http().delete(TOTP));
    assertThat(credentials(ada.http())).isEmpty();
  }

  @Test
  @Requirement("ASVS 6.5.2")
  void no_recovery_code_stands_in_the_database() {
    Ada ada = ada();
    List<String> codes = recoveryCodes(steppedUp(ada, app(ada.http())));
    String rows = server.sql("select string_agg(mfa_credential::text, ' ') from mfa_credential");
    assertThat(codes)
        .noneMatch(code -> rows.contains(code) || rows.contains(code.replace("-", "")));
  }
}
