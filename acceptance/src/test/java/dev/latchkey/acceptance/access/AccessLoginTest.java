package dev.latchkey.acceptance.access;

import static dev.latchkey.testkit.AccessClient.PASSWORD;
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
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Access contract 1.1 to 1.10, 2.1, 2.2, 2.6, 2.7; acceptance list 1 to 9, 20, 22, 23. */
@TestInstance(Lifecycle.PER_CLASS)
class AccessLoginTest {

  private TestServer server;
  private AccessClient client;
  private Consumer nadia;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.standard()
                .withAccess(0, Map.of())
                .set("/tenants/0/legacy/password_expiry", "90d"));
    client = AccessClient.of(server);
    nadia = client.newConsumer();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  static void refused(Answer answer, int status) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.header("request-ref")).isNotEmpty();
  }

  static void forbidden(Answer answer, String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
    assertThat(answer.text("errorCode")).isEqualTo(code);
    assertThat(answer.text("message")).isEqualTo(code);
  }

  static void conflict(Answer answer, String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(409);
    assertThat(answer.body()).isEqualTo("{\"errorCode\":\"" + code + "\"}");
  }

  static void fault(Answer answer, String field, String error, String... params) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.text("message")).isEqualTo("Request is not valid");
    assertThat(
            answer
                .json()
                .at("/syntaxErrors/invalidFields")
                .valueStream()
                .filter(each -> each.path("fieldName").asString("").equals(field))
                .map(each ->
                    each.path("error").asString("")
                        + each.path("params").valueStream().map(p -> p.asString("")).toList())
                .toList())
        .as(answer.toString())
        .containsExactly(error + List.of(params));
  }

  // 2.1 login_with_password

  @Test
  void list_1_a_login_answers_with_four_fields_and_ids_of_digits() {
    Answer answer = client.tryLogin(nadia.email(), PASSWORD);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().propertyNames())
        .containsExactlyInAnyOrder("token", "tokenType", "identity", "credentials");
    assertThat(answer.text("token")).matches("au_[A-Za-z0-9_-]{43}");
    assertThat(answer.text("tokenType")).isEqualTo("AUTH");
    assertThat(answer.text("/identity/type")).isEqualTo("CONSUMER");
    assertThat(answer.text("/identity/id")).matches("[0-9]+").isEqualTo(nadia.identity());
    assertThat(answer.text("/credentials/type")).isEqualTo("ROOT");
    assertThat(answer.text("/credentials/id")).matches("[0-9]+").isEqualTo(nadia.id());
    assertThat(answer.header("request-ref")).isNotEmpty();
    assertThat(answer.header("Cache-Control")).contains("no-store");
  }

  @Test
  @AttackClass(39)
  void list_2_a_wrong_password_and_an_unknown_address_are_told_alike() {
    refused(client.tryLogin(nadia.email(), "wrong"), 403);
    refused(client.tryLogin(Users.newEmail(), "wrong"), 403);
    client.logIn(nadia.email());
  }

  @Test
  void list_3_what_is_missing_is_named_by_its_path() {
    fault(
        client.post("/login_with_password", Map.of("email", nadia.email())),
        "password",
        "REQUIRED");
    fault(
        client.post("/login_with_password", Map.of("email", nadia.email(), "password", Map.of())),
        "password.value",
        "REQUIRED");
    Answer both = client.post("/login_with_password", Map.of("password", Map.of("value", "")));
    fault(both, "email", "REQUIRED");
    fault(both, "password.value", "HAS_TEXT");
  }

  @Test
  void fields_that_are_no_use_say_why() {
    fault(client.tryLogin("nobody", "x"), "email", "REGEX", "^[^@\\s]+@[^@\\s]+$");
    fault(client.tryLogin(" ", "x"), "email", "HAS_TEXT");
    fault(client.tryLogin(nadia.email(), "x".repeat(101)), "password.value", "SIZE", "1", "100");
    Answer broken = client.send("POST", "/login_with_password", "{");
    assertThat(broken.status()).isEqualTo(400);
    assertThat(broken.json().has("syntaxErrors")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /login_with_password",
        "GET /identities",
        "POST /access_token",
        "POST /logout",
        "POST /stepup/challenges/otp/SMS",
        "POST /stepup/challenges/otp/SMS/verify",
        "GET /authentication_factors",
        "POST /passwords/update",
        "POST /consumers",
        "POST /users/1/invite/consume"
      })
  void list_4_without_the_right_key_nothing_is_answered(String operation) {
    String[] parts = operation.split(" ");
    AccessClient wrong = client.with("api-key", "wrong").as(nadia.token());
    refused(wrong.send(parts[0], parts[1], null), 401);
  }

  @Test
  @AttackClass(9)
  void list_5_five_failures_lock_for_half_an_hour() {
    Consumer user = client.newConsumer();
    for (int i = 0; i < 5; i++) {
      refused(client.tryLogin(user.email(), "wrong"), 403);
    }
    refused(client.tryLogin(user.email(), PASSWORD), 423);
    // One lock for all APIs.
    Answer other = new Users(server.http()).tryPassword(user.email(), PASSWORD);
    assertThat(other.text("error_message_key"))
        .isEqualTo("error.accountBlockedAfterMultipleLoginAttempts");
    // What was given before lives on, but gives nothing new.
    assertThat(client.as(user.token()).get("/identities").status()).isEqualTo(200);
    refused(client.as(user.token()).post("/access_token"), 423);

    server.clock().advance(Duration.ofMinutes(29));
    refused(client.tryLogin(user.email(), PASSWORD), 423);
    server.clock().advance(Duration.ofMinutes(1));
    assertThat(client.tryLogin(user.email(), PASSWORD).status()).isEqualTo(200);
  }

  @Test
  @AttackClass(39)
  void nobodys_address_is_locked_as_well() {
    String email = Users.newEmail();
    for (int i = 0; i < 5; i++) {
      refused(client.tryLogin(email, "wrong"), 403);
    }
    refused(client.tryLogin(email, "wrong"), 423);
  }

  @Test
  @AttackClass(12)
  void list_6_an_expired_password_opens_its_own_change_and_nothing_else() {
    Consumer user = client.newConsumer();
    server.clock().advance(Duration.ofDays(90));

    Answer expired = client.tryLogin(user.email(), PASSWORD);
    assertThat(expired.status()).isEqualTo(409);
    assertThat(expired.json().propertyNames()).containsExactly("token");
    AccessClient temporary = client.as(expired.text("token"));
    forbidden(temporary.get("/identities"), "INSUFFICIENT_PERMISSIONS");
    forbidden(temporary.post("/stepup/challenges/otp/SMS"), "INSUFFICIENT_PERMISSIONS");
    forbidden(temporary.get("/authentication_factors"), "INSUFFICIENT_PERMISSIONS");
    forbidden(temporary.get("/users"), "INSUFFICIENT_PERMISSIONS");
    refused(temporary.post("/access_token"), 403);
    // Nor does the other API let anybody in with it.
    assertThat(new Users(server.http()).tryPassword(user.email(), PASSWORD).text("error"))
        .isEqualTo("access_denied");

    Map<String, Object> change =
        Map.of(
            "oldPassword",
            AccessClient.password(PASSWORD),
            "newPassword",
            AccessClient.password("An0ther-River-Stone"));
    Answer changed = temporary.post("/passwords/update", change);
    assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
    assertThat(client.as(changed.text("token")).get("/identities").status()).isEqualTo(200);
    refused(temporary.post("/passwords/update", change), 401);
    assertThat(client.tryLogin(user.email(), "An0ther-River-Stone").status()).isEqualTo(200);
    nadia = client.newConsumer();
  }

  @Test
  void the_token_of_an_expired_password_is_good_for_five_minutes() {
    Consumer user = client.newConsumer();
    server.clock().advance(Duration.ofDays(90));
    String token = client.tryLogin(user.email(), PASSWORD).text("token");
    server.clock().advance(Duration.ofMinutes(5));
    refused(client.as(token).post("/logout"), 401);
    nadia = client.newConsumer();
  }

  @Test
  @AttackClass(15)
  void a_new_password_ends_every_token_that_the_expired_one_gave() {
    Consumer user = client.newConsumer();
    server.clock().advance(Duration.ofDays(90));
    AccessClient first = client.as(client.tryLogin(user.email(), PASSWORD).text("token"));
    AccessClient second = client.as(client.tryLogin(user.email(), PASSWORD).text("token"));
    Map<String, Object> change =
        Map.of(
            "oldPassword",
            AccessClient.password(PASSWORD),
            "newPassword",
            AccessClient.password("An0ther-River-Stone"));
    assertThat(first.post("/passwords/update", change).status()).isEqualTo(200);
    refused(second.post("/passwords/update", change), 401);
    refused(second.post("/logout"), 401);
    nadia = client.newConsumer();
  }

  // 1.9 sliding expiry

  @Test
  void list_7_a_token_lives_from_use_to_use_and_dies_of_five_minutes_of_silence() {
    AccessClient user = client.as(client.logIn(nadia.email()));
    for (int i = 0; i < 3; i++) {
      server.clock().advance(Duration.ofMinutes(4));
      assertThat(user.get("/identities").status()).isEqualTo(200);
    }
    // Whatever comes of a request, it was one.
    server.clock().advance(Duration.ofMinutes(4));
    assertThat(user.get("/identities?limit=x").status()).isEqualTo(400);
    server.clock().advance(Duration.ofSeconds(299));
    assertThat(user.get("/identities").status()).isEqualTo(200);
    server.clock().advance(Duration.ofSeconds(300));
    refused(user.get("/identities"), 401);
    refused(user.get("/identities"), 401);
  }

  @Test
  void the_use_of_an_access_token_keeps_its_login_token_alive() {
    String login = client.logIn(nadia.email());
    String access = client.as(login).post("/access_token").text("token");
    server.clock().advance(Duration.ofMinutes(4));
    assertThat(client.as(access).get("/identities").status()).isEqualTo(200);
    server.clock().advance(Duration.ofMinutes(4));
    assertThat(client.as(login).get("/identities").status()).isEqualTo(200);
    server.clock().advance(Duration.ofMinutes(1));
    // The other way round nothing is kept: each has a clock of its own.
    refused(client.as(access).get("/identities"), 401);
  }

  @Test
  void twelve_hours_are_the_longest_use() {
    AccessClient user = client.as(client.logIn(nadia.email()));
    for (int i = 0; i < 179; i++) {
      server.clock().advance(Duration.ofMinutes(4));
      assertThat(user.get("/identities").status()).isEqualTo(200);
    }
    server.clock().advance(Duration.ofMinutes(4));
    refused(user.get("/identities"), 401);
  }

  // 2.2 identities, 2.7 access_token

  @Test
  void list_8_the_identities_are_a_bare_array_or_an_object_for_later_clients() {
    AccessClient user = client.as(client.logIn(nadia.email()));
    Answer seed = user.get("/identities");
    assertThat(seed.body())
        .isEqualTo(
            "[{\"id\":{\"type\":\"CONSUMER\",\"id\":\""
                + nadia.identity()
                + "\"},\"name\":\"Nadia Okafor\"}]");
    Answer latest = user.with("x-api-version", "LATEST").get("/identities");
    assertThat(latest.json().propertyNames())
        .containsExactlyInAnyOrder("identities", "count", "responseCount");
    fault(user.get("/identities?limit=101"), "limit", "RANGE", "1", "100");
  }

  @Test
  void list_9_an_exchange_without_a_right_token_or_identity_is_refused_and_says_nothing() {
    AccessClient user = client.as(client.logIn(nadia.email()));
    refused(client.post("/access_token", identity(nadia.identity())), 403);
    refused(client.as("wrong").post("/access_token", identity(nadia.identity())), 403);
    refused(user.post("/access_token", identity("1")), 403);
    refused(user.post("/access_token", identity(client.newConsumer().identity())), 403);
    fault(user.post("/access_token", identity("x")), "identity.id", "REGEX", "^[0-9]+$");

    Answer one = user.post("/access_token", identity(nadia.identity()));
    assertThat(one.status()).isEqualTo(200);
    assertThat(one.json().propertyNames())
        .containsExactlyInAnyOrder("token", "identity", "credentials", "status");
    assertThat(one.text("status")).isEqualTo("STANDARD");
    assertThat(one.text("token")).startsWith("ac_");
    Answer two = user.post("/access_token", identity(nadia.identity()));
    assertThat(two.text("token")).isNotEqualTo(one.text("token"));
    assertThat(client.as(one.text("token")).get("/identities").status()).isEqualTo(200);
  }

  private static Map<String, Object> identity(String id) {
    return Map.of("identity", Map.of("type", "CONSUMER", "id", id));
  }

  // 2.6 logout

  @Test
  void list_20_a_logout_ends_every_token_of_the_login_and_no_other() {
    String login = client.logIn(nadia.email());
    String other = client.logIn(nadia.email());
    String access = client.as(login).post("/access_token").text("token");

    Answer out = client.as(access).post("/logout", Map.of());
    assertThat(out.status()).isEqualTo(204);
    assertThat(out.header("request-ref")).isNotEmpty();
    for (String token : List.of(login, access)) {
      refused(client.as(token).get("/identities"), 401);
      refused(client.as(token).post("/logout"), 401);
    }
    assertThat(client.as(other).get("/identities").status()).isEqualTo(200);
  }

  // 1.1 to 1.5 conventions

  @Test
  void list_22_other_methods_and_paths_are_refused_in_the_same_words() {
    AccessClient user = client.as(client.logIn(nadia.email()));
    for (String path : List.of("/stepup/challenges/otp/SMS", "/login_with_password", "/logout")) {
      Answer answer = user.get(path);
      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.json().propertyNames()).containsExactly("code", "message");
      assertThat(answer.header("request-ref")).isNotEmpty();
    }
    assertThat(user.get("/nothing").status()).isEqualTo(404);
    assertThat(user.get("/nothing").json().propertyNames()).containsExactly("code", "message");
    fault(user.post("/stepup/challenges/otp/FAX"), "channel", "IN", "SMS");
  }

  @Test
  void list_23_no_body_and_an_empty_one_are_the_same_where_none_is_defined() {
    for (String body : new String[] {null, "", "{}"}) {
      AccessClient user = client.as(client.logIn(nadia.email()));
      assertThat(user.send("POST", "/access_token", body).status()).isEqualTo(200);
      assertThat(user.send("POST", "/logout", body).status()).isEqualTo(204);
    }
  }

  @Test
  void a_reference_of_the_caller_may_have_255_characters() {
    AccessClient user = client.as(client.logIn(nadia.email()));
    assertThat(user.with("call-ref", "x".repeat(255)).get("/identities").status()).isEqualTo(200);
    fault(
        user.with("call-ref", "x".repeat(256)).get("/identities"), "call-ref", "SIZE", "0", "255");
  }

  @Test
  void the_checks_come_in_the_order_of_the_contract() {
    refused(client.with("api-key", "wrong").as("wrong").get("/identities?limit=x"), 401);
    refused(client.as("wrong").get("/identities?limit=x"), 401);
    AccessClient user = client.as(client.logIn(nadia.email()));
    assertThat(user.post("/users", Map.of()).status()).as("400 before 403").isEqualTo(400);
    String scheme = "bEaReR " + client.logIn(nadia.email());
    assertThat(client.with("Authorization", scheme).get("/identities").status()).isEqualTo(200);
  }

  // 9.2 one core

  @Test
  void a_user_who_signed_up_elsewhere_is_a_consumer_here() {
    String email = Users.newEmail();
    new Users(server.http()).signUp(email);
    List<Answer> logins = Together.run(3, i -> client.tryLogin(email, Users.PASSWORD));
    assertThat(logins).allMatch(answer -> answer.status() == 200);
    assertThat(logins.stream().map(answer -> answer.text("/identity/id")).distinct()).hasSize(1);
    assertThat(logins.get(0).text("/identity/type")).isEqualTo("CONSUMER");
  }

  @Test
  void a_user_made_here_logs_in_elsewhere() {
    Users users = new Users(server.http());
    Users.Tokens tokens = users.tokens(users.logIn(nadia.email(), PASSWORD));
    assertThat(users.userinfo(tokens.accessToken()).text("given_name")).isEqualTo("Nadia");
  }

  @Test
  @AttackClass(9)
  void many_guesses_at_once_are_no_more_than_the_limit() {
    Consumer user = client.newConsumer();
    List<Integer> statuses =
        Together.run(20, i -> client.tryLogin(user.email(), "wrong" + i).status());
    assertThat(statuses.stream().filter(status -> status == 403)).hasSize(5);
    assertThat(IntStream.range(0, 1).map(i -> client.tryLogin(user.email(), PASSWORD).status()))
        .containsExactly(423);
  }
}
