package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Attack class 10: somebody fails on purpose to keep the owner out. A device on which the owner has
 * logged in before is not touched by strangers' failures.
 */
@AttackClass(10)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack10LockoutAsDenialTest {

  private static final int LIMIT = 3;

  private TestServer server;
  private Users strangers;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.standard()
                .set("/tenants/0/lockout/failures", LIMIT)
                .set("/tenants/0/lockout/duration", "10m"));
    strangers = new Users(server.http());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void attack_10_the_owner_gets_in_on_a_known_device_while_strangers_have_locked_the_account() {
    String email = Users.newEmail();
    Users owner = onKnownDevice(email);
    lock(strangers, email);
    assertThat(strangers.tryPassword(email, Users.PASSWORD).status()).isEqualTo(403);
    assertThat(owner.tryPassword(email, Users.PASSWORD).status()).isEqualTo(200);
    assertThat(owner.tryPassword(email, Users.PASSWORD).status()).as("and again").isEqualTo(200);
    assertThat(strangers.tryPassword(email, Users.PASSWORD).status())
        .as("the lock of strangers is not lifted by it")
        .isEqualTo(403);
  }

  @Test
  void attack_10_tokens_and_sessions_of_a_locked_owner_go_on() {
    String email = Users.newEmail();
    Users.Tokens tokens = strangers.tokens(strangers.signUp(email));
    lock(strangers, email);
    assertThat(strangers.userinfo(tokens.accessToken()).status()).isEqualTo(200);
    assertThat(strangers.refresh(tokens.refreshToken()).status()).isEqualTo(200);
  }

  @Test
  void attack_10_a_known_device_locks_for_itself_and_nobody_else() {
    String email = Users.newEmail();
    Users thief = onKnownDevice(email);
    Users elsewhere = onKnownDevice(email);
    lock(thief, email);
    assertThat(thief.tryPassword(email, Users.PASSWORD).status()).isEqualTo(403);
    assertThat(elsewhere.tryPassword(email, Users.PASSWORD).status()).isEqualTo(200);
    assertThat(strangers.tryPassword(email, Users.PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void attack_10_a_device_of_ones_own_choosing_gives_no_guesses_of_its_own() {
    String email = Users.newEmail();
    onKnownDevice(email);
    for (int i = 0; i < LIMIT; i++) {
      assertThat(onInventedDevice(i).tryPassword(email, "wrong").status()).isEqualTo(401);
    }
    assertThat(onInventedDevice(LIMIT).tryPassword(email, "wrong").status()).isEqualTo(403);
  }

  @Test
  void attack_10_a_device_known_to_one_user_is_unknown_to_another() {
    String mine = Users.newEmail();
    String victim = Users.newEmail();
    strangers.signUp(victim);
    Users onMyDevice = onKnownDevice(mine);
    lock(onMyDevice, victim);
    assertThat(strangers.tryPassword(victim, Users.PASSWORD).status()).isEqualTo(403);
    assertThat(onMyDevice.tryPassword(mine, Users.PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void attack_10_the_mailed_code_lifts_every_lock_at_once() {
    String email = Users.newEmail();
    Users owner = onKnownDevice(email);
    lock(strangers, email);
    lock(owner, email);
    server.inbox().await(email, 3); // a notice of each lock
    server
        .http()
        .post("/identity/v1/forgot-password", Map.of("client_id", TestConfig.SPA, "email", email));
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
                    server.inbox().await(email, 4).code(),
                    "password",
                    "an entirely new passphrase"));
    assertThat(reset.status()).isEqualTo(204);
    assertThat(strangers.tryPassword(email, "an entirely new passphrase").status()).isEqualTo(200);
    assertThat(owner.tryPassword(email, "an entirely new passphrase").status()).isEqualTo(200);
  }

  @Test
  void attack_10_a_lock_ends_by_itself_and_each_further_one_takes_twice_as_long() {
    String email = Users.newEmail();
    strangers.signUp(email);
    lock(strangers, email);
    server.clock().advance(Duration.ofMinutes(10).plusSeconds(1));
    lock(strangers, email);
    server.clock().advance(Duration.ofMinutes(19));
    assertThat(strangers.tryPassword(email, Users.PASSWORD).status()).isEqualTo(403);
    server.clock().advance(Duration.ofMinutes(1).plusSeconds(1));
    assertThat(strangers.tryPassword(email, Users.PASSWORD).status()).isEqualTo(200);
  }

  /** Fails until the account is locked. */
  private static void lock(Users who, String email) {
    for (int i = 0; i < LIMIT; i++) {
      assertThat(who.tryPassword(email, "wrong guess " + i).status()).isEqualTo(401);
    }
    assertThat(who.tryPassword(email, "wrong again").status()).isEqualTo(403);
  }

  /** The owner's browser, after a login in it; signs the owner up if there is none. */
  private Users onKnownDevice(String email) {
    if (strangers.tryPassword(email, Users.PASSWORD).status() != 200) {
      strangers.signUp(email);
    }
    Http browser = server.browser();
    Users owner = new Users(browser);
    owner.logIn(email);
    assertThat(browser.cookies()).containsKey("__Host-known-device-id");
    return owner;
  }

  private Users onInventedDevice(int i) {
    return new Users(
        server.browser().with("Cookie", "__Host-known-device-id=" + "%043d".formatted(i)));
  }
}
