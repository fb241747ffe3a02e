package dev.latchkey.acceptance.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AuthenticatorApp;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Requirements of the ASVS that no section of the contract speaks of. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequirementsTest {

  private static final String API = "/identity/v1/";
  private static final String NEW_PASSWORD = "an entirely new passphrase";

  private TestServer server;
  private OAuthClient spa;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.standard()
                .set(
                    TestConfig.client(TestConfig.SPA) + "/scopes",
                    List.of((Users.SCOPES + " mfa").split(" "))));
    spa = new OAuthClient(server.http(), TestConfig.SPA);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  @Requirement("ASVS 6.2.10")
  void a_password_is_good_however_old_it_is() {
    String email = Users.newEmail();
    spa.users().signUp(email);
    server.clock().advance(Duration.ofDays(2 * 365));
    Answer login = spa.users().tryPassword(email, Users.PASSWORD);
    assertThat(login.status()).isEqualTo(200);
    assertThat(login.json().propertyNames()).containsExactly("tkn");
  }

  @Test
  @Requirement("ASVS 6.4.3")
  void a_reset_gets_nobody_past_the_second_factor() {
    String email = Users.newEmail();
    Http user =
        server
            .http()
            .bearer(spa.tokens(spa.users().signUp(email), "scope", "openid mfa").accessToken());
    String totp = API + "mfa/credentials/totp";
    AuthenticatorApp app = new AuthenticatorApp(user.post(totp).text("secret"));
    String code = app.code(server.clock().instant());
    assertThat(user.post(totp + "/verify", Map.of("verification_code", code)).status())
        .isEqualTo(200);
    // Of a profile whose address nobody has shown to be theirs, the owner of the mailbox takes all.
    server.sql("update profile set email_verified_at = now() where email = '" + email + "'");
    int before = server.inbox().to(email).size();
    server
        .http()
        .post(API + "forgot-password", Map.of("client_id", TestConfig.SPA, "email", email));
    Map<String, String> reset = new LinkedHashMap<>();
    reset.put("client_id", TestConfig.SPA);
    reset.put("email", email);
    reset.put("verification_code", mailedCode(email, before));
    reset.put("password", NEW_PASSWORD);

    Answer done = server.http().post(API + "update-password", reset);

    assertThat(done.status()).as("%s", done).isEqualTo(204);
    assertThat(done.headers().allValues("Set-Cookie")).isEmpty();
    Answer login = spa.users().tryPassword(email, NEW_PASSWORD);
    assertThat(login.json().path("mfa_required").asBoolean()).isTrue();
    assertThat(spa.authorize("tkn", login.text("tkn")).redirectParameters())
        .doesNotContainKey("code");
  }

  @Test
  @Requirement("ASVS 6.5.4")
  void a_sent_code_has_six_digits_and_a_mailed_one_for_a_reset_twenty_characters() {
    Set<String> codes = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      String number = Users.newPhoneNumber();
      Map<String, Object> body = new LinkedHashMap<>(spa.authorizeParameters());
      body.put("phone_number", number);
      assertThat(server.http().post(API + "passwordless/start", body).status()).isEqualTo(204);
      codes.add(server.inbox().await(number, 1).code());
    }
    assertThat(codes).hasSizeGreaterThan(18).allMatch(code -> code.matches("\\d{6}"));
    String email = Users.newEmail();
    spa.users().signUp(email);
    int before = server.inbox().to(email).size();
    server
        .http()
        .post(API + "forgot-password", Map.of("client_id", TestConfig.SPA, "email", email));
    assertThat(mailedCode(email, before)).matches("[2-9a-hjkmnp-z]{20}");
  }

  /** Of the first mail of a reset after those; others may come between. */
  private String mailedCode(String email, int before) {
    for (int count = before + 1; ; count++) {
      var mail = server.inbox().await(email, count);
      if (mail.codes().stream().anyMatch(code -> code.length() == 20)) {
        return mail.code();
      }
    }
  }
}
