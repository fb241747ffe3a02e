package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Router;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Attack class 19: at a browser that several people use, the next one gets the session of the one
 * before, whose logout did not reach it, or sees that person's pages by going back.
 */
@AttackClass(19)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack19SharedBrowserTest {

  private static final String SESSION = "__Host-SESSION";

  private TestServer server;

  @BeforeAll
  void start() {
    server = TestServer.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static OAuthClient spa(Http browser) {
    return new OAuthClient(browser, TestConfig.SPA);
  }

  private static Answer whoIsThere(Http browser) {
    return browser.get("/identity/v1/sso/data", Map.of("client_id", TestConfig.SPA));
  }

  private String newUser() {
    String email = Users.newEmail();
    spa(server.http()).users().signUp(email);
    return email;
  }

  private void assertDead(String cookie) {
    Http holder = server.http().with("Cookie", SESSION + "=" + cookie);
    assertThat(spa(holder).authorize("prompt", "none").redirectParameter("error"))
        .isEqualTo("login_required");
    assertThat(whoIsThere(holder).json().path("is_authenticated").asBoolean(true)).isFalse();
  }

  /** The app logged out with a back end of its own: the browser's cookies never came along. */
  @Test
  void attack_19_after_a_logout_that_brought_no_cookies_the_next_login_is_the_next_users_alone() {
    String ann = newUser();
    String bob = newUser();
    Http browser = server.browser();
    spa(browser).tokens(spa(browser).users().logIn(ann));
    String anns = browser.cookies().getOrDefault(SESSION, "");
    assertThat(server.http().get("/identity/v1/logout").status()).isEqualTo(204);

    Users.Tokens bobs = spa(browser).tokens(spa(browser).users().logIn(bob));

    assertThat(spa(browser).users().userinfo(bobs.accessToken()).text("email")).isEqualTo(bob);
    assertThat(whoIsThere(browser).text("email")).isEqualTo(bob);
    assertDead(anns);
    OAuthClient silently = spa(browser);
    String code = silently.authorize("prompt", "none").redirectParameter("code");
    Users.Tokens bySession = Users.Tokens.of(silently.redeem(code));
    assertThat(silently.users().userinfo(bySession.accessToken()).text("email")).isEqualTo(bob);
  }

  @Test
  void attack_19_after_the_logout_nobody_is_left_not_even_the_one_before() {
    String ann = newUser();
    String bob = newUser();
    Http browser = server.browser();
    spa(browser).tokens(spa(browser).users().logIn(ann));
    String anns = browser.cookies().getOrDefault(SESSION, "");
    spa(browser).tokens(spa(browser).users().logIn(bob));
    String bobs = browser.cookies().getOrDefault(SESSION, "");

    assertThat(browser.get("/identity/v1/logout").status()).isEqualTo(204);

    assertThat(browser.cookies()).doesNotContainKeys(SESSION, SESSION + "_LEGACY");
    assertThat(whoIsThere(browser).body()).isEqualTo("{\"is_authenticated\":false}");
    assertDead(anns);
    assertDead(bobs);
  }

  @Test
  void attack_19_a_login_that_fails_leaves_nobody_elses_session_to_the_one_who_failed() {
    String ann = newUser();
    Http browser = server.browser();
    spa(browser).tokens(spa(browser).users().logIn(ann));
    browser.get("/identity/v1/logout");
    spa(browser).users().tryPassword(newUser(), "wrong");
    assertThat(spa(browser).authorize("tkn", "invented").redirectParameters())
        .doesNotContainKey("code");
    assertThat(whoIsThere(browser).json().path("is_authenticated").asBoolean(true)).isFalse();
  }

  /**
   * What names its user is not kept: not on disk, not by a proxy, and not by the browser that shows
   * a page again when somebody goes back.
   */
  @Test
  void attack_19_no_answer_that_tells_of_a_user_is_kept_by_the_browser() {
    String email = newUser();
    Http browser = server.browser();
    Users.Tokens tokens = spa(browser).tokens(spa(browser).users().logIn(email));
    String id = spa(browser).users().userinfo(tokens.accessToken()).text("id");
    Http user = browser.bearer(tokens.accessToken());
    int telling = 0;
    for (Router.Entry route : server.routes()) {
      if (route.method() != Method.GET) {
        continue;
      }
      String path = route.pattern().replaceAll("\\{[a-z_]+}", "x");
      Answer answer = user.get(path, spa(browser).authorizeParameters());
      String told = answer.body() + answer.header("Location");
      if (told.contains(email) || told.contains(id) || told.contains("code=")) {
        telling++;
        assertThat(answer.header("Cache-Control")).as("%s %s", route, answer).contains("no-store");
      }
    }
    assertThat(telling).isGreaterThanOrEqualTo(4);
  }
}
