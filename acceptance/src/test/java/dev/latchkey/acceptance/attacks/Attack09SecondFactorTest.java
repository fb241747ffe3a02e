package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.AuthenticatorApp;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attack class 9 at the second factor: who has the password opens many step-ups and guesses in all
 * of them at once, with the endpoint that uses a code up and the one that only says whether it is
 * right. One counter for the profile, whatever the factor.
 */
@AttackClass(9)
@Requirement("ASVS 6.6.3")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack09SecondFactorTest {

  private static final int GUESSES = 200;
  private static final int LIMIT = 5;
  private static final String API = "/identity/v1/";
  private static final String SCOPES = "openid full_write mfa";

  private TestServer server;
  private OAuthClient spa;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.standard()
                .set(TestConfig.client(TestConfig.SPA) + "/scopes", List.of(SCOPES.split(" ")))
                .set("/tenants/0/codes/tries", LIMIT)
                .set("/tenants/0/lockout/failures", LIMIT)
                .set("/tenants/0/lockout/duration", "10m"));
    spa = new OAuthClient(server.http(), TestConfig.SPA);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"totp", "recovery_code", "sms"})
  void attack_09_of_200_guesses_at_a_second_factor_only_as_many_as_the_limit_are_judged(
      String type) {
    String email = Users.newEmail();
    String number = Users.newPhoneNumber();
    Http user =
        server
            .http()
            .bearer(
                spa.tokens(
                        spa.users().signUp(Map.of("email", email, "phone_number", number)),
                        "scope",
                        SCOPES)
                    .accessToken());
    AuthenticatorApp app = register(user, email, number, type);
    // As many as a guesser would need who has five tries in each.
    List<String> challenges =
        Together.run(GUESSES / LIMIT, i -> challenge(email, type)).stream().toList();

    List<Answer> answers =
        Together.run(
            GUESSES,
            i ->
                server
                    .http()
                    .post(
                        API + (i % 2 == 0 ? "passwordless/verify" : "verify-auth-code"),
                        Map.of(
                            "challenge_id",
                            challenges.get(i / LIMIT),
                            "verification_code",
                            app.wrong(server.clock().instant()))));

    assertThat(saying(answers, "error.invalidVerificationCode")).hasSize(LIMIT);
    assertThat(saying(answers, "error.tooManyAttempts")).hasSize(GUESSES - LIMIT);
    if (type.equals("totp")) {
      String last = challenge(email, type);
      server.clock().advance(Duration.ofSeconds(30));
      Answer right = answer(last, app.code(server.clock().instant()));
      assertThat(right.text("error_message_key"))
          .as("the right one, now")
          .isEqualTo("error.tooManyAttempts");
    }
  }

  private static List<Answer> saying(List<Answer> answers, String key) {
    return answers.stream()
        .filter(answer -> answer.status() != 204)
        .filter(answer -> answer.text("error_message_key").equals(key))
        .toList();
  }

  /** An app in any case, and what the test is about. */
  private AuthenticatorApp register(Http user, String email, String number, String type) {
    String credentials = API + "mfa/credentials/";
    AuthenticatorApp app = new AuthenticatorApp(user.post(credentials + "totp").text("secret"));
    ok(
        user.post(
            credentials + "totp/verify",
            Map.of("verification_code", app.code(server.clock().instant()))));
    if (type.equals("totp")) {
      return app;
    }
    server.clock().advance(Duration.ofSeconds(30));
    Answer done = answer(challenge(email, "totp"), app.code(server.clock().instant()));
    Http strong =
        server.http().bearer(Users.Tokens.of(spa.redeem(ok(done).text("code"))).accessToken());
    if (type.equals("recovery_code")) {
      ok(strong.post(credentials + "recovery-codes"));
    } else {
      server.inbox().await(number, 1);
      ok(strong.post(credentials + "phone-numbers", Map.of("phone_number", number)));
      String code = server.inbox().await(number, 2).code();
      ok(strong.post(credentials + "phone-numbers/verify", Map.of("verification_code", code)));
    }
    return app;
  }

  private static Answer ok(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer;
  }

  private String challenge(String email, String type) {
    Map<String, Object> body = new LinkedHashMap<>(spa.authorizeParameters("scope", SCOPES));
    body.put("client_id", spa.id());
    body.put("tkn", spa.users().logIn(email));
    String token = ok(server.http().post(API + "mfa/stepup", body)).text("token");
    return ok(server
            .http()
            .post(API + "passwordless/start", Map.of("step_up", token, "auth_type", type)))
        .text("challenge_id");
  }

  private Answer answer(String challenge, String code) {
    return server
        .http()
        .post(
            API + "passwordless/verify",
            Map.of("challenge_id", challenge, "verification_code", code));
  }
}
