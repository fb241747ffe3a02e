package dev.latchkey.acceptance.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.acceptance.walk.AccessModel.Bearer;
import dev.latchkey.acceptance.walk.AccessModel.Kind;
import dev.latchkey.acceptance.walk.AccessModel.Session;
import dev.latchkey.acceptance.walk.AccessModel.Token;
import dev.latchkey.acceptance.walk.AccessModel.User;
import dev.latchkey.testkit.AccessClient;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What the actions of an {@link AccessWalk} have in common: what they draw, and what was answered.
 */
abstract class AccessActions {

  final AccessScene scene;
  final SplittableRandom random;
  final TestServer server;
  final AccessClient client;
  final AccessModel model;
  final List<User> users;

  AccessActions(AccessScene scene) {
    this.scene = scene;
    this.random = scene.random;
    this.server = scene.server;
    this.client = scene.client;
    this.model = scene.model;
    this.users = scene.users;
  }

  void gave(Answer answer, Kind kind, User user, @Nullable Session session) {
    model.gave(answer.text("token"), kind, user, session);
  }

  /** The session of a token that is good for what concerns its user; null: it is not, as told. */
  @Nullable Session allowed(String step, Answer answer, @Nullable Token token) {
    if (token == null) {
      said(step, answer, 401, "");
      return null;
    }
    String refusal = model.refusal(token);
    if (!refusal.isEmpty()) {
      said(step, answer, 403, refusal);
      return null;
    }
    return token.session();
  }

  // What must hold

  void said(String step, Answer answer, int status, String code) {
    scene.steps.add("%s -> %d %s".formatted(step, answer.status(), code));
    assertThat(answer.status()).as("%s\n%s", this, answer).isEqualTo(status);
    String told = answer.body().isEmpty() ? "" : answer.text("errorCode");
    assertThat(told).as("%s\n%s", this, answer).isEqualTo(code);
  }

  void did(String action) {
    scene.successes.merge(action, 1, Integer::sum);
  }

  // What is taken for them

  /** Mostly one that is good for much; now and then a lesser or dead one, or none ever. */
  String token() {
    List<Token> all = model.tokens();
    if (all.isEmpty() || random.nextInt(16) == 0) {
      return "au_" + "x".repeat(43);
    }
    List<Token> live = all.stream().filter(model::isLive).toList();
    List<Token> good = live.stream().filter(token -> model.refusal(token).isEmpty()).toList();
    List<Token> from = random.nextInt(6) == 0 ? all : random.nextInt(4) == 0 ? live : good;
    return newestOrAny(from.isEmpty() ? all : from).text;
  }

  User ownerOrAny(String shown) {
    Token token = model.token(shown);
    Bearer bearer = model.bearer(shown);
    return random.nextInt(8) == 0
        ? pick(users)
        : token != null ? token.user : bearer != null ? bearer.session.user : pick(users);
  }

  String password(User user) {
    return switch (random.nextInt(6)) {
      case 0 -> "nobody's password";
      case 1 -> pick(users).password;
      default -> user.password;
    };
  }

  /** The code of the message that was just sent to the user. */
  String newCode(User user) {
    return server.inbox().await(user.number, scene.messages.merge(user, 1, Integer::sum)).code();
  }

  <T> T newestOrAny(List<T> list) {
    return random.nextInt(10) < 6 ? list.getLast() : pick(list);
  }

  <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  void pass(Duration time) {
    server.clock().advance(time);
    model.pass(time.toSeconds());
  }

  /** Which one it is, rather than what it says. */
  String brief(String text) {
    List<Token> all = model.tokens();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).text.equals(text)) {
        return "%s %d of %s".formatted(all.get(i).kind, i, all.get(i).user);
      }
    }
    Bearer bearer = model.bearer(text);
    return bearer == null
        ? "something else"
        : "a token of the other face of " + bearer.session.user;
  }

  @Override
  public String toString() {
    return "after\n  " + String.join("\n  ", scene.steps);
  }
}
