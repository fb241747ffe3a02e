package dev.latchkey.acceptance.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.acceptance.walk.AccessModel.Attempt;
import dev.latchkey.acceptance.walk.AccessModel.Bearer;
import dev.latchkey.acceptance.walk.AccessModel.Kind;
import dev.latchkey.acceptance.walk.AccessModel.Session;
import dev.latchkey.acceptance.walk.AccessModel.Token;
import dev.latchkey.acceptance.walk.AccessModel.User;
import dev.latchkey.testkit.AccessClient;
import dev.latchkey.testkit.Answer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Logging in and out, what tokens are exchanged for, and passwords. */
final class AccessSessionActions extends AccessActions {

  AccessSessionActions(AccessScene scene) {
    super(scene);
  }

  void logIn() {
    User user = pick(users);
    String password = password(user);
    Answer answer = client.tryLogin(user.email, password);
    Attempt attempt = model.password(user, password);
    String step = "log in as %s with %s".formatted(user, password);
    switch (attempt) {
      case LOCKED -> said(step, answer, 423, "");
      case WRONG -> said(step, answer, 403, "");
      case RIGHT -> {
        said(step, answer, user.isExpired ? 409 : 200, "");
        if (user.isExpired) {
          model.gave(answer.text("token"), Kind.PASSWORD_UPDATE, user, null);
          did("logInExpired");
        } else {
          model.succeeded(user);
          gave(answer, model.kindOfLogins(), user, model.open(user));
          assertThat(answer.text("tokenType")).isEqualTo(model.kindOfLogins().name());
          did("logIn");
        }
      }
    }
  }

  void identities() {
    String shown = token();
    Token token = model.use(shown);
    Answer answer = client.as(shown).get("/identities");
    String step = "list the identities with " + brief(shown);
    if (token == null) {
      said(step, answer, 401, "");
    } else if (token.kind == Kind.PASSWORD_UPDATE) {
      said(step, answer, 403, "INSUFFICIENT_PERMISSIONS");
    } else {
      said(step, answer, 200, "");
      assertThat(answer.text("/0/id/id")).as("whose\n%s", this).isEqualTo(token.user.identity);
      did("identities");
    }
  }

  void exchange() {
    List<Bearer> bearers = model.bearers();
    String shown =
        !bearers.isEmpty() && random.nextInt(3) == 0 ? newestOrAny(bearers).text : token();
    User wanted = random.nextBoolean() ? null : ownerOrAny(shown);
    Answer answer =
        client
            .as(shown)
            .post(
                "/access_token",
                wanted == null
                    ? Map.of()
                    : Map.of("identity", Map.of("type", "CONSUMER", "id", wanted.identity)));
    Session session = sessionOf(shown);
    boolean own = session != null && (wanted == null || wanted == session.user);
    Bearer bearer = model.bearer(shown);
    boolean opens = own && (bearer == null || model.opens(bearer));
    boolean locked = session != null && model.isLocked(session.user);
    said(
        "exchange %s for %s".formatted(brief(shown), wanted == null ? "the only one" : wanted),
        answer,
        session != null && locked ? 423 : session != null && opens ? 200 : 403,
        "");
    if (answer.status() == 200 && session != null) {
      gave(answer, Kind.ACCESS, session.user, session);
      assertThat(answer.text("status"))
          .as("stepped up\n%s", this)
          .isEqualTo(session.isSteppedUp() ? "STEPPED_UP" : "STANDARD");
      did(bearer == null ? "exchange" : "exchangeBearer");
    }
  }

  /** The session behind a live token of either face that may be exchanged, which is used by it. */
  private @Nullable Session sessionOf(String shown) {
    Bearer bearer = model.bearer(shown);
    if (bearer != null) {
      return model.isLive(bearer) ? bearer.session : null;
    }
    Token token = model.use(shown);
    return token == null ? null : token.session;
  }

  void logOut() {
    String shown = token();
    Token token = model.use(shown);
    Answer answer = client.as(shown).post("/logout");
    said("log out with " + brief(shown), answer, token == null ? 401 : 204, "");
    if (token != null) {
      did("logOut");
      if (token.session == null) {
        model.drop(token);
      } else {
        model.end(token.session);
      }
    }
  }

  /** What needs a step-up, and does nothing. */
  void guarded() {
    String shown = token();
    Token token = model.use(shown);
    Answer answer = client.as(shown).send("DELETE", "/authentication_factors/push/BIOMETRIC", null);
    String step = "do what needs a step-up with " + brief(shown);
    Session session = allowed(step, answer, token);
    if (session == null) {
      return;
    }
    if (session.isSteppedUp()) {
      said(step, answer, 409, "CHANNEL_NOT_REGISTERED");
      did("guarded");
    } else {
      said(step, answer, 403, "STEP_UP_REQUIRED");
    }
  }

  void changePassword() {
    String shown = token();
    User owner = ownerOrAny(shown);
    String old = password(owner);
    String wanted = "Riv3r-Stone-" + ++scene.passwords;
    Token token = model.use(shown);
    Answer answer =
        client
            .as(shown)
            .post(
                "/passwords/update",
                Map.of(
                    "oldPassword",
                    AccessClient.password(old),
                    "newPassword",
                    AccessClient.password(wanted)));
    String step = "change the password by %s with %s".formatted(brief(shown), old);
    if (token == null) {
      said(step, answer, 401, "");
    } else if (model.password(token.user, old) == Attempt.RIGHT) {
      said(step, answer, 200, "");
      model.changePassword(token.user, wanted, token.session);
      Session session = token.session == null ? model.open(token.user) : token.session;
      gave(answer, model.kindOfLogins(), token.user, session);
      did(token.session == null ? "changeExpiredPassword" : "changePassword");
    } else {
      said(step, answer, 409, "PASSWORD_INCORRECT");
    }
  }

  /** Not while there are tokens that tell by the age of the password that it is another one. */
  void expire() {
    User user = pick(users);
    if (model.hasTokensOfExpired(user)) {
      return;
    }
    server.sql(
        "update password set changed_at = changed_at - interval '91 days' where profile_id ="
            + " (select id from profile where email = '"
            + user.email
            + "')");
    user.isExpired = true;
    scene.steps.add("let the password of %s expire".formatted(user));
  }
}
