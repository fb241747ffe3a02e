package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Attack class 15: something of a user's or client's still opens doors after what it stood on is
 * gone. Each cause against each thing that was given before it: access token, refresh token, unused
 * code, unused {@code tkn}, browser session.
 */
@AttackClass(15)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack15RevocationMatrixTest {

  private static final String NEW_PASSWORD = "an entirely new passphrase";

  private TestServer server;
  private OAuthClient spa;

  @BeforeAll
  void start() {
    server = TestServer.start();
    server.clock().stop();
    spa = new OAuthClient(server.http(), TestConfig.SPA);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** What somebody holds of a user. */
  private record Held(String email, Users.Tokens tokens, String code, String tkn, Http browser) {}

  private Held holdEverything() {
    String email = Users.newEmail();
    spa.users().signUp(email);
    Http browser = server.browser();
    Users.Tokens tokens = spa.at(browser).tokens(spa.users().logIn(email));
    return new Held(
        email,
        tokens,
        spa.at(browser).authorize().redirectParameter("code"),
        spa.users().logIn(email),
        browser);
  }

  private void assertTokensDead(Users.Tokens tokens) {
    Http bearer = server.http().bearer(tokens.accessToken());
    assertThat(bearer.get("/identity/v1/userinfo").status()).as("read").isEqualTo(401);
    assertThat(bearer.post("/identity/v1/update-profile", Map.of("given_name", "Eve")).status())
        .as("write")
        .isEqualTo(401);
    assertThat(
            bearer
                .post("/identity/v1/update-password", Map.of("password", "the attacker's choice"))
                .status())
        .as("take over")
        .isEqualTo(401);
    assertThat(renew(tokens.accessToken()).status()).as("renew").isEqualTo(401);
    Answer refresh = spa.refresh(tokens.refreshToken());
    assertThat(refresh.status()).as("refresh").isEqualTo(400);
    assertThat(refresh.text("error")).isEqualTo("invalid_grant");
    OAuthClient backend = new OAuthClient(server.http(), TestConfig.BACKEND);
    for (String token : List.of(tokens.accessToken(), tokens.refreshToken())) {
      assertThat(backend.introspect(token).json().path("active").asBoolean())
          .as("introspected")
          .isFalse();
    }
  }

  private Answer renew(String accessToken) {
    return server
        .http()
        .post(
            "/identity/v1/token/access-token",
            Map.of("client_id", TestConfig.SPA, "access_token", accessToken));
  }

  private void assertNothingIsGoodAnyMore(Held held) {
    assertTokensDead(held.tokens());
    assertThat(spa.redeem(held.code()).text("error")).as("code").isEqualTo("invalid_grant");
    assertThat(spa.authorize("tkn", held.tkn()).redirectParameters())
        .as("tkn")
        .containsKey("error")
        .doesNotContainKey("code");
    assertThat(spa.at(held.browser()).authorize().redirectParameters())
        .as("session")
        .containsEntry("error", "login_required");
    assertThat(
            held.browser()
                .get("/identity/v1/sso/data", Map.of("client_id", TestConfig.SPA))
                .json()
                .path("is_authenticated")
                .asBoolean())
        .isFalse();
  }

  /** Without this, everything below could pass for the wrong reason. */
  @Test
  void attack_15_before_anything_happened_all_of_it_is_good() {
    Held held = holdEverything();
    assertThat(spa.users().userinfo(held.tokens().accessToken()).status()).isEqualTo(200);
    assertThat(renew(held.tokens().accessToken()).status()).isEqualTo(200);
    assertThat(spa.refresh(held.tokens().refreshToken()).status()).isEqualTo(200);
    assertThat(spa.redeem(held.code()).status()).isEqualTo(200);
    assertThat(spa.authorize("tkn", held.tkn()).redirectParameters()).containsKey("code");
    assertThat(spa.at(held.browser()).authorize().redirectParameters()).containsKey("code");
  }

  @Test
  @Requirement("ASVS 7.4.2")
  void attack_15_nothing_is_good_after_a_suspension() {
    Held held = holdEverything();
    server.sql("update profile set suspended_at = now() where email = '" + held.email() + "'");
    assertNothingIsGoodAnyMore(held);
    assertThat(spa.users().tryPassword(held.email(), Users.PASSWORD).status()).isEqualTo(403);
  }

  @Test
  @Requirement("ASVS 7.4.2")
  void attack_15_nothing_is_good_after_a_deletion() {
    Held held = holdEverything();
    server.sql("delete from profile where email = '" + held.email() + "'");
    assertNothingIsGoodAnyMore(held);
    assertThat(spa.users().tryPassword(held.email(), Users.PASSWORD).status()).isEqualTo(401);
  }

  /**
   * Contract section 7.2: who changes the password with the old one keeps his own login, and ends
   * all others.
   */
  @Test
  @Requirement("ASVS 7.4.3")
  void attack_15_nothing_of_others_is_good_after_a_changed_password() {
    Held held = holdEverything();
    Users.Tokens owner = spa.tokens(spa.users().logIn(held.email()));
    Answer changed =
        server
            .http()
            .bearer(owner.accessToken())
            .post(
                "/identity/v1/update-password",
                Map.of("old_password", Users.PASSWORD, "password", NEW_PASSWORD));
    assertThat(changed.status()).isEqualTo(204);
    assertNothingIsGoodAnyMore(held);
    assertThat(spa.users().tryPassword(held.email(), Users.PASSWORD).status()).isEqualTo(401);
    assertThat(spa.users().userinfo(owner.accessToken()).status()).isEqualTo(200);
    assertThat(spa.refresh(owner.refreshToken()).status()).isEqualTo(200);
  }

  @Test
  @Requirement("ASVS 7.4.1")
  void attack_15_nothing_is_good_after_a_reset_password() {
    Held held = holdEverything();
    server.inbox().await(held.email(), 1);
    server.clock().advance(Duration.ofSeconds(1));
    server
        .http()
        .post(
            "/identity/v1/forgot-password",
            Map.of("client_id", TestConfig.SPA, "email", held.email()));
    String code = server.inbox().await(held.email(), 2).code();
    Answer reset =
        server
            .http()
            .post(
                "/identity/v1/update-password",
                Map.of(
                    "client_id",
                    TestConfig.SPA,
                    "email",
                    held.email(),
                    "verification_code",
                    code,
                    "password",
                    NEW_PASSWORD));
    assertThat(reset.status()).isEqualTo(204);
    assertNothingIsGoodAnyMore(held);
    assertThat(spa.users().tryPassword(held.email(), Users.PASSWORD).status()).isEqualTo(401);
  }

  @Test
  void attack_15_no_token_is_good_after_its_refresh_token_was_revoked() {
    Held held = holdEverything();
    Users.Tokens before = spa.tokens(spa.users().logIn(held.email()));
    assertThat(spa.revoke(held.tokens().refreshToken()).status()).isEqualTo(204);
    assertTokensDead(held.tokens());
    assertTokensDead(before);
  }

  @Test
  void attack_15_no_token_is_good_after_its_access_token_was_revoked() {
    Held held = holdEverything();
    assertThat(spa.revoke(held.tokens().accessToken()).status()).isEqualTo(204);
    assertTokensDead(held.tokens());
  }

  @Test
  void attack_15_an_access_token_does_not_outlive_its_session_by_renewing_itself() {
    Held held = holdEverything();
    assertThat(held.browser().get("/identity/v1/logout").status()).isEqualTo(204);
    assertThat(renew(held.tokens().accessToken()).status()).isEqualTo(401);
  }

  @Test
  void attack_15_a_refresh_does_not_bring_back_a_scope_that_the_client_has_lost() throws Exception {
    String scopes = TestConfig.client(TestConfig.SPA) + "/scopes";
    Users.Tokens tokens = spa.newUser();
    try (TestServer changed =
        server.secondNode(
            TestConfig.standard()
                .set("/tenants/0/public_url", server.url())
                .set(scopes, List.of("openid", "email", "offline_access")))) {
      OAuthClient there = spa.at(changed.http());
      Answer wider = there.refresh(tokens.refreshToken(), "scope", "openid full_write");
      assertThat(wider.text("error")).isEqualTo("invalid_scope");

      Answer answer = there.refresh(tokens.refreshToken());
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text("scope").split(" ")).doesNotContain("full_write", "address");
      SignedJWT token = SignedJWT.parse(answer.text("access_token"));
      assertThat(token.getJWTClaimsSet().getStringClaim("scope")).isEqualTo(answer.text("scope"));
      assertThat(
              changed
                  .http()
                  .bearer(answer.text("access_token"))
                  .post("/identity/v1/update-profile", Map.of("given_name", "Eve"))
                  .status())
          .isEqualTo(403);
    }
  }

  @Test
  void attack_15_a_refresh_token_is_dead_once_the_clients_refresh_tokens_are_switched_off() {
    String client = TestConfig.client(TestConfig.SPA);
    Users.Tokens tokens = spa.newUser();
    try (TestServer changed =
        server.secondNode(
            TestConfig.standard()
                .set("/tenants/0/public_url", server.url())
                .set(client + "/refresh_tokens", false)
                .set(client + "/scopes", List.of("openid", "profile", "email", "phone")))) {
      OAuthClient there = spa.at(changed.http());
      for (int i = 0; i < 2; i++) {
        Answer answer = there.refresh(tokens.refreshToken());
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error_message_key")).isEqualTo("error.refreshToken.revoked");
        server.clock().advance(Duration.ofMinutes(1));
      }
    }
    assertThat(spa.refresh(tokens.refreshToken()).status())
        .as("a switch is no theft: it may be switched on again")
        .isEqualTo(200);
  }

  @Test
  void attack_15_a_suspended_users_app_is_not_signed_out_by_having_tried() {
    Held held = holdEverything();
    server.sql("update profile set suspended_at = now() where email = '" + held.email() + "'");
    assertThat(spa.refresh(held.tokens().refreshToken()).status()).isEqualTo(400);
    server.clock().advance(Duration.ofMinutes(1));
    server.sql("update profile set suspended_at = null where email = '" + held.email() + "'");
    assertThat(spa.refresh(held.tokens().refreshToken()).status()).isEqualTo(200);
  }
}
