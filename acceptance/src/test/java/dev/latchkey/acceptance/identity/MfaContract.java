package dev.latchkey.acceptance.identity;

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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Users with second factors, and the ways to get and to show one. */
abstract class MfaContract extends IdentityContract {

  static final String CREDENTIALS = API + "mfa/credentials";
  static final String EMAILS = CREDENTIALS + "/emails";
  static final String NUMBERS = CREDENTIALS + "/phone-numbers";
  static final String TOTP = CREDENTIALS + "/totp";
  static final String RECOVERY_CODES = CREDENTIALS + "/recovery-codes";
  static final String DEVICES = API + "mfa/trusteddevices";
  static final String SCOPES = Users.SCOPES + " mfa";

  @Override
  TestConfig config() {
    return demo()
        .set("/tenants/0/mfa", Map.of("email", true))
        .set(TestConfig.client(TestConfig.NATIVE) + "/scopes", List.of(SCOPES.split(" ")))
        .alsoTenant("bare")
        .set(
            "/tenants/1/mfa",
            Map.of(
                "email", false,
                "sms", false,
                "totp", false,
                "recovery_codes", false,
                "trusted_devices", false))
        .set(TestConfig.client(1, TestConfig.NATIVE) + "/scopes", List.of(SCOPES.split(" ")));
  }

  /** A user whose token is fresh. */
  record Ada(String email, String number, String token, Http http) {}

  Ada ada() {
    return ada(http);
  }

  static Ada ada(Http at) {
    String email = Users.newEmail();
    String number = Users.newPhoneNumber();
    String token = tokenOf(at, SCOPES, Map.of("email", email, "phone_number", number));
    return new Ada(email, number, token, at.bearer(token));
  }

  /** A user whose address is known to be the user's, so that it is a factor at once. */
  Ada adaWithEmailFactor() {
    Ada ada = ada();
    verifyEmail(ada);
    Expect.secret(ada.http().post(EMAILS, Map.of()));
    return ada;
  }

  void verifyEmail(Ada ada) {
    server.sql("update profile set email_verified_at = now() where email = '" + ada.email() + "'");
  }

  static Answer delete(Http at, String path, Map<String, ?> body) {
    return at.send(
        "DELETE", path, "application/json", JsonMapper.shared().writeValueAsString(body));
  }

  /** Sets an authenticator app up. */
  AuthenticatorApp app(Http at) {
    AuthenticatorApp app =
        new AuthenticatorApp(Expect.secret(at.post(TOTP)).path("secret").asString());
    Expect.secret(at.post(TOTP + "/verify", Map.of("verification_code", code(app))));
    return app;
  }

  String code(AuthenticatorApp app) {
    return app.code(server.clock().instant());
  }

  /** The app's code of a step in which none was shown yet. */
  String nextCode(AuthenticatorApp app) {
    server.clock().advance(Duration.ofSeconds(30));
    return code(app);
  }

  /** Begins a step-up in the user's session, and a challenge in it. */
  static String challenge(Http at, String type) {
    OAuthClient client = new OAuthClient(at, TestConfig.NATIVE);
    return challenge(at, client, type);
  }

  static String challenge(Http at, OAuthClient client, String type) {
    Map<String, Object> body = new LinkedHashMap<>(client.authorizeParameters("scope", SCOPES));
    body.put("client_id", client.id());
    return challenge(at, Expect.secret(at.post(API + "mfa/stepup", body)), type);
  }

  /**
   * @param stepUp the answer of {@code mfa/stepup}
   */
  static String challenge(Http at, JsonNode stepUp, String type) {
    return Expect.secret(
            at.post(
                API + "passwordless/start",
                Map.of("step_up", stepUp.path("token").asString(), "auth_type", type)))
        .path("challenge_id")
        .asString();
  }

  static Answer answer(Http at, String challenge, String code) {
    return at.post(
        API + "passwordless/verify", Map.of("challenge_id", challenge, "verification_code", code));
  }

  /** The same user with a token that stands on the app's code, too. */
  Ada steppedUp(Ada ada, AuthenticatorApp app) {
    OAuthClient client = new OAuthClient(ada.http(), TestConfig.NATIVE);
    String challenge = challenge(ada.http(), client, "totp");
    return with(ada, client, answer(ada.http(), challenge, nextCode(app)));
  }

  /** The same user with a token that stands on the code of a mail, too. */
  Ada steppedUpByMail(Ada ada) {
    int before = server.inbox().to(ada.email()).size();
    OAuthClient client = new OAuthClient(ada.http(), TestConfig.NATIVE);
    String challenge = challenge(ada.http(), client, "email");
    String code = awaitCode(ada.email(), before);
    return with(ada, client, answer(ada.http(), challenge, code));
  }

  /** The code of a message after those; notices may come between. */
  String awaitCode(String recipient, int before) {
    for (int count = before + 1; ; count++) {
      var message = server.inbox().await(recipient, count);
      if (!message.codes().isEmpty()) {
        return message.code();
      }
    }
  }

  Ada with(Ada ada, OAuthClient client, Answer done) {
    String code = Expect.secret(done).path("code").asString();
    String token = Users.Tokens.of(client.redeem(code)).accessToken();
    return new Ada(ada.email(), ada.number(), token, http.bearer(token));
  }

  static JsonNode credentials(Http at) {
    return Expect.secret(at.get(CREDENTIALS)).path("credentials");
  }

  String events(Ada ada) {
    return server.sql(
        "select string_agg(event.type, ' ' order by event.id) from event, profile where"
            + " event.profile_id = profile.id and event.type like 'mfa%' and profile.email = '"
            + ada.email()
            + "'");
  }
}
