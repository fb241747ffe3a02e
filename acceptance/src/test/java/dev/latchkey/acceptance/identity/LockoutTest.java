package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * How wrong passwords lock an account, to the try and to the millisecond (contract sections 1.7 and
 * 1.16). The clock stands still.
 */
class LockoutTest extends IdentityContract {

  private static final String RIGHT = Users.PASSWORD;
  private static final String WRONG = "wrong horse";
  private static final int FAILURES = 5;
  private static final Duration FIRST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(24);

  @Override
  TestConfig config() {
    return demo()
        .alsoTenant("own")
        .set("/tenants/1/lockout", Map.of("failures", 2, "duration", "10s", "max_duration", "15s"))
        .set("/tenants/1/messages/lockout", Map.of("enabled", false));
  }

  @BeforeAll
  void stopTheClock() {
    server.clock().stop();
  }

  private String newUser() {
    String email = Users.newEmail();
    users.signUp(email);
    return email;
  }

  private void fail(String email, int times) {
    for (int i = 0; i < times; i++) {
      Expect.wrongPassword(users.tryPassword(email, WRONG));
    }
  }

  /** One of the mails, by its subject: the clock stands still, so their order says nothing. */
  private Inbox.Message mailed(String email, int count, String subject) {
    server.inbox().await(email, count);
    return server.inbox().to(email).stream()
        .filter(mail -> mail.subject().equals(subject))
        .findFirst()
        .orElseThrow();
  }

  private static void locked(Answer answer) {
    Expect.error(answer, 403, "access_denied", "error.accountBlockedAfterMultipleLoginAttempts");
  }

  private void pass(Duration time) {
    server.clock().advance(time);
  }

  @Test
  void the_fifth_failure_in_a_row_locks_for_a_minute_even_for_the_right_password() {
    String email = newUser();
    fail(email, FAILURES);

    locked(users.tryPassword(email, RIGHT));
    locked(users.tryPassword(email, WRONG));
    pass(FIRST.minusMillis(1));
    locked(users.tryPassword(email, RIGHT));

    pass(Duration.ofMillis(1));
    Expect.secret(users.tryPassword(email, RIGHT));
  }

  @Test
  void four_failures_do_not_lock_and_a_success_starts_the_count_anew() {
    String email = newUser();
    for (int i = 0; i < 3; i++) {
      fail(email, FAILURES - 1);
      Expect.secret(users.tryPassword(email, RIGHT));
    }
  }

  @Test
  void failures_count_however_far_apart_they_are() {
    String email = newUser();
    for (int i = 0; i < FAILURES; i++) {
      fail(email, 1);
      pass(Duration.ofHours(12));
    }
    Expect.secret(users.tryPassword(email, RIGHT));

    fail(email, FAILURES - 1);
    pass(Duration.ofDays(3));
    fail(email, 1);
    locked(users.tryPassword(email, RIGHT));
  }

  @Test
  void each_further_lock_takes_twice_as_long_up_to_a_day() {
    String email = newUser();
    for (Duration lock = FIRST;
        lock.compareTo(LONGEST.multipliedBy(4)) < 0;
        lock = lock.multipliedBy(2)) {
      Duration expected = lock.compareTo(LONGEST) < 0 ? lock : LONGEST;
      fail(email, FAILURES);
      pass(expected.minusMillis(1));
      locked(users.tryPassword(email, RIGHT));
      pass(Duration.ofMillis(1));
    }

    Expect.secret(users.tryPassword(email, RIGHT));
  }

  @Test
  void a_success_after_a_lock_makes_the_next_one_short_again() {
    String email = newUser();
    fail(email, FAILURES);
    pass(FIRST);
    Expect.secret(users.tryPassword(email, RIGHT));
    fail(email, FAILURES);

    pass(FIRST);
    Expect.secret(users.tryPassword(email, RIGHT));
  }

  @Test
  void the_profile_says_when_the_lock_ends() {
    String email = newUser();
    String token = loginToken(email, "openid profile");
    fail(email, FAILURES - 1);
    assertThat(Expect.secret(users.userinfo(token)).has("lockout_end_date")).isFalse();
    fail(email, 1);

    String end = Expect.secret(users.userinfo(token)).path("lockout_end_date").asString();
    assertThat(Instant.parse(end))
        .isEqualTo(server.clock().instant().plus(FIRST).truncatedTo(ChronoUnit.MILLIS));
    pass(FIRST);
    Expect.secret(users.tryPassword(email, RIGHT));
    assertThat(Expect.secret(users.userinfo(token)).has("lockout_end_date")).isFalse();
  }

  @Test
  @Requirement("ASVS 6.3.5")
  void the_owner_is_told_by_mail_once_for_each_lock() {
    String email = newUser();
    server.inbox().await(email, 1);
    fail(email, FAILURES);

    assertThat(mailed(email, 2, "Your account has been locked").codes()).isEmpty();
    locked(users.tryPassword(email, WRONG));
    pass(FIRST);
    fail(email, FAILURES);
    server.inbox().await(email, 3);
    assertThat(server.inbox().to(email)).hasSize(3);
  }

  @Test
  void a_notice_that_is_switched_off_is_not_sent_and_nobody_is_not_told() {
    Http there = tenant("own");
    Users own = new Users(there);
    String queued =
        "select count(*) || ' ' || count(*) filter (where kind = 'none') from outbox where tenant ="
            + " 'own'";
    String before = server.sql(queued);
    for (int i = 0; i < 2; i++) {
      Expect.wrongPassword(own.tryPassword("nobody-at-all@example.org", WRONG));
    }
    assertThat(before).isEqualTo("0 0");
    assertThat(server.sql(queued)).isEqualTo("0 0");
    for (int i = 0; i < FAILURES; i++) {
      Expect.wrongPassword(users.tryPassword("nobody-at-all@example.org", WRONG));
    }
    assertThat(server.sql("select count(*) from outbox where tenant = 'demo' and kind = 'none'"))
        .as("a row that costs the same")
        .isNotEqualTo("0");
  }

