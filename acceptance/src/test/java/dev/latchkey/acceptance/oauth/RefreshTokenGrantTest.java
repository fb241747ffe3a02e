package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Contract sections 1.13 and 4.2, RFC 6749 section 6, RFC 9700 section 4.14: refresh tokens rotate,
 * and one that comes back ends its family.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefreshTokenGrantTest {

  private static final Duration PAST_GRACE = Duration.ofSeconds(10);

  private TestServer server;
  private OAuthClient spa;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.standard()
                .set(TestConfig.client(TestConfig.SPA) + "/lifetimes/refresh_token_idle", "30d")
                .set(
                    TestConfig.client(TestConfig.SPA) + "/lifetimes/refresh_token_absolute",
                    "60d"));
    server.clock().stop();
    spa = new OAuthClient(server.http(), TestConfig.SPA);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static String next(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.text("refresh_token")).isNotEmpty();
    return answer.text("refresh_token");
  }

  private static void assertRefused(Answer answer, String key) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("invalid_grant");
    assertThat(answer.text("error_message_key")).isEqualTo("error.refreshToken." + key);
    assertThat(answer.json().has("access_token")).isFalse();
  }

  private static JWTClaimsSet claims(String token) throws Exception {
    return SignedJWT.parse(token).getJWTClaimsSet();
  }

  private int userinfo(Answer answer) {
    return spa.users().userinfo(answer.text("access_token")).status();
  }

  @Test
  void a_refresh_gives_new_tokens_of_the_same_user() throws Exception {
    Users.Tokens before = spa.newUser("nonce", "n");
    server.clock().advance(Duration.ofMinutes(10));
    for (OAuthClient client : List.of(spa, spa.withForms())) {
      Answer answer = client.refresh(before.refreshToken());
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.header("Pragma")).isEqualTo("no-cache");
      assertThat(answer.json().propertyNames())
          .containsExactlyInAnyOrder(
              "access_token", "token_type", "expires_in", "id_token", "refresh_token", "scope");
      assertThat(answer.text("access_token")).isNotEqualTo(before.accessToken());
      assertThat(answer.text("refresh_token")).isNotEqualTo(before.refreshToken());
      assertThat(userinfo(answer)).isEqualTo(200);

      JWTClaimsSet first = claims(before.idToken());
      JWTClaimsSet second = claims(answer.text("id_token"));
      assertThat(second.getSubject()).isEqualTo(first.getSubject());
      assertThat(second.getIssuer()).isEqualTo(first.getIssuer());
      assertThat(second.getAudience()).isEqualTo(first.getAudience());
      assertThat(second.getClaim("auth_time")).isEqualTo(first.getClaim("auth_time"));
      assertThat(second.getClaim("sid")).isEqualTo(first.getClaim("sid"));
      assertThat(second.getIssueTime()).isAfter(first.getIssueTime());
      assertThat(second.getClaim("auth_type")).isEqualTo("refresh");
      assertThat(second.getClaim("nonce")).isNull();
      assertThat(second.getClaim("new_user")).isNull();
    }
  }

  @Test
  void every_refresh_rotates() {
    String token = spa.newUser().refreshToken();
    List<String> seen = new ArrayList<>(List.of(token));
    for (int i = 0; i < 5; i++) {
      token = next(spa.refresh(token));
      assertThat(seen).doesNotContain(token);
      seen.add(token);
      server.clock().advance(PAST_GRACE);
    }
  }

  @Test
  @Requirement("ASVS 10.4.5")
  void a_token_that_comes_back_after_the_grace_ends_its_family() {
    Users.Tokens tokens = spa.newUser();
    Answer refreshed = spa.refresh(tokens.refreshToken());
    String successor = next(refreshed);
    server.clock().advance(PAST_GRACE);

    assertRefused(spa.refresh(tokens.refreshToken()), "revoked");
    assertRefused(spa.refresh(successor), "revoked");
    assertThat(userinfo(refreshed)).isEqualTo(401);
    assertThat(spa.users().userinfo(tokens.accessToken()).status()).isEqualTo(401);
  }

  @Test
  void the_end_of_a_family_leaves_the_users_other_logins_alone() {
    String email = Users.newEmail();
    Users.Tokens stolen = spa.tokens(spa.users().signUp(email));
    Users.Tokens other = spa.tokens(spa.users().logIn(email));
    next(spa.refresh(stolen.refreshToken()));
    server.clock().advance(PAST_GRACE);
    assertRefused(spa.refresh(stolen.refreshToken()), "revoked");
    next(spa.refresh(other.refreshToken()));
  }

  @Test
  void a_token_that_comes_back_within_the_grace_gives_the_same_successor() {
    String token = spa.newUser().refreshToken();
    String successor = next(spa.refresh(token));
    server.clock().advance(Duration.ofSeconds(9));
    Answer again = spa.refresh(token);
    assertThat(next(again)).isEqualTo(successor);
    assertThat(userinfo(again)).isEqualTo(200);
    server.clock().advance(PAST_GRACE);
    next(spa.refresh(successor));
  }

  @Test
  void the_grace_reaches_one_step_back_and_no_further() {
    String token = spa.newUser().refreshToken();
    String last = next(spa.refresh(next(spa.refresh(token))));
    assertRefused(spa.refresh(token), "revoked");
    assertRefused(spa.refresh(last), "revoked");
  }

  @Test
  void a_token_that_is_not_used_for_its_idle_time_expires() {
    String used = spa.newUser().refreshToken();
    String unused = spa.newUser().refreshToken();
    server.clock().advance(Duration.ofDays(29));
    used = next(spa.refresh(used));
    server.clock().advance(Duration.ofDays(1));
    assertRefused(spa.refresh(unused), "expired");
    next(spa.refresh(used));
  }

  @Test
  @Requirement("ASVS 10.4.8")
  void a_token_expires_some_time_after_its_login_however_much_it_is_used() {
    String token = spa.newUser().refreshToken();
    for (int day = 20; day < 60; day += 20) {
      server.clock().advance(Duration.ofDays(20));
      token = next(spa.refresh(token));
    }
    server.clock().advance(Duration.ofDays(19));
    token = next(spa.refresh(token));
    server.clock().advance(Duration.ofDays(1));
    assertRefused(spa.refresh(token), "expired");
  }

  @Test
  void an_answer_may_have_fewer_scopes_and_the_next_has_them_all_again() throws Exception {
    Users.Tokens tokens = spa.newUser();
    Answer narrow = spa.refresh(tokens.refreshToken(), "scope", "email profile");
    assertThat(narrow.text("scope")).isEqualTo("email profile");
    assertThat(claims(narrow.text("access_token")).getStringClaim("scope"))
        .isEqualTo("email profile");
    assertThat(narrow.json().has("id_token")).as("without openid").isFalse();

    server.clock().advance(PAST_GRACE);
    assertThat(spa.refresh(next(narrow)).text("scope")).isEqualTo(Users.SCOPES);
  }

  @Test
  void a_scope_that_was_not_granted_is_refused_and_the_token_stays_good() {
    Users.Tokens tokens = spa.newUser("scope", "openid email offline_access");
    for (String scope : List.of("openid profile", "full_write", "openid mfa")) {
      Answer answer = spa.refresh(tokens.refreshToken(), "scope", scope);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.text("error")).isEqualTo("invalid_scope");
    }
    server.clock().advance(PAST_GRACE);
    next(spa.refresh(tokens.refreshToken()));
  }

  /** Contract section 1.12: a client repeats the scopes of its login, unknown ones included. */
  @Test
  void an_unknown_scope_is_dropped_as_it_was_at_the_login() {
    Users.Tokens tokens = spa.newUser("scope", "openid test offline_access");
    Answer answer = spa.refresh(tokens.refreshToken(), "scope", "openid test offline_access");
    assertThat(answer.text("scope")).isEqualTo("openid offline_access");
  }

  @Test
  void no_scope_or_an_empty_one_means_all_that_were_granted() {
    Users.Tokens tokens = spa.newUser();
    String token = next(spa.refresh(tokens.refreshToken(), "scope", ""));
    assertThat(spa.refresh(token).text("scope")).isEqualTo(Users.SCOPES);
  }

  /** Contract section 4.2: Android sends an empty one when it has none. */
  @Test
  void an_empty_token_is_invalid_and_a_missing_one_a_bad_request() {
    assertRefused(spa.refresh(""), "invalid");
    Answer missing = spa.token("refresh_token");
    assertThat(missing.status()).isEqualTo(400);
    assertThat(missing.text("error")).isEqualTo("invalid_request");
    assertThat(missing.text("/error_details/0/field")).isEqualTo("refresh_token");
  }

  @Test
  void what_was_never_a_refresh_token_is_none() {
    Users.Tokens tokens = spa.newUser();
    for (String token :
        List.of("x", "====", "A".repeat(92), "é", tokens.accessToken(), tokens.idToken())) {
      assertRefused(spa.refresh(token), "invalid");
    }
  }

  @Test
  void another_clients_token_is_no_good_and_stays_good_where_it_belongs() {
    Users.Tokens tokens = spa.newUser();
    for (String id : List.of(TestConfig.OTHER_SPA, TestConfig.WEB_APP)) {
      assertRefused(new OAuthClient(server.http(), id).refresh(tokens.refreshToken()), "invalid");
    }
    server.clock().advance(PAST_GRACE);
    next(spa.refresh(tokens.refreshToken()));
  }

  @Test
  void a_confidential_client_shows_itself_at_every_refresh() {
    OAuthClient webApp = new OAuthClient(server.http(), TestConfig.WEB_APP);
    Users.Tokens tokens = webApp.newUser();
    assertThat(webApp.refresh(tokens.refreshToken(), "client_secret", "wrong").text("error"))
        .isEqualTo("invalid_client");
    next(webApp.refresh(tokens.refreshToken()));
  }

  /**
   * Contract section 4.7: the end of the browser's session is not the end of what apps were given.
   */
  @Test
  void a_refresh_works_after_a_logout_of_the_browser() {
    var browser = server.browser();
    Users.Tokens tokens = spa.at(browser).newUser();
    assertThat(browser.get("/identity/v1/logout").status()).isEqualTo(204);
    next(spa.refresh(tokens.refreshToken()));
  }

  @Test
  void parameters_of_other_grants_are_passed_over() {
    next(spa.refresh(spa.newUser().refreshToken(), "redirect_uri", "reachfive://x", "code", "y"));
  }
}
