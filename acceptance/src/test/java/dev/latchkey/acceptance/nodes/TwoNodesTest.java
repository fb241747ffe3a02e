package dev.latchkey.acceptance.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Users;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two nodes on one database behave as one server (design, rule 5): what one was told the other
 * knows at once, without either having been told of the other. They start at the same moment on an
 * empty database, as a first roll-out does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoNodesTest {

  private static final String NEW_PASSWORD = "an entirely new passphrase";
  private static final int LOCKOUT = 5;
  private static final int RATE_LIMIT = 10;

  private TestServer one;
  private TestServer two;
  private OAuthClient atOne;
  private OAuthClient atTwo;

  @BeforeAll
  void startBothAtOnce() {
    List<TestServer> nodes =
        TestServer.startTogether(
            TestConfig.twoTenants()
                .set("/tenants/0/public_url", "http://localhost:9999")
                .set("/tenants/0/lockout/failures", LOCKOUT)
                .set("/tenants/1/rate_limits/per_address/requests", RATE_LIMIT),
            2);
    one = nodes.get(0);
    two = nodes.get(1);
    atOne = new OAuthClient(one.http(), TestConfig.SPA);
    atTwo = atOne.at(two.http());
  }

  @AfterAll
  void stop() {
    two.close();
    one.close();
  }

  /** The even ones at one node, the odd ones at the other. */
  private TestServer node(int i) {
    return i % 2 == 0 ? one : two;
  }

  private Users users(int i) {
    return new Users(node(i).http());
  }

  @Test
  void the_signing_keys_are_made_once_when_both_need_the_first_at_the_same_moment() {
    // Nobody has asked this tenant for a key before: the race is run here.
    List<String> sets =
        Together.run(
            8, i -> node(i).http().with("Host", "other.localhost").get("/jwks.json").body());
    assertThat(sets).containsOnly(sets.get(0));
    assertThat(one.sql("select count(*) from signing_key where tenant = 'other'")).isEqualTo("2");
  }

  @Test
  void both_publish_the_same_keys_and_take_each_others_tokens() {
    assertThat(one.http().get("/jwks.json").body()).isEqualTo(two.http().get("/jwks.json").body());
    for (int i = 0; i < 2; i++) {
      Users.Tokens tokens = users(i).newUser();
      Answer there = users(i + 1).userinfo(tokens.accessToken());
      assertThat(there.status()).as(there.toString()).isEqualTo(200);
      assertThat(introspects(i + 1, tokens.accessToken())).isTrue();
      assertThat(introspects(i + 1, tokens.refreshToken())).isTrue();
    }
  }

  @Test
  void a_login_goes_from_node_to_node_with_every_request() {
    String email = Users.newEmail();
    String signedUp = atOne.users().signUp(email);
    assertThat(atTwo.redeem(atTwo.code(signedUp)).status()).isEqualTo(200);

    String tkn = atTwo.users().logIn(email);
    String code = atOne.code(tkn);
    assertThat(atTwo.authorize("tkn", tkn).redirectParameter("error")).isEqualTo("invalid_grant");
    Answer tokens = atTwo.redeem(code);
    assertThat(tokens.status()).as(tokens.toString()).isEqualTo(200);
    Answer refreshed = atOne.refresh(tokens.text("refresh_token"));
    assertThat(refreshed.status()).as(refreshed.toString()).isEqualTo(200);
    Answer again = atTwo.refresh(refreshed.text("refresh_token"));
    assertThat(again.status()).as(again.toString()).isEqualTo(200);
    assertThat(atOne.users().userinfo(again.text("access_token")).text("email")).isEqualTo(email);
  }

  @Test
  void a_code_that_comes_to_the_other_node_a_second_time_ends_what_it_issued() {
    String code = atOne.code(atOne.newTkn());
    Users.Tokens tokens = tokens(atOne.redeem(code));
    assertThat(atTwo.redeem(code).status()).isEqualTo(400);
    assertThat(atOne.users().userinfo(tokens.accessToken()).status()).isEqualTo(401);
    assertThat(atOne.refresh(tokens.refreshToken()).status()).isEqualTo(400);
  }

  @Test
  void what_one_revokes_the_other_refuses_at_once() {
    for (int i = 0; i < 2; i++) {
      Users.Tokens tokens = users(i).newUser();
      // Asked before, so that whatever could be remembered of it is.
      assertThat(introspects(i + 1, tokens.accessToken())).isTrue();
      assertThat(users(i + 1).userinfo(tokens.accessToken()).status()).isEqualTo(200);

      assertThat(atOne.at(node(i).http()).revoke(tokens.refreshToken()).status()).isEqualTo(204);

      assertThat(introspects(i + 1, tokens.accessToken())).isFalse();
      assertThat(introspects(i + 1, tokens.refreshToken())).isFalse();
      assertThat(users(i + 1).userinfo(tokens.accessToken()).status()).isEqualTo(401);
      assertThat(users(i + 1).refresh(tokens.refreshToken()).status()).isEqualTo(400);
    }
  }

  @Test
  void a_clients_own_token_that_one_revokes_is_dead_at_the_other() {
    OAuthClient backend = new OAuthClient(one.http(), TestConfig.BACKEND);
    String token = backend.token("client_credentials").text("access_token");
    assertThat(introspects(1, token)).isTrue();
    assertThat(backend.revoke(token).status()).isEqualTo(204);
    assertThat(introspects(1, token)).isFalse();
  }

  @Test
  void a_session_of_one_is_one_of_the_other_until_either_ends_it() {
    Http browser = one.browser();
    Http there = browser.at(two.url());
    OAuthClient inBrowser = atOne.at(browser);
    inBrowser.tokens(inBrowser.newTkn());
    assertThat(isLoggedIn(there)).isTrue();
    assertThat(atOne.at(there).authorize("prompt", "none").redirectParameters())
        .containsKey("code");

    String cookie = "__Host-SESSION=" + browser.cookies().get("__Host-SESSION");
    assertThat(browser.get("/identity/v1/logout").status()).isEqualTo(204);

    assertThat(isLoggedIn(two.http().with("Cookie", cookie))).isFalse();
    assertThat(
            atOne
                .at(two.http().with("Cookie", cookie))
                .authorize("prompt", "none")
                .redirectParameters())
        .containsEntry("error", "login_required");
  }

  @Test
  void a_reset_that_was_asked_for_at_one_is_finished_at_the_other() {
    String email = Users.newEmail();
    Users.Tokens before = users(0).tokens(users(0).signUp(email));
    String tkn = users(1).logIn(email);
    one.http()
        .post("/identity/v1/forgot-password", Map.of("client_id", TestConfig.SPA, "email", email));
    Map<String, String> body =
        Map.of(
            "client_id",
            TestConfig.SPA,
            "email",
            email,
            "verification_code",
            two.inbox().await(email, 2).code(),
            "password",
            NEW_PASSWORD);
    assertThat(two.http().post("/identity/v1/update-password", body).status()).isEqualTo(204);
    assertThat(one.http().post("/identity/v1/update-password", body).status()).isEqualTo(401);
    for (int i = 0; i < 2; i++) {
      assertThat(users(i).tryPassword(email, Users.PASSWORD).status()).isEqualTo(401);
      assertThat(users(i).tryPassword(email, NEW_PASSWORD).status()).isEqualTo(200);
      assertThat(users(i).userinfo(before.accessToken()).status()).isEqualTo(401);
      assertThat(users(i).refresh(before.refreshToken()).status()).isEqualTo(400);
    }
    assertThat(atOne.authorize("tkn", tkn).redirectParameter("error")).isEqualTo("invalid_grant");
  }

  @Test
  void failures_at_both_add_up_to_one_lock_at_both() {
    String email = Users.newEmail();
    users(0).signUp(email);
    for (int i = 0; i < LOCKOUT; i++) {
      assertThat(users(i).tryPassword(email, "wrong guess").status()).isEqualTo(401);
    }
    for (int i = 0; i < 2; i++) {
      assertThat(users(i).tryPassword(email, Users.PASSWORD).status()).isEqualTo(403);
    }
  }

  @Test
  void guesses_at_both_at_once_are_no_more_than_guesses_at_one() {
    String email = Users.newEmail();
    users(0).signUp(email);
    List<Integer> said = Together.run(60, i -> users(i).tryPassword(email, "wrong guess").status());
    assertThat(said).containsOnly(401, 403);
    assertThat(said.stream().filter(status -> status == 401)).hasSize(LOCKOUT);
  }

  @Test
  void requests_to_both_are_counted_together_and_exactly() {
    List<Integer> said =
        Together.run(
            6 * RATE_LIMIT,
            i ->
                new Users(node(i).http().with("Host", "other.localhost"))
                    .tryPassword("nobody@example.org", "wrong guess")
                    .status());
    assertThat(said.stream().filter(status -> status != 429)).hasSize(RATE_LIMIT);
  }

  @Test
  void each_message_is_sent_once_with_both_sending() {
    int count = 200;
    List<String> emails = IntStream.range(0, count).mapToObj(i -> Users.newEmail()).toList();
    Together.run(count, i -> users(i).signUp(emails.get(i)));
    for (String email : emails) {
      one.inbox().await(email, 1);
    }
    for (String email : emails) {
      assertThat(two.inbox().to(email)).hasSize(1);
    }
    // Whatever was taken by one was never taken by the other as well.
    assertThat(one.sql("select max(attempts) from outbox")).isEqualTo("1");
  }

  private boolean introspects(int i, String token) {
    return new OAuthClient(node(i).http(), TestConfig.BACKEND)
        .introspect(token)
        .json()
        .path("active")
        .asBoolean();
  }

  private static boolean isLoggedIn(Http browser) {
    return browser
        .get("/identity/v1/sso/data?client_id=" + TestConfig.SPA)
        .json()
        .path("is_authenticated")
        .asBoolean();
  }

  private static Users.Tokens tokens(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return new Users.Tokens(
        answer.text("access_token"), answer.text("id_token"), answer.text("refresh_token"));
  }
}
