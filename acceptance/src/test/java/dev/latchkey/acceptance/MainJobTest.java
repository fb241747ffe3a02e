package dev.latchkey.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The main job, from end to end: a customer signs up, logs in, gets tokens, reads and changes the
 * profile, forgets the password, logs out.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MainJobTest {

  private TestServer server;
  private Users users;

  @BeforeAll
  void start() {
    server = TestServer.start();
    users = new Users(server.http());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void a_customer_signs_up_logs_in_and_changes_the_profile() {
    String email = Users.newEmail();
    users.signUp(Map.of("email", email, "given_name", "Ada"));
    Users.Tokens tokens = users.tokens(users.logIn(email));

    Http http = server.http().bearer(tokens.accessToken());
    assertThat(http.get("/identity/v1/userinfo").text("given_name")).isEqualTo("Ada");
    Answer changed = http.post("/identity/v1/update-profile", Map.of("family_name", "Lovelace"));
    assertThat(changed.status()).isEqualTo(200);
    assertThat(http.get("/identity/v1/userinfo").text("family_name")).isEqualTo("Lovelace");

    Users.Tokens refreshed =
        new Users.Tokens(users.refresh(tokens.refreshToken()).text("access_token"), "", "");
    assertThat(users.userinfo(refreshed.accessToken()).text("email")).isEqualTo(email);
  }

  @Test
  void a_customer_who_forgot_the_password_sets_a_new_one_with_the_code_from_the_mail() {
    String email = Users.newEmail();
    users.signUp(email);
    Answer asked =
        server
            .http()
            .post(
                "/identity/v1/forgot-password",
                Map.of("client_id", TestConfig.SPA, "email", email));
    assertThat(asked.status()).isEqualTo(204);
    String code = server.inbox().await(email, 2).code();

    Answer reset =
        server
            .http()
            .post(
                "/identity/v1/update-password",
                Map.of(
                    "client_id",
                    TestConfig.SPA,
                    "email",
                    email,
                    "verification_code",
                    code,
                    "password",
                    "an entirely new passphrase"));
    assertThat(reset.status()).isEqualTo(204);
    assertThat(users.tryPassword(email, Users.PASSWORD).status()).isEqualTo(401);
    assertThat(users.tryPassword(email, "an entirely new passphrase").status()).isEqualTo(200);
  }
}
