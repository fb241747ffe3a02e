package dev.latchkey.acceptance.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.acceptance.walk.Model.Attempt;
import dev.latchkey.acceptance.walk.Model.Grant;
import dev.latchkey.acceptance.walk.Model.Session;
import dev.latchkey.acceptance.walk.Model.User;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * One walk: two users who need not exist yet, two clients, two browsers. What it does depends on
 * its seed alone.
 */
final class Walk {

  private static final List<String> CLIENTS = List.of(TestConfig.SPA, TestConfig.WEB_APP);
  private static final List<Duration> JUMPS =
      List.of(
          Duration.ofSeconds(11),
          Duration.ofSeconds(61),
          Duration.ofMinutes(5),
          Duration.ofMinutes(61),
          Duration.ofDays(4),
          Duration.ofDays(31));
  private static final String SESSION = "__Host-SESSION";
  private static final int LONGEST_RESET_CODE = 64;

  /** In the order of {@link Model#stateOf}. */
  private static final String STATE =
      """
      select (select hash from password where tenant = 'demo' and profile_id = p.id),
        (select count(*) from session where tenant = 'demo' and profile_id = p.id and ended_at is null)
        || ' ' || (select count(*) from token_grant where tenant = 'demo' and profile_id = p.id and revoked_at is null
             and client_id = 'spa')
        || ' ' || (select count(*) from token_grant where tenant = 'demo' and profile_id = p.id and revoked_at is null
             and client_id = 'web-app')
        || ' ' || (select count(*) from flow where tenant = 'demo' and profile_id = p.id)
        || ' ' || (select count(*) from verification_code where tenant = 'demo' and profile_id = p.id and used_at is null
             and purpose = 'password_reset')
      from profile p where tenant = 'demo' and id = ?\
      """;

  private final SplittableRandom random;
  private final TestServer server;
  private final Connection database;
  private final Http http;
  private final Model model = new Model();
  private final List<String> steps = new ArrayList<>();
  private final List<User> users = List.of(new User(Users.newEmail()), new User(Users.newEmail()));
  private final Map<User, String> hashes = new HashMap<>();
  private final Map<User, Integer> mails = new HashMap<>();
  private final List<Http> browsers;
  private final List<Pkce> verifiers = new ArrayList<>();

  /** Whose session's cookie which browser has. */
  private final Map<Http, Session> cookies = new HashMap<>();

  private int passwords;

  Walk(long seed, TestServer server, Connection database) {
    this.random = new SplittableRandom(seed);
    this.server = server;
    this.database = database;
    this.http = server.http();
    this.browsers = List.of(server.browser(), server.browser());
  }

  /** What was done so far, a line for each step. */
  List<String> steps() {
    return steps;
  }

  /**
   * @throws AssertionError when the server and the model disagree
   */
  void run() throws SQLException {
    // Nearly all there is to win needs somebody who exists, and most of it somebody with a token.
    String client = client();
    List<Runnable> beginning =
        List.of(
            () -> signUp(users.get(0), client),
            () -> authorizeByTicket(client),
            () -> exchange(client));
    int known = random.nextBoolean() ? beginning.size() : 1;
    int length = known + random.nextInt(5, 9);
    for (int i = 0; i < length; i++) {
      pass(Duration.ofSeconds(1));
      if (i < known) {
        beginning.get(i).run();
      } else {
        step();
      }
      for (User user : users) {
        compare(user);
      }
    }
  }

  private void step() {
    User user = pick(users);
    String client = client();
    switch (random.nextInt(27)) {
      case 0, 1 -> signUp(user, client);
      case 2, 3, 4 -> logIn(user, client);
      case 5, 6, 7, 8 -> authorizeByTicket(client);
      case 9, 10 -> authorizeBySession(client);
      case 11, 12, 13, 14 -> exchange(client);
      case 15, 16 -> refresh(client);
      case 17 -> revoke(client);
      case 18, 19 -> forgot(user, client);
      case 20, 21 -> reset(user, client);
      case 22, 23 -> changePassword();
      case 24 -> userinfo();
      case 25 -> browse();
      default -> jump();
    }
  }

  // The actions

