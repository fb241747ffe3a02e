package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST token/access-token}: the seed's {@code refreshTokens({accessToken})} (contract
 * section 4.10, DECISIONS 3).
 */
class AccessTokenRenewalTest extends IdentityContract {

  @Override
  TestConfig config() {
    return demo()
        .set(TestConfig.client(TestConfig.OTHER_SPA) + "/access_token_renewal", false)
        .alsoTenant("short")
        .set("/tenants/1/session", Map.of("lifetime", "20m", "login_required_after", "30m"));
  }

  private Answer renew(String clientId, String accessToken) {
    return call("token/access-token", clientId, Map.of("access_token", accessToken));
  }

  private Answer renew(String accessToken) {
    return renew(TestConfig.SPA, accessToken);
  }

  @Test
  void a_live_token_is_exchanged_for_a_new_one_of_the_same_login() {
    Users.Tokens tokens = users.newUser();
    server.clock().advance(Duration.ofMinutes(30));

    Answer answer = renew(tokens.accessToken());

    JsonNode body = Expect.secret(answer);
    assertThat(body.propertyNames())
        .containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "id_token", "scope");
    assertThat(body.path("token_type").asString()).isEqualTo("Bearer");
    assertThat(body.path("expires_in")).isEqualTo(read("3600"));
    assertThat(body.path("scope").asString()).isEqualTo(Users.SCOPES);
    JsonNode before = claims(tokens.accessToken());
    JsonNode after = claims(answer.text("access_token"));
    for (String same :
        List.of("sub", "client_id", "scope", "sid", "auth_time", "amr", "iss", "aud")) {
      assertThat(after.path(same)).as(same).isEqualTo(before.path(same));
    }
    assertThat(after.path("exp").asLong() - before.path("exp").asLong()).isBetween(1800L, 1830L);
    Expect.secret(users.userinfo(answer.text("access_token")));
  }

  @Test
  void the_old_token_lives_on_until_its_own_end() {
    Users.Tokens tokens = users.newUser();
    String renewed = renew(tokens.accessToken()).text("access_token");

    Expect.secret(users.userinfo(tokens.accessToken()));
    server.clock().advance(Duration.ofMinutes(61));
    Expect.badToken(users.userinfo(tokens.accessToken()));
    Expect.badToken(users.userinfo(renewed));
  }

  @Test
  void a_new_token_is_no_fresher_than_the_login() {
    String renewed;
    Users.Tokens tokens = users.newUser();
    server.clock().advance(Duration.ofMinutes(5));
    renewed = renew(tokens.accessToken()).text("access_token");

    Expect.error(
        http.bearer(renewed)
            .post(API + "update-password", Map.of("password", "an entirely new passphrase")),
        401,
        "invalid_grant",
        "error.accessToken.freshness");
  }

  @Test
  void after_a_logout_there_is_no_new_token() {
    String email = Users.newEmail();
    users.signUp(email);
    Http browser = server.browser();
    Users inBrowser = new Users(browser);
    Users.Tokens tokens = inBrowser.tokens(inBrowser.logIn(email));
    Expect.secret(renew(tokens.accessToken()));

    browser.get(API + "logout");

    Expect.badToken(renew(tokens.accessToken()));
    Expect.secret(users.userinfo(tokens.accessToken()));
  }

  @Test
  void after_the_end_of_the_session_there_is_no_new_token() {
    Http there = tenant("short");
    String token = new Users(there).newUser().accessToken();
    server.clock().advance(Duration.ofMinutes(19));
    Expect.secret(call(there, "token/access-token", TestConfig.SPA, Map.of("access_token", token)));
    server.clock().advance(Duration.ofMinutes(12));

    Expect.badToken(
        call(there, "token/access-token", TestConfig.SPA, Map.of("access_token", token)));
    Expect.secret(new Users(there).userinfo(token));
  }

  @Test
  void only_the_clients_own_live_token_is_exchanged() {
    Users.Tokens tokens = users.newUser();

    Expect.badToken(renew(TestConfig.NATIVE, tokens.accessToken()));
    Expect.badToken(renew("nonsense"));
    Expect.badToken(renew(tokens.idToken()));
    Expect.badToken(renew(tokens.refreshToken()));
    server.clock().advance(Duration.ofHours(1));
    Expect.badToken(renew(tokens.accessToken()));
  }

  @Test
  void a_revoked_token_is_not_exchanged() {
    Users.Tokens tokens = users.newUser();
    http.post("/oauth/revoke", Map.of("client_id", TestConfig.SPA, "token", tokens.accessToken()));

    Expect.badToken(renew(tokens.accessToken()));
  }

  @Test
  void a_client_may_have_it_switched_off() {
    String token = new Users(http, TestConfig.OTHER_SPA).newUser().accessToken();

    Expect.error(
        renew(TestConfig.OTHER_SPA, token),
        403,
        "unauthorized_client",
        "error.client.unauthorized");
  }

  @Test
  void the_token_is_needed_in_the_body_and_is_a_text() {
    Expect.invalid(call("token/access-token", Map.of()), "access_token:missing");
    Expect.invalid(call("token/access-token", Map.of("access_token", "")), "access_token:missing");
    Expect.invalid(
        call("token/access-token", Map.of("access_token", Map.of("a", 1))),
        "access_token:invalid",
        "access_token:missing");
    Expect.invalid(
        call("token/access-token", Map.of("access_token", "x".repeat(4097))),
        "access_token:invalid",
        "access_token:missing");
  }
}
