package dev.latchkey.acceptance.walk;

import static dev.latchkey.testkit.AccessClient.required;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.acceptance.walk.AccessModel.Attempt;
import dev.latchkey.acceptance.walk.AccessModel.Bearer;
import dev.latchkey.acceptance.walk.AccessModel.Challenge;
import dev.latchkey.acceptance.walk.AccessModel.Kind;
import dev.latchkey.acceptance.walk.AccessModel.Mode;
import dev.latchkey.acceptance.walk.AccessModel.Session;
import dev.latchkey.acceptance.walk.AccessModel.Token;
import dev.latchkey.acceptance.walk.AccessModel.User;
import dev.latchkey.testkit.AccessClient;
import dev.latchkey.testkit.AccessClient.Consumer;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.HookReceiver;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.PushDevice;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One walk over the Access API, the devices and the other face of the same sessions: three users,
 * who know all tokens, codes and questions of each other. What it does depends on its seed alone.
 */
final class AccessWalk {

  private static final String STEP_UP = "/stepup/challenges/otp/SMS";
  private static final String PUSH = "/stepup/challenges/push/AUTHY";
  private static final String SCOPES = "openid email full_write offline_access mfa";

  private static final List<Duration> JUMPS =
      List.of(
          Duration.ofSeconds(14),
          Duration.ofSeconds(61),
          Duration.ofSeconds(200),
          Duration.ofSeconds(240),
          Duration.ofSeconds(298),
          Duration.ofSeconds(299),
          Duration.ofMinutes(5),
          Duration.ofMinutes(29),
          Duration.ofMinutes(61));

  /** In the order of {@link AccessModel#stateOf}. */
  private static final String STATE =
      """
      select coalesce((select string_agg(case when stepped_up_at is null then '-' else '+' end, '' order by created_at)
          from session as s where s.tenant = 'demo' and s.profile_id = p.id and s.ended_at is null), '')
        || coalesce((select string_agg(' ' || c.kind || ' ' || case
              when c.state = 'initiated' and c.expires_at <= least(?, coalesce(s.ended_at, 'infinity')) then 'expired'
              when c.state = 'initiated' and s.ended_at is not null then 'withdrawn'
              else c.state end, '' order by c.created_at)
          from challenge as c join session as s on s.tenant = c.tenant and s.id = c.session_id
          where c.tenant = 'demo' and c.profile_id = p.id and c.purpose = 'step_up'), '')
      from profile as p where p.tenant = 'demo' and p.email = ?\
      """;

  /** A question as a device was told of it. */
  private record Asked(User user, JsonNode question, long at) {}

  /** A browser that somebody logged in with at the other face. */
  private record Browser(OAuthClient client, Session session) {}

  private final SplittableRandom random;
  private final TestServer server;
  private final HookReceiver pushService;
  private final Connection database;
  private final AccessClient client;
  private final Mode mode;
  private final AccessModel model;
  private final Map<String, Integer> successes;
  private final List<String> steps = new ArrayList<>();
  private final List<User> users = new ArrayList<>();
  private final List<Asked> asked = new ArrayList<>();
  private final List<Browser> browsers = new ArrayList<>();
  private final Map<User, Integer> messages = new LinkedHashMap<>();
  private int passwords;

  /**
   * @param mode that the server's client has
   * @param successes of each action, counted here
   */
  AccessWalk(
      long seed,
      TestServer server,
      HookReceiver pushService,
      Connection database,
      Mode mode,
      Map<String, Integer> successes) {
    this.random = new SplittableRandom(seed);
    this.server = server;
    this.pushService = pushService;
    this.database = database;
    this.client = AccessClient.of(server);
    this.mode = mode;
    this.model = new AccessModel(mode);
    this.successes = successes;
  }

  /**
   * @throws AssertionError when the server and the model disagree
   */
  void run(int length) throws SQLException {
    for (String name : List.of("Ann", "Bob", "Cy")) {
      users.add(begin(name));
    }
    for (int i = 0; i < length; i++) {
      pass(Duration.ofSeconds(1));
      step();
      compare();
    }
  }