  private void signUp(User user, String client) {
    String password = newPassword();
    Answer answer =
        http.post(
            "/identity/v1/signup",
            Map.of("client_id", client, "data", Map.of("email", user.email, "password", password)));
    boolean allowed = model.signUp(user, password);
    said("sign up %s at %s".formatted(name(user), client), answer, allowed ? 200 : 400);
    if (allowed) {
      model.signedUp(user, UUID.fromString(answer.text("id")), client, answer.text("tkn"));
    }
  }

  private void logIn(User user, String client) {
    String password = password(user);
    Answer answer = new Users(http, client).tryPassword(user.email, password);
    Attempt attempt = model.password(user, password);
    said(
        "log in as %s at %s with \"%s\"".formatted(name(user), client, password),
        answer,
        status(attempt, 200));
    if (attempt == Attempt.RIGHT) {
      model.loggedIn(user, client, answer.text("tkn"));
    }
  }

  private void authorizeByTicket(String client) {
    String tkn = material(model.allTickets());
    Http browser = browser();
    Pkce pkce = newVerifier();
    Map<String, String> parameters = parameters(client, pkce);
    parameters.put("tkn", tkn);
    Answer answer = browser.get("/oauth/authorize", parameters);
    Session session = model.enter(tkn, client, cookies.get(browser));
    gaveCode(
        "authorize %s by tkn %s in %s".formatted(client, brief(tkn), name(browser)),
        answer,
        session,
        client,
        pkce);
    if (session != null && browser != http) {
      assertThat(answer.setCookie(SESSION)).as("a new cookie\n%s", this).isNotEmpty();
      cookies.put(browser, session);
    }
  }

  private void authorizeBySession(String client) {
    Http browser = browser();
    Pkce pkce = newVerifier();
    Answer answer = browser.get("/oauth/authorize", parameters(client, pkce));
    Session session = cookies.get(browser);
    gaveCode(
        "authorize %s by the session of %s".formatted(client, name(browser)),
        answer,
        model.resume(session) ? session : null,
        client,
        pkce);
  }

  /** Without an ID token, whose signature would cost more than all else. */
  private Map<String, String> parameters(String client, Pkce pkce) {
    Map<String, String> parameters = new Users(http, client).authorizeParameters(pkce);
    parameters.put("scope", "email full_write offline_access");
    return parameters;
  }

  private void gaveCode(
      String step, Answer answer, @Nullable Session session, String client, Pkce pkce) {
    steps.add(step + " -> " + answer.status() + (session == null ? ", no code" : ", a code"));
    String code = answer.status() / 100 == 3 ? answer.redirectParameter("code") : "";
    assertThat(!code.isEmpty()).as("a code\n%s\n%s", this, answer).isEqualTo(session != null);
    if (session == null) {
      String cookie = answer.setCookie(SESSION);
      assertThat(cookie.isEmpty() || cookie.startsWith(SESSION + "=;"))
          .as("no session\n%s\n%s", this, answer)
          .isTrue();
    } else {
      model.gaveCode(session, client, pkce.challenge(), code);
    }
  }

  private void exchange(String client) {
    String code = material(model.allCodes());
    // Mostly the one that was made last; now and then that of another flow.
    Pkce pkce = verifiers.isEmpty() ? newVerifier() : newestOrAny(verifiers);
    Answer answer = new OAuthClient(http, client).redeem(code, "code_verifier", pkce.verifier());
    Grant grant = model.exchange(code, client, pkce.challenge());
    said(
        "exchange %s at %s with verifier %d"
            .formatted(brief(code), client, verifiers.indexOf(pkce)),
        answer,
        grant == null ? 400 : 200);
    gaveTokens(answer, grant);
  }

  private void refresh(String client) {
    String token = material(model.allRefreshTokens());
    Answer answer = new OAuthClient(http, client).refresh(token);
    Grant grant = model.refresh(token, client);
    said("refresh %s at %s".formatted(brief(token), client), answer, grant == null ? 400 : 200);
    if (grant != null && !token.equals(grant.head())) {
      assertThat(answer.text("refresh_token"))
          .as("one successor\n%s", this)
          .isEqualTo(grant.head());
    }
    gaveTokens(answer, grant);
  }

