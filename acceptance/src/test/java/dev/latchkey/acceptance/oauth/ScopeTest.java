package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Contract section 1.12: which scopes a client gets when it asks for some, for others, or for none;
 * and what they show of a user.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScopeTest {

  private TestServer server;

  @BeforeAll
  void start() {
    String spa = TestConfig.client(TestConfig.SPA);
    server =
        TestServer.start(
            TestConfig.standard()
                .set(spa + "/default_scopes", List.of("openid", "email", "full_write"))
                .set(
                    TestConfig.client(TestConfig.NATIVE) + "/scopes",
                    List.of("full_write", "score_read", "offline_access")));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Answer ask(String client, @Nullable String scope) {
    OAuthClient asking = new OAuthClient(server.http(), client);
    return asking.redeem(asking.code(asking.newTkn(), "scope", scope));
  }

  private Answer refused(String client, String scope) {
    OAuthClient asking = new OAuthClient(server.http(), client);
    return asking.authorize("scope", scope, "tkn", asking.newTkn());
  }

  @Test
  void who_asks_for_none_gets_the_clients_default_scopes() {
    for (String scope : new @Nullable String[] {null, "", " ", "   "}) {
      assertThat(ask(TestConfig.SPA, scope).text("scope")).isEqualTo("openid email full_write");
      assertThat(ask(TestConfig.WEB_APP, scope).text("scope"))
          .isEqualTo("openid profile email phone");
    }
  }

  @Test
  void who_asks_gets_what_was_asked_for_and_no_more() {
    for (String scope : List.of("openid", "email openid", "full_write", Users.SCOPES)) {
      assertThat(ask(TestConfig.SPA, scope).text("scope")).isEqualTo(scope);
    }
    assertThat(ask(TestConfig.SPA, "  email   openid email ").text("scope"))
        .isEqualTo("email openid");
  }

  @Test
  void unknown_scopes_are_dropped() {
    assertThat(ask(TestConfig.SPA, "openid test made:up OPENID").text("scope")).isEqualTo("openid");
    assertThat(ask(TestConfig.SPA, "test").text("scope")).isEmpty();
  }

  @Test
  @Requirement("ASVS 10.4.11")
  void known_scopes_that_the_client_may_not_have_are_refused() {
    for (String scope : List.of("mfa", "events", "session", "score_read", "score_write")) {
      assertThat(refused(TestConfig.SPA, "openid " + scope).redirectParameters())
          .containsEntry("error", "invalid_scope")
          .containsEntry("error_message_key", "error.scope.invalid");
    }
    assertThat(refused(TestConfig.IMPLICIT, "openid score_read").redirectParameters())
        .containsEntry("error", "invalid_scope");
  }

  /** The web client adds these four unasked, so every first-party client may have them. */
  @Test
  void a_first_party_client_may_always_have_the_four_of_the_web_client() {
    assertThat(ask(TestConfig.NATIVE, "openid profile email phone full_write").text("scope"))
        .isEqualTo("openid profile email phone full_write");
    assertThat(refused(TestConfig.NATIVE, "openid address").redirectParameters())
        .containsEntry("error", "invalid_scope");
  }

  @Test
  void the_scope_of_a_custom_field_is_a_scope_like_another() {
    assertThat(ask(TestConfig.NATIVE, "score_read").text("scope")).isEqualTo("score_read");
  }

  @Test
  void a_token_shows_what_its_scopes_unlock() {
    OAuthClient client = new OAuthClient(server.http(), TestConfig.SPA);
    String email = Users.newEmail();
    client
        .users()
        .signUp(
            Map.of("email", email, "phone_number", Users.newPhoneNumber(), "given_name", "Ada"));
    for (var unlocked :
        Map.of("profile", "given_name", "email", "email", "phone", "phone_number").entrySet()) {
      Users.Tokens tokens = client.tokens(client.users().logIn(email), "scope", unlocked.getKey());
      var profile = client.users().userinfo(tokens.accessToken()).json();
      for (String field : List.of("given_name", "email", "phone_number")) {
        assertThat(profile.has(field))
            .as(field + " with " + unlocked.getKey())
            .isEqualTo(field.equals(unlocked.getValue()));
      }
    }
  }

  @Test
  @Requirement("ASVS 10.3.2")
  void writing_wants_full_write() {
    OAuthClient client = new OAuthClient(server.http(), TestConfig.SPA);
    for (var expected : Map.of("profile", 403, "profile full_write", 200).entrySet()) {
      String token = client.newUser("scope", expected.getKey()).accessToken();
      Answer answer =
          server
              .http()
              .bearer(token)
              .post("/identity/v1/update-profile", Map.of("given_name", "Eve"));
      assertThat(answer.status()).isEqualTo(expected.getValue());
    }
  }
}