  /** Somebody with an enrolled number and a device, who is not logged in. */
  private User begin(String name) {
    Consumer made = client.newConsumer();
    AccessClient own = client.as(made.token());
    String access = required(own.post("/access_token"), 200).text("token");
    client.enrol(
        server, new Consumer(made.email(), made.phoneNumber(), made.id(), made.identity(), access));
    pass(Duration.ofSeconds(1));
    required(client.as(access).post("/authentication_factors/push/AUTHY"), 204);
    String text = server.inbox().await(made.phoneNumber(), 2).text();
    String code = text.substring(text.indexOf("/device#") + 8).split("\\s", 2)[0];
    PushDevice device = new PushDevice(server.http(), pushService, server.clock());
    required(device.link(code, null), 200);
    required(own.post("/logout"), 204);
    User user =
        new User(
            name, made.email(), made.phoneNumber(), made.identity(), device, AccessClient.PASSWORD);
    messages.put(user, 2);
    return user;
  }

  private void step() {
    if (model.tokens().isEmpty()) {
      logIn();
      return;
    }
    switch (random.nextInt(54)) {
      case 0, 1, 2, 3, 4 -> logIn();
      case 5, 6 -> identities();
      case 7, 8, 9, 10 -> exchange();
      case 11, 12, 13, 14, 15 -> startCode();
      case 16, 17, 18, 19, 20, 21 -> typeCode();
      case 22, 23, 24, 25 -> startPush();
      case 26, 27, 28, 29, 30, 31 -> answer();
      case 32, 33 -> readPush();
      case 34, 35, 36, 37 -> guarded();
      case 38 -> logOut();
      case 39, 40 -> changePassword();
      case 41, 42 -> expire();
      case 43, 44 -> logInElsewhere();
      case 45, 46 -> resumeElsewhere();
      case 47, 48 -> stepUpElsewhere();
      case 49 -> logOutElsewhere();
      default -> jump();
    }
  }

  // Tokens

