package dev.latchkey.acceptance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Router;
import dev.latchkey.testkit.AccessClient;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Console;
import dev.latchkey.testkit.DpopKey;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Upstream;
import dev.latchkey.testkit.Users;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * No request makes the server fail, or say more of itself than the contract has it say (sections
 * 1.4 and 1.5). Every route gets its share of requests that are right, or nearly, or not at all.
 *
 * <p>Every run makes other requests; {@code -Dlatchkey.fuzz.seed=} makes those of a run that failed
 * again, as far as tokens and time allow, and {@code -Dlatchkey.fuzz.requests=} says how many.
 */
@AttackClass({12, 21, 31, 32, 33})
class FuzzTest {

  private static final int REQUESTS = Integer.getInteger("latchkey.fuzz.requests", 100_000);
  private static final int CONNECTIONS = 4;
  private static final int LARGEST_ANSWER = 128 * 1024;

  /** What developers and operators read: 200 mails at once, a line for each route and status. */
  private static final int LARGEST_LIST = 4 * 1024 * 1024;

  private static final Set<String> ERROR_FIELDS =
      Set.of(
          "error",
          "error_id",
          "error_description",
          "error_message_key",
          "error_user_msg",
          "error_details");

  private static final Set<String> ACCESS_ERROR_FIELDS =
      Set.of("errorCode", "message", "syntaxErrors", "code", "token");

  /** Traces, names of classes, and words of the database. */
  private static final Pattern INSIDES =
      Pattern.compile(
          "Exception|\\sat [a-z]+\\.|Caused"
              + " by|SQLSTATE|org\\.postgresql|java\\.[a-z]+\\.|io\\.helidon|tools\\.jackson|dev\\.latchkey\\.[a-z]|ERROR:"
              + " ");

  private final Map<String, AtomicInteger> hits = new ConcurrentHashMap<>();
  private final AtomicInteger successes = new AtomicInteger();

  @Test
  void no_request_makes_the_server_fail_or_tell_of_its_insides() {
    long seed = Long.getLong("latchkey.fuzz.seed", new SecureRandom().nextLong());
    System.out.println("Fuzzing with -Dlatchkey.fuzz.seed=" + seed);
    try (Upstream upstream = Upstream.start();
        Console console = new Console();
        TestServer server = TestServer.start(config(upstream))) {
      upstream.follow(server.clock());
      List<Router.Entry> routes = weighted(server.routes());
      Together.run(CONNECTIONS, i -> fuzz(server, routes, seed, i));

      assertThat(console.text().lines().filter(line -> line.contains("ERROR"))).isEmpty();
      server.routes().forEach(route -> assertThat(hits).containsKey(route.pattern()));
      assertThat(successes.get()).as("some were right").isGreaterThan(REQUESTS / 10);
      Users users = new Users(server.http());
      String email = Users.newEmail();
      users.signUp(email);
      assertThat(users.userinfo(users.tokens(users.logIn(email)).accessToken()).text("email"))
          .isEqualTo(email);
    }
  }

  /** Everything is on, nothing is counted, and what a login costs is not what is tried. */
  private static TestConfig config(Upstream upstream) {
    TestConfig config =
        TestConfig.standard()
            .withAccess(0, Map.of())
            .set("/tenants/0/push", Map.of("contact", "mailto:operations@example.org"))
            .set("/tenants/0/lockout/failures", 1_000_000)
            .set("/tenants/0/codes/tries", 20)
            .set("/tenants/0/mfa", Map.of("policy", "when_registered", "email", true))
            .set(
                "/tenants/0/webauthn",
                Map.of("rp_id", "app.example", "origins", List.of(TestConfig.ORIGIN)))
            .set("/tenants/0/outbound", Map.of("allow_private", List.of("127.0.0.1")))
            .set("/tenants/0/providers", List.of(upstream.provider("acme")));
    for (String client : List.of(TestConfig.SPA, TestConfig.NATIVE, TestConfig.LEGACY)) {
      config.set(TestConfig.client(client) + "/scopes", List.of(Material.SCOPES.split(" ")));
    }
    return config;
  }

  private static List<Router.Entry> weighted(List<Router.Entry> routes) {
    return routes.stream()
        .flatMap(route -> Collections.nCopies(weight(route), route).stream())
        .toList();
  }

  private static int weight(Router.Entry route) {
    if (route.equals(new Router.Entry(Method.GET, "/inbox/messages"))) {
      return 40; // Where the codes are.
    }
    // Preflights are all the same, and a scrape is large.
    return route.method() == Method.OPTIONS || route.pattern().equals("/metrics") ? 1 : 10;
  }

