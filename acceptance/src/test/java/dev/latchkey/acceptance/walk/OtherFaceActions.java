package dev.latchkey.acceptance.walk;

import static dev.latchkey.testkit.AccessClient.required;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.acceptance.walk.AccessModel.Bearer;
import dev.latchkey.acceptance.walk.AccessModel.Session;
import dev.latchkey.acceptance.walk.AccessModel.User;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The same sessions at the Identity API. */
final class OtherFaceActions extends AccessActions {

  private static final String SCOPES = "openid email full_write offline_access mfa";

  /** A browser that somebody logged in with at the other face. */
  private record Browser(OAuthClient client, Session session) {}

  private final List<Browser> browsers = new ArrayList<>();

  OtherFaceActions(AccessScene scene) {
    super(scene);
  }

  void logInElsewhere() {
    User user = pick(users);
    if (model.isLocked(user) || user.isExpired) {
      return;
    }
    OAuthClient oauth = new OAuthClient(server.browser(), TestConfig.ACCESS);
    String tkn = oauth.users().logIn(user.email, user.password);
    model.succeeded(user);
    Session session = model.open(user);
    browsers.add(new Browser(oauth, session));
    gaveBearer(oauth.tokens(tkn, "scope", SCOPES).accessToken(), session);
    scene.steps.add("log in as %s at the other face".formatted(user));
    did("logInElsewhere");
  }

  void resumeElsewhere() {
    if (browsers.isEmpty()) {
      return;
    }
    Browser browser = newestOrAny(browsers);
    Answer answer =
        browser
            .client()
            .http()
            .get(
                "/oauth/authorize",
                browser.client().authorizeParameters("prompt", "none", "scope", SCOPES));
    scene.steps.add("go on in the browser of " + browser.session().user);
    if (!model.isLive(browser.session())) {
      assertThat(answer.redirectParameter("error"))
          .as("%s\n%s", this, answer)
          .isEqualTo("login_required");
      return;
    }
    String code = answer.redirectParameter("code");
    gaveBearer(
        Users.Tokens.of(required(browser.client().redeem(code), 200)).accessToken(),
        browser.session());
    did("resumeElsewhere");
  }

  /** A step-up at either face shows at the other one. */
  private void gaveBearer(String token, Session session) {
    byte[] claims = Base64.getUrlDecoder().decode(token.split("\\.")[1]);
    List<String> amr =
        JsonMapper.shared()
            .readTree(new String(claims, StandardCharsets.UTF_8))
            .path("amr")
            .valueStream()
            .map(JsonNode::asString)
            .toList();
    assertThat(amr.contains("mfa"))
        .as("%s of a session\n%s", amr, this)
        .isEqualTo(session.isSteppedUp());
    model.gaveBearer(token, session);
  }

  void stepUpElsewhere() {
    if (browsers.isEmpty()) {
      return;
    }
    Browser browser = newestOrAny(browsers);
    Session session = browser.session();
    Bearer bearer =
        model.bearers().stream()
            .filter(one -> one.session == session && model.isFresh(one))
            .reduce((first, second) -> second)
            .orElse(null);
    if (!model.isLive(session) || bearer == null) {
      return;
    }
    Http page = browser.client().http();
    Map<String, Object> wanted =
        new LinkedHashMap<>(browser.client().authorizeParameters("scope", "openid"));
    String stepUp =
        required(page.bearer(bearer.text).post("/identity/v1/mfa/stepup", wanted), 200)
            .text("token");
    String challenge =
        required(
                page.post(
                    "/identity/v1/passwordless/start",
                    Map.of("step_up", stepUp, "auth_type", "sms")),
                200)
            .text("challenge_id");
    String code = newCode(session.user);
    // What was sent for the other face is nothing here.
    List<String> others = model.codes(session.user);
    if (!others.isEmpty() && !others.getLast().equals(code)) {
      assertThat(verify(page, challenge, others.getLast()).status()).as("%s", this).isEqualTo(401);
    }
    Answer done = verify(page, challenge, code);
    scene.steps.add("step up as %s at the other face -> %d".formatted(session.user, done.status()));
    assertThat(done.status()).as("%s\n%s", this, done).isLessThan(400);
    model.stepUp(session);
    did("stepUpElsewhere");
  }

  private static Answer verify(Http page, String challenge, String code) {
    return page.post(
        "/identity/v1/passwordless/verify",
        Map.of("challenge_id", challenge, "verification_code", code));
  }

  void logOutElsewhere() {
    if (browsers.isEmpty()) {
      return;
    }
    Browser browser = newestOrAny(browsers);
    browsers.remove(browser);
    Answer answer = browser.client().http().get("/identity/v1/logout");
    said("log out in the browser of " + browser.session().user, answer, 204, "");
    model.end(browser.session());
    did("logOutElsewhere");
  }
}
