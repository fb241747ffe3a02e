package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Attack class 1: a step of the reset flow is skipped, and anybody's password is set. What is tried
 * here by hand is tried at random by the walk ({@code dev.latchkey.acceptance.walk}).
 */
@AttackClass(1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack01ResetFlowTest {

  private static final String NEW_PASSWORD = "an entirely new passphrase";

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
  void attack_01_an_address_alone_sets_no_password() {
    String email = Users.newEmail();
    users.signUp(email);
    assertRefused(email, null);
    assertRefused(email, "");
    forgot(server.http(), Map.of("email", email));
    assertRefused(email, null);
    assertRefused(email, "");
    assertRefused(email, "null");
    assertRefused(email, "%");
  }

  @Test
  void attack_01_a_code_sets_the_password_of_the_one_it_was_sent_to_only() {
    String mine = Users.newEmail();
    String victim = Users.newEmail();
    users.signUp(mine);
    users.signUp(victim);
    forgot(server.http(), Map.of("email", mine));
    forgot(server.http(), Map.of("email", victim));
    String code = server.inbox().await(mine, 2).code();
    assertRefused(victim, code);
    assertThat(reset(Map.of("email", mine), code).status()).isEqualTo(204);
    assertUnchanged(victim);
  }

  @Test
  void attack_01_what_was_mailed_to_confirm_an_address_sets_no_password() {
    String email = Users.newEmail();
    users.signUp(email);
    Inbox.Message mail = server.inbox().await(email, 1);
    String linkToken = mail.link().substring(mail.link().lastIndexOf('/') + 1);
    assertRefused(email, mail.code());
    assertRefused(email, linkToken);
    forgot(server.http(), Map.of("email", email));
    String resetCode = server.inbox().await(email, 2).code();
    assertRefused(email, mail.code());
    assertRefused(email, linkToken);
    assertThat(server.http().get("/link/verify-email/" + resetCode).status()).isEqualTo(401);
  }

  @Test
  void attack_01_a_code_sent_to_the_number_is_not_taken_for_the_address() {
    String email = Users.newEmail();
    String number = Users.newPhoneNumber();
    users.signUp(Map.of("email", email, "phone_number", number));
    forgot(server.http(), Map.of("phone_number", number));
    String code = server.inbox().await(number, 2).code();
    assertRefused(email, code);
    assertThat(reset(Map.of("phone_number", number), code).status()).isEqualTo(204);
  }

  @Test
  void attack_01_a_code_is_good_once_and_a_newer_one_voids_it() {
    String email = Users.newEmail();
    users.signUp(email);
    forgot(server.http(), Map.of("email", email));
    String first = server.inbox().await(email, 2).code();
    forgot(server.http(), Map.of("email", email));
    String second = server.inbox().await(email, 3).code();
    assertRefused(email, first);
    assertThat(reset(Map.of("email", email), second).status()).isEqualTo(204);
    assertThat(resetTo(email, second, "and yet another passphrase").status()).isEqualTo(401);
  }

  @Test
  void attack_01_an_old_code_is_dead() {
    String email = Users.newEmail();
    users.signUp(email);
    forgot(server.http(), Map.of("email", email));
    String code = server.inbox().await(email, 2).code();
    server.clock().advance(Duration.ofHours(1));
    assertRefused(email, code);
  }

  @Test
  void attack_01_codes_that_wait_die_with_the_password_they_could_have_replaced() {
    String email = Users.newEmail();
    String number = Users.newPhoneNumber();
    Users.Tokens tokens =
        users.tokens(users.signUp(Map.of("email", email, "phone_number", number)));
    forgot(server.http(), Map.of("phone_number", number));
    String texted = server.inbox().await(number, 2).code();
    forgot(server.http(), Map.of("email", email));
    String mailed = server.inbox().await(email, 2).code();

    Answer changed =
        server
            .http()
            .bearer(tokens.accessToken())
            .post(
                "/identity/v1/update-password",
                Map.of("old_password", Users.PASSWORD, "password", NEW_PASSWORD));
    assertThat(changed.status()).isEqualTo(204);
    assertThat(resetTo(email, mailed, "a thief's own passphrase").status()).isEqualTo(401);
    assertThat(reset(Map.of("phone_number", number), texted).status()).isEqualTo(401);
    assertThat(users.tryPassword(email, NEW_PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void attack_01_a_login_that_waits_dies_with_the_password_it_was_done_with() {
    String email = Users.newEmail();
    users.signUp(email);
    String tkn = users.logIn(email);
    forgot(server.http(), Map.of("email", email));
    assertThat(reset(Map.of("email", email), server.inbox().await(email, 2).code()).status())
        .isEqualTo(204);
    Map<String, String> authorize = users.authorizeParameters(Pkce.create());
    authorize.put("tkn", tkn);
    Answer answer = server.http().get("/oauth/authorize", authorize);
    assertThat(answer.redirectParameters())
        .doesNotContainKey("code")
        .containsEntry("error", "invalid_grant");
  }

  @Test
  void attack_01_a_login_in_flight_does_not_outlive_the_reset() {
    for (int round = 0; round < 5; round++) {
      String email = Users.newEmail();
      users.signUp(email);
      forgot(server.http(), Map.of("email", email));
      String code = server.inbox().await(email, 2).code();
      List<Answer> answers =
          Together.run(
              60,
              i ->
                  i == 20
                      ? reset(Map.of("email", email), code)
                      : i % 2 == 0
                          ? users.tryPassword(email, Users.PASSWORD)
                          : passwordGrant(email));
      assertThat(answers.get(20).status()).isEqualTo(204);
      for (Answer answer : answers) {
        assertDead(answer);
      }
    }
  }

  @Test
  void attack_01_a_code_in_flight_does_not_outlive_the_reset() {
    for (int round = 0; round < 5; round++) {
      String email = Users.newEmail();
      Http browser = server.browser();
      Users inBrowser = new Users(browser);
      Pkce pkce = Pkce.create();
      inBrowser.code(inBrowser.signUp(email), pkce);
      List<String> codes = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        codes.add(
            browser
                .get("/oauth/authorize", inBrowser.authorizeParameters(pkce))
                .redirectParameters()
                .getOrDefault("code", ""));
      }
      assertThat(codes).doesNotContain("");
      forgot(server.http(), Map.of("email", email));
      String mailed = server.inbox().await(email, 2).code();
      List<Answer> answers =
          Together.run(
              60,
              i ->
                  i == 20
                      ? reset(Map.of("email", email), mailed)
                      : users.exchange(codes.get(i), pkce));
      assertThat(answers.get(20).status()).isEqualTo(204);
      for (Answer answer : answers) {
        assertDead(answer);
      }
    }
  }

  /** Whatever the answer gave opens nothing now. */
  private void assertDead(Answer answer) {
    if (answer.status() != 200) {
      return;
    }
    String tkn = answer.text("tkn");
    if (!tkn.isEmpty()) {
      Map<String, String> authorize = users.authorizeParameters(Pkce.create());
      authorize.put("tkn", tkn);
      assertThat(server.http().get("/oauth/authorize", authorize).redirectParameters())
          .doesNotContainKey("code");
      return;
    }
    assertThat(users.userinfo(answer.text("access_token")).status()).isEqualTo(401);
    String refreshToken = answer.text("refresh_token");
    assertThat(users.refresh(refreshToken).status()).isEqualTo(400);
  }

  private Answer passwordGrant(String email) {
    return server
        .http()
        .post(
            "/oauth/token",
            Map.of(
                "grant_type", "password",
                "client_id", TestConfig.LEGACY,
                "client_secret", TestConfig.SECRET,
                "username", email,
                "password", Users.PASSWORD,
                "scope", Users.SCOPES));
  }

  @Test
  void attack_01_no_other_token_stands_in_for_an_access_token() {
    String email = Users.newEmail();
    String tkn = users.signUp(email);
    Users.Tokens tokens = users.tokens(users.logIn(email));
    for (String token :
        new String[] {
          tkn, tokens.idToken(), tokens.refreshToken(), email, UUID.randomUUID().toString()
        }) {
      Answer answer =
          server
              .http()
              .bearer(token)
              .post(
                  "/identity/v1/update-password",
                  Map.of("old_password", Users.PASSWORD, "password", NEW_PASSWORD));
      assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
    }
    assertUnchanged(email);
  }

  @Test
  void attack_01_whose_password_is_set_says_the_token_and_never_the_body() {
    String victim = Users.newEmail();
    users.signUp(victim);
    String victimId = users.userinfo(users.tokens(users.logIn(victim)).accessToken()).text("id");
    String mine = Users.newEmail();
    Users.Tokens tokens = users.tokens(users.signUp(mine));
    Answer answer =
        server
            .http()
            .bearer(tokens.accessToken())
            .post(
                "/identity/v1/update-password",
                Map.of(
                    "email", victim,
                    "user_id", victimId,
                    "sub", victimId,
                    "old_password", Users.PASSWORD,
                    "password", NEW_PASSWORD));
    assertThat(answer.status()).isEqualTo(204);
    assertUnchanged(victim);
    assertThat(users.tryPassword(mine, NEW_PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void attack_01_a_token_beside_the_code_does_not_replace_it() {
    String email = Users.newEmail();
    Users.Tokens tokens = users.tokens(users.signUp(email));
    Answer answer =
        server
            .http()
            .bearer(tokens.accessToken())
            .post(
                "/identity/v1/update-password",
                Map.of(
                    "client_id",
                    TestConfig.SPA,
                    "email",
                    email,
                    "verification_code",
                    "wrong",
                    "password",
                    NEW_PASSWORD));
    assertThat(answer.status()).isEqualTo(401);
    assertUnchanged(email);
  }

  @Test
  void attack_01_a_code_that_one_client_had_sent_sets_no_password_at_another() {
    String email = Users.newEmail();
    users.signUp(email);
    server.inbox().await(email, 1);
    forgot(server.http(), Map.of("email", email));
    String code = server.inbox().await(email, 2).code();

    Answer elsewhere =
        server
            .http()
            .post(
                "/identity/v1/update-password",
                Map.of(
                    "client_id",
                    TestConfig.OTHER_SPA,
                    "email",
                    email,
                    "verification_code",
                    code,
                    "password",
                    NEW_PASSWORD));

    assertThat(elsewhere.status()).isEqualTo(401);
    assertUnchanged(email);
    assertThat(reset(Map.of("email", email), code).status()).isEqualTo(204);
  }

  private static void forgot(Http http, Map<String, String> identifier) {
    Map<String, String> body = new LinkedHashMap<>(identifier);
    body.put("client_id", TestConfig.SPA);
    assertThat(http.post("/identity/v1/forgot-password", body).status()).isEqualTo(204);
  }

  private Answer reset(Map<String, String> identifier, String code) {
    Map<String, String> body = new LinkedHashMap<>(identifier);
    body.put("client_id", TestConfig.SPA);
    body.put("verification_code", code);
    body.put("password", NEW_PASSWORD);
    return server.http().post("/identity/v1/update-password", body);
  }

  private Answer resetTo(String email, @Nullable String code, String password) {
    Map<String, @Nullable String> body = new LinkedHashMap<>();
    body.put("client_id", TestConfig.SPA);
    body.put("email", email);
    body.put("verification_code", code);
    body.put("password", password);
    return server.http().post("/identity/v1/update-password", body);
  }

  private void assertRefused(String email, @Nullable String code) {
    Answer answer = resetTo(email, code, NEW_PASSWORD);
    assertThat(answer.status()).as(answer.toString()).isIn(400, 401);
    assertUnchanged(email);
  }

  private void assertUnchanged(String email) {
    assertThat(users.tryPassword(email, Users.PASSWORD).status()).isEqualTo(200);
  }
}
