package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Attack class 9: guesses that run at once, or that go by another path than the login page, escape
 * the count. One counter for all paths, and it counts before it answers.
 *
 * <p>Two hundred guesses reach the server together; the hash is slow enough that all of them have
 * been read before the first is judged.
 */
@AttackClass(9)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack09BruteForceTest {

  private static final int GUESSES = 200;
  private static final int LIMIT = 5;
  private static final String WRONG = "error.invalidEmailOrPassword";
  private static final String LOCKED = "error.accountBlockedAfterMultipleLoginAttempts";
  private static final String NEW_PASSWORD = "another thing that nobody would guess";

  private TestServer server;
  private Users users;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.standard()
                .set("/password_hash/memory", "4MiB")
                .set("/password_hash/queue", 2 * GUESSES)
                .set("/tenants/0/lockout/failures", LIMIT)
                .set("/tenants/0/lockout/duration", "10m")
                .set("/tenants/0/codes/tries", LIMIT));
    users = new Users(server.http());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void
      attack_09_of_200_wrong_guesses_over_all_paths_at_once_only_as_many_as_the_limit_are_judged() {
    Victim victim = victim();
    List<Answer> answers = Together.run(GUESSES, i -> victim.guess(i, "wrong guess " + i));
    assertThat(answers.stream().filter(answer -> says(answer, WRONG))).hasSize(LIMIT);
    assertThat(answers.stream().filter(answer -> says(answer, LOCKED))).hasSize(GUESSES - LIMIT);
    assertThat(victim.logIn(Users.PASSWORD).status()).as("even the right one, now").isEqualTo(403);
  }

  @Test
  void attack_09_a_right_guess_that_comes_after_the_lock_is_worth_nothing_on_any_path() {
    for (int path = 0; path < Victim.PATHS; path++) {
      Victim victim = victim();
      int right = GUESSES - 1 - (GUESSES - 1 - path) % Victim.PATHS;
      List<Answer> answers =
          Together.run(
              GUESSES, i -> victim.guess(i, i == right ? Users.PASSWORD : "wrong guess " + i));
      if (says(answers.get(right), LOCKED)) {
        assertThat(answers.stream().filter(answer -> says(answer, WRONG))).hasSize(LIMIT);
      } else {
        // It was among the first: a success starts the count anew, once.
        assertThat(answers.stream().filter(answer -> says(answer, WRONG)))
            .hasSizeLessThan(2 * LIMIT);
      }
      assertNothingWasWonAfterTheLock(victim);
    }
  }

  /** In the event log the lock stands last: nothing that a right password opens comes behind it. */
  private void assertNothingWasWonAfterTheLock(Victim victim) {
    String after =
        server.sql(
            """
            select count(*) from event won, event locked
            where locked.type = 'profile_lockout' and won.type in ('login', 'password_changed')
              and locked.profile_id = '%s' and won.profile_id = locked.profile_id and won.at > locked.at\
            """
                .formatted(victim.id));
    assertThat(after).isEqualTo("0");
  }

  @Test
  void attack_09_the_old_password_of_a_change_is_not_guessed_past_the_lock() {
    Victim victim = victimWhoseRightGuessCameTooLate((v, password) -> v.changePassword(password));
    server.clock().advance(Duration.ofHours(1));
    assertThat(victim.logIn(Users.PASSWORD).status()).as("nothing was changed").isEqualTo(200);
  }

  @Test
  void attack_09_a_right_guess_after_the_lock_does_not_make_the_guessers_device_a_known_one() {
    Http guesser = server.browser().with("Cookie", "__Host-known-device-id=" + "A".repeat(43));
    Victim victim =
        victimWhoseRightGuessCameTooLate(
            (v, password) -> new Users(guesser).tryPassword(v.email, password));
    // On a known device the lock of strangers would not hold.
    Answer again = new Users(guesser).tryPassword(victim.email, "one more wrong guess");
    assertThat(says(again, LOCKED)).as(again.toString()).isTrue();
    assertThat(
            server.sql("select count(*) from known_device where profile_id = '" + victim.id + "'"))
        .isEqualTo("0");
  }

  /**
   * Which guess is judged first is chance: a victim is tried whose password was not among the first
   * five.
   */
  private Victim victimWhoseRightGuessCameTooLate(BiFunction<Victim, String, Answer> path) {
    for (int round = 0; round < 10; round++) {
      Victim victim = victim();
      int right = GUESSES / 2;
      List<Answer> answers =
          Together.run(
              GUESSES, i -> path.apply(victim, i == right ? Users.PASSWORD : "wrong guess " + i));
      if (says(answers.get(right), LOCKED)) {
        assertThat(answers.stream().filter(answer -> says(answer, WRONG))).hasSize(LIMIT);
        return victim;
      }
    }
    throw new AssertionError("In ten rounds the right guess was never refused");
  }

  @Test
  void attack_09_of_200_guesses_at_a_code_no_more_than_the_tries_are_judged() {
    int rounds = 20;
    int found = 0;
    Random random = new Random(9);
    for (int round = 0; round < rounds; round++) {
      String number = Users.newPhoneNumber();
      users.signUp(Map.of("phone_number", number));
      server
          .http()
          .post(
              "/identity/v1/forgot-password",
              Map.of("client_id", TestConfig.SPA, "phone_number", number));
      String code = server.inbox().await(number, 2).code();
      int right = random.nextInt(GUESSES);
      List<Answer> answers =
          Together.run(GUESSES, i -> reset(number, i == right ? code : other(code, 1 + i)));
      found += answers.stream().anyMatch(answer -> answer.status() == 204) ? 1 : 0;
      String left =
          server.sql(
              "select min(tries_left) from verification_code where purpose = 'password_reset' and"
                  + " destination = '"
                  + number
                  + "'");
      assertThat(Integer.parseInt(left)).isNotNegative();
      assertThat(reset(number, code).status()).as("used or voided by now").isIn(401, 429);
    }
    // By chance the right one is among the first five in half a round of twenty; without the limit,
    // in all.
    assertThat(found).isLessThan(rounds / 3);
  }

  private Answer reset(String number, String code) {
    return server
        .http()
        .post(
            "/identity/v1/update-password",
            Map.of(
                "client_id", TestConfig.SPA,
                "phone_number", number,
                "verification_code", code,
                "password", NEW_PASSWORD));
  }

  /** Another code of six digits. */
  private static String other(String code, int by) {
    return "%06d".formatted((Integer.parseInt(code) + by) % 1_000_000);
  }

  private static boolean says(Answer answer, String key) {
    return answer.status() != 204 && answer.text("error_message_key").equals(key);
  }

  private Victim victim() {
    String email = Users.newEmail();
    Users.Tokens tokens = users.tokens(users.signUp(email));
    String id = users.userinfo(tokens.accessToken()).text("id");
    return new Victim(email, id, tokens.accessToken());
  }

  /** A user whose access token the guesser has, so that every path to a guess is open. */
  private final class Victim {

    static final int PATHS = 3;

    private final String email;
    private final String id;
    private final String accessToken;

    Victim(String email, String id, String accessToken) {
      this.email = email;
      this.id = id;
      this.accessToken = accessToken;
    }

    Answer guess(int i, String password) {
      return switch (i % PATHS) {
        case 0 -> logIn(password);
        case 1 -> passwordGrant(password);
        default -> changePassword(password);
      };
    }

    Answer logIn(String password) {
      return users.tryPassword(email, password);
    }

    Answer passwordGrant(String password) {
      return server
          .http()
          .post(
              "/oauth/token",
              Map.of(
                  "grant_type",
                  "password",
                  "client_id",
                  TestConfig.LEGACY,
                  "client_secret",
                  TestConfig.SECRET,
                  "username",
                  email,
                  "password",
                  password,
                  "scope",
                  "openid"));
    }

    Answer changePassword(String oldPassword) {
      return server
          .http()
          .bearer(accessToken)
          .post(
              "/identity/v1/update-password",
              Map.of("old_password", oldPassword, "password", NEW_PASSWORD));
    }
  }
}
