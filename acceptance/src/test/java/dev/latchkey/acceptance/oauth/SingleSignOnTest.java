package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Contract sections 1.15 and 4.1.2 step 6: the session of a browser, which opens the way to further
 * clients without a password, and when it does not.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SingleSignOnTest {

  private static final String SESSION = "__Host-SESSION";
  private static final String LEGACY = "__Host-SESSION_LEGACY";

  private TestServer server;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.standard()
                .set("/tenants/0/session/lifetime", "3d")
                .set("/tenants/0/session/login_required_after", "7d")
                .set(TestConfig.client(TestConfig.NATIVE) + "/sso", false));
    server.clock().stop();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private OAuthClient client(String id, Http browser) {
    return new OAuthClient(browser, id);
  }

  private OAuthClient spa(Http browser) {
    return client(TestConfig.SPA, browser);
  }

  private OAuthClient other(Http browser) {
    return client(TestConfig.OTHER_SPA, browser);
  }

  /** A browser in which somebody just logged in. */
  private Http loggedIn() {
    Http browser = server.browser();
    spa(browser).newUser();
    return browser;
  }

  private static void assertLetIn(Answer answer) {
    assertThat(answer.redirectParameters()).as(answer.toString()).containsKey("code");
  }

  private static void assertLoginRequired(Answer answer) {
    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.redirectParameters())
        .containsEntry("error", "login_required")
        .doesNotContainKey("code");
  }

  private static JWTClaimsSet claims(String token) throws Exception {
    return SignedJWT.parse(token).getJWTClaimsSet();
  }

  @Test
  void a_second_client_gets_its_code_without_a_password() throws Exception {
    Http browser = server.browser();
    Users.Tokens first = spa(browser).newUser();
    server.clock().advance(Duration.ofSeconds(30));
    OAuthClient second = other(browser);
    Answer answer = second.redeem(second.authorize().redirectParameter("code"));
    assertThat(answer.status()).isEqualTo(200);

    JWTClaimsSet before = claims(first.idToken());
    JWTClaimsSet after = claims(answer.text("id_token"));
    assertThat(after.getSubject()).isEqualTo(before.getSubject());
    assertThat(after.getClaim("sid")).isEqualTo(before.getClaim("sid"));
    assertThat(after.getClaim("auth_time")).isEqualTo(before.getClaim("auth_time"));
    assertThat(after.getIssueTime()).isAfter(before.getIssueTime());
    assertThat(after.getStringClaim("auth_type")).isEqualTo("refresh");
    assertThat(after.getClaim("new_user")).isNull();
  }

  @Test
  void without_a_session_the_answer_is_login_required() {
    for (String prompt : new String[] {"none", "login", "consent"}) {
      assertLoginRequired(spa(server.browser()).authorize("prompt", prompt));
    }
    assertLoginRequired(spa(server.browser()).authorize());
  }

  @Test
  @Requirement("ASVS 7.6.2")
  void prompt_none_is_answered_from_the_session() {
    Http browser = loggedIn();
    assertLetIn(other(browser).authorize("prompt", "none"));
    assertLetIn(other(browser).authorize("prompt", "consent"));
  }

  @Test
  void prompt_login_and_select_account_want_a_new_login() {
    Http browser = loggedIn();
    for (String prompt : new String[] {"login", "select_account", "login consent"}) {
      assertLoginRequired(spa(browser).authorize("prompt", prompt));
    }
    assertLetIn(spa(browser).authorize("prompt", "login", "tkn", spa(browser).newTkn()));
  }

  @Test
  void max_age_wants_a_login_that_is_young_enough() {
    Http browser = loggedIn();
    assertLoginRequired(spa(browser).authorize("max_age", "0"));
    assertLetIn(spa(browser).authorize("max_age", "600"));
    server.clock().advance(Duration.ofSeconds(599));
    assertLetIn(spa(browser).authorize("max_age", "600"));
    server.clock().advance(Duration.ofSeconds(1));
    assertLoginRequired(spa(browser).authorize("max_age", "600"));
    assertLetIn(spa(browser).authorize("max_age", "6000"));
  }

  @Test
  void a_login_satisfies_any_max_age() {
    assertLetIn(
        spa(server.browser()).authorize("max_age", "0", "tkn", spa(server.http()).newTkn()));
  }

  @Test
  @Requirement("ASVS 7.3.1")
  void a_session_ends_when_it_is_not_used_for_its_lifetime() {
    Http used = loggedIn();
    Http unused = loggedIn();
    server.clock().advance(Duration.ofDays(2));
    assertLetIn(spa(used).authorize());
    server.clock().advance(Duration.ofDays(2));
    assertLetIn(spa(used).authorize());
    assertLoginRequired(spa(unused).authorize());
    server.clock().advance(Duration.ofDays(3));
    assertLoginRequired(spa(used).authorize());
  }

  @Test
  @Requirement({"ASVS 7.1.1", "ASVS 7.3.2", "ASVS 7.6.1"})
  void a_session_ends_some_time_after_its_login_however_much_it_is_used() {
    Http browser = loggedIn();
    for (int day = 1; day < 7; day++) {
      server.clock().advance(Duration.ofDays(1));
      assertLetIn(spa(browser).authorize());
    }
    server.clock().advance(Duration.ofDays(1));
    assertLoginRequired(spa(browser).authorize());
  }

  @Test
  void the_cookies_are_those_of_the_contract() {
    Answer answer = spa(server.browser()).authorize("tkn", spa(server.http()).newTkn());
    assertThat(answer.setCookie(SESSION))
        .matches(
            SESSION
                + "=[A-Za-z0-9_-]{43}; Path=/; Max-Age=259200; Secure; HttpOnly; SameSite=None");
    assertThat(answer.setCookie(LEGACY))
        .matches(LEGACY + "=[A-Za-z0-9_-]{43}; Path=/; Max-Age=259200; Secure; HttpOnly");
  }

  @Test
  void persistent_false_gives_a_cookie_that_goes_with_the_browser() {
    for (Map.Entry<String, Boolean> persistent : Map.of("false", false, "true", true).entrySet()) {
      Answer answer =
          spa(server.browser())
              .authorize("tkn", spa(server.http()).newTkn(), "persistent", persistent.getKey());
      for (String name : new String[] {SESSION, LEGACY}) {
        assertThat(answer.setCookie(name)).startsWith(name + "=");
        assertThat(answer.setCookie(name).contains("Max-Age=")).isEqualTo(persistent.getValue());
      }
    }
  }

  @Test
  void a_use_keeps_the_cookie_as_long_as_the_session() {
    Http browser = loggedIn();
    String value = String.valueOf(browser.cookies().get(SESSION));
    server.clock().advance(Duration.ofDays(2));
    Answer used = spa(browser).authorize();
    assertThat(used.setCookie(SESSION))
        .startsWith(SESSION + "=" + value + "; Path=/; Max-Age=259200;");

    Http fleeting = server.browser();
    spa(fleeting).authorize("tkn", spa(server.http()).newTkn(), "persistent", "false");
    server.clock().advance(Duration.ofDays(2));
    assertThat(spa(fleeting).authorize().setCookie(SESSION)).doesNotContain("Max-Age");
  }

  @Test
  void an_old_browser_shows_the_legacy_cookie_alone() {
    Http browser = loggedIn();
    browser.cookies().remove(SESSION);
    assertLetIn(other(browser).authorize());
  }

  @Test
  void a_cookie_that_is_nobodys_is_no_session() {
    for (String value : new String[] {"", "x", "A".repeat(43), "A".repeat(4000), "é", "'\"\\"}) {
      assertLoginRequired(spa(server.http().with("Cookie", SESSION + "=" + value)).authorize());
    }
  }

  @Test
  void a_client_without_single_sign_on_neither_uses_nor_makes_a_session() {
    Http browser = loggedIn();
    assertLoginRequired(client(TestConfig.NATIVE, browser).authorize());
    OAuthClient app = client(TestConfig.NATIVE, server.browser());
    Answer answer = app.authorize("tkn", app.newTkn());
    assertLetIn(answer);
    assertThat(answer.setCookie(SESSION)).isEmpty();
    assertThat(app.redeem(answer.redirectParameter("code")).setCookie(SESSION)).isEmpty();
  }

  @Test
  @Requirement("ASVS 7.4.1")
  void a_logout_ends_the_session_everywhere() {
    Http browser = loggedIn();
    String value = String.valueOf(browser.cookies().get(SESSION));
    assertThat(browser.get("/identity/v1/logout").status()).isEqualTo(204);
    assertThat(browser.cookies()).doesNotContainKeys(SESSION, LEGACY);
    assertLoginRequired(spa(server.http().with("Cookie", SESSION + "=" + value)).authorize());
  }

  @Test
  @Requirement("ASVS 7.4.2")
  void a_suspended_users_session_opens_nothing() {
    Http browser = server.browser();
    String email = Users.newEmail();
    spa(browser).tokens(spa(browser).users().signUp(email));
    assertLetIn(other(browser).authorize());
    server.sql("update profile set suspended_at = now() where email = '" + email + "'");
    assertLoginRequired(other(browser).authorize());
  }

  /**
   * Contract section 1.15: native apps call authorize without a browser, and want their web views
   * logged in.
   */
  @Test
  void the_token_answer_of_a_public_client_brings_the_cookie_of_the_session_it_opened() {
    OAuthClient app = spa(server.http());
    Answer answer = app.redeem(app.code(app.newTkn()));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.setCookie(SESSION))
        .contains("Max-Age=259200", "Secure; HttpOnly; SameSite=None");
    String pair = answer.setCookie(SESSION).split(";", 2)[0];
    assertLetIn(other(server.http().with("Cookie", pair)).authorize());

    Answer fleeting = app.redeem(app.code(app.newTkn(), "persistent", "false"));
    assertThat(fleeting.setCookie(SESSION)).isNotEmpty().doesNotContain("Max-Age");
  }

  @Test
  @Requirement("ASVS 10.1.1")
  void the_token_answer_brings_no_cookie_to_a_confidential_client_nor_for_a_session_of_before() {
    OAuthClient backend = client(TestConfig.WEB_APP, server.http());
    assertThat(backend.redeem(backend.code(backend.newTkn())).setCookie(SESSION)).isEmpty();

    Http browser = loggedIn();
    OAuthClient app = other(browser);
    Answer answer = app.redeem(app.authorize().redirectParameter("code"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.setCookie(SESSION)).isEmpty();
  }
}
