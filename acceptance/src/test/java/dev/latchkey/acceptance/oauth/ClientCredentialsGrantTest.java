package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Contract section 4.2, RFC 6749 section 4.4: a back end's token for itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientCredentialsGrantTest {

  private TestServer server;
  private OAuthClient backend;

  @BeforeAll
  void start() {
    server = TestServer.start();
    backend = new OAuthClient(server.http(), TestConfig.BACKEND);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void the_answer_has_an_access_token_and_nothing_of_a_user() {
    for (OAuthClient client : List.of(backend, backend.withForms())) {
      Answer answer = client.token("client_credentials", "scope", "openid email");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.json().propertyNames())
          .containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "scope");
      assertThat(answer.text("token_type")).isEqualTo("Bearer");
      assertThat(answer.text("scope")).isEqualTo("openid email");
      assertThat(answer.setCookie("__Host-SESSION")).isEmpty();
    }
  }

  /** RFC 9068 section 2.2: without a resource owner, the subject is the client. */
  @Test
  void the_token_speaks_of_the_client() throws Exception {
    SignedJWT token = SignedJWT.parse(backend.token("client_credentials").text("access_token"));
    JWTClaimsSet claims = token.getJWTClaimsSet();
    assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
    assertThat(claims.getSubject()).isEqualTo(TestConfig.BACKEND);
    assertThat(claims.getClaim("client_id")).isEqualTo(TestConfig.BACKEND);
    assertThat(claims.getIssuer()).isEqualTo(server.url());
    assertThat(claims.getClaims()).doesNotContainKeys("sid", "auth_time", "amr");
  }

  @Test
  void the_scopes_are_those_of_the_scope_rule() {
    assertThat(backend.token("client_credentials").text("scope"))
        .isEqualTo("openid profile email phone");
    assertThat(backend.token("client_credentials", "scope", "email test").text("scope"))
        .isEqualTo("email");
    Answer forbidden = backend.token("client_credentials", "scope", "offline_access");
    assertThat(forbidden.status()).isEqualTo(400);
    assertThat(forbidden.text("error")).isEqualTo("invalid_scope");
  }

  @Test
  void a_client_whose_switch_is_off_gets_none() {
    for (String id :
        List.of(TestConfig.SPA, TestConfig.WEB_APP, TestConfig.LEGACY, TestConfig.THIRD_PARTY)) {
      Answer answer = new OAuthClient(server.http(), id).token("client_credentials");
      assertThat(answer.status()).as(id).isEqualTo(403);
      assertThat(answer.text("error")).isEqualTo("unauthorized_client");
    }
  }

  @Test
  void the_token_is_nobodys_at_the_endpoints_of_users() {
    String token =
        backend
            .token("client_credentials", "scope", "openid profile full_write")
            .text("access_token");
    Users users = backend.users();
    assertThat(users.userinfo(token).status()).isEqualTo(401);
    assertThat(
            server
                .http()
                .bearer(token)
                .post("/identity/v1/update-profile", Map.of("given_name", "Eve"))
                .status())
        .isEqualTo(401);
  }
}
