package dev.latchkey.acceptance.identity;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server for the tests of one class: the tenant {@code demo} as it is by default, and further
 * ones where a class wants other settings.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class IdentityContract {

  static final String API = "/identity/v1/";

  /** Where the links of the demo tenant's mails begin. */
  private static final String DEMO_URL = "http://localhost:9999";

  private static final AtomicInteger COUNT = new AtomicInteger();

  TestServer server;

  /** A back end of the demo tenant: no cookies, no origin. */
  Http http;

  /** Users of the demo tenant, by the client {@link TestConfig#SPA}. */
  Users users;

  @BeforeAll
  void startServer() {
    server = TestServer.start(config());
    http = server.http();
    users = new Users(http);
  }

  @AfterAll
  void stopServer() {
    server.close();
  }

  /** What the server of this class is configured with: {@link #demo} and what a class adds. */
  TestConfig config() {
    return demo();
  }

  static TestConfig demo() {
    return TestConfig.standard().set("/tenants/0/public_url", DEMO_URL);
  }

  /** A back end of a further tenant. */
  Http tenant(String id) {
    return http.with("Host", id + ".localhost");
  }

  /** An identifier of an operator's choosing that no other test has. */
  static String newCustomIdentifier() {
    return "Somebody." + COUNT.incrementAndGet();
  }

  /** Posts a body as it is written there. */
  Answer json(String endpoint, String body) {
    return http.send("POST", API + endpoint, "application/json", body);
  }

  /** Calls an endpoint as a client that names itself in the body. */
  Answer call(String endpoint, String clientId, Map<String, ?> fields) {
    return call(http, endpoint, clientId, fields);
  }

  static Answer call(Http http, String endpoint, String clientId, Map<String, ?> fields) {
    Map<String, Object> body = new LinkedHashMap<>(fields);
    body.put("client_id", clientId);
    return http.post(API + endpoint, body);
  }

  /** As above, as {@link TestConfig#SPA}. */
  Answer call(String endpoint, Map<String, ?> fields) {
    return call(endpoint, TestConfig.SPA, fields);
  }

  /** The access token of a new user with those profile fields. */
  String tokenOf(String scope, Map<String, ?> fields) {
    return tokenOf(http, scope, fields);
  }

  static String tokenOf(Http http, String scope, Map<String, ?> fields) {
    Map<String, Object> data = new LinkedHashMap<>(fields);
    data.putIfAbsent("password", Users.PASSWORD);
    if (!data.containsKey("phone_number")) {
      data.putIfAbsent("email", Users.newEmail());
    }
    Answer answer =
        call(http, "signup-token", TestConfig.NATIVE, Map.of("scope", scope, "data", data));
    if (answer.status() != 200) {
      throw new AssertionError("No tokens: " + answer);
    }
    return answer.text("access_token");
  }

  /** The access token of a user who logs in anew and asks for that scope. */
  String loginToken(String email, String scope) {
    Users natives = new Users(http, TestConfig.NATIVE);
    Pkce pkce = Pkce.create();
    Map<String, String> parameters = natives.authorizeParameters(pkce);
    parameters.put("tkn", natives.logIn(email));
    parameters.put("scope", scope);
    Answer authorized = http.get("/oauth/authorize", parameters);
    String code = authorized.redirectParameters().get("code");
    if (code == null) {
      throw new AssertionError("No code: " + authorized);
    }
    return natives.exchange(code, pkce).text("access_token");
  }

  /** The path of a link in one of the demo tenant's mails. */
  static String path(String link) {
    if (!link.startsWith(DEMO_URL)) {
      throw new AssertionError("Not the server's own link: " + link);
    }
    return link.substring(DEMO_URL.length());
  }

  /** A browser whose user has logged in: the session's cookies are in it. */
  Http loggedIn(String email) {
    Http browser = server.browser();
    new Users(browser).code(users.logIn(email), Pkce.create());
    return browser;
  }

  /** What a signed token says. */
  static JsonNode claims(String token) {
    return read(
        new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8));
  }

  static JsonNode read(String json) {
    return JsonMapper.shared().readTree(json);
  }
}
