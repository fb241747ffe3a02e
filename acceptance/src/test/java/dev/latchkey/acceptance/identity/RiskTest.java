package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AuthenticatorApp;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Policy {@code when_risky} (contract sections 5.4 and 10.9): what makes a login unusual, and that
 * a guessed password alone does not make the next one usual.
 */
class RiskTest extends MfaContract {

  @Override
  TestConfig config() {
    return super.config().set("/tenants/0/mfa", Map.of("policy", "when_risky", "sms", true));
  }

  private static Answer logIn(Http at, Ada ada, String password) {
    return call(
        at,
        "password/login",
        TestConfig.NATIVE,
        Map.of("email", ada.email(), "password", password));
  }

  private static boolean asks(Http at, Ada ada) {
    return Expect.secret(logIn(at, ada, Users.PASSWORD)).path("mfa_required").asBoolean();
  }

  private void show(Http at, Ada ada, AuthenticatorApp app, boolean trust) {
    OAuthClient client = new OAuthClient(at, TestConfig.NATIVE);
    Map<String, Object> body = new LinkedHashMap<>(client.authorizeParameters("scope", SCOPES));
    body.put("client_id", client.id());
    body.put("tkn", logIn(at, ada, Users.PASSWORD).text("tkn"));
    String challenge = challenge(at, Expect.secret(at.post(API + "mfa/stepup", body)), "totp");
    Expect.secret(
        at.post(
            API + "passwordless/verify",
            Map.of(
                "challenge_id",
                challenge,
                "verification_code",
                nextCode(app),
                "trust_device",
                trust)));
  }

  private String signals(Ada ada) {
    return server.sql(
        "select string_agg(event.details ->> 'signals', ', ' order by event.id) from event, profile"
            + " where event.profile_id = profile.id and event.type = 'login_risk' and profile.email"
            + " = '"
            + ada.email()
            + "'");
  }

  @Test
  @Requirement("ASVS 6.3.5")
  void a_first_browser_is_usual_and_another_one_is_not_until_the_second_factor_was_shown_there() {
    Ada ada = ada();
    AuthenticatorApp app = app(ada.http());
    Http first = server.browser();
    assertThat(asks(first, ada)).isFalse();
    assertThat(asks(first, ada)).isFalse();

    Http second = server.browser();
    assertThat(asks(second, ada)).isTrue();
    assertThat(asks(second, ada)).as("a password alone does not make it known").isTrue();
    show(second, ada, app, false);
    assertThat(asks(second, ada)).isFalse();
    assertThat(signals(ada)).isEqualTo("new_device, new_device, new_device");
  }

  @Test
  void failures_before_are_unusual_until_the_second_factor_was_shown() {
    Ada ada = ada();
    AuthenticatorApp app = app(ada.http());
    Http browser = server.browser();
    assertThat(asks(browser, ada)).isFalse();
    Expect.wrongPassword(logIn(browser, ada, "a wrong one"));

    assertThat(asks(browser, ada)).isTrue();
    assertThat(asks(browser, ada)).as("a right guess does not clear the traces").isTrue();
    show(browser, ada, app, false);

    assertThat(asks(browser, ada)).isFalse();
    assertThat(signals(ada)).startsWith("recent_failures, recent_failures");
  }

  @Test
  void what_is_unusual_is_of_no_matter_in_a_trusted_browser() {
    Ada ada = ada();
    AuthenticatorApp app = app(ada.http());
    assertThat(asks(server.browser(), ada)).isFalse();
    Http browser = server.browser();
    show(browser, ada, app, true);
    Expect.wrongPassword(logIn(browser, ada, "a wrong one"));
    assertThat(asks(browser, ada)).isFalse();
  }

  @Test
  void who_has_nothing_to_show_is_let_in() {
    Ada ada = ada();
    assertThat(asks(server.browser(), ada)).isFalse();
    assertThat(asks(server.browser(), ada)).isFalse();
    assertThat(signals(ada)).isEqualTo("new_device");
  }

  @Test
  void a_number_known_to_be_the_users_is_asked_for_where_nothing_was_registered() {
    Ada ada = ada();
    server.sql("update profile set phone_verified_at = now() where email = '" + ada.email() + "'");
    assertThat(asks(server.browser(), ada)).isFalse();
    assertThat(asks(server.browser(), ada)).isTrue();
  }

  @Test
  void the_password_grant_shows_no_second_factor_and_is_refused() {
    Ada ada = ada();
    app(ada.http());
    OAuthClient legacy = new OAuthClient(http, TestConfig.LEGACY);
    assertThat(
            legacy.token("password", "username", ada.email(), "password", Users.PASSWORD).status())
        .isEqualTo(200);
    assertThat(asks(server.browser(), ada)).isFalse();
    Answer refused = legacy.token("password", "username", ada.email(), "password", Users.PASSWORD);
    assertThat(refused.text("error_message_key")).isEqualTo("error.authn.mfa.stepup.required");
  }
}
