package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.SigningPair;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** RFC 8707: which APIs an access token is for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResourceIndicatorTest {

  private static final String ORDERS = "https://orders.example/";
  private static final String STOCK = "https://stock.example/v1?region=eu";

  private final SigningPair key = SigningPair.of("ES256", "client");
  private TestServer server;
  private OAuthClient spa;
  private OAuthClient web;
  private OAuthClient backend;

  @BeforeAll
  void start() {
    Map<String, Object> resources =
        Map.of(
            "resources",
            List.of(
                Map.of("identifier", ORDERS, "scopes", List.of("email", "profile")),
                Map.of("identifier", STOCK)));
    server =
        TestServer.start(
            TestConfig.standard()
                .set(TestConfig.client(TestConfig.SPA) + "/openid", resources)
                .set(TestConfig.client(TestConfig.WEB_APP) + "/openid", resources)
                .set(
                    TestConfig.client(TestConfig.WEB_APP) + "/security",
                    Map.of("jwks", SigningPair.publicSet(key)))
                .set(TestConfig.client(TestConfig.BACKEND) + "/openid", resources));
    spa = new OAuthClient(server.http(), TestConfig.SPA);
    web = new OAuthClient(server.http(), TestConfig.WEB_APP).withForms();
    backend = new OAuthClient(server.http(), TestConfig.BACKEND);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static JsonNode claims(String token) {
    return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
  }

  private static String audience(Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    JsonNode aud = claims(answer.text("access_token")).path("aud");
    return aud.isString() ? aud.asString() : aud.toString();
  }

  private static void refused(Answer answer) {
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("error")).as("%s", answer).isEqualTo("invalid_target");
  }

  /** A code for several resources: the parameter comes as often. */
  private String code(String... resources) {
    StringBuilder query =
        new StringBuilder(Http.form(spa.authorizeParameters("tkn", spa.newTkn())));
    for (String resource : resources) {
      query.append('&').append(Http.form(Map.of("resource", resource)));
    }
    return server.http().get("/oauth/authorize?" + query).redirectParameter("code");
  }

  /** Section 2.2, RFC 9068 section 3. */
  @Test
  @Requirement("ASVS 10.3.1")
  void the_token_is_for_what_was_asked_for() {
    assertThat(audience(spa.redeem(code(ORDERS)))).isEqualTo(ORDERS);
    assertThat(audience(spa.redeem(code(STOCK)))).isEqualTo(STOCK);
    assertThat(audience(spa.redeem(code(ORDERS, STOCK))))
        .isEqualTo("[\"" + ORDERS + "\",\"" + STOCK + "\"]");
    assertThat(audience(spa.redeem(code()))).isEqualTo(TestConfig.SPA);
    assertThat(claims(spa.redeem(code(ORDERS)).text("id_token")).path("aud").toString())
        .isEqualTo("[\"spa\"]");
  }

  /** Section 2.2: the scopes are those that mean something there. */
  @Test
  void a_resource_gets_its_own_scopes_alone() {
    Answer orders = spa.redeem(code(ORDERS));
    assertThat(orders.text("scope")).isEqualTo("profile email");
    assertThat(claims(orders.text("access_token")).path("scope").asString())
        .isEqualTo("profile email");
    assertThat(spa.redeem(code(STOCK)).text("scope")).isEqualTo(Users.SCOPES);
  }

  /** Section 2.2: fewer at the token endpoint, at every refresh others of what was granted. */
  @Test
  void a_token_is_narrowed_to_what_is_asked_for_next() {
    assertThat(audience(spa.redeem(code(ORDERS, STOCK), "resource", STOCK))).isEqualTo(STOCK);
    Answer first = spa.redeem(code(ORDERS, STOCK), "resource", ORDERS);
    Answer second = spa.refresh(first.text("refresh_token"), "resource", STOCK);
    assertThat(audience(second)).isEqualTo(STOCK);
    Answer third = spa.refresh(second.text("refresh_token"));
    assertThat(audience(third)).isEqualTo("[\"" + ORDERS + "\",\"" + STOCK + "\"]");
  }

  @Test
  void what_was_not_granted_is_refused_and_leaves_the_refresh_token_as_it_is() {
    refused(spa.redeem(code(ORDERS), "resource", STOCK));
    refused(spa.redeem(code(), "resource", ORDERS));
    String token = spa.redeem(code(ORDERS)).text("refresh_token");
    refused(spa.refresh(token, "resource", STOCK));
    assertThat(audience(spa.refresh(token, "resource", ORDERS))).isEqualTo(ORDERS);
  }

  /** Section 2: an absolute URI without a fragment, and one that the client may ask for. */
  @Test
  void what_the_client_may_not_ask_for_is_an_invalid_target() {
    for (String resource :
        new String[] {
          "https://elsewhere.example/", "orders", ORDERS + "#x", ORDERS + "x", TestConfig.SPA
        }) {
      assertThat(spa.authorize("resource", resource, "tkn", spa.newTkn()).redirectParameters())
          .as(resource)
          .containsEntry("error", "invalid_target");
      refused(backend.token("client_credentials", "resource", resource));
      refused(web.post("/oauth/par", web.authorizeParameters("resource", resource)));
    }
  }

  @Test
  void a_pushed_and_a_signed_request_ask_for_several() {
    String form = Http.form(web.authorizeParameters("client_secret", TestConfig.SECRET));
    String both =
        "&" + Http.form(Map.of("resource", ORDERS)) + "&" + Http.form(Map.of("resource", STOCK));
    Answer pushed =
        server.http().send("POST", "/oauth/par", "application/x-www-form-urlencoded", form + both);
    assertThat(pushed.status()).as("%s", pushed).isEqualTo(201);
    assertThat(audience(byReference(Map.of("request_uri", pushed.text("request_uri")))))
        .contains(ORDERS, STOCK);

    Map<String, Object> object = new LinkedHashMap<>(web.authorizeParameters());
    object.put("iss", TestConfig.WEB_APP);
    object.put("aud", server.url());
    object.put("resource", List.of(ORDERS, STOCK));
    String signed = key.sign("ES256", "oauth-authz-req+jwt", object);
    assertThat(audience(byReference(Map.of("request", signed)))).contains(ORDERS, STOCK);
  }

  private Answer byReference(Map<String, String> reference) {
    Map<String, String> query = new LinkedHashMap<>(reference);
    query.put("client_id", TestConfig.WEB_APP);
    query.put("tkn", web.newTkn());
    return web.redeem(server.http().get("/oauth/authorize", query).redirectParameter("code"));
  }

  @Test
  void a_client_asks_for_itself_too() {
    Answer answer = backend.token("client_credentials", "resource", ORDERS, "scope", "email phone");
    assertThat(audience(answer)).isEqualTo(ORDERS);
    assertThat(answer.text("scope")).isEqualTo("email");
  }

  /** RFC 7662 section 2.2: who is asked about a token tells whom it is for. */
  @Test
  void introspection_shows_the_audience() {
    String token = spa.redeem(code(ORDERS)).text("access_token");
    JsonNode answer = backend.introspect(token).json();
    assertThat(answer.path("active").asBoolean()).isTrue();
    assertThat(answer.path("aud").asString()).isEqualTo(ORDERS);
  }

  /** A token that another API was given must not be good here: it is that API's to keep. */
  @Test
  @AttackClass(24)
  @Requirement("ASVS 10.3.1")
  void a_token_for_another_api_is_no_good_at_this_server() {
    String elsewhere = spa.redeem(code(STOCK)).text("access_token");
    Http bearer = server.http().bearer(elsewhere);
    for (Answer answer :
        List.of(
            bearer.get("/identity/v1/userinfo"),
            bearer.post("/identity/v1/update-profile", Map.of("given_name", "Eve")),
            bearer.get("/identity/v1/mfa/credentials"))) {
      assertThat(answer.status()).as("%s", answer).isEqualTo(401);
    }
    String ofClient = backend.token("client_credentials", "resource", STOCK).text("access_token");
    assertThat(server.http().bearer(ofClient).post("/api/v2/signup-invitations", Map.of()).status())
        .isEqualTo(401);

    String both = spa.redeem(code(STOCK, server.url())).text("access_token");
    assertThat(spa.users().userinfo(both).status()).isEqualTo(200);
    assertThat(spa.revoke(elsewhere).status()).isEqualTo(204);
    assertThat(backend.introspect(elsewhere).json().path("active").asBoolean()).isFalse();
  }
}
