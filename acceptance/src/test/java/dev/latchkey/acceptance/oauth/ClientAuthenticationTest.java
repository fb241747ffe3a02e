package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Contract sections 1.9 and 4.2 to 4.4, RFC 6749 section 2.3: how a client shows at {@code
 * /oauth/token}, {@code /oauth/revoke} and {@code /oauth/introspect} that it is itself.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientAuthenticationTest {

  private static final String NEW_SECRET = "p:l+u%s & ämpersand, 32 bytes long or more";

  private static final String HASHED_SECRET = "a-secret-that-nobody-can-read-in-the-file";
  private static final String HASH =
      "sha256:d014d93f6741c59c5246fce9e4ae6bce840e8a231e439c10713d624cc4fe00ff";

  private TestServer server;

  @BeforeAll
  void start() {
    List<String> both = List.of(TestConfig.SECRET, NEW_SECRET);
    server =
        TestServer.start(
            TestConfig.twoTenants()
                .set(TestConfig.client(TestConfig.BACKEND) + "/secrets", both)
                .set(TestConfig.client(TestConfig.WEB_APP) + "/secrets", both)
                .set(TestConfig.client(TestConfig.WEB_APP) + "/client_credentials", true)
                .set(
                    TestConfig.client(TestConfig.NATIVE) + "/allowed_addresses",
                    List.of("203.0.113.0/24"))
                .set(
                    TestConfig.client(1, TestConfig.BACKEND) + "/secrets",
                    List.of("the secret of the other tenant's client"))
                .set(
                    TestConfig.client(1, TestConfig.WEB_APP) + "/secrets",
                    List.of(NEW_SECRET, HASH))
                .set(TestConfig.client(1, TestConfig.WEB_APP) + "/client_credentials", true));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Http basic(String id, String secret) {
    return server.http().basic(encoded(id), encoded(secret));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** A request that asks for nothing but who speaks. */
  private static Answer ask(Http http, Map<String, String> fields) {
    return http.postForm("/oauth/token", with(fields, "grant_type", "client_credentials"));
  }

  private static Map<String, String> with(Map<String, String> fields, String name, String value) {
    var more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return more;
  }

  private static Map<String, String> post(String id, String secret) {
    return Map.of("client_id", id, "client_secret", secret);
  }

  @Test
  void a_secret_may_be_kept_as_its_hash_which_is_no_secret() {
    Http other = server.http().with("Host", "other.localhost:9999");
    assertThat(ask(other, post(TestConfig.WEB_APP, HASHED_SECRET)).status()).isEqualTo(200);
    assertThat(ask(other, post(TestConfig.WEB_APP, NEW_SECRET)).status()).isEqualTo(200);
    assertRefused(ask(other, post(TestConfig.WEB_APP, HASH)));
    assertRefused(ask(other, post(TestConfig.WEB_APP, HASH.substring(7))));
  }

  private static void assertRefused(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
    assertThat(answer.text("error")).isEqualTo("invalid_client");
    assertThat(answer.text("error_message_key")).isEqualTo("error.client.invalid");
    assertThat(answer.header("WWW-Authenticate")).startsWith("Basic ");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  private static void assertLetIn(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
  }

  @Test
  void a_public_client_names_itself_in_json_and_in_forms() {
    OAuthClient spa = new OAuthClient(server.http(), TestConfig.SPA);
    assertLetIn(spa.redeem(spa.code(spa.newTkn())));
    assertLetIn(spa.withForms().redeem(spa.code(spa.newTkn())));
  }

  @Test
  void a_post_client_has_its_secret_in_json_and_in_forms() {
    OAuthClient webApp = new OAuthClient(server.http(), TestConfig.WEB_APP);
    assertLetIn(webApp.redeem(webApp.code(webApp.newTkn())));
    assertLetIn(webApp.withForms().redeem(webApp.code(webApp.newTkn())));
  }

  @Test
  void a_basic_client_has_its_secret_in_the_header_of_json_and_forms() {
    OAuthClient backend = new OAuthClient(server.http(), TestConfig.BACKEND);
    assertLetIn(backend.redeem(backend.code(backend.newTkn())));
    assertLetIn(backend.withForms().redeem(backend.code(backend.newTkn())));
  }

  @Test
  void two_secrets_are_good_while_one_replaces_the_other() {
    for (String secret : List.of(TestConfig.SECRET, NEW_SECRET)) {
      assertLetIn(ask(basic(TestConfig.BACKEND, secret), Map.of()));
      assertLetIn(ask(server.http(), post(TestConfig.WEB_APP, secret)));
    }
  }

  /** RFC 6749 section 2.3.1: both parts are form-encoded before they are joined. */
  @Test
  void a_secret_in_the_header_is_form_encoded() {
    assertLetIn(ask(basic(TestConfig.BACKEND, NEW_SECRET), Map.of()));
    assertRefused(ask(server.http().basic(TestConfig.BACKEND, NEW_SECRET), Map.of()));
  }

  @Test
  void a_wrong_secret_is_refused() {
    for (String secret :
        List.of(
            "",
            "x",
            TestConfig.SECRET + "x",
            TestConfig.SECRET.substring(1),
            TestConfig.SECRET.toUpperCase(Locale.ROOT))) {
      assertRefused(ask(basic(TestConfig.BACKEND, secret), Map.of()));
      assertRefused(ask(server.http(), post(TestConfig.WEB_APP, secret)));
    }
  }

  @Test
  @Requirement("ASVS 10.4.10")
  void a_confidential_client_cannot_do_without_its_secret() {
    for (String id : List.of(TestConfig.BACKEND, TestConfig.WEB_APP, TestConfig.LEGACY)) {
      assertRefused(ask(server.http(), Map.of("client_id", id)));
    }
  }

  @Test
  void a_client_uses_its_own_method_and_no_other() {
    assertRefused(ask(server.http(), post(TestConfig.BACKEND, TestConfig.SECRET)));
    assertRefused(ask(basic(TestConfig.WEB_APP, TestConfig.SECRET), Map.of()));
    assertRefused(ask(basic(TestConfig.SPA, ""), Map.of()));
    assertRefused(ask(basic(TestConfig.SPA, TestConfig.SECRET), Map.of()));
  }

  /** RFC 6749 section 2.3: a client must not use more than one method in a request. */
  @Test
  void two_ways_at_once_are_refused_even_when_both_are_right() {
    Http basic = basic(TestConfig.BACKEND, TestConfig.SECRET);
    assertRefused(ask(basic, Map.of("client_secret", TestConfig.SECRET)));
    assertRefused(ask(basic, post(TestConfig.BACKEND, TestConfig.SECRET)));
    assertRefused(ask(basic, post(TestConfig.WEB_APP, TestConfig.SECRET)));
  }

  @Test
  void the_header_and_the_body_name_the_same_client() {
    Http basic = basic(TestConfig.BACKEND, TestConfig.SECRET);
    assertLetIn(ask(basic, Map.of("client_id", TestConfig.BACKEND)));
    assertRefused(ask(basic, Map.of("client_id", TestConfig.SPA)));
    assertRefused(ask(basic, Map.of("client_id", TestConfig.THIRD_PARTY)));
  }

  @Test
  void who_is_nobody_is_refused() {
    assertRefused(ask(server.http(), Map.of()));
    assertRefused(ask(server.http(), Map.of("client_id", "nobody")));
    assertRefused(ask(basic("nobody", TestConfig.SECRET), Map.of()));
    assertRefused(ask(basic("", ""), Map.of()));
    for (String header :
        List.of("Basic", "Basic ", "Basic %%%", "Basic YmFja2VuZA==", "Basic OjM=")) {
      assertRefused(ask(server.http().with("Authorization", header), Map.of()));
    }
  }

  @Test
  void a_secret_is_good_at_its_own_tenant_only() {
    Http other = basic(TestConfig.BACKEND, TestConfig.SECRET).with("Host", "other.localhost");
    assertRefused(ask(other, Map.of()));
  }

  @ParameterizedTest
  @Requirement("ASVS 10.4.10")
  @ValueSource(strings = {"/oauth/revoke", "/oauth/introspect"})
  void the_same_holds_where_tokens_are_revoked_and_introspected(String path) {
    Map<String, String> token = Map.of("token", "unknown");
    Http http = server.http();
    assertThat(basic(TestConfig.BACKEND, NEW_SECRET).postForm(path, token).status()).isIn(200, 204);
    assertThat(
            http.postForm(path, with(post(TestConfig.WEB_APP, TestConfig.SECRET), "token", "x"))
                .status())
        .isIn(200, 204);
    assertRefused(basic(TestConfig.BACKEND, "wrong").postForm(path, token));
    assertRefused(basic(TestConfig.WEB_APP, TestConfig.SECRET).postForm(path, token));
    assertRefused(
        basic(TestConfig.BACKEND, TestConfig.SECRET)
            .postForm(path, with(token, "client_secret", TestConfig.SECRET)));
    assertRefused(http.postForm(path, with(token, "client_id", TestConfig.WEB_APP)));
    assertRefused(http.postForm(path, with(token, "client_id", "nobody")));
    assertRefused(http.postForm(path, token));
    assertRefused(http.post(path, with(post(TestConfig.WEB_APP, "wrong"), "token", "x")));
  }

  /** RFC 6749 section 3.2: parameters must not be included more than once. */
  @Test
  void a_form_that_repeats_a_parameter_is_refused() {
    Answer answer =
        server
            .http()
            .send(
                "POST",
                "/oauth/token",
                "application/x-www-form-urlencoded",
                Http.form(post(TestConfig.WEB_APP, TestConfig.SECRET))
                    + "&grant_type=client_credentials&client_id=backend");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("invalid_request");
    assertThat(answer.text("error_description")).contains("client_id");
  }

  @Test
  void a_body_is_json_or_a_form() {
    for (String type : List.of("text/plain", "multipart/form-data", "application/xml")) {
      Answer answer = server.http().send("POST", "/oauth/token", type, "grant_type=password");
      assertThat(answer.status()).as(type).isEqualTo(400);
      assertThat(answer.text("error")).isEqualTo("invalid_request");
    }
    for (String body : List.of("{", "[]", "\"text\"", "null", "{\"grant_type\":")) {
      Answer answer = server.http().send("POST", "/oauth/token", "application/json", body);
      assertThat(answer.status()).as(body).isEqualTo(400);
    }
    Answer undecodable =
        server
            .http()
            .send("POST", "/oauth/token", "application/x-www-form-urlencoded", "client_id=%zz");
    assertThat(undecodable.status()).isEqualTo(400);
    assertThat(undecodable.text("error")).isEqualTo("invalid_request");
  }

  @Test
  void a_page_of_another_origin_is_refused_whatever_it_knows() {
    for (String origin : List.of("https://evil.example", "null")) {
      Answer answer =
          ask(server.http().with("Origin", origin), post(TestConfig.WEB_APP, TestConfig.SECRET));
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.text("error")).isEqualTo("origin_not_allowed");
      assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
    }
  }

  @Test
  void pages_of_the_client_may_ask_after_a_preflight() {
    for (String path : List.of("/oauth/token", "/oauth/revoke")) {
      Answer preflight = server.http().with("Origin", TestConfig.ORIGIN).options(path);
      assertThat(preflight.status()).isEqualTo(204);
      assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo(TestConfig.ORIGIN);
      assertThat(preflight.header("Access-Control-Allow-Credentials")).isEqualTo("true");
      assertThat(preflight.header("Access-Control-Allow-Methods")).contains("POST");
      assertThat(preflight.header("Access-Control-Allow-Headers")).contains("content-type");
    }
  }

  /** Contract section 1.6: a client that may call from its own network only. */
  @Test
  void a_client_is_refused_outside_its_network() {
    OAuthClient app = new OAuthClient(server.http(), TestConfig.NATIVE);
    for (Answer answer : List.of(app.redeem("x"), app.revoke("x"), app.authorize())) {
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.text("error")).isEqualTo("ip_address_not_allowed");
    }
  }
}
