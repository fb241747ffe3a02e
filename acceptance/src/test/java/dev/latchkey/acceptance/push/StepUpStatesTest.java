package dev.latchkey.acceptance.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.PushDevice;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * The state machine of step-ups (Access API contract section 4, with the answers of 2.3 to 2.5 and
 * 8) as two tables: in every state whatever can be done, what is answered, and the state after it.
 */
class StepUpStatesTest extends PushContract {

  private static final String CODE = "/multi/stepup/challenges/otp/SMS";

  /** In each cell the answer, and the state after it where that is another one. */
  private static final String CODES =
      """
                 | start again            | 15 s on: start       | right code                | wrong code                | malformed | push start    | logout        | five minutes
      NONE       | 204 INITIATED          | 204 INITIATED        | STATE_INVALID             | STATE_INVALID             | 400       | 200           | 204           | -
      INITIATED  | RETRY_IN_15SEC         | 204 WITHDRAWN        | 204 VERIFIED              | VERIFICATION_CODE_INVALID | 400       | 200 WITHDRAWN | 204 WITHDRAWN | - EXPIRED
      ONE_LEFT   | RETRY_IN_15SEC         | 204 WITHDRAWN        | 204 VERIFIED              | CHALLENGE_LIMIT_EXCEEDED DECLINED | 400 | 200 WITHDRAWN | 204 WITHDRAWN | - EXPIRED
      SENT_TWICE | RETRY_IN_15SEC         | CHALLENGE_LIMIT_EXCEEDED | 204 VERIFIED          | VERIFICATION_CODE_INVALID | 400       | 200 WITHDRAWN | 204 WITHDRAWN | - EXPIRED
      VERIFIED   | RETRY_IN_15SEC         | 204                  | ALREADY_VERIFIED          | ALREADY_VERIFIED          | 400       | 200           | 204           | -
      DECLINED   | RETRY_IN_15SEC         | 204                  | CHALLENGE_LIMIT_EXCEEDED  | CHALLENGE_LIMIT_EXCEEDED  | 400       | 200           | 204           | -
      EXPIRED    | 204                    | 204                  | VERIFICATION_CODE_EXPIRED | VERIFICATION_CODE_EXPIRED | 400       | 200           | 204           | -
      WITHDRAWN  | RETRY_IN_15SEC         | 204                  | STATE_INVALID             | STATE_INVALID             | 400       | 200           | 204           | -
      """;

  private static final String PUSHES =
      """
                 | push start    | approve             | deny                | code start | logout        | five minutes | read
      NONE       | 200 INITIATED | -                   | -                   | 204        | 204           | -            | -
      INITIATED  | STATE_INVALID | 204 VERIFIED        | 204 DECLINED        | 204        | 204 WITHDRAWN | - EXPIRED    | INITIATED
      VERIFIED   | 200           | error.flow.state    | error.flow.state    | 204        | 204           | -            | VERIFIED
      DECLINED   | 200           | error.flow.state    | error.flow.state    | 204        | 204           | -            | DECLINED
      EXPIRED    | 200           | 401                 | 401                 | 204        | 204           | -            | EXPIRED
      WITHDRAWN  | 401           | error.flow.state    | error.flow.state    | 401        | 401           | -            | 401
      ASKED_OFTEN | CHALLENGE_LIMIT_EXCEEDED | error.flow.state | error.flow.state | 204  | 204           | -            | DECLINED
      """;

  private String email = "";
  private String phone = "";
  private PushDevice device;

  @BeforeAll
  void enrol() {
    Person person = steppedUp();
    email = person.email();
    phone = server.sql("select phone_number from profile where email = '" + email + "'");
    server.clock().advance(Duration.ofSeconds(1));
    device = authy(person);
    server.clock().stop();
  }

  @TestFactory
  Stream<DynamicTest> a_code_in_every_state() {
    return table(CODES, "code");
  }

  @TestFactory
  Stream<DynamicTest> a_question_to_devices_in_every_state() {
    return table(PUSHES, "push");
  }

