package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.SigningPair;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** RFC 9101 and OpenID Connect Core section 6: authorization requests that the client signs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestObjectTest {

  private static final String TYPE = "oauth-authz-req+jwt";

  private final SigningPair key = SigningPair.of("ES256", "client");
  private volatile String atTheSite = "";
  private HttpServer site;
  private String siteUrl;
  private TestServer server;
  private OAuthClient webApp;

  @BeforeAll
  void start() throws IOException {
    site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    site.createContext(
        "/",
        exchange -> {
          byte[] body = atTheSite.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    site.start();
    siteUrl = "http://127.0.0.1:" + site.getAddress().getPort();
    server =
        TestServer.start(
            TestConfig.standard()
                .set("/tenants/0/outbound", Map.of("allow_private", List.of("127.0.0.1")))
                .set(
                    TestConfig.client(TestConfig.WEB_APP) + "/security",
                    Map.of(
                        "jwks", SigningPair.publicSet(key),
                        "request_uris", List.of(siteUrl + "/request.jwt")))
                .set(
                    TestConfig.client(TestConfig.LEGACY) + "/security",
                    Map.of(
                        "jwks",
                        SigningPair.publicSet(key),
                        "require_signed_request_object",
                        true)));
    webApp = new OAuthClient(server.http(), TestConfig.WEB_APP);
  }

  @AfterAll
  void stop() {
    server.close();
    site.stop(0);
  }

  private Map<String, Object> claims(OAuthClient client) {
    Map<String, Object> claims = new LinkedHashMap<>(client.authorizeParameters());
    claims.put("iss", client.id());
    claims.put("aud", server.url());
    claims.put("exp", server.clock().instant().getEpochSecond() + 60);
    return claims;
  }

  private String object(Consumer<Map<String, Object>> change) {
    Map<String, Object> claims = claims(webApp);
    change.accept(claims);
    return key.sign("ES256", TYPE, claims);
  }

  private Answer ask(OAuthClient client, String... more) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("client_id", client.id());
    query.put("tkn", client.newTkn());
    for (int i = 0; i < more.length; i += 2) {
      query.put(more[i], more[i + 1]);
    }
    return server.http().get("/oauth/authorize", query);
  }

  private static void assertRefused(Answer answer, String error) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo(error);
    assertThat(answer.header("Location")).isEmpty();
  }

  @Test
  void a_signed_request_is_answered() {
    Answer answer = ask(webApp, "request", object(claims -> claims.put("state", "signed")));
    assertThat(answer.redirectParameters()).containsEntry("state", "signed");
    Users.Tokens.of(webApp.redeem(answer.redirectParameter("code")));
  }

  /** RFC 9101 section 5: only the parameters of the object are used. */
  @Test
  @Requirement("ASVS 10.4.15")
  @AttackClass(4)
  void what_stands_beside_it_is_not_looked_at() {
    Answer answer =
        ask(
            webApp,
            "request",
            object(claims -> claims.remove("state")),
            "state",
            "unsigned",
            "redirect_uri",
            TestConfig.RESET_PAGE);
    assertThat(answer.location().toString()).startsWith(TestConfig.CALLBACK);
    assertThat(answer.redirectParameters()).doesNotContainKey("state").containsKey("code");
  }

  @Test
  void numbers_and_absent_types_are_read_as_clients_write_them() {
    Map<String, Object> claims = claims(webApp);
    claims.put("max_age", 3600);
    for (String type : new String[] {"JWT", null}) {
      Answer answer = ask(webApp, "request", key.sign("ES256", type, claims));
      assertThat(answer.redirectParameters()).as(answer.toString()).containsKey("code");
    }
  }

  /** RFC 9101 section 6.2 and attack class 24: the client's key, and no other way. */
  @Test
  @AttackClass(24)
  void a_signature_that_is_not_the_clients_is_refused() {
    Map<String, Object> claims = claims(webApp);
    String[] parts = object(c -> {}).split("\\.");
    String none =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
    List<String> bad =
        List.of(
            SigningPair.of("ES256", "client").sign("ES256", TYPE, claims),
            none + "." + parts[1] + ".",
            parts[0] + "." + parts[1] + "." + "A".repeat(86),
            "no token");
    for (String object : bad) {
      assertRefused(ask(webApp, "request", object), "invalid_request_object");
    }
  }

  @Test
  void it_is_of_this_client_for_this_server_and_of_now() {
    long now = server.clock().instant().getEpochSecond();
    List<Consumer<Map<String, Object>>> changes =
        List.of(
            claims -> claims.put("client_id", TestConfig.SPA),
            claims -> claims.put("iss", TestConfig.SPA),
            claims -> claims.put("aud", "https://other.example"),
            claims -> claims.put("exp", now - 31),
            claims -> claims.put("nbf", now + 60),
            claims -> claims.put("iat", now + 60),
            claims -> claims.put("request_uri", "https://other.example/"),
            claims -> claims.put("request", "x"));
    for (Consumer<Map<String, Object>> change : changes) {
      assertRefused(ask(webApp, "request", object(change)), "invalid_request_object");
    }
  }

  /** RFC 9101 section 10.8: other tokens of the client are no requests. */
  @Test
  void a_clients_assertion_or_a_token_of_another_type_is_no_request() {
    assertRefused(
        ask(webApp, "request", object(claims -> claims.put("sub", webApp.id()))),
        "invalid_request_object");
    assertRefused(
        ask(webApp, "request", key.sign("ES256", "dpop+jwt", claims(webApp))),
        "invalid_request_object");
  }

  @Test
  void a_client_without_keys_has_no_signed_requests() {
    OAuthClient spa = new OAuthClient(server.http(), TestConfig.SPA);
    assertRefused(
        ask(spa, "request", key.sign("ES256", TYPE, claims(spa))), "invalid_request_object");
  }

  /** RFC 9101 section 5.2. */
  @Test
  void it_is_fetched_from_an_address_that_is_registered() {
    atTheSite = object(claims -> claims.put("state", "fetched"));
    Answer answer = ask(webApp, "request_uri", siteUrl + "/request.jwt");
    assertThat(answer.redirectParameters()).containsEntry("state", "fetched").containsKey("code");
  }

  @Test
  @AttackClass(27)
  void no_other_address_is_asked() {
    atTheSite = object(claims -> {});
    for (String uri :
        List.of(
            siteUrl + "/other.jwt",
            siteUrl + "/request.jwt?x",
            "http://169.254.169.254/request.jwt",
            "file:///etc/passwd")) {
      assertRefused(ask(webApp, "request_uri", uri), "invalid_request_uri");
    }
    atTheSite = "";
    assertRefused(ask(webApp, "request_uri", siteUrl + "/request.jwt"), "invalid_request_uri");
  }

  @Test
  void one_way_at_a_time() {
    assertRefused(
        ask(webApp, "request", object(claims -> {}), "request_uri", siteUrl + "/request.jwt"),
        "invalid_request");
  }

  /** RFC 9101 section 10.5: {@code require_signed_request_object}, also when it is pushed. */
  @Test
  @Requirement("ASVS 10.4.15")
  void a_client_that_must_sign_cannot_do_otherwise() {
    OAuthClient legacy = new OAuthClient(server.http(), TestConfig.LEGACY);
    assertRefused(legacy.authorize("tkn", legacy.newTkn()), "invalid_request");
    String object = key.sign("ES256", TYPE, claims(legacy));
    assertThat(ask(legacy, "request", object).redirectParameters()).containsKey("code");

    Answer unsigned = legacy.withForms().post("/oauth/par", legacy.authorizeParameters());
    assertThat(unsigned.status()).isEqualTo(400);
    Answer pushed = legacy.withForms().post("/oauth/par", Map.of("request", object));
    assertThat(pushed.status()).as(pushed.toString()).isEqualTo(201);
    assertThat(ask(legacy, "request_uri", pushed.text("request_uri")).redirectParameters())
        .containsKey("code");
  }
}
