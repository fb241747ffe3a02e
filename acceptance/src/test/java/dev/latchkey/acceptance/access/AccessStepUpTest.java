package dev.latchkey.acceptance.access;

import static dev.latchkey.acceptance.access.AccessLoginTest.conflict;
import static dev.latchkey.acceptance.access.AccessLoginTest.fault;
import static dev.latchkey.acceptance.access.AccessLoginTest.forbidden;
import static dev.latchkey.testkit.AccessClient.required;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.AccessClient;
import dev.latchkey.testkit.AccessClient.Consumer;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Access contract 2.3, 2.4, 3, 4, 5.1 to 5.3; acceptance list 10 to 18, 21, 23. */
@TestInstance(Lifecycle.PER_CLASS)
class AccessStepUpTest {

  private static final String START = "/stepup/challenges/otp/SMS";
  private static final String VERIFY = START + "/verify";
  private static final String ENROL = "/authentication_factors/otp/SMS";

  private TestServer server;
  private AccessClient client;

  @BeforeAll
  void start() {
    server = TestServer.start(TestConfig.standard().withAccess(0, Map.of()));
    client = AccessClient.of(server);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** A user with an enrolled number, in a login of which nothing is stepped up. */
  private final class LoggedIn {

    private final Consumer user;
    private final AccessClient own;

    LoggedIn() {
      user = client.newConsumer();
      client.enrol(server, user);
      own = client.as(client.logIn(user.email()));
    }

    Answer begin() {
      return own.post(START);
    }

    /** The code of a step-up that is begun now. */
    String begun() {
      int before = server.inbox().to(user.phoneNumber()).size();
      required(begin(), 204);
      return server.inbox().await(user.phoneNumber(), before + 1).code();
    }

    Answer type(Object code) {
      return own.post(VERIFY, Map.of("verificationCode", code));
    }

    boolean isSteppedUp() {
      return own.post("/access_token").text("status").equals("STEPPED_UP");
    }

    List<String> states() {
      return List.of(
          server
              .sql(
                  "select coalesce(string_agg(state, ',' order by created_at), '') from challenge"
                      + " where purpose = 'step_up' and profile_id = (select id from profile where"
                      + " email = '"
                      + user.email()
                      + "')")
              .split(","));
    }
  }

  private static String wrong(String code) {
    return code.equals("000000") ? "000001" : "000000";
  }

  /** Acceptance list 16. */
  @Test
  void the_code_of_sandboxes_is_worth_nothing_elsewhere() {
    LoggedIn user = new LoggedIn();
    String sent = user.begun();
    conflict(user.type(sent.equals("123456") ? "123457" : "123456"), "VERIFICATION_CODE_INVALID");
    assertThat(user.isSteppedUp()).isFalse();
  }

  // Section 4: the state machine, as a table

  /** Something that happens to a challenge that was begun and not yet answered. */
  enum Happening {
    RIGHT_CODE,
    WRONG_CODE,
    LAST_TRY_WRONG,
    FIVE_MINUTES,
    NEW_START,
    LOGOUT
  }

  /** From {@code INITIATED}: what happens, the state after it, and what the code is told then. */
  static Stream<List<String>> transitions() {
    return Stream.of(
        List.of("RIGHT_CODE", "verified", "ALREADY_VERIFIED"),
        List.of("WRONG_CODE", "initiated", ""),
        List.of("LAST_TRY_WRONG", "declined", "CHALLENGE_LIMIT_EXCEEDED"),
        List.of("FIVE_MINUTES", "expired", "VERIFICATION_CODE_EXPIRED"),
        List.of("NEW_START", "withdrawn", "VERIFICATION_CODE_INVALID"),
        List.of("LOGOUT", "withdrawn", "401"));
  }

  @ParameterizedTest
  @MethodSource("transitions")
  void the_state_machine_is_that_of_the_contract(List<String> row) {
    LoggedIn user = new LoggedIn();
    String code = user.begun();
    switch (Happening.valueOf(row.get(0))) {
      case RIGHT_CODE -> required(user.type(code), 204);
      case WRONG_CODE -> required(user.type(wrong(code)), 409);
      case LAST_TRY_WRONG -> {
        for (int i = 0; i < 5; i++) {
          required(user.type(wrong(code)), 409);
        }
      }
      case FIVE_MINUTES -> {
        server.clock().advance(Duration.ofMinutes(4));
        required(user.own.get("/identities"), 200);
        server.clock().advance(Duration.ofMinutes(1));
        conflict(user.type(code), "VERIFICATION_CODE_EXPIRED");
      }
      case NEW_START -> {
        server.clock().advance(Duration.ofSeconds(15));
        user.begun();
      }
      case LOGOUT -> required(user.own.post("/logout"), 204);
    }
    assertThat(user.states().get(0)).isEqualTo(row.get(1));

    Answer then = user.type(code);
    switch (row.get(2)) {
      case "" -> assertThat(then.status()).isEqualTo(204);
      case "401" -> assertThat(then.status()).isEqualTo(401);
      default -> conflict(then, row.get(2));
    }
    if (!row.get(1).equals("initiated")) {
      assertThat(user.states().get(0)).as("final").isEqualTo(row.get(1));
    }
  }

  @Test
  void a_challenge_that_nobody_answers_is_written_down_as_expired() {
    LoggedIn user = new LoggedIn();
    user.begun();
    server.clock().advance(Duration.ofMinutes(5));
    Waiting.until(() -> user.states().equals(List.of("expired")));
  }

  // 2.3, 2.4

  @Test
  void list_10_an_exchange_tells_whether_the_login_is_stepped_up() {
    LoggedIn user = new LoggedIn();
    assertThat(user.isSteppedUp()).isFalse();
    required(user.type(user.begun()), 204);
    assertThat(user.isSteppedUp()).isTrue();
  }

  @Test
  void list_11_without_an_enrolled_number_there_is_nothing_to_step_up_by() {
    Consumer user = client.newConsumer();
    AccessClient own = client.as(user.token());
    conflict(own.post(START), "CHANNEL_NOT_REGISTERED");
    conflict(own.post(VERIFY, Map.of("verificationCode", "123456")), "CHANNEL_NOT_REGISTERED");
    required(own.post(ENROL), 204);
    conflict(own.post(START), "CHANNEL_NOT_REGISTERED");
  }

  @Test
  @AttackClass(9)
  void list_12_the_fifth_wrong_code_is_the_last() {
    LoggedIn user = new LoggedIn();
    String code = user.begun();
    for (int i = 0; i < 3; i++) {
      conflict(user.type(wrong(code)), "VERIFICATION_CODE_INVALID");
    }
    conflict(user.type(wrong(code)), "ONE_CHALLENGE_LIMIT_REMAINING");
    conflict(user.type(wrong(code)), "CHALLENGE_LIMIT_EXCEEDED");
    conflict(user.type(code), "CHALLENGE_LIMIT_EXCEEDED");
    assertThat(user.isSteppedUp()).isFalse();
    // The password is not locked by it.
    client.logIn(user.user.email());
  }

  @Test
  void the_right_code_may_be_the_last_try() {
    LoggedIn user = new LoggedIn();
    String code = user.begun();
    for (int i = 0; i < 4; i++) {
      required(user.type(wrong(code)), 409);
    }
    required(user.type(code), 204);
  }

  @Test
  @AttackClass(9)
  void list_13_guesses_at_once_have_no_more_than_the_tries_between_them() {
    LoggedIn user = new LoggedIn();
    String code = user.begun();
    List<String> codes = Together.run(50, i -> user.type(wrong(code)).text("errorCode"));
    assertThat(codes.stream().filter("VERIFICATION_CODE_INVALID"::equals)).hasSize(3);
    assertThat(codes.stream().filter("ONE_CHALLENGE_LIMIT_REMAINING"::equals)).hasSize(1);
    assertThat(codes.stream().filter("CHALLENGE_LIMIT_EXCEEDED"::equals)).hasSize(46);
    conflict(user.type(code), "CHALLENGE_LIMIT_EXCEEDED");
  }

  @Test
  void list_14_a_second_code_waits_fifteen_seconds_and_is_the_last() {
    LoggedIn user = new LoggedIn();
    String first = user.begun();
    conflict(user.begin(), "RETRY_IN_15SEC");
    server.clock().advance(Duration.ofSeconds(15));
    String second = user.begun();
    if (!first.equals(second)) {
      conflict(user.type(first), "VERIFICATION_CODE_INVALID");
    }
    server.clock().advance(Duration.ofSeconds(15));
    conflict(user.begin(), "CHALLENGE_LIMIT_EXCEEDED");
    required(user.type(second), 204);
    // What was verified is not counted any more.
    server.clock().advance(Duration.ofSeconds(15));
    required(user.begin(), 204);
  }

  @Test
  void of_several_starts_at_once_one_sends() {
    LoggedIn user = new LoggedIn();
    int before = server.inbox().to(user.user.phoneNumber()).size();
    List<Integer> statuses = Together.run(8, i -> user.begin().status());
    assertThat(statuses).containsOnlyOnce(204).containsOnly(204, 409);
    server.inbox().await(user.user.phoneNumber(), before + 1);
    assertThat(server.inbox().to(user.user.phoneNumber())).hasSize(before + 1);
  }

  @Test
  @AttackClass(12)
  void list_15_a_code_is_asked_for_first_and_used_once_in_time() {
    LoggedIn user = new LoggedIn();
    conflict(user.type("123456"), "STATE_INVALID");
    String code = user.begun();
    required(user.type(code), 204);
    conflict(user.type(code), "ALREADY_VERIFIED");
  }

  @Test
  @AttackClass(13)
  void a_code_of_one_login_is_worth_nothing_in_another() {
    LoggedIn user = new LoggedIn();
    String code = user.begun();
    AccessClient other = client.as(client.logIn(user.user.email()));
    conflict(other.post(VERIFY, Map.of("verificationCode", code)), "STATE_INVALID");
    assertThat(other.post("/access_token").text("status")).isEqualTo("STANDARD");
  }

  @Test
  @AttackClass(13)
  void a_code_that_enrols_is_worth_nothing_for_a_step_up() {
    Consumer user = client.newConsumer();
    AccessClient own = client.as(user.token());
    required(own.post(ENROL), 204);
    String code = server.inbox().await(user.phoneNumber(), 1).code();
    conflict(own.post(VERIFY, Map.of("verificationCode", code)), "CHANNEL_NOT_REGISTERED");
    AccessClient other = client.as(client.logIn(user.email()));
    conflict(other.post(ENROL + "/verify", Map.of("verificationCode", code)), "STATE_INVALID");
  }

  @Test
  void list_17_the_same_token_passes_once_its_login_is_stepped_up() {
    LoggedIn user = new LoggedIn();
    Map<String, Object> colleague = new LinkedHashMap<>();
    colleague.put("name", "Ann");
    colleague.put("surname", "Onym");
    colleague.put("email", Users.newEmail());
    forbidden(user.own.post("/users", colleague), "STEP_UP_REQUIRED");
    required(user.type(user.begun()), 204);
    required(user.own.post("/users", colleague), 200);
  }

  @Test
  void list_18_a_verified_enrolment_is_a_step_up_and_another_start_is_no_error() {
    Consumer user = client.newConsumer();
    client.enrol(server, user);
    AccessClient own = client.as(user.token());
    assertThat(own.post("/access_token").text("status")).isEqualTo("STEPPED_UP");
    required(own.post(START), 204);
    assertThat(own.post("/access_token").text("status")).isEqualTo("STEPPED_UP");
  }

  @Test
  void list_21_what_is_sent_twice_under_one_reference_happens_once() {
    LoggedIn user = new LoggedIn();
    int before = server.inbox().to(user.user.phoneNumber()).size();
    AccessClient repeating = user.own.with("idempotency-ref", "once");
    required(repeating.post(START), 204);
    required(repeating.post(START), 204);
    server.inbox().await(user.user.phoneNumber(), before + 1);
    assertThat(user.states()).hasSize(1);
    // Another payload is another request.
    conflict(repeating.post(START, Map.of("a", 1)), "RETRY_IN_15SEC");
    // A conflict is kept as well, for a day.
    server.clock().advance(Duration.ofSeconds(15));
    conflict(repeating.post(START, Map.of("a", 1)), "RETRY_IN_15SEC");
    assertThat(user.own.with("idempotency-ref", "x".repeat(8001)).post(START).status())
        .isEqualTo(413);
  }

  @Test
  void requests_at_once_under_one_reference_happen_once() {
    LoggedIn user = new LoggedIn();
    AccessClient repeating = user.own.with("idempotency-ref", "at-once");
    List<Answer> answers = Together.run(6, i -> repeating.post(START));
    assertThat(answers)
        .allMatch(answer ->
            answer.status() == 204
                || answer.text("errorCode").equals("IDEMPOTENT_REQUEST_IN_PROGRESS"));
    assertThat(user.states()).hasSize(1);
  }

  @Test
  void list_23_a_code_may_be_a_number_and_a_malformed_one_is_no_try() {
    LoggedIn user = new LoggedIn();
    String code = user.begun();
    for (int i = 0; i < 6; i++) {
      fault(user.type("12345"), "verificationCode", "SIZE", "6", "6");
    }
    fault(user.type("12345x"), "verificationCode", "REGEX", "^[0-9]{6}$");
    fault(user.own.post(VERIFY, Map.of()), "verificationCode", "REQUIRED");
    if (!code.startsWith("0")) {
      required(user.type(Integer.valueOf(code)), 204);
    }
  }

  // 5.1 to 5.3

  @Test
  void factors_are_listed_by_their_state_and_none_as_nothing() {
    Consumer user = client.newConsumer();
    AccessClient own = client.as(user.token());
    assertThat(own.get("/authentication_factors").body()).isEqualTo("{}");
    required(own.post(ENROL), 204);
    assertThat(own.get("/authentication_factors").body()).isEqualTo(factor("PENDING_VERIFICATION"));
    server.inbox().await(user.phoneNumber(), 1);
    client.enrol(server, user);
    assertThat(own.get("/authentication_factors").body()).isEqualTo(factor("ACTIVE"));
    conflict(own.post(ENROL), "CHANNEL_ALREADY_REGISTERED");
    conflict(
        own.post(ENROL + "/verify", Map.of("verificationCode", "123456")),
        "CHANNEL_ALREADY_REGISTERED");

    // A new number is enrolled anew.
    Answer changed =
        own.send(
            "PATCH",
            "/consumers",
            "{\"mobile\":{\"countryCode\":\"+33\",\"number\":\""
                + Users.newPhoneNumber().substring(3)
                + "\"}}");
    assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
    assertThat(changed.json().at("/rootUser/mobileNumberVerified").asBoolean(true)).isFalse();
    assertThat(own.get("/authentication_factors").body()).isEqualTo(factor("INACTIVE"));
    conflict(own.post(START), "CHANNEL_NOT_REGISTERED");
  }

  private static String factor(String status) {
    return "{\"factors\":[{\"type\":\"OTP\",\"channel\":\"SMS\",\"status\":\"" + status + "\"}]}";
  }

  @Test
  void a_code_that_is_sent_again_voids_the_one_before() {
    Consumer user = client.newConsumer();
    AccessClient own = client.as(user.token());
    required(own.post(ENROL), 204);
    String first = server.inbox().await(user.phoneNumber(), 1).code();
    required(own.post(ENROL), 204);
    String second = server.inbox().await(user.phoneNumber(), 2).code();
    if (!first.equals(second)) {
      conflict(
          own.post(ENROL + "/verify", Map.of("verificationCode", first)),
          "VERIFICATION_CODE_INVALID");
    }
    required(own.post(ENROL + "/verify", Map.of("verificationCode", second)), 204);
  }

  @Test
  @AttackClass(14)
  void a_number_is_not_changed_without_the_factor_that_it_is() {
    LoggedIn user = new LoggedIn();
    Answer answer =
        user.own.send(
            "PATCH",
            "/consumers",
            "{\"mobile\":{\"countryCode\":\"+33\",\"number\":\""
                + Users.newPhoneNumber().substring(3)
                + "\"}}");
    forbidden(answer, "STEP_UP_REQUIRED");
    forbidden(
        user.own.send("PATCH", "/consumers", "{\"email\":\"" + Users.newEmail() + "\"}"),
        "STEP_UP_REQUIRED");
  }
}
