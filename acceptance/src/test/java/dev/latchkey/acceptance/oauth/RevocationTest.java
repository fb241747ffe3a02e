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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Contract section 4.3, RFC 7009: what dies with a revoked token, and what lives on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RevocationTest {

  private TestServer server;
  private OAuthClient spa;
  private OAuthClient otherSpa;

  @BeforeAll
  void start() {
    server = TestServer.start();
    server.clock().stop();
    spa = new OAuthClient(server.http(), TestConfig.SPA);
    otherSpa = new OAuthClient(server.http(), TestConfig.OTHER_SPA);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static void assertDone(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
  }

  private static void assertDead(OAuthClient client, Users.Tokens tokens) {
    assertThat(client.users().userinfo(tokens.accessToken()).status()).isEqualTo(401);
    Answer refresh = client.refresh(tokens.refreshToken());
    assertThat(refresh.text("error_message_key")).isEqualTo("error.refreshToken.revoked");
  }

  private static void assertAlive(OAuthClient client, Users.Tokens tokens) {
    assertThat(client.users().userinfo(tokens.accessToken()).status()).isEqualTo(200);
    assertThat(client.refresh(tokens.refreshToken()).status()).isEqualTo(200);
  }

  @Test
  @Requirement("ASVS 10.4.9")
  void a_refresh_token_takes_all_that_the_client_has_for_the_user_with_it() {
    String email = Users.newEmail();
    Users.Tokens first = spa.tokens(spa.users().signUp(email));
    Users.Tokens second = spa.tokens(spa.users().logIn(email));
    Users.Tokens elsewhere = otherSpa.tokens(otherSpa.users().logIn(email));
    Users.Tokens somebody = spa.newUser();

    assertDone(spa.revoke(first.refreshToken()));
    assertDead(spa, first);
    assertDead(spa, second);
    assertAlive(otherSpa, elsewhere);
    assertAlive(spa, somebody);
  }

  @Test
  void an_access_token_takes_its_own_grant_with_it_alone() {
    String email = Users.newEmail();
    Users.Tokens first = spa.tokens(spa.users().signUp(email));
    Users.Tokens second = spa.tokens(spa.users().logIn(email));

    assertDone(spa.revoke(first.accessToken()));
    assertDead(spa, first);
    assertAlive(spa, second);
  }

  @Test
  void every_access_token_of_the_grant_dies_the_refreshed_ones_too() {
    Users.Tokens tokens = spa.newUser();
    Answer refreshed = spa.refresh(tokens.refreshToken());
    assertDone(spa.revoke(tokens.accessToken()));
    assertThat(spa.users().userinfo(refreshed.text("access_token")).status()).isEqualTo(401);
    assertThat(spa.refresh(refreshed.text("refresh_token")).status()).isEqualTo(400);
  }

  @Test
  void a_refresh_token_that_was_rotated_away_still_revokes() {
    Users.Tokens tokens = spa.newUser();
    Answer refreshed = spa.refresh(tokens.refreshToken());
    server.clock().advance(Duration.ofMinutes(1));
    assertDone(spa.revoke(tokens.refreshToken()));
    assertThat(spa.refresh(refreshed.text("refresh_token")).status()).isEqualTo(400);
  }

  @Test
  void the_hint_is_only_a_hint() {
    for (String hint : List.of("access_token", "refresh_token", "nonsense")) {
      Users.Tokens byAccess = spa.newUser();
      assertDone(spa.revoke(byAccess.accessToken(), "token_type_hint", hint));
      assertDead(spa, byAccess);
      Users.Tokens byRefresh = spa.newUser();
      assertDone(spa.revoke(byRefresh.refreshToken(), "token_type_hint", hint));
      assertDead(spa, byRefresh);
    }
  }

  /** RFC 7009 section 2.2: an invalid token is no error, and the answer tells nothing. */
  @Test
  void an_unknown_token_is_no_error() {
    for (String token : List.of("unknown", "a.b.c", "A".repeat(92), "é", " x ")) {
      assertDone(spa.revoke(token));
    }
  }

  @Test
  void revoking_twice_is_no_error() {
    Users.Tokens tokens = spa.newUser();
    assertDone(spa.revoke(tokens.refreshToken()));
    assertDone(spa.revoke(tokens.refreshToken()));
    assertDone(spa.revoke(tokens.accessToken()));
  }

  /** RFC 7009 section 2.2: who posts a form hears 200, for an unknown token as well. */
  @Test
  void a_form_is_answered_as_the_specification_has_it() {
    Users.Tokens tokens = spa.newUser();
    for (String token : List.of(tokens.refreshToken(), tokens.refreshToken(), "unknown")) {
      Answer answer = spa.withForms().revoke(token);
      assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{}");
      assertThat(answer.header("Cache-Control")).contains("no-store");
    }
    assertDead(spa, tokens);
  }

  /** The web client revokes each token by a call of its own, in parallel. */
  @Test
  void both_tokens_may_be_revoked_at_once() throws Exception {
    Users.Tokens tokens = spa.newUser();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> access = threads.submit(() -> spa.revoke(tokens.accessToken()));
      Future<Answer> refresh = threads.submit(() -> spa.revoke(tokens.refreshToken()));
      assertDone(access.get());
      assertDone(refresh.get());
    }
    assertDead(spa, tokens);
  }

  @Test
  void another_clients_token_is_not_touched() {
    Users.Tokens tokens = spa.newUser();
    for (String id : List.of(TestConfig.OTHER_SPA, TestConfig.WEB_APP, TestConfig.BACKEND)) {
      OAuthClient other = new OAuthClient(server.http(), id);
      assertDone(other.revoke(tokens.accessToken()));
      assertDone(other.revoke(tokens.refreshToken()));
    }
    assertAlive(spa, tokens);
  }

  @Test
  void an_id_token_revokes_nothing() {
    Users.Tokens tokens = spa.newUser();
    assertDone(spa.revoke(tokens.idToken()));
    assertAlive(spa, tokens);
  }

  @Test
  void a_clients_own_token_dies_as_well() {
    OAuthClient backend = new OAuthClient(server.http(), TestConfig.BACKEND);
    String token = backend.token("client_credentials").text("access_token");
    String another = backend.token("client_credentials").text("access_token");
    assertThat(backend.introspect(token).json().path("active").asBoolean()).isTrue();
    assertDone(backend.revoke(token));
    assertThat(backend.introspect(token).json().path("active").asBoolean()).isFalse();
    assertThat(backend.introspect(another).json().path("active").asBoolean()).isTrue();
  }

  @Test
  void a_confidential_client_shows_itself() {
    OAuthClient webApp = new OAuthClient(server.http(), TestConfig.WEB_APP);
    Users.Tokens tokens = webApp.newUser();
    assertThat(webApp.revoke(tokens.refreshToken(), "client_secret", "wrong").status())
        .isEqualTo(401);
    assertAlive(webApp, tokens);
    assertDone(webApp.revoke(tokens.refreshToken()));
  }

  @Test
  void a_token_is_required() {
    Answer answer = spa.revoke("");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("invalid_request");
    assertThat(answer.text("/error_details/0/field")).isEqualTo("token");
  }
}
