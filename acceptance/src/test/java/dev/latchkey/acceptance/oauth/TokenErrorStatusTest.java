package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * DECISIONS 1: {@code invalid_grant} at {@code /oauth/token} is 400, or 401 for clients written
 * against the vendor ({@code compat.token_error_status}); everything else stays as it is.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenErrorStatusTest {

  private TestServer server;

  @BeforeAll
  void start() {
    server =
        TestServer.start(TestConfig.twoTenants().set("/tenants/1/compat/token_error_status", 401));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Http strict() {
    return server.http();
  }

  private Http vendor() {
    return server.http().with("Host", "other.localhost");
  }

  private static List<Answer> invalidGrants(Http http) {
    OAuthClient spa = new OAuthClient(http, TestConfig.SPA);
    OAuthClient legacy = new OAuthClient(http, TestConfig.LEGACY);
    Users.Tokens revoked = spa.newUser();
    spa.revoke(revoked.refreshToken());
    return List.of(
        spa.redeem("unknown"),
        spa.redeem(spa.code(spa.newTkn()), "redirect_uri", "https://evil.example/"),
        spa.refresh(""),
        spa.refresh("unknown"),
        spa.refresh(revoked.refreshToken()),
        legacy.token("password", "username", Users.newEmail(), "password", "wrong"));
  }

  private static void assertAll(List<Answer> answers, int status, String error) {
    for (Answer answer : answers) {
      assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
      assertThat(answer.text("error")).isEqualTo(error);
    }
  }

  @Test
  void an_invalid_grant_is_400_for_generic_clients() {
    assertAll(invalidGrants(strict()), 400, "invalid_grant");
  }

  @Test
  void an_invalid_grant_is_401_for_clients_of_the_vendor() {
    assertAll(invalidGrants(vendor()), 401, "invalid_grant");
  }

  @Test
  void other_errors_of_the_token_endpoint_do_not_depend_on_it() {
    for (Http http : List.of(strict(), vendor())) {
      OAuthClient spa = new OAuthClient(http, TestConfig.SPA);
      OAuthClient backend = new OAuthClient(http, TestConfig.BACKEND);
      assertAll(List.of(spa.token("refresh_token")), 400, "invalid_request");
      assertAll(List.of(spa.token("made_up")), 400, "unsupported_grant_type");
      assertAll(List.of(spa.token("client_credentials")), 403, "unauthorized_client");
      assertAll(List.of(backend.token("client_credentials", "scope", "mfa")), 400, "invalid_scope");
      assertAll(List.of(spa.redeem("x", "client_id", "nobody")), 401, "invalid_client");
    }
  }

  @Test
  void at_the_identity_endpoints_an_invalid_grant_is_always_401() {
    for (Http http : List.of(strict(), vendor())) {
      Users users = new Users(http);
      assertAll(
          List.of(users.tryPassword(Users.newEmail(), "wrong"), users.userinfo("nonsense")),
          401,
          "invalid_grant");
    }
  }
}
