package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Console;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attack class 33: one request that costs the server seconds or gigabytes. Everything that is sent
 * has a size limit, and what is within it is dealt with in bounded time.
 */
@AttackClass(33)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack33SizeTest {

  /** Far above what any of it takes, far below what an attack is worth: the machine may be busy. */
  private static final Duration BOUND = Duration.ofSeconds(5);

  /** What an attacker hides in a body, for a server that loses count. */
  private static final String HIDDEN = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private static final int BODY_LIMIT = 64 * 1024;
  private static final int LARGEST_BODY = 8 * 1024 * 1024;

  private TestServer server;
  private Users users;

  @BeforeAll
  void start() {
    server = TestServer.start();
    users = new Users(server.http());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @AfterEach
  void the_server_is_well() {
    String email = Users.newEmail();
    users.signUp(email);
    assertThat(users.tryPassword(email, Users.PASSWORD).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {1_025, 4_097, 60_000})
  void attack_33_a_password_beyond_the_limit_is_refused_unhashed(int length) {
    String email = Users.newEmail();
    String password = "correct horse ".repeat(length / 14 + 1).substring(0, length);
    for (Answer answer :
        List.of(
            signUp(Map.of("email", email, "password", password)),
            users.tryPassword(email, password),
            grant(email, password),
            inTime(() ->
                server
                    .http()
                    .bearer(users.newUser().accessToken())
                    .post(
                        "/identity/v1/update-password",
                        Map.of("old_password", password, "password", password))),
            strength(password))) {
      assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    }
  }

  @Test
  @Requirement("ASVS 6.2.9")
  void attack_33_a_long_passphrase_is_used_to_its_last_character() {
    String email = Users.newEmail();
    String password = "correct horse ".repeat(9);
    assertThat(signUp(Map.of("email", email, "password", password)).status()).isEqualTo(200);
    assertThat(users.tryPassword(email, password).status()).isEqualTo(200);
    assertThat(users.tryPassword(email, password.substring(0, 125)).status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(ints = {BODY_LIMIT + 1, 1024 * 1024 + 1, 16 * 1024 * 1024})
  void attack_33_a_body_beyond_the_limit_is_refused(int size) {
    String json =
        "{\"x\":\"" + HIDDEN.repeat(size / HIDDEN.length() + 1).substring(0, size - 8) + "\"}";
    for (String path :
        List.of("/identity/v1/password/login", "/oauth/token", "/identity/v1/signup", "/nowhere")) {
      String answer =
          inTime(() ->
              RawHttp.exchange(
                  server.url(),
                  "POST "
                      + path
                      + " HTTP/1.1\r\n"
                      + "Host: localhost\r\n"
                      + "Content-Type: application/json\r\n"
                      + "Content-Length: "
                      + json.length()
                      + "\r\n\r\n"
                      + json));
      assertTooLarge(path, size, answer);
      String chunk = Integer.toHexString(size) + "\r\n" + json + "\r\n0\r\n\r\n";
      String chunked =
          inTime(() ->
              RawHttp.exchange(
                  server.url(),
                  "POST "
                      + path
                      + " HTTP/1.1\r\n"
                      + "Host: localhost\r\n"
                      + "Content-Type: application/json\r\n"
                      + "Transfer-Encoding: chunked\r\n\r\n"
                      + chunk));
      assertTooLarge(path, size, chunked);
    }
  }

  /**
   * Beyond what is read off, the connection may be cut under a sender who does not stop, or the
   * chunk be refused for its size alone. Nowhere no body is read.
   */
  private static void assertTooLarge(String path, int size, String answer) {
    assertThat(answer.split("HTTP/1\\.1 ", -1)).as(answer).hasSizeLessThanOrEqualTo(2);
    if (path.equals("/nowhere") && RawHttp.status(answer) == 404) {
      assertThat(answer).contains("error.resource.notFound");
    } else if (size < LARGEST_BODY) {
      assertThat(answer).startsWith("HTTP/1.1 400 ").contains("error.body.tooLarge");
    } else {
      assertThat(answer).matches("(?s)|HTTP/1\\.1 400 .*\"error\\.body\\.(tooLarge|malformed)\".*");
    }
  }

  @Test
  void attack_33_a_body_that_is_announced_and_never_sent_is_refused_at_once() {
    String answer =
        inTime(() ->
            RawHttp.exchange(
                server.url(),
                "POST /identity/v1/signup HTTP/1.1\r\n"
                    + "Host: localhost\r\n"
                    + "Content-Type: application/json\r\n"
                    + "Content-Length: 99999999999\r\n\r\n"));
    assertThat(RawHttp.status(answer)).as(answer).isIn(0, 400, 413);
  }

  @Test
  void attack_33_a_body_at_the_limit_is_read() {
    String json =
        "{\"client_id\":\"spa\",\"email\":\"a@example.org\",\"password\":\"p\",\"x\":\"\"}";
    String full = json.replace("\"\"}", "\"" + "x".repeat(BODY_LIMIT - json.length()) + "\"}");
    assertThat(full).hasSize(BODY_LIMIT);
    assertThat(
            server
                .http()
                .send("POST", "/identity/v1/password/login", "application/json", full)
                .status())
        .isEqualTo(401);
  }

  @Test
  void attack_33_hostile_json_is_refused_or_read_in_bounded_time() {
    String fields =
        IntStream.range(0, 6_000)
            .mapToObj(i -> "\"f" + i + "\":1")
            .collect(Collectors.joining(","));
    for (String json :
        List.of(
            "[".repeat(30_000),
            "{\"a\":".repeat(10_000),
            "{\"a\":".repeat(31) + "1" + "}".repeat(31),
            "[".repeat(31) + "]".repeat(31),
            "{" + fields + "}",
            "{\"" + "n".repeat(60_000) + "\":1}",
            "{\"client_id\":" + "9".repeat(60_000) + "}",
            "{\"client_id\":1e" + "9".repeat(9) + "}",
            "{\"data\":{\"custom_fields\":{\"shoe_size\":1e999999999}}}",
            "{\"data\":{\"custom_fields\":{\"score\":"
                + "1".repeat(39)
                + "e"
                + "9".repeat(8)
                + "}}}",
            "{\"a\":\"" + "\\u0041".repeat(10_000) + "\"}",
            "{\"a\":\"" + "\\".repeat(59_999) + "\"}",
            " ".repeat(60_000))) {
      for (String path :
          List.of("/identity/v1/signup", "/oauth/token", "/identity/v1/password/strength")) {
        Answer answer = inTime(() -> server.http().send("POST", path, "application/json", json));
        assertThat(answer.status()).as(path + " " + answer).isBetween(400, 499);
      }
    }
  }

  @Test
  void attack_33_hostile_forms_and_queries_are_read_in_bounded_time() {
    String form =
        IntStream.range(0, 8_000).mapToObj(i -> "a" + i + "=b").collect(Collectors.joining("&"));
    for (String body :
        List.of(
            form,
            "&".repeat(60_000),
            "=".repeat(60_000),
            "a=%41".repeat(10_000),
            "a&".repeat(30_000))) {
      Answer answer =
          inTime(() ->
              server
                  .http()
                  .send("POST", "/oauth/token", "application/x-www-form-urlencoded", body));
      assertThat(answer.status()).as(answer.toString()).isBetween(400, 499);
      String query = body.substring(0, Math.min(body.length(), 25_000));
      String shown =
          inTime(() ->
              RawHttp.exchange(
                  server.url(),
                  "GET /oauth/authorize?client_id=spa&"
                      + query
                      + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
      assertThat(RawHttp.status(shown)).as(shown).isBetween(400, 499);
    }
  }

  @Test
  void attack_33_headers_have_a_limit_and_are_read_in_bounded_time() {
    String many =
        IntStream.range(0, 2_000)
            .mapToObj(i -> "X-H" + i + ": v\r\n")
            .collect(Collectors.joining());
    for (String headers :
        List.of(
            "X-Long: " + "v".repeat(33_000) + "\r\n",
            "X-Long: " + "v".repeat(1_000_000) + "\r\n",
            "N".repeat(40_000) + ": v\r\n",
            many.repeat(2))) {
      String answer =
          inTime(() ->
              RawHttp.exchange(
                  server.url(), "GET /health HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n"));
      assertThat(RawHttp.status(answer)).as(answer).isIn(0, 400, 413, 431);
    }
    String longPath =
        inTime(() ->
            RawHttp.exchange(
                server.url(),
                "GET /" + "p".repeat(40_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    assertThat(RawHttp.status(longPath)).as(longPath).isIn(0, 400, 414, 431);
  }

  @Test
  void attack_33_headers_within_the_limit_cost_no_time_whatever_they_hold() {
    String quality = ";q=0." + "1".repeat(500);
    for (String value :
        List.of(
            "a,".repeat(12_000),
            ",".repeat(25_000),
            "fr-".repeat(8_000),
            ("en" + quality + ",").repeat(40),
            "de;q=" + "9".repeat(20_000),
            "de;q=1e" + "9".repeat(9),
            "-_".repeat(12_000),
            " ".repeat(20_000) + "x",
            "a=b;".repeat(6_000),
            "\"".repeat(20_000))) {
      for (String name :
          List.of(
              "Accept-Language",
              "Custom-Locale",
              "Cookie",
              "User-Agent",
              "X-R5-Correlation-Id",
              "X-Forwarded-For",
              "Authorization",
              "Origin",
              "Referer",
              "Accept",
              "traceparent")) {
        Http http = server.http().with(name, value);
        Answer answer =
            inTime(() ->
                http.post(
                    "/identity/v1/password/login",
                    Map.of(
                        "client_id",
                        TestConfig.SPA,
                        "email",
                        Users.newEmail(),
                        "password",
                        "wrong")));
        assertThat(answer.status()).as(name + " " + answer).isIn(401, 403);
      }
    }
  }

  /** What makes a careless expression or parser try every way there is. */
  static List<String> hostileTexts() {
    return List.of(
        "a.".repeat(120) + "@example.org",
        "a".repeat(240) + "@",
        "@".repeat(250),
        ".".repeat(250),
        "a@" + "b.".repeat(120),
        "a@" + "b-".repeat(120) + "!",
        "a@" + "1.".repeat(120) + "c",
        "!#$%&'*+/=?^_`{|}~-".repeat(13) + "@",
        "\u0301".repeat(250),
        "a" + "\u0301".repeat(248) + "b",
        "\ufdfa".repeat(250), // eighteen letters each once it is normalised
        "\ufdfa".repeat(20) + "@example.org",
        "a@" + "\ufdfa".repeat(100) + ".org",
        "a@" + "\u0e33".repeat(100) + ".org",
        "0".repeat(64),
        "+".repeat(64),
        "+33" + " ".repeat(60) + "x",
        "(".repeat(64),
        "0-".repeat(32),
        "+1 (" + "0)".repeat(30),
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
        "-".repeat(250),
        "fr-".repeat(80),
        "http://" + "a.".repeat(120),
        "http://" + "%61".repeat(80),
        "http://[" + ":".repeat(240));
  }

  @Test
  void attack_33_hostile_texts_are_judged_in_bounded_time() {
    Http http = server.http().bearer(users.newUser().accessToken());
    for (String text : hostileTexts()) {
      for (String field :
          List.of(
              "email",
              "phone_number",
              "custom_identifier",
              "locale",
              "birthdate",
              "picture",
              "gender",
              "given_name",
              "tos_accepted_at")) {
        Answer answer = inTime(() -> http.post("/identity/v1/update-profile", Map.of(field, text)));
        assertThat(answer.status()).as(field + " " + text + " " + answer).isLessThan(500);
      }
      for (String field : List.of("email", "phone_number", "custom_identifier")) {
        Answer answer =
            inTime(() ->
                server
                    .http()
                    .post(
                        "/identity/v1/password/login",
                        Map.of("client_id", TestConfig.SPA, field, text, "password", "wrong")));
        assertThat(answer.status()).as(field + " " + text + " " + answer).isBetween(400, 499);
      }
      assertThat(grant(text, "wrong").status()).isBetween(400, 499);
    }
  }

  @Test
  void attack_33_hostile_passwords_are_judged_in_bounded_time() {
    for (String password :
        List.of(
            "4@8({[<36!1|0$5+7%2".repeat(53),
            "aA1!4@$5".repeat(128),
            "qwertyuiop".repeat(102),
            "a".repeat(1_024),
            "19991231".repeat(128),
            "\ud83d\ude00".repeat(512),
            "e\u0301".repeat(512),
            "\ufdfa".repeat(1_024),
            " ".repeat(1_024),
            "p4$$w0rd|!1l".repeat(85),
            randomText(1_024))) {
      assertThat(strength(password).status()).isEqualTo(200);
      assertThat(signUp(Map.of("email", Users.newEmail(), "password", password)).status())
          .isBetween(200, 400);
    }
  }

  @Test
  void attack_33_long_lists_of_scopes_and_prompts_are_read_in_bounded_time() {
    for (String value :
        List.of("a ".repeat(500), "openid ".repeat(140), " ".repeat(1_000), "x".repeat(1_024))) {
      for (String name : List.of("scope", "prompt", "response_type", "state", "nonce", "max_age")) {
        Map<String, String> query = users.authorizeParameters(Pkce.create());
        query.put(name, value);
        assertThat(inTime(() -> server.http().get("/oauth/authorize", query)).status())
            .isIn(302, 400);
      }
    }
    Answer addresses =
        inTime(() ->
            server
                .http()
                .bearer(users.newUser().accessToken())
                .send(
                    "POST",
                    "/identity/v1/update-profile",
                    "application/json",
                    "{\"addresses\":[" + "{},".repeat(20_000) + "{}]}"));
    assertThat(addresses.status()).isEqualTo(400);
  }

  /**
   * Behind a proxy the connection is everybody's: what is left of one request must never pass for
   * another.
   */
  @Test
  void attack_33_what_is_left_of_a_body_is_no_request_of_its_own() {
    String filler = "x".repeat(BODY_LIMIT);
    for (String path :
        List.of(
            "/identity/v1/password/login",
            "/oauth/token",
            "/nowhere",
            "/health",
            "/oauth/authorize")) {
      for (String method : List.of("POST", "GET", "DELETE", "OPTIONS")) {
        String head =
            method
                + " "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
        for (String request :
            List.of(
                head + "Content-Length: " + HIDDEN.length() + "\r\n\r\n" + HIDDEN,
                head
                    + "Content-Length: "
                    + (BODY_LIMIT + HIDDEN.length())
                    + "\r\n\r\n"
                    + filler
                    + HIDDEN,
                head + "Transfer-Encoding: chunked\r\n\r\n" + chunk(HIDDEN) + "0\r\n\r\n",
                head
                    + "Transfer-Encoding: chunked\r\n\r\n"
                    + chunk(filler)
                    + chunk(HIDDEN)
                    + "0\r\n\r\n",
                head
                    + "Transfer-Encoding: chunked\r\n\r\n"
                    + chunk(filler.repeat(17) + HIDDEN)
                    + "0\r\n\r\n",
                head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + HIDDEN,
                head + "Transfer-Encoding: chunked\r\n\r\n1000000\r\n" + HIDDEN,
                head + "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n" + HIDDEN,
                head + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n" + HIDDEN,
                head
                    + "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n"
                    + chunk(HIDDEN)
                    + "0\r\n\r\n")) {
          String answer = inTime(() -> RawHttp.exchange(server.url(), request));
          assertThat(RawHttp.status(answer)).as(answer).isLessThan(500);
          assertThat(answer.split("HTTP/1\\.1 ", -1)).as(answer).hasSizeLessThanOrEqualTo(2);
        }
      }
    }
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }

  @Test
  void attack_33_what_is_no_http_ends_the_connection_and_nothing_else() {
    Random random = new Random(33);
    List<String> garbage =
        List.of(
            "\r\n".repeat(1_000),
            "GET",
            "GET / HTTP/9.9\r\n\r\n",
            "GET / FTP/1.1\r\nHost: localhost\r\n\r\n",
            "(){}@ / HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"
                + "\u0000".repeat(500),
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\u00ff".repeat(1_000),
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
            "POST / HTTP/1.1\r\n"
                + "Host: localhost\r\n"
                + "Content-Length: 1\r\n"
                + "Content-Length: 2\r\n\r\n"
                + "ab",
            "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "POST / HTTP/1.1\r\n"
                + "Host: localhost\r\n"
                + "Transfer-Encoding: chunked\r\n"
                + "Content-Length: 4\r\n\r\n"
                + "0\r\n\r\n"
                + "GET",
            "POST / HTTP/1.1\r\n"
                + "Host: localhost\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "ffffffffffffffff\r\n"
                + "x",
            "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
            "GET / HTTP/1.1\r\n Host: localhost\r\n\r\n",
            "GET / HTTP/1.1\nHost: localhost\n\n",
            "GET \u0000 HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /%00%ff%2e%2e/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET //////// HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "BREW /health HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "TRACE /health HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    try (Console console = new Console()) {
      sendGarbage(garbage, random);
      assertThat(console.text()).as("anybody could fill the disk with it").isEmpty();
    }
  }

  private void sendGarbage(List<String> garbage, Random random) {
    for (String request : garbage) {
      String answer = inTime(() -> RawHttp.exchange(server.url(), request));
      assertThat(RawHttp.status(answer)).as(request + "\n" + answer).isLessThan(500);
      assertThat(answer).doesNotContain("io.helidon", "Exception", "\tat ");
    }
    for (int i = 0; i < 200; i++) {
      StringBuilder noise = new StringBuilder();
      random.ints(1 + random.nextInt(400), 0, 256).forEach(b -> noise.append((char) b));
      String answer = inTime(() -> RawHttp.exchange(server.url(), noise.toString()));
      assertThat(RawHttp.status(answer)).as(answer).isLessThan(500);
    }
  }

  private Answer signUp(Map<String, String> data) {
    return inTime(() ->
        server
            .http()
            .post("/identity/v1/signup", Map.of("client_id", TestConfig.SPA, "data", data)));
  }

  private Answer strength(String password) {
    return inTime(() ->
        server
            .http()
            .post(
                "/identity/v1/password/strength",
                Map.of("client_id", TestConfig.SPA, "password", password)));
  }

  private Answer grant(String username, String password) {
    return inTime(() ->
        server
            .http()
            .post(
                "/oauth/token",
                Map.of(
                    "grant_type",
                    "password",
                    "client_id",
                    TestConfig.LEGACY,
                    "client_secret",
                    TestConfig.SECRET,
                    "username",
                    username,
                    "password",
                    password)));
  }

  private static String randomText(int length) {
    Random random = new Random(33);
    return random
        .ints(length, ' ', 0x7f)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private static <T> T inTime(Supplier<T> request) {
    long start = System.nanoTime();
    T answer = request.get();
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    assertThat(taken).as(String.valueOf(answer)).isLessThan(BOUND);
    return answer;
  }
}