  private void gaveTokens(Answer answer, @Nullable Grant grant) {
    if (grant != null) {
      String accessToken = answer.text("access_token");
      byte[] claims = Base64.getUrlDecoder().decode(accessToken.split("\\.")[1]);
      String subject =
          JsonMapper.shared()
              .readTree(new String(claims, StandardCharsets.UTF_8))
              .path("sub")
              .asString();
      assertThat(subject).as("whose token\n%s", this).isEqualTo(String.valueOf(grant.user().id));
      model.gaveTokens(grant, accessToken, answer.text("refresh_token"));
    }
  }

  private void revoke(String client) {
    String token =
        material(random.nextBoolean() ? model.allRefreshTokens() : model.allAccessTokens());
    Answer answer = new OAuthClient(http, client).revoke(token);
    model.revoke(token, client);
    said("revoke %s at %s".formatted(brief(token), client), answer, 204);
  }

  private void forgot(User user, String client) {
    Answer answer =
        http.post("/identity/v1/forgot-password", Map.of("client_id", client, "email", user.email));
    said("forget the password of %s at %s".formatted(name(user), client), answer, 204);
    if (user.exists()) {
      // Read at once: the order of mails that are sent at the same moment of the clock is chance.
      int mail = mails.getOrDefault(user, 0) + 1;
      mails.put(user, mail);
      model.mailed(user, client, server.inbox().await(user.email, mail).code());
    }
  }

  private void reset(User user, String client) {
    String code = material(model.allResetCodes());
    String password = newPassword();
    Map<String, String> body = new LinkedHashMap<>();
    body.put("client_id", client);
    body.put("email", user.email);
    body.put("verification_code", code);
    body.put("password", password);
    // A token of whomever beside it must not matter.
    Http as =
        random.nextInt(4) == 0 && !model.allAccessTokens().isEmpty()
            ? http.bearer(pick(model.allAccessTokens()))
            : http;
    Answer answer = as.post("/identity/v1/update-password", body);
    Attempt attempt =
        code.length() > LONGEST_RESET_CODE ? null : model.reset(user, client, code, password);
    said(
        "reset the password of %s at %s with %s".formatted(name(user), client, brief(code)),
        answer,
        switch (attempt) {
          case null -> 400;
          case RIGHT -> 204;
          case WRONG -> 401;
          case LOCKED -> 429;
        });
    if (attempt == Attempt.RIGHT) {
      hashes.remove(user);
    }
  }

  private void changePassword() {
    String token = material(model.allAccessTokens());
    String password = newPassword();
    Grant grant = model.bearer(token);
    boolean withOld = random.nextBoolean();
    String old = password(grant == null ? pick(users) : grant.user());
    // Whose password it is says the token; the rest of the body may say what it likes.
    Map<String, String> body = new LinkedHashMap<>();
    body.put("password", password);
    body.put("email", pick(users).email);
    if (withOld) {
      body.put("old_password", old);
    }
    Answer answer = http.bearer(token).post("/identity/v1/update-password", body);
    int status = 401;
    if (grant != null) {
      status =
          withOld
              ? status(model.password(grant.user(), old), 204)
              : model.isFresh(grant) ? 204 : 401;
      if (status == 204) {
        model.changePassword(grant.user(), password, grant);
        hashes.remove(grant.user());
      }
    }
    said(
        "change the password by %s with %s".formatted(brief(token), withOld ? old : "no old one"),
        answer,
        status);
  }

  private void userinfo() {
    String token = material(model.allAccessTokens());
    Answer answer = http.bearer(token).get("/identity/v1/userinfo");
    Grant grant = model.bearer(token);
    said("read the profile with " + brief(token), answer, grant == null ? 401 : 200);
    if (grant != null) {
      assertThat(answer.text("email")).as("whose profile\n%s", this).isEqualTo(grant.user().email);
    }
  }

  /** What is done in browsers alone: logging out, looking who is there, stealing a cookie. */
  private void browse() {
    Http browser = pick(browsers);
    switch (random.nextInt(3)) {
      case 0 -> {
        Session session = cookies.remove(browser);
        model.logOut(session);
        said("log out of " + name(browser), browser.get("/identity/v1/logout"), 204);
      }
      case 1 -> {
        Http thief = browsers.get(1 - browsers.indexOf(browser));
        steps.add("steal the cookies of " + name(browser));
        thief.cookies().clear();
        thief.cookies().putAll(browser.cookies());
        cookies.remove(thief);
        if (cookies.containsKey(browser)) {
          cookies.put(thief, Objects.requireNonNull(cookies.get(browser)));
        }
      }
      default -> {
        Answer answer = browser.get("/identity/v1/sso/data?client_id=" + TestConfig.SPA);
        said("look who is in " + name(browser), answer, 200);
        Session session = cookies.get(browser);
        assertThat(answer.text("email"))
            .as("who is there\n%s", this)
            .isEqualTo(model.isLive(session) ? Objects.requireNonNull(session).user.email : "");
      }
    }
  }

