package dev.latchkey.acceptance.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.acceptance.walk.AccessModel.Challenge;
import dev.latchkey.acceptance.walk.AccessModel.Session;
import dev.latchkey.acceptance.walk.AccessModel.Token;
import dev.latchkey.acceptance.walk.AccessModel.User;
import dev.latchkey.testkit.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Stepping up, by a code or on a device. */
final class AccessStepUpActions extends AccessActions {

  private static final String STEP_UP = "/stepup/challenges/otp/SMS";
  private static final String PUSH = "/stepup/challenges/push/AUTHY";

  /** A question as a device was told of it. */
  private record Asked(User user, JsonNode question, long at) {}

  private final List<Asked> asked = new ArrayList<>();

  AccessStepUpActions(AccessScene scene) {
    super(scene);
  }

  void startCode() {
    String shown = token();
    Token token = model.use(shown);
    Answer answer = client.as(shown).post(STEP_UP);
    String step = "start a step-up with " + brief(shown);
    Session session = allowed(step, answer, token);
    if (session == null) {
      return;
    }
    String refusal = model.beginCode(session);
    said(step, answer, refusal.isEmpty() ? 204 : 409, refusal);
    if (refusal.isEmpty()) {
      model.began(session, false, newCode(session.user));
      did("startCode");
    }
  }

  void typeCode() {
    String shown = token();
    String code = code(ownerOrAny(shown));
    Token token = model.use(shown);
    Answer answer = client.as(shown).post(STEP_UP + "/verify", Map.of("verificationCode", code));
    String step = "type %s with %s".formatted(code, brief(shown));
    Session session = allowed(step, answer, token);
    if (session == null) {
      return;
    }
    String refusal = model.typeCode(session, code);
    said(step, answer, refusal.isEmpty() ? 204 : 409, refusal);
    if (refusal.isEmpty()) {
      did("typeCode");
    }
  }

  /** Mostly the newest of that user; now and then an older one, another's, or nobody's. */
  private String code(User user) {
    List<String> own = model.codes(user);
    List<String> others = model.codes(pick(users));
    return switch (random.nextInt(8)) {
      case 0, 1 -> "000000";
      case 2 -> others.isEmpty() ? "000001" : pick(others);
      case 3 -> own.isEmpty() ? "000002" : pick(own);
      default -> own.isEmpty() ? "000003" : own.getLast();
    };
  }

  // On a device

  void startPush() {
    String shown = token();
    Token token = model.use(shown);
    Answer answer = client.as(shown).post(PUSH);
    String step = "ask the devices with " + brief(shown);
    Session session = allowed(step, answer, token);
    if (session == null) {
      return;
    }
    String refusal = model.beginPush(session);
    said(step, answer, refusal.isEmpty() ? 200 : 409, refusal);
    if (refusal.isEmpty()) {
      model.began(session, true, answer.text("id"));
      did("startPush");
    }
  }

  void readPush() {
    String shown = token();
    List<String> all = model.questions();
    String number = all.isEmpty() ? "1" : newestOrAny(all);
    Token token = model.use(shown);
    Answer answer = client.as(shown).get(PUSH + "/" + number);
    String step = "look at question %s with %s".formatted(number, brief(shown));
    Session session = allowed(step, answer, token);
    if (session == null) {
      return;
    }
    Challenge question = model.question(number);
    if (question == null || question.session != session) {
      said(step, answer, 404, "");
    } else {
      said(step, answer, 200, "");
      assertThat(answer.text("status")).as("%s", this).isEqualTo(AccessModel.told(question));
      did("readPush");
    }
  }

  /** A device looks what it is asked, and answers that, or something from before. */
  void answer() {
    List<User> waiting = users.stream().filter(one -> !model.asked(one).isEmpty()).toList();
    User user = pick(waiting.isEmpty() ? users : waiting);
    Answer list = user.device.challenges();
    said("look at the device of " + user, list, 200, "");
    List<JsonNode> live = list.json().path("challenges").valueStream().toList();
    assertThat(live.stream().map(question -> question.path("id").asString()))
        .as("what %s is asked\n%s", user, this)
        .containsExactlyInAnyOrderElementsOf(model.asked(user));
    live.forEach(question -> asked.add(new Asked(user, question, model.now())));
    if (asked.isEmpty()) {
      return;
    }
    Asked one = newestOrAny(asked);
    boolean approve = random.nextBoolean();
    User answering = random.nextInt(8) == 0 ? pick(users) : one.user();
    Answer answer = answering.device.answer(one.question(), approve ? "APPROVE" : "DENY");
    String number = one.question().path("id").asString();
    String step =
        "%s question %s on the device of %s"
            .formatted(approve ? "approve" : "deny", number, answering);
    Challenge question = model.question(number);
    if (question == null || answering != one.user() || model.now() - one.at() >= 60) {
      said(step, answer, 401, "");
    } else if (model.answer(question, approve)) {
      said(step, answer, 204, "");
      did(approve ? "approve" : "deny");
    } else {
      scene.steps.add(step + " -> " + answer.status());
      assertThat(answer.text("error_message_key")).as("%s", this).isEqualTo("error.flow.state");
    }
  }
}