  private boolean fuzz(TestServer server, List<Router.Entry> routes, long seed, int number) {
    SplittableRandom random = new SplittableRandom(seed + number);
    Material material = new Material(random);
    meet(server, material);
    Requests requests = new Requests(routes, material, random);
    try (Wire wire = new Wire(server.url())) {
      for (int i = 0; i < REQUESTS / CONNECTIONS; i++) {
        Request request = requests.next();
        hits.computeIfAbsent(request.route(), route -> new AtomicInteger()).incrementAndGet();
        try {
          Wire.Answer answer = wire.send(request.bytes(), request.isHead());
          check(request, answer);
          material.learn(answer);
          if (answer.status() < 400 && !request.method().equals("OPTIONS")) {
            successes.incrementAndGet();
          }
        } catch (AssertionError | UncheckedIOException e) {
          throw new AssertionError("Again with -Dlatchkey.fuzz.seed=" + seed + "\n" + request, e);
        }
      }
      return true;
    }
  }

  /** Gives to learn what the first requests need: users with tokens, sessions, codes. */
  private static void meet(TestServer server, Material material) {
    for (int i = 0; i < 3; i++) {
      String email = Users.newEmail();
      String number = Users.newPhoneNumber();
      Http browser = server.browser();
      OAuthClient client = new OAuthClient(browser, TestConfig.SPA);
      Users users = client.users();
      String tkn = users.signUp(Map.of("email", email, "phone_number", number));
      Users.Tokens tokens = client.tokens(tkn, "scope", Material.SCOPES);
      material.learn("email", email);
      material.learn("phone_number", number);
      material.learn("access_token", tokens.accessToken());
      material.learn("refresh_token", tokens.refreshToken());
      material.learn("id_token", tokens.idToken());
      material.learn("tkn", users.logIn(email));
      material.learn("code", users.code(users.logIn(email), Pkce.create()));
      DpopKey key = DpopKey.create();
      material.learn("dpop_jkt", key.thumbprint());
      for (String path : List.of("/oauth/token", "/oauth/par")) {
        Instant now = server.clock().instant();
        material.learn("proof", key.sign(DpopKey.claims("POST", server.url() + path, now)));
      }
      AccessClient.Consumer consumer = AccessClient.of(server).newConsumer();
      material.learn("email", consumer.email());
      material.learn("access", consumer.token());
      material.learn("number", consumer.id());
      material.learn("number", consumer.identity());
      browser.cookies().forEach((name, value) -> material.learnCookie(name + "=" + value));
    }
  }

  private static void check(Request request, Wire.Answer answer) {
    assertThat(answer.status()).as("%s", answer).isBetween(200, 499);
    int largest = request.target().matches("/(inbox|metrics).*") ? LARGEST_LIST : LARGEST_ANSWER;
    assertThat(answer.body().length).as("bytes of the answer").isLessThanOrEqualTo(largest);
    String text = answer.text();
    String head = String.join("\n", answer.headers());
    assertThat(INSIDES.matcher(head).find()).as("%s", answer).isFalse();
    assertThat(answer.header(Junk.HEADER)).as("%s", answer).isEmpty();
    assertThat(answer.header("Location"))
        .doesNotStartWith("http://" + Junk.EVIL)
        .doesNotStartWith("https://" + Junk.EVIL)
        .doesNotStartWith("//")
        .doesNotStartWith("\\");
    String type = answer.header("Content-Type");
    if (type.startsWith("text/html")) {
      assertThat(text).doesNotContain(Junk.SCRIPT);
    }
    if (!type.startsWith("text/javascript")) {
      assertThat(INSIDES.matcher(text).find()).as("%s", answer).isFalse();
    }
    if (type.startsWith("application/json")) {
      checkJson(request, answer);
    } else if (answer.status() >= 400 && request.route().startsWith("/identity/")) {
      assertThat(type).as("%s", answer).startsWith("text/html");
      assertThat(answer.status() == 204 || request.isHead() || !text.isEmpty()).isTrue();
    }
  }

  private static void checkJson(Request request, Wire.Answer answer) {
    if (request.isHead()) {
      return;
    }
    JsonNode json;
    try {
      json = JsonMapper.shared().readTree(answer.body());
    } catch (JacksonException e) {
      throw new AssertionError("Not JSON: " + answer, e);
    }
    if (answer.status() < 400) {
      assertThat(json.isMissingNode()).as("an empty success: %s", answer).isFalse();
      return;
    }
    if (AccessMaterial.isOf(request.route()) && !json.has("error_id")) {
      // Unless the path was spoiled: its conflicts, its faults, and the one conflict that carries a
      // token.
      assertThat(ACCESS_ERROR_FIELDS).as("%s", answer).containsAll(json.propertyNames());
      return;
    }
    assertThat(json.path("error").asString("")).as("%s", answer).matches("[a-z_]{3,40}");
    assertThat(json.path("error_id").asString("")).as("%s", answer).matches("[A-Za-z0-9]{10}");
    assertThat(json.path("error_description").asString("")).as("%s", answer).isNotBlank();
    assertThat(json.path("error_message_key").asString("")).as("%s", answer).startsWith("error.");
    assertThat(ERROR_FIELDS).as("%s", answer).containsAll(json.propertyNames());
  }
}
