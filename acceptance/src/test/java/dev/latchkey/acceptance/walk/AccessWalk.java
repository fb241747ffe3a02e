package dev.latchkey.acceptance.walk;

import static dev.latchkey.testkit.AccessClient.required;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.acceptance.walk.AccessModel.Mode;
import dev.latchkey.acceptance.walk.AccessModel.Token;
import dev.latchkey.acceptance.walk.AccessModel.User;
import dev.latchkey.testkit.AccessClient;
import dev.latchkey.testkit.AccessClient.Consumer;
import dev.latchkey.testkit.HookReceiver;
import dev.latchkey.testkit.PushDevice;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * One walk over the Access API, the devices and the other face of the same sessions: three users,
 * who know all tokens, codes and questions of each other. What it does depends on its seed alone.
 */
final class AccessWalk extends AccessActions {

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

  private final Connection database;
  private final AccessSessionActions sessions;
  private final AccessStepUpActions stepUps;
  private final OtherFaceActions otherFace;

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
    super(new AccessScene(seed, server, pushService, mode, successes));
    this.database = database;
    this.sessions = new AccessSessionActions(scene);
    this.stepUps = new AccessStepUpActions(scene);
    this.otherFace = new OtherFaceActions(scene);
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
    PushDevice device = new PushDevice(server.http(), scene.pushService, server.clock());
    required(device.link(code, null), 200);
    required(own.post("/logout"), 204);
    User user =
        new User(
            name, made.email(), made.phoneNumber(), made.identity(), device, AccessClient.PASSWORD);
    scene.messages.put(user, 2);
    return user;
  }

  private void step() {
    if (model.tokens().isEmpty()) {
      sessions.logIn();
      return;
    }
    switch (random.nextInt(54)) {
      case 0, 1, 2, 3, 4 -> sessions.logIn();
      case 5, 6 -> sessions.identities();
      case 7, 8, 9, 10 -> sessions.exchange();
      case 11, 12, 13, 14, 15 -> stepUps.startCode();
      case 16, 17, 18, 19, 20, 21 -> stepUps.typeCode();
      case 22, 23, 24, 25 -> stepUps.startPush();
      case 26, 27, 28, 29, 30, 31 -> stepUps.answer();
      case 32, 33 -> stepUps.readPush();
      case 34, 35, 36, 37 -> sessions.guarded();
      case 38 -> sessions.logOut();
      case 39, 40 -> sessions.changePassword();
      case 41, 42 -> sessions.expire();
      case 43, 44 -> otherFace.logInElsewhere();
      case 45, 46 -> otherFace.resumeElsewhere();
      case 47, 48 -> otherFace.stepUpElsewhere();
      case 49 -> otherFace.logOutElsewhere();
      default -> jump();
    }
  }

  private void jump() {
    Duration time = pick(JUMPS);
    pass(time);
    scene.steps.add("wait " + time);
  }

  // What must hold

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
}
