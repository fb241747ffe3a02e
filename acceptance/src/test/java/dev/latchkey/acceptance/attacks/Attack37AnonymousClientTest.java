package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Upstream;
import dev.latchkey.testkit.Users;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Attack class 37: a client that nobody vouches for gives itself metadata or rights. Clients are
 * made by the operator's configuration alone; what is public of one is what a login page needs; and
 * who cannot prove to be a client gets a public client's rights and no more.
 */
@AttackClass(37)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack37AnonymousClientTest {

  private TestServer server;
  private Upstream upstream;

  @BeforeAll
  void start() {
    upstream = Upstream.start();
    server =
        TestServer.start(
            TestConfig.standard()
                .set(
                    TestConfig.client(TestConfig.SPA) + "/scopes",
                    List.of("openid", "profile", "email"))
                .set(TestConfig.client(TestConfig.SPA) + "/refresh_tokens", false));
  }

  @AfterAll
  void stop() {
    server.close();
    upstream.close();
  }

  @Test
  @Requirement("ASVS 10.4.7")
  void attack_37_registration_is_neither_announced_nor_there() {
    for (String path :
        List.of("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")) {
      assertThat(server.http().get(path).json().propertyNames())
          .doesNotContain("registration_endpoint", "client_id_metadata_document_supported");
    }
    Map<String, Object> metadata =
        Map.of(
            "client_name",
            "Mallory",
            "redirect_uris",
            List.of("https://evil.example/callback"),
            "grant_types",
            List.of("client_credentials"),
            "scope",
            "openid full_write");
    for (String path :
        List.of(
            "/oauth/register",
            "/register",
            "/connect/register",
            "/oauth/clients",
            "/identity/v1/clients",
            "/api/v2/clients",
            "/oauth/register/" + TestConfig.SPA)) {
      assertThat(server.http().post(path, metadata).status()).as(path).isEqualTo(404);
      assertThat(server.http().get(path).status()).as(path).isEqualTo(404);
    }
  }

  /** Some servers fetch a client's metadata from the address that it has for a name. */
  @Test
  void attack_37_an_address_is_no_client() {
    String address = upstream.issuer() + "/client.json";
    Answer answer = new OAuthClient(server.http(), TestConfig.SPA).authorize("client_id", address);
    assertThat(answer.text("error")).isEqualTo("invalid_client");
    assertThat(upstream.hits("/client.json")).isZero();
  }

  @Test
  void attack_37_what_is_public_of_a_client_is_what_a_login_page_needs() {
    for (String client :
        List.of(TestConfig.SPA, TestConfig.WEB_APP, TestConfig.LEGACY, TestConfig.BACKEND)) {
      Answer config = server.http().get("/identity/v1/config", Map.of("client_id", client));
      assertThat(config.body())
          .doesNotContain(
              TestConfig.SECRET,
              TestConfig.CALLBACK,
              TestConfig.RESET_PAGE,
              TestConfig.ORIGIN,
              "secret",
              "redirect_uri",
              "allowed_addresses",
              "client_credentials",
              "password_grant");
    }
    assertThat(server.http().get("/api/v1/providers").body()).doesNotContain("secret");
  }

  @Test
  @Requirement("ASVS 10.4.11")
  void attack_37_a_public_client_gets_no_scope_beyond_its_own() {
    OAuthClient spa = new OAuthClient(server.http(), TestConfig.SPA);
    for (String scope : List.of("full_write", "offline_access", "openid full_write")) {
      Answer answer = spa.authorize("tkn", spa.newTkn(), "scope", scope);
      assertThat(answer.redirectParameters())
          .as(scope)
          .containsEntry("error", "invalid_scope")
          .doesNotContainKey("code");
    }
    Answer answer = spa.redeem(spa.code(spa.newTkn(), "scope", "openid email admin root *"));
    assertThat(answer.text("scope").split(" ")).containsExactlyInAnyOrder("openid", "email");
    assertThat(answer.text("refresh_token")).isEmpty();
  }

  @Test
  void attack_37_who_is_no_client_gets_nothing_of_a_clients_own() {
    Http http = server.http();
    String token = new Users(http, TestConfig.OTHER_SPA).newUser().accessToken();
    for (Http as :
        List.of(http, http.basic(TestConfig.SPA, ""), http.basic(TestConfig.SPA, "guess"))) {
      for (Map<String, String> who :
          List.of(
              Map.<String, String>of(),
              Map.of("client_id", TestConfig.SPA),
              Map.of("client_id", TestConfig.BACKEND),
              Map.of("client_id", TestConfig.BACKEND, "client_secret", ""),
              Map.of("client_id", TestConfig.SPA, "client_secret", TestConfig.SECRET))) {
        Map<String, String> grant = new LinkedHashMap<>(who);
        grant.put("grant_type", "client_credentials");
        Answer answer = as.postForm("/oauth/token", grant);
        assertThat(answer.status()).as("%s %s", who, answer).isIn(400, 401, 403);
        Map<String, String> introspect = new LinkedHashMap<>(who);
        introspect.put("token", token);
        Answer introspected = as.postForm("/oauth/introspect", introspect);
        assertThat(introspected.json().path("active").asBoolean())
            .as("%s %s", who, introspected)
            .isFalse();
      }
    }
  }
}
