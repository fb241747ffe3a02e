package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.platform.http.Router;
import dev.latchkey.testkit.AccessClient;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.DpopKey;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Upstream;
import dev.latchkey.testkit.Users;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What somebody can do who has stolen an access token that is bound to a key (RFC 9449), and
 * perhaps a proof beside it, and not the key: nothing, at any endpoint.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StolenTokenTest {

  private static final String USERINFO = "/identity/v1/userinfo";
  private static final String GARBAGE = "this.is.garbage";

  private Upstream upstream;
  private TestServer server;
  private OAuthClient spa;
  private DpopKey key;

  @BeforeAll
  void start() {
    upstream = Upstream.start();
    server = TestServer.start(config());
    server.clock().stop();
    spa = new OAuthClient(server.http(), TestConfig.SPA);
    key = DpopKey.create();
  }

  private TestConfig config() {
    return TestConfig.standard()
        .withAccess(0, Map.of())
        .set("/tenants/0/outbound", Map.of("allow_private", List.of("127.0.0.0/8")))
        .set("/tenants/0/providers", List.of(upstream.provider("acme")));
  }

  @AfterAll
  void stop() {
    server.close();
    upstream.close();
  }

  private String boundToken() {
    return redeemed(spa.code(spa.newTkn())).text("access_token");
  }

  private Answer redeemed(String code) {
    return spa.at(showingKey()).redeem(code);
  }

  /** For one request for tokens. */
  private Http showingKey() {
    return key.beside(
        server.http(), "POST", server.url() + "/oauth/token", server.clock().instant());
  }

  /** The request of a route that shows a token in every place in which one is taken. */
  private Answer ask(Router.Entry route, Http http, String token) {
    String path = path(route);
    Http asking = http.with("api-key", AccessClient.KEY + 0);
    return switch (route.method().name()) {
      case "POST", "PUT", "PATCH" ->
          asking.send(
              route.method().name(),
              path,
              "application/json",
              "{\"client_id\":\"%s\",\"access_token\":\"%s\"}".formatted(TestConfig.SPA, token));
      default ->
          asking.send(
              route.method().name(),
              path + "?client_id=" + TestConfig.SPA + "&access_token=" + token,
              null,
              null);
    };
  }

  private static String path(Router.Entry route) {
    return route
        .pattern()
        .replace("{language}.json", "en.json")
        .replaceAll("\\{[a-z_]+}", "00000000-0000-7000-8000-000000000000");
  }

  /**
   * Every route of the server, also those that come later: a stolen token is worth what a made-up
   * one is, shown as a bearer token or without its proof.
   */
  @Test
  @Requirement("ASVS 10.3.5")
  void a_bound_token_is_worth_nothing_without_its_key_at_any_route() {
    String ofUser = boundToken();
    String ofUserUnbound = spa.newUser().accessToken();
    OAuthClient backend = new OAuthClient(server.http(), TestConfig.BACKEND);
    String ofClient = backend.at(showingKey()).token("client_credentials").text("access_token");
    String ofClientUnbound = backend.token("client_credentials").text("access_token");
    List<String> taking = new ArrayList<>();
    for (Router.Entry route : server.routes()) {
      boolean takesClients = route.pattern().startsWith("/api/v2/");
      String stolen = takesClients ? ofClient : ofUser;
      String bearer = takesClients ? ofClientUnbound : ofUserUnbound;
      Answer garbage = ask(route, server.http().bearer(GARBAGE), GARBAGE);
      Answer asBearer = ask(route, server.http().bearer(stolen), stolen);
      Answer withoutProof =
          ask(route, server.http().with("Authorization", "DPoP " + stolen), stolen);
      assertThat(asBearer.status()).as(route + ": " + asBearer).isEqualTo(garbage.status());
      if (!isRefused(garbage)) {
        continue;
      }
      taking.add(route.pattern());
      assertThat(withoutProof.status()).as(route + ": " + withoutProof).isEqualTo(401);
      assertThat(asBearer.text("error_message_key"))
          .as(route.toString())
          .isEqualTo("error.accessToken.bound");
      Http proving =
          key.showing(
              stolen,
              server.http(),
              route.method().name(),
              server.url() + path(route),
              server.clock().instant());
      assertThat(ask(route, proving.bearer(stolen), stolen).status())
          .as(route + " with a proof, and still as a bearer token")
          .isEqualTo(401);
      Answer shown = ask(route, server.http().bearer(bearer), bearer);
      assertThat(isRefused(shown)).as(route + " with a token that is bound to none").isFalse();
    }
    assertThat(taking)
        .contains(
            USERINFO,
            "/identity/v1/update-profile",
            "/identity/v1/update-password",
            "/identity/v1/token/access-token",
            "/identity/v1/verify-email",
            "/api/v2/signup-invitations")
        .hasSizeGreaterThan(25);
  }

  /** Whether it was refused for its access token. */
  private static boolean isRefused(Answer answer) {
    return answer.status() == 401
        && answer.header("Content-Type").startsWith("application/json")
        && answer.text("error_message_key").startsWith("error.accessToken.invalid");
  }

  /** Where a token is taken in a parameter, or exchanged for another. */
  @Test
  @Requirement("ASVS 10.3.5")
  void a_bound_token_is_good_in_no_parameter_and_for_no_exchange() {
    String stolen = boundToken();
    String bearer = spa.newUser().accessToken();
    assertThat(spa.authorize("provider", "acme", "access_token", bearer).location().toString())
        .startsWith(upstream.issuer());
    assertThat(spa.authorize("provider", "acme", "access_token", stolen).redirectParameters())
        .containsEntry("error", "invalid_grant");

    assertThat(server.http().postForm(USERINFO, Map.of("access_token", bearer)).status())
        .isEqualTo(200);
    assertThat(
            server
                .http()
                .postForm(USERINFO, Map.of("access_token", stolen))
                .text("error_message_key"))
        .isEqualTo("error.accessToken.bound");

    AccessClient access = AccessClient.of(server);
    Answer garbage = access.as(GARBAGE).post("/access_token", Map.of());
    assertThat(access.as(stolen).post("/access_token", Map.of()).status())
        .isEqualTo(garbage.status());
    Http proving =
        key.showing(
            stolen,
            server.http(),
            "POST",
            server.url() + "/multi/access_token",
            server.clock().instant());
    assertThat(
            proving
                .with("api-key", AccessClient.KEY + 0)
                .post("/multi/access_token", Map.of())
                .status())
        .as("not even with its key: what it is exchanged for is bound to none")
        .isEqualTo(garbage.status());
  }

  /** RFC 9449 section 11.1. */
  @Test
  @AttackClass(16)
  @Requirement("ASVS 10.3.5")
  void attack_16_a_proof_is_good_once_at_all_nodes_together() {
    String token = boundToken();
    try (TestServer node = server.secondNode(config().set("/tenants/0/public_url", server.url()))) {
      Http showing =
          key.showing(
              token, server.http(), "GET", server.url() + USERINFO, server.clock().instant());
      List<Integer> statuses =
          Together.run(
              8, i -> (i % 2 == 0 ? showing : showing.at(node.url())).get(USERINFO).status());
      assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 401);
    }
    Http once = showingKey();
    assertThat(spa.at(once).redeem(spa.code(spa.newTkn())).status()).isEqualTo(200);
    assertThat(spa.at(once).redeem(spa.code(spa.newTkn())).text("error"))
        .isEqualTo("invalid_dpop_proof");
  }

  /** One and the same number of a proof by two keys: nobody uses up what is somebody else's. */
  @Test
  @AttackClass(16)
  void attack_16_the_proofs_of_others_cannot_be_used_up() {
    Map<String, Object> claims =
        DpopKey.claims("POST", server.url() + "/oauth/token", server.clock().instant());
    DpopKey attackers = DpopKey.create();
    assertThat(
            spa.at(server.http().with("DPoP", attackers.sign(claims)))
                .redeem(spa.code(spa.newTkn()))
                .status())
        .isEqualTo(200);
    assertThat(
            spa.at(server.http().with("DPoP", key.sign(claims)))
                .redeem(spa.code(spa.newTkn()))
                .status())
        .isEqualTo(200);
  }

  /** RFC 9449 section 4.3 (8), (9) and (12). */
  @Test
  @Requirement("ASVS 10.3.5")
  void a_proof_that_was_seen_is_good_for_no_other_request() {
    String token = boundToken();
    String another = boundToken();
    String address = server.url() + USERINFO;
    Http seen = key.showing(token, server.http(), "GET", address, server.clock().instant());
    List<Answer> answers =
        List.of(
            seen.post(USERINFO),
            seen.get("/identity/v1/me"),
            seen.post("/identity/v1/update-profile", Map.of("given_name", "Eve")),
            seen.with("Authorization", "DPoP " + another).get(USERINFO),
            spa.at(seen).redeem(spa.code(spa.newTkn())));
    for (Answer answer : answers) {
      assertThat(answer.text("error")).as(answer.toString()).isEqualTo("invalid_dpop_proof");
    }
    assertThat(seen.get(USERINFO).status()).isEqualTo(200);
  }

  /** RFC 9449 section 10: a code that was caught, at who shows another key. */
  @Test
  @AttackClass(16)
  @Requirement("ASVS 10.4.14")
  void attack_16_a_caught_code_gives_no_tokens_for_another_key() {
    String code = spa.code(spa.newTkn(), "dpop_jkt", key.thumbprint());
    Http attackers =
        DpopKey.create()
            .beside(server.http(), "POST", server.url() + "/oauth/token", server.clock().instant());
    assertThat(spa.at(attackers).redeem(code).text("error")).isEqualTo("invalid_grant");
  }

  @Test
  @Requirement("ASVS 10.4.14")
  void a_client_that_wants_bound_tokens_alone_gets_no_other_from_any_way_in() {
    TestConfig strict =
        config()
            .set("/tenants/0/public_url", server.url())
            .set(TestConfig.client(TestConfig.SPA), strict(TestConfig.SPA));
    Users.Tokens before = spa.newUser();
    String code = spa.code(spa.newTkn());
    try (TestServer node = server.secondNode(strict)) {
      OAuthClient there = spa.at(node.http());
      List<Answer> answers =
          List.of(
              there.redeem(code),
              there.refresh(before.refreshToken()),
              node.http()
                  .post(
                      "/identity/v1/token/access-token",
                      Map.of("client_id", TestConfig.SPA, "access_token", before.accessToken())),
              node.http()
                  .post(
                      "/identity/v1/oauth/provider/token",
                      Map.of("client_id", TestConfig.SPA, "provider", "acme")));
      for (Answer answer : answers) {
        assertThat(answer.status()).as(answer.toString()).isGreaterThanOrEqualTo(400);
        assertThat(answer.body()).doesNotContain("\"access_token\"");
      }
      Map<String, String> implicit =
          there
              .authorize(
                  "response_type",
                  "token",
                  "tkn",
                  spa.newTkn(),
                  "code_challenge",
                  null,
                  "code_challenge_method",
                  null)
              .redirectParameters();
      assertThat(implicit)
          .containsEntry("error", "unauthorized_client")
          .doesNotContainKey("access_token");
    }
  }

  private static Map<String, Object> strict(String id) {
    Map<String, Object> client = new LinkedHashMap<>();
    client.put("id", id);
    client.put("name", id);
    client.put("redirect_uris", List.of(TestConfig.CALLBACK));
    client.put("origins", List.of(TestConfig.ORIGIN));
    client.put(
        "scopes", List.of("openid", "profile", "email", "phone", "full_write", "offline_access"));
    client.put("auth_method", "none");
    client.put("pkce_enforced", true);
    client.put("refresh_tokens", true);
    client.put("provider_tokens", true);
    client.put("legacy", Map.of("implicit", true));
    client.put("security", Map.of("dpop_bound_access_tokens", true));
    return client;
  }
}