  private void jump() {
    Duration time = pick(JUMPS);
    pass(time);
    steps.add("wait " + time);
  }

  // What is taken for them

  /**
   * Mostly the newest of its kind; now and then an older one, or something of another kind
   * altogether.
   */
  private String material(List<String> kind) {
    return kind.isEmpty() || random.nextInt(12) == 0 ? stolen() : newestOrAny(kind);
  }

  private <T> T newestOrAny(List<T> list) {
    return random.nextInt(10) < 6 ? list.getLast() : pick(list);
  }

  private String stolen() {
    List<String> all = new ArrayList<>(model.allTickets());
    all.addAll(model.allCodes());
    all.addAll(model.allRefreshTokens());
    all.addAll(model.allAccessTokens());
    all.addAll(model.allResetCodes());
    all.add("null");
    all.add("11111111-1111-7111-8111-111111111111");
    return pick(all);
  }

  /** Mostly the right one; else that of the other, or nobody's. */
  private String password(User user) {
    return switch (random.nextInt(6)) {
      case 0 -> "nobody's password";
      case 1 -> "password number 1";
      default -> user.password.isEmpty() ? "not yet a password" : user.password;
    };
  }

  private String newPassword() {
    passwords++;
    return "password number " + passwords;
  }

  private Pkce newVerifier() {
    Pkce pkce = Pkce.create();
    verifiers.add(pkce);
    return pkce;
  }

  /** One of the two, or none. */
  private Http browser() {
    int i = random.nextInt(5);
    return i == 4 ? http : browsers.get(i % 2);
  }

  private String client() {
    return pick(CLIENTS);
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private void pass(Duration time) {
    server.clock().advance(time);
    model.pass(time.toSeconds());
  }

  // What must hold

  private void said(String step, Answer answer, int expected) {
    steps.add(step + " -> " + answer.status());
    assertThat(answer.status()).as("%s\n%s", this, answer).isEqualTo(expected);
  }

  private static int status(Attempt attempt, int right) {
    return switch (attempt) {
      case RIGHT -> right;
      case WRONG -> 401;
      case LOCKED -> 403;
    };
  }

  /** Looks behind the server's back: it has not opened, or left open, what it did not speak of. */
  private void compare(User user) throws SQLException {
    if (!user.exists()) {
      return;
    }
    try (PreparedStatement statement = database.prepareStatement(STATE)) {
      statement.setObject(1, user.id);
      try (ResultSet row = statement.executeQuery()) {
        assertThat(row.next()).isTrue();
        String hash = row.getString(1);
        assertThat(hashes.getOrDefault(user, hash))
            .as("the password of %s\n%s", name(user), this)
            .isEqualTo(hash);
        hashes.put(user, hash);
        assertThat(row.getString(2))
            .as("sessions, grants, tickets and reset codes of %s\n%s", name(user), this)
            .isEqualTo(model.stateOf(user, CLIENTS));
      }
    }
  }

  private String name(User user) {
    return user == users.get(0) ? "Ann" : "Bob";
  }

  private String name(Http browser) {
    return browser == http ? "no browser" : "browser " + browsers.indexOf(browser);
  }

  /** Which one it is, and of what kind, rather than what it says. */
  private String brief(String text) {
    List<List<String>> kinds =
        List.of(
            model.allTickets(),
            model.allCodes(),
            model.allRefreshTokens(),
            model.allAccessTokens(),
            model.allResetCodes());
    List<String> names = List.of("ticket", "code", "refresh token", "access token", "reset code");
    for (int i = 0; i < kinds.size(); i++) {
      int index = kinds.get(i).indexOf(text);
      if (index >= 0) {
        return names.get(i) + " " + index;
      }
    }
    return "something else";
  }

  @Override
  public String toString() {
    return "after\n  " + String.join("\n  ", steps);
  }
}
