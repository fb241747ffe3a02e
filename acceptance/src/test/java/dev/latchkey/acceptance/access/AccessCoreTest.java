package dev.latchkey.acceptance.access;

import static dev.latchkey.acceptance.access.AccessLoginTest.forbidden;
import static dev.latchkey.acceptance.access.AccessLoginTest.refused;
import static dev.latchkey.testkit.AccessClient.PASSWORD;
import static dev.latchkey.testkit.AccessClient.required;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.AccessClient;
import dev.latchkey.testkit.AccessClient.Consumer;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Access contract 1.8, 1.9, 9: two faces over one core, the kinds of tokens, and what a use of one
 * costs; acceptance list 20 and 24.
 */
@TestInstance(Lifecycle.PER_CLASS)
class AccessCoreTest {

  private static final String MFA_SCOPES = Users.SCOPES + " mfa";

  private TestConfig config;
  private TestServer server;
  private AccessClient client;

  @BeforeAll
  void start() {
    config =
        TestConfig.twoTenants()
            .withAccess(0, Map.of())
            .withAccess(1, Map.of())
            .set("/tenants/0/clients/8/mfa", "never")
            .set("/tenants/0/clients/8/scopes", List.of(MFA_SCOPES.split(" ")));
    server = TestServer.start(config);
    client = AccessClient.of(server);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  // 9.2 one session, two faces

  private static JsonNode claims(String jwt) {
    return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(jwt.split("\\.")[1]));
  }

  /** A browser that the user logged in with, at the client that has the API key as well. */
  private OAuthClient browser(Http browser) {
    return new OAuthClient(browser, TestConfig.ACCESS);
  }

  @Test
  void list_24_a_step_up_here_is_one_at_the_other_api_of_the_same_session() {
    Consumer user = client.newConsumer();
    client.enrol(server, user);
    Http page = server.browser();
    OAuthClient oauth = browser(page);
    Users.Tokens tokens = oneFactor(oauth, user);
    assertThat(amr(tokens.accessToken())).containsExactly("pwd");

    Answer exchanged = required(client.as(tokens.accessToken()).post("/access_token"), 200);
    assertThat(exchanged.text("status")).isEqualTo("STANDARD");
    AccessClient own = client.as(exchanged.text("token"));
    int before = server.inbox().to(user.phoneNumber()).size();
    required(own.post("/stepup/challenges/otp/SMS"), 204);
    String code = server.inbox().await(user.phoneNumber(), before + 1).code();
    required(own.post("/stepup/challenges/otp/SMS/verify", Map.of("verificationCode", code)), 204);

    Answer silent = page.get("/oauth/authorize", oauth.authorizeParameters("prompt", "none"));
    Users.Tokens renewed = Users.Tokens.of(oauth.redeem(silent.redirectParameter("code")));
    assertThat(amr(renewed.accessToken())).contains("pwd", "sms", "mfa");
  }

  @Test
  void list_24_a_step_up_at_the_other_api_is_one_here() {
    Consumer user = client.newConsumer();
    client.enrol(server, user);
    Http page = server.browser();
    OAuthClient oauth = browser(page);
    Users.Tokens tokens = oneFactor(oauth, user);
    String access =
        required(client.as(tokens.accessToken()).post("/access_token"), 200).text("token");
    forbidden(client.as(access).post("/users", ann()), "STEP_UP_REQUIRED");

    Map<String, Object> wanted = new LinkedHashMap<>(oauth.authorizeParameters("scope", "openid"));
    Answer begun =
        required(page.bearer(tokens.accessToken()).post("/identity/v1/mfa/stepup", wanted), 200);
    int before = server.inbox().to(user.phoneNumber()).size();
    Answer sent =
        required(
            page.post(
                "/identity/v1/passwordless/start",
                Map.of("step_up", begun.text("token"), "auth_type", "sms")),
            200);
    String code = server.inbox().await(user.phoneNumber(), before + 1).code();
    Answer done =
        page.post(
            "/identity/v1/passwordless/verify",
            Map.of("challenge_id", sent.text("challenge_id"), "verification_code", code));
    assertThat(done.status()).as(done.toString()).isLessThan(400);

    required(client.as(access).post("/users", ann()), 200);
    assertThat(client.as(access).post("/access_token").text("status")).isEqualTo("STEPPED_UP");
  }

  private static Map<String, Object> ann() {
    return Map.of("name", "Ann", "surname", "Onym", "email", Users.newEmail());
  }

  private List<String> amr(String accessToken) {
    return claims(accessToken).path("amr").valueStream().map(JsonNode::asString).toList();
  }

  private Users.Tokens oneFactor(OAuthClient oauth, Consumer user) {
    return oauth.tokens(oauth.users().logIn(user.email(), PASSWORD));
  }

