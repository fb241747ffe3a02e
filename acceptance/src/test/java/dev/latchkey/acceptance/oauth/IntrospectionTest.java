package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Contract section 4.4, RFC 7662: what a token is worth now, told to clients that authenticate. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IntrospectionTest {

  private TestServer server;
  private OAuthClient spa;
  private OAuthClient backend;

  @BeforeAll
  void start() {
    server = TestServer.start(TestConfig.twoTenants());
    server.clock().stop();
    spa = new OAuthClient(server.http(), TestConfig.SPA);
    backend = new OAuthClient(server.http(), TestConfig.BACKEND);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private JsonNode told(String token) {
    Answer answer = backend.introspect(token);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    return answer.json();
  }

  /** Nothing but that: RFC 7662 section 2.2. */
  private void assertInactive(String token) {
    assertThat(told(token).toString()).isEqualTo("{\"active\":false}");
  }

  private void assertActive(String token) {
    assertThat(told(token).path("active").asBoolean()).isTrue();
  }

  @Test
  void a_live_access_token_is_told_with_its_claims() {
    Users.Tokens tokens = spa.newUser();
    JsonNode told = told(tokens.accessToken());
    assertThat(told.path("active").isBoolean()).isTrue();
    assertThat(told.path("active").asBoolean()).isTrue();
    assertThat(told.path("token_type").asString()).isEqualTo("Bearer");
    assertThat(told.path("iss").asString()).isEqualTo(server.url());
    assertThat(told.path("client_id").asString()).isEqualTo(TestConfig.SPA);
    assertThat(told.path("scope").asString()).isEqualTo(Users.SCOPES);
    assertThat(told.path("sub").asString())
        .isEqualTo(spa.users().userinfo(tokens.accessToken()).text("id"));
    assertThat(told.path("exp").asLong() - told.path("iat").asLong()).isEqualTo(3600);
    assertThat(Set.copyOf(told.propertyNames()))
        .contains("aud", "jti", "auth_time")
        .as("what is only ours")
        .doesNotContain("gid");
  }

  @Test
  void a_live_refresh_token_is_told_with_what_it_is_good_for() {
    Users.Tokens tokens = spa.newUser();
    JsonNode told = told(tokens.refreshToken());
    assertThat(told.path("active").asBoolean()).isTrue();
    assertThat(told.path("client_id").asString()).isEqualTo(TestConfig.SPA);
    assertThat(told.path("scope").asString()).isEqualTo(Users.SCOPES);
    assertThat(told.path("exp").asLong()).isGreaterThan(told.path("iat").asLong());
    assertThat(told.has("token_type")).as("it is no bearer token of a resource").isFalse();
  }

  @Test
  void a_live_token_of_a_client_itself_is_told() {
    JsonNode told = told(backend.token("client_credentials").text("access_token"));
    assertThat(told.path("active").asBoolean()).isTrue();
    assertThat(told.path("sub").asString()).isEqualTo(TestConfig.BACKEND);
  }

  @Test
  void forms_json_and_either_way_of_authentication_are_alike() {
    String token = spa.newUser().accessToken();
    OAuthClient webApp = new OAuthClient(server.http(), TestConfig.WEB_APP);
    for (OAuthClient client : List.of(backend, backend.withForms(), webApp, webApp.withForms())) {
      assertThat(
              client
                  .introspect(token, "token_type_hint", "refresh_token")
                  .json()
                  .path("active")
                  .asBoolean())
          .isTrue();
    }
  }

  @Test
  void what_is_no_token_is_not_active() {
    for (String token :
        List.of("unknown", "a.b.c", "A".repeat(92), "é", spa.newTkn(), spa.code(spa.newTkn()))) {
      assertInactive(token);
    }
  }

  @Test
  void an_id_token_is_not_active() {
    assertInactive(spa.newUser().idToken());
  }

  @Test
  @Requirement("ASVS 10.3.1")
  void a_token_of_another_tenant_is_not_active() {
    OAuthClient other =
        new OAuthClient(server.http().with("Host", "other.localhost"), TestConfig.SPA);
    Users.Tokens tokens = other.newUser();
    assertInactive(tokens.accessToken());
    assertInactive(tokens.refreshToken());
    OAuthClient otherBackend =
        new OAuthClient(server.http().with("Host", "other.localhost"), TestConfig.BACKEND);
    assertThat(otherBackend.introspect(tokens.accessToken()).json().path("active").asBoolean())
        .isTrue();
  }

  @Test
  @Requirement("ASVS 10.4.10")
  void a_public_client_is_refused() {
    Answer answer = spa.introspect(spa.newUser().accessToken());
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text("error")).isEqualTo("unauthorized_client");
  }

  @Test
  void who_does_not_authenticate_is_refused() {
    Answer answer =
        server.http().post("/oauth/introspect", Map.of("token", spa.newUser().accessToken()));
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.text("error")).isEqualTo("invalid_client");
  }

  @Test
  void a_token_is_required_and_not_in_an_address() {
    assertThat(backend.introspect("").status()).isEqualTo(400);
    assertThat(server.http().get("/oauth/introspect?token=x").status()).isEqualTo(404);
  }

  @Test
  void a_revoked_token_is_not_active() {
    Users.Tokens tokens = spa.newUser();
    assertActive(tokens.accessToken());
    assertActive(tokens.refreshToken());
    spa.revoke(tokens.accessToken());
    assertInactive(tokens.accessToken());
    assertInactive(tokens.refreshToken());
  }

  @Test
  void a_rotated_refresh_token_is_not_active_and_its_successor_is() {
    Users.Tokens tokens = spa.newUser();
    String successor = spa.refresh(tokens.refreshToken()).text("refresh_token");
    assertInactive(tokens.refreshToken());
    assertActive(successor);
    assertActive(tokens.accessToken());
  }

  @Test
  void tokens_of_a_suspended_user_are_not_active_until_the_suspension_ends() {
    String email = Users.newEmail();
    Users.Tokens tokens = spa.tokens(spa.users().signUp(email));
    server.sql("update profile set suspended_at = now() where email = '" + email + "'");
    assertInactive(tokens.accessToken());
    assertInactive(tokens.refreshToken());
    server.sql("update profile set suspended_at = null where email = '" + email + "'");
    assertActive(tokens.accessToken());
    assertActive(tokens.refreshToken());
  }

  @Test
  void tokens_of_a_deleted_user_are_not_active() {
    String email = Users.newEmail();
    Users.Tokens tokens = spa.tokens(spa.users().signUp(email));
    server.sql("delete from profile where email = '" + email + "'");
    assertInactive(tokens.accessToken());
    assertInactive(tokens.refreshToken());
  }

  @Test
  void an_expired_token_is_not_active() {
    Users.Tokens tokens = spa.newUser();
    String own = backend.token("client_credentials").text("access_token");
    server.clock().advance(Duration.ofMinutes(59));
    assertActive(tokens.accessToken());
    assertActive(own);
    server.clock().advance(Duration.ofMinutes(1));
    assertInactive(tokens.accessToken());
    assertInactive(own);
    assertActive(tokens.refreshToken());
    server.clock().advance(Duration.ofDays(30));
    assertInactive(tokens.refreshToken());
  }
}