  @Test
  void tries_during_a_lock_do_not_prolong_it() {
    String email = newUser();
    fail(email, FAILURES);
    for (int i = 0; i < 20; i++) {
      locked(users.tryPassword(email, WRONG));
    }

    pass(FIRST);
    fail(email, FAILURES - 1);
    Expect.secret(users.tryPassword(email, RIGHT));
  }

  @Test
  void nobody_is_locked_like_somebody() {
    assertThat(answersTo(Users.newEmail())).isEqualTo(answersTo(newUser()));
  }

  /** What somebody sees who tries passwords in two rounds. */
  private List<JsonNode> answersTo(String email) {
    List<JsonNode> answers = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < FAILURES + 2; i++) {
        answers.add(withoutId(users.tryPassword(email, WRONG)));
      }
      pass(FIRST.multipliedBy(round + 1).minusMillis(1));
      answers.add(withoutId(users.tryPassword(email, WRONG)));
      pass(Duration.ofMillis(1));
    }
    answers.add(withoutId(users.tryPassword(email, WRONG)));
    return answers;
  }

  private static JsonNode withoutId(Answer answer) {
    return answer.json().asObject().without("error_id");
  }

  @Test
  void the_failures_of_all_identifiers_of_a_user_are_counted_together() {
    String email = Users.newEmail();
    String number = Users.newPhoneNumber();
    users.signUp(Map.of("email", email, "phone_number", number));
    fail(email, 3);
    Map<String, Object> byNumber = Map.of("phone_number", number, "password", WRONG);
    Expect.wrongPassword(call("password/login", byNumber));
    Expect.wrongPassword(call("password/login", byNumber));

    locked(call("password/login", byNumber));
    locked(users.tryPassword(email, RIGHT));
  }

  @Test
  void one_user_is_not_locked_by_the_failures_of_another() {
    String email = newUser();
    String neighbour = newUser();
    fail(neighbour, FAILURES);

    Expect.secret(users.tryPassword(email, RIGHT));
  }

  @Test
  void the_wrong_old_password_of_a_change_counts_as_well() {
    String email = Users.newEmail();
    Http user = http.bearer(users.tokens(users.signUp(email)).accessToken());
    Map<String, Object> wrong =
        Map.of("old_password", WRONG, "password", "an entirely new passphrase");
    for (int i = 0; i < FAILURES; i++) {
      Expect.wrongPassword(user.post(API + "update-password", wrong));
    }

    locked(user.post(API + "update-password", wrong));
    locked(
        user.post(
            API + "update-password",
            Map.of("old_password", RIGHT, "password", "an entirely new passphrase")));
    locked(users.tryPassword(email, RIGHT));
  }

  @Test
  void a_reset_lifts_the_lock_and_forgets_the_ones_before() {
    String email = newUser();
    server.inbox().await(email, 1);
    fail(email, FAILURES);
    pass(FIRST);
    fail(email, FAILURES);
    locked(users.tryPassword(email, RIGHT));
    server.inbox().await(email, 3); // a notice of each lock

    call("forgot-password", Map.of("email", email));
    String code = mailed(email, 4, "Reset your Tenant demo password").code();
    String fresh = "an entirely new passphrase";
    Expect.nothing(
        call(
            "update-password",
            Map.of("email", email, "verification_code", code, "password", fresh)));

    Expect.secret(users.tryPassword(email, fresh));
    fail(email, FAILURES);
    pass(FIRST);
    Expect.secret(users.tryPassword(email, fresh));
  }

  @Test
  void asking_for_a_reset_alone_lifts_nothing() {
    String email = newUser();
    fail(email, FAILURES);
    Expect.nothing(call("forgot-password", Map.of("email", email)));

    locked(users.tryPassword(email, RIGHT));
  }

  @Test
  void a_lock_does_not_touch_what_the_user_has_already() {
    String email = Users.newEmail();
    Users.Tokens tokens = users.tokens(users.signUp(email));
    fail(email, FAILURES);

    Expect.secret(users.userinfo(tokens.accessToken()));
    assertThat(users.refresh(tokens.refreshToken()).status()).isEqualTo(200);
  }

  @Test
  void a_lock_is_an_event() {
    String email = newUser();
    fail(email, FAILURES);
    locked(users.tryPassword(email, WRONG));

    assertThat(
            server.sql(
                "select count(*) from event join profile on profile.id = profile_id where type ="
                    + " 'profile_lockout' and email = '"
                    + email
                    + "'"))
        .isEqualTo("1");
  }

  @Test
  void a_tenant_has_numbers_of_its_own() {
    Users own = new Users(tenant("own"));
    String email = Users.newEmail();
    own.signUp(email);
    for (int seconds : new int[] {10, 15, 15}) {
      Expect.wrongPassword(own.tryPassword(email, WRONG));
      Expect.wrongPassword(own.tryPassword(email, WRONG));
      pass(Duration.ofSeconds(seconds).minusMillis(1));
      locked(own.tryPassword(email, RIGHT));
      pass(Duration.ofMillis(1));
    }

    Expect.secret(own.tryPassword(email, RIGHT));
  }
}