  @Test
  void a_logout_at_either_face_ends_the_session_of_both() {
    String email = Users.newEmail();
    Http page = server.browser();
    OAuthClient oauth = browser(page);
    Users.Tokens tokens = oauth.tokens(oauth.users().signUp(email));
    String access =
        required(client.as(tokens.accessToken()).post("/access_token"), 200).text("token");
    required(client.as(access).post("/logout"), 204);
    assertThat(
            page.get("/oauth/authorize", oauth.authorizeParameters("prompt", "none"))
                .redirectParameter("error"))
        .isEqualTo("login_required");

    Http other = server.browser();
    OAuthClient second = browser(other);
    Users.Tokens again = second.tokens(second.users().logIn(email));
    String later =
        required(client.as(again.accessToken()).post("/access_token"), 200).text("token");
    other.get("/identity/v1/logout");
    refused(client.as(later).get("/identities"), 401);
  }

  @Test
  @AttackClass(42)
  void a_token_of_another_client_is_not_exchanged() {
    Users users = new Users(server.http());
    Users.Tokens tokens = users.newUser();
    refused(client.as(tokens.accessToken()).post("/access_token"), 403);
    assertThat(client.as(tokens.accessToken()).get("/identities").status()).isEqualTo(401);
  }

  @Test
  void what_has_died_of_silence_is_not_brought_back_by_its_login_at_the_other_api() {
    Consumer user = client.newConsumer();
    Http page = server.browser();
    OAuthClient oauth = browser(page);
    String access = exchanged(oneFactor(oauth, user).accessToken());
    Answer changed =
        client
            .as(access)
            .post(
                "/passwords/update",
                Map.of(
                    "oldPassword",
                    AccessClient.password(PASSWORD),
                    "newPassword",
                    AccessClient.password("N3w-Stone-Bridge")));
    AccessClient silent = client.as(required(changed, 200).text("token"));
    server.clock().advance(Duration.ofMinutes(5));

    Answer resumed = page.get("/oauth/authorize", oauth.authorizeParameters("prompt", "none"));
    String code = resumed.redirectParameter("code");
    String later = exchanged(Users.Tokens.of(oauth.redeem(code)).accessToken());
    String before = lastUse(user);
    server.clock().advance(Duration.ofSeconds(280));
    // In the last half minute it is written at once.
    required(client.as(later).get("/identities"), 200);
    refused(silent.get("/identities"), 401);
    assertThat(lastUse(user)).isEqualTo(before);
  }

  private String exchanged(String bearer) {
    return required(client.as(bearer).post("/access_token"), 200).text("token");
  }

  // 1.8 kinds of tokens

  @Test
  @AttackClass(42)
  void a_token_of_this_api_is_none_of_the_other() {
    Consumer user = client.newConsumer();
    assertThat(new Users(server.http()).userinfo(user.token()).status()).isEqualTo(401);
  }

  @Test
  void where_the_client_is_strict_a_login_token_is_to_be_exchanged_first() {
    try (TestServer strict =
        TestServer.start(
            TestConfig.standard()
                .withAccess(0, Map.of())
                .set("/tenants/0/clients/8/access_api/login_token_type", "strict"))) {
      AccessClient back = AccessClient.of(strict);
      Consumer user = back.newConsumer();
      AccessClient own = back.as(user.token());
      required(own.get("/identities"), 200);
      forbidden(own.post("/stepup/challenges/otp/SMS"), "ACCESS_TOKEN_REQUIRED");
      forbidden(own.get("/authentication_factors"), "ACCESS_TOKEN_REQUIRED");
      forbidden(own.get("/consumers"), "ACCESS_TOKEN_REQUIRED");
      AccessClient access = back.as(required(own.post("/access_token"), 200).text("token"));
      required(access.get("/authentication_factors"), 200);
      required(access.get("/consumers"), 200);
      required(own.post("/logout"), 204);
      refused(access.get("/identities"), 401);
    }
  }

  @Test
  void where_the_client_has_it_so_a_login_with_one_identity_gives_an_access_token() {
    try (TestServer auto =
        TestServer.start(
            TestConfig.standard()
                .withAccess(0, Map.of())
                .set("/tenants/0/clients/8/access_api/login_token_type", "auto"))) {
      AccessClient back = AccessClient.of(auto);
      Consumer user = back.newConsumer();
      Answer login = required(back.tryLogin(user.email(), PASSWORD), 200);
      assertThat(login.text("tokenType")).isEqualTo("ACCESS");
      required(back.as(login.text("token")).get("/consumers"), 200);
    }
  }

  // 1.9 what a use costs