  private void logIn() {
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

  private void gave(Answer answer, Kind kind, User user, @Nullable Session session) {
    model.gave(answer.text("token"), kind, user, session);
  }

  private void identities() {
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

  private void exchange() {
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

  private void logOut() {
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
  private void guarded() {
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

  /** The session of a token that is good for what concerns its user; null: it is not, as told. */
  private @Nullable Session allowed(String step, Answer answer, @Nullable Token token) {
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

  // Passwords

  private void changePassword() {
    String shown = token();
    User owner = ownerOrAny(shown);
    String old = password(owner);
    String wanted = "Riv3r-Stone-" + ++passwords;
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
  private void expire() {
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
    steps.add("let the password of %s expire".formatted(user));
  }

  // Step-up by code

  private void startCode() {
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

  private void typeCode() {
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

  // Step-up on a device

  private void startPush() {
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

  private void readPush() {
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
  private void answer() {
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
      steps.add(step + " -> " + answer.status());
      assertThat(answer.text("error_message_key")).as("%s", this).isEqualTo("error.flow.state");
    }
  }

  // The other face

  private void logInElsewhere() {
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
    steps.add("log in as %s at the other face".formatted(user));
    did("logInElsewhere");
  }

  private void resumeElsewhere() {
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
    steps.add("go on in the browser of " + browser.session().user);
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

  private void stepUpElsewhere() {
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
    steps.add("step up as %s at the other face -> %d".formatted(session.user, done.status()));
    assertThat(done.status()).as("%s\n%s", this, done).isLessThan(400);
    model.stepUp(session);
    did("stepUpElsewhere");
  }

  private static Answer verify(Http page, String challenge, String code) {
    return page.post(
        "/identity/v1/passwordless/verify",
        Map.of("challenge_id", challenge, "verification_code", code));
  }

  private void logOutElsewhere() {
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

  private void jump() {
    Duration time = pick(JUMPS);
    pass(time);
    steps.add("wait " + time);
  }

  // What is taken for them

  /** Mostly one that is good for much; now and then a lesser or dead one, or none ever. */
  private String token() {
    List<Token> all = model.tokens();
    if (all.isEmpty() || random.nextInt(16) == 0) {
      return "au_" + "x".repeat(43);
    }
    List<Token> live = all.stream().filter(model::isLive).toList();
    List<Token> good = live.stream().filter(token -> model.refusal(token).isEmpty()).toList();
    List<Token> from = random.nextInt(6) == 0 ? all : random.nextInt(4) == 0 ? live : good;
    return newestOrAny(from.isEmpty() ? all : from).text;
  }

  private User ownerOrAny(String shown) {
    Token token = model.token(shown);
    Bearer bearer = model.bearer(shown);
    return random.nextInt(8) == 0
        ? pick(users)
        : token != null ? token.user : bearer != null ? bearer.session.user : pick(users);
  }

  private String password(User user) {
    return switch (random.nextInt(6)) {
      case 0 -> "nobody's password";
      case 1 -> pick(users).password;
      default -> user.password;
    };
  }

  /** The code of the message that was just sent to the user. */
  private String newCode(User user) {
    return server.inbox().await(user.number, messages.merge(user, 1, Integer::sum)).code();
  }

  private <T> T newestOrAny(List<T> list) {
    return random.nextInt(10) < 6 ? list.getLast() : pick(list);
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private void pass(Duration time) {
    server.clock().advance(time);
    model.pass(time.toSeconds());
  }

  // What must hold

  private void said(String step, Answer answer, int status, String code) {
    steps.add("%s -> %d %s".formatted(step, answer.status(), code));
    assertThat(answer.status()).as("%s\n%s", this, answer).isEqualTo(status);
    String told = answer.body().isEmpty() ? "" : answer.text("errorCode");
    assertThat(told).as("%s\n%s", this, answer).isEqualTo(code);
  }

  private void did(String action) {
    successes.merge(action, 1, Integer::sum);
  }

  /**
   * Looks behind the server's back: what must live lives, and nothing else; whose session was
   * stepped up, and how every question ended.
   */
  private void compare() throws SQLException {
    List<Token> all = model.tokens();
    for (int i = Math.max(0, all.size() - 6); i < all.size(); i++) {
      compare(all.get(i));
    }
    if (!all.isEmpty()) {
      compare(pick(all));
    }
    for (User user : users) {
      try (PreparedStatement statement = database.prepareStatement(STATE)) {
        statement.setTimestamp(1, Timestamp.from(server.clock().instant()));
        statement.setString(2, user.email);
        try (ResultSet row = statement.executeQuery()) {
          assertThat(row.next()).isTrue();
          assertThat(row.getString(1))
              .as("sessions and challenges of %s\n%s", user, this)
              .isEqualTo(model.stateOf(user));
        }
      }
    }
  }

  /** Asked about, a token is not used. */
  private void compare(Token token) {
    JsonNode told =
        server
            .http()
            .basic(TestConfig.BACKEND, TestConfig.SECRET)
            .post("/oauth/introspect", Map.of("token", token.text))
            .json();
    boolean live = model.isLive(token);
    assertThat(told.path("active").asBoolean())
        .as("whether %s lives\n%s", brief(token.text), this)
        .isEqualTo(live);
    if (live) {
      assertThat(told.path("kind").asString()).isEqualTo(token.kind.name());
      assertThat(told.path("stepped_up").asBoolean())
          .as("whether %s is stepped up\n%s", brief(token.text), this)
          .isEqualTo(token.session != null && token.session.isSteppedUp());
    }
  }

  /** Which one it is, rather than what it says. */
  private String brief(String text) {
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
    return "after\n  " + String.join("\n  ", steps);
  }
}