  private Stream<DynamicTest> table(String table, String kind) {
    String[][] rows =
        table
            .lines()
            .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toArray(String[]::new))
            .toArray(String[][]::new);
    return Arrays.stream(rows)
        .skip(1)
        .flatMap(row ->
            Stream.iterate(1, i -> i < row.length, i -> i + 1)
                .map(i ->
                    DynamicTest.dynamicTest(
                        kind + " " + row[0] + ": " + rows[0][i],
                        () -> cell(kind, row[0], rows[0][i], row[i]))));
  }

  private void cell(String kind, String state, String action, String expected) {
    // No question of another cell counts any more.
    server.clock().advance(Duration.ofMinutes(61));
    Scene scene = new Scene();
    String before = kind.equals("code") ? scene.bringCodeTo(state) : scene.bringPushTo(state);
    assertThat(scene.state(kind)).isEqualTo(before);
    int challenge = scene.count(kind);
    String told = scene.act(action);
    String[] parts = expected.split(" ");
    assertThat(told).isEqualTo(parts[0]);
    String after = parts.length > 1 ? parts[1] : before;
    assertThat(scene.state(kind, Math.max(challenge, 1))).isEqualTo(after);
  }

  /** One login of the person. */
  private final class Scene {

    private final Person person = login(email);
    private String code = "123456";
    private String number = "";
    private @Nullable JsonNode asked;

    /** What the state is called in the database. */
    String bringCodeTo(String state) {
      if (!state.equals("NONE")) {
        begin();
      }
      switch (state) {
        case "ONE_LEFT" -> typeWrong(4);
        case "SENT_TWICE" -> {
          server.clock().advance(Duration.ofSeconds(15));
          begin();
        }
        case "VERIFIED" -> assertThat(type(code)).isEqualTo("204");
        case "DECLINED" -> typeWrong(5);
        case "EXPIRED" -> StepUpStatesTest.this.wait(person, Duration.ofMinutes(5));
        case "WITHDRAWN" -> {
          started(person, "AUTHY");
          assertThat(device.answer(device.challenge(), "DENY").status()).isEqualTo(204);
        }
        default -> {}
      }
      return state.equals("ONE_LEFT") || state.equals("SENT_TWICE") ? "INITIATED" : state;
    }

    String bringPushTo(String state) {
      if (state.equals("NONE")) {
        return state;
      }
      ask();
      switch (state) {
        case "VERIFIED" -> answer("APPROVE");
        case "DECLINED" -> answer("DENY");
        case "EXPIRED" -> StepUpStatesTest.this.wait(person, Duration.ofMinutes(5));
        case "WITHDRAWN" -> assertThat(act("logout")).isEqualTo("204");
        case "ASKED_OFTEN" -> {
          answer("DENY");
          for (int i = 1; i < 5; i++) {
            ask();
            answer("DENY");
          }
        }
        default -> {}
      }
      return state.equals("ASKED_OFTEN") ? "DECLINED" : state;
    }

    private void begin() {
      int count = new Inbox(http).to(phone).size();
      assertThat(told(person.access().post(CODE))).isEqualTo("204");
      code = new Inbox(http).await(phone, count + 1).code();
    }

    private void ask() {
      server.clock().advance(Duration.ofSeconds(1));
      number = started(person, "AUTHY");
      asked = device.challenge();
    }

    private String answer(String decision) {
      return asked == null ? "-" : told(device.answer(asked, decision));
    }

    private void typeWrong(int times) {
      for (int i = 0; i < times; i++) {
        type(code.equals("000000") ? "000001" : "000000");
      }
    }

    private String type(String typed) {
      return told(person.access().post(CODE + "/verify", Map.of("verificationCode", typed)));
    }

    /** The code of what was answered, else its status. */
    String act(String action) {
      return switch (action) {
        case "start again", "code start" -> told(person.access().post(CODE));
        case "15 s on: start" -> {
          server.clock().advance(Duration.ofSeconds(15));
          yield told(person.access().post(CODE));
        }
        case "right code" -> type(code);
        case "wrong code" -> type(code.equals("000000") ? "000001" : "000000");
        case "malformed" -> type("12x456");
        case "push start" -> told(start(person, "AUTHY"));
        case "approve" -> answer("APPROVE");
        case "deny" -> answer("DENY");
        case "logout" -> told(person.access().post("/multi/logout"));
        case "five minutes" -> {
          server.clock().advance(Duration.ofMinutes(5));
          yield "-";
        }
        case "read" -> number.isEmpty() ? "-" : read();
        default -> throw new IllegalArgumentException(action);
      };
    }

    private String read() {
      Answer answer = person.access().get("/multi/stepup/challenges/push/AUTHY/" + number);
      return answer.status() == 200 ? answer.text("status") : told(answer);
    }

    private String told(Answer answer) {
      if (answer.status() != 409 && answer.status() != 400) {
        return Integer.toString(answer.status());
      }
      String conflict = answer.text("errorCode");
      String error = conflict.isEmpty() ? answer.text("error_message_key") : conflict;
      return error.isEmpty() ? Integer.toString(answer.status()) : error;
    }

    private String rows(String kind) {
      return " from challenge where purpose = 'step_up' and kind = '"
          + kind
          + "' and session_id = (select id from session where profile_id = (select id from profile"
          + " where email = '"
          + email
          + "') order by created_at desc limit 1)";
    }

    int count(String kind) {
      return Integer.parseInt(server.sql("select count(*)" + rows(kind)));
    }

    String state(String kind) {
      return state(kind, Math.max(count(kind), 1));
    }

    /** Of the challenge of that place in the session, by the clock. */
    String state(String kind, int place) {
      String state =
          server.sql(
              "select case when state = 'initiated' and expires_at <= '"
                  + server.clock().instant()
                  + "' then 'EXPIRED' else upper(state) end"
                  + rows(kind)
                  + " order by created_at limit 1 offset "
                  + (place - 1));
      return state.isEmpty() ? "NONE" : state;
    }
  }
}