  @Test
  void a_use_costs_its_request_no_write_and_is_written_down_within_a_second() {
    Consumer user = client.newConsumer();
    AccessClient own = client.as(user.token());
    String created = lastUse(user);
    server.clock().advance(Duration.ofSeconds(100));
    for (int i = 0; i < 20; i++) {
      required(own.get("/identities"), 200);
    }
    long asked = System.nanoTime();
    Waiting.until(() -> !lastUse(user).equals(created));
    // The bound, and as long again for a slow machine.
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(4));
  }

  private String lastUse(Consumer user) {
    return server.sql(
        "select max(last_used_at) from access_token where kind = 'auth' and profile_id = (select"
            + " id from profile where email = '"
            + user.email()
            + "')");
  }

  @Test
  void a_use_in_the_last_half_minute_is_known_to_every_node_before_it_is_answered() {
    try (TestServer other = server.secondNode(config)) {
      AccessClient elsewhere = AccessClient.of(other);
      Consumer user = client.newConsumer();
      for (int i = 0; i < 5; i++) {
        server.clock().advance(Duration.ofSeconds(290));
        required(client.as(user.token()).get("/identities"), 200);
        server.clock().advance(Duration.ofSeconds(290));
        required(elsewhere.as(user.token()).get("/identities"), 200);
      }
    }
  }

  @Test
  void an_access_token_is_introspected_with_what_it_is_good_for() {
    Consumer user = client.newConsumer();
    client.enrol(server, user);
    String access = required(client.as(user.token()).post("/access_token"), 200).text("token");
    Answer answer = introspected(access, Map.of());
    assertThat(answer.json().path("active").asBoolean(false)).isTrue();
    assertThat(answer.text("kind")).isEqualTo("ACCESS");
    assertThat(answer.text("client_id")).isEqualTo(TestConfig.ACCESS);
    assertThat(answer.text("identity_type")).isEqualTo("CONSUMER");
    assertThat(answer.text("identity_id")).isEqualTo(user.identity());
    assertThat(answer.text("credential_type")).isEqualTo("ROOT");
    assertThat(answer.text("credential_id")).isEqualTo(user.id());
    assertThat(answer.json().path("stepped_up").asBoolean(false)).isTrue();
    assertThat(answer.json().path("stepped_up_at").asLong(0)).isPositive();

    // To be asked about is a use only where it is said to be one.
    server.clock().advance(Duration.ofMinutes(4));
    introspected(access, Map.of("count_as_use", true));
    server.clock().advance(Duration.ofMinutes(4));
    assertThat(introspected(access, Map.of()).json().path("active").asBoolean(false)).isTrue();
    server.clock().advance(Duration.ofMinutes(1));
    assertThat(introspected(access, Map.of()).body()).isEqualTo("{\"active\":false}");
  }

  private Answer introspected(String token, Map<String, Object> more) {
    Map<String, Object> body = new LinkedHashMap<>(more);
    body.put("token", token);
    return server
        .http()
        .basic(TestConfig.BACKEND, TestConfig.SECRET)
        .post("/oauth/introspect", body);
  }

  // 29 tenants

  @Test
  @AttackClass(29)
  void neither_key_nor_token_nor_number_is_worth_anything_at_another_tenant() {
    Consumer user = client.newConsumer();
    String access = required(client.as(user.token()).post("/access_token"), 200).text("token");
    AccessClient there = client.with("Host", "other.localhost");
    refused(there.tryLogin(user.email(), PASSWORD), 401);
    AccessClient theirs = there.with("api-key", AccessClient.KEY + 1);
    refused(theirs.tryLogin(user.email(), PASSWORD), 403);
    for (String token : List.of(user.token(), access)) {
      refused(theirs.as(token).get("/identities"), 401);
      refused(theirs.as(token).post("/access_token"), 403);
      refused(theirs.as(token).post("/logout"), 401);
    }
    assertThat(
            theirs
                .post(
                    "/passwords/" + user.id() + "/create",
                    Map.of("password", AccessClient.password(PASSWORD)))
                .status())
        .isEqualTo(404);
    required(client.as(access).get("/identities"), 200);
  }

  // O17 limits

  @Test
  @AttackClass(9)
  void limits_are_told_with_when_they_end() {
    Map<String, Object> limits =
        Map.of(
            "per_client",
            Map.of("requests", 0, "window", "1s"),
            "logins_per_email",
            Map.of("requests", 2, "window", "60s"),
            "step_ups",
            Map.of("requests", 1, "window", "60m"));
    try (TestServer limited =
        TestServer.start(TestConfig.standard().withAccess(0, Map.of("rate_limits", limits)))) {
      AccessClient back = AccessClient.of(limited);
      Consumer user = back.newConsumer();
      required(back.tryLogin(user.email(), PASSWORD), 200);
      required(back.tryLogin(user.email(), PASSWORD), 200);
      Answer refusal = back.tryLogin(user.email(), PASSWORD);
      refused(refusal, 429);
      assertThat(refusal.header("x-ratelimit-limit")).isEqualTo("2, 2;w=60, 30;w=60");
      assertThat(Integer.parseInt(refusal.header("x-ratelimit-reset"))).isBetween(1, 60);
      limited.clock().advance(Duration.ofSeconds(60));
      required(back.tryLogin(user.email(), PASSWORD), 200);

      AccessClient own = back.as(user.token());
      own.post("/stepup/challenges/otp/SMS");
      refused(own.post("/stepup/challenges/otp/SMS"), 429);
    }
  }

  @Test
  void a_client_has_fifty_calls_a_second() {
    try (TestServer limited =
        TestServer.start(TestConfig.standard().withAccess(0, Map.of("rate_limits", Map.of())))) {
      limited.clock().stop();
      AccessClient back = AccessClient.of(limited);
      for (int i = 0; i < 50; i++) {
        assertThat(back.get("/identities").status()).isEqualTo(401);
      }
      refused(back.get("/identities"), 429);
      limited.clock().advance(Duration.ofSeconds(1));
      refused(back.get("/identities"), 401);
    }
  }
}
