package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Attack class 18: an attacker plants a session id in the victim's browser, or one that was seen
 * before the login is worth something after it.
 */
@AttackClass(18)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack18SessionFixationTest {

  private static final String SESSION = "__Host-SESSION";
  private static final String LEGACY = "__Host-SESSION_LEGACY";

  private TestServer server;

  @BeforeAll
  void start() {
    server = TestServer.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private OAuthClient spa(Http http) {
    return new OAuthClient(http, TestConfig.SPA);
  }

  private Http withCookie(String name, String value) {
    return server.http().with("Cookie", name + "=" + value);
  }

  private static String session(Http browser) {
    return String.valueOf(browser.cookies().get(SESSION));
  }

  private void assertWorthNothing(String cookie) {
    for (String name : List.of(SESSION, LEGACY)) {
      Answer answer = spa(withCookie(name, cookie)).authorize("prompt", "none");
      assertThat(answer.redirectParameters()).containsEntry("error", "login_required");
      Answer data =
          withCookie(name, cookie)
              .get("/identity/v1/sso/data", Map.of("client_id", TestConfig.SPA));
      assertThat(data.json().path("is_authenticated").asBoolean()).isFalse();
    }
  }

  @Test
  @Requirement("ASVS 7.2.4")
  void attack_18_every_login_has_a_new_session_id_and_ends_the_one_before() throws Exception {
    Http browser = server.browser();
    String email = Users.newEmail();
    spa(browser).users().signUp(email);
    Set<String> cookies = new HashSet<>();
    Set<String> ids = new HashSet<>();
    String before = "";
    for (int i = 0; i < 4; i++) {
      Users.Tokens tokens = spa(browser).tokens(spa(browser).users().logIn(email));
      assertThat(cookies.add(session(browser))).isTrue();
      assertThat(ids.add(SignedJWT.parse(tokens.idToken()).getJWTClaimsSet().getStringClaim("sid")))
          .isTrue();
      assertThat(session(browser)).isNotEqualTo(before);
      if (!before.isEmpty()) {
        assertWorthNothing(before);
      }
      before = session(browser);
    }
  }

  @Test
  void attack_18_a_planted_id_is_not_adopted() {
    String planted = "A".repeat(43);
    Http victim = withCookie(SESSION, planted);
    Answer login = spa(victim).authorize("tkn", spa(victim).newTkn());
    assertThat(login.redirectParameters()).containsKey("code");
    assertThat(login.setCookie(SESSION)).startsWith(SESSION + "=").doesNotContain(planted);
    assertWorthNothing(planted);
  }

  /** The attacker plants his own, live session; once the victim has logged in, it leads nowhere. */
  @Test
  void attack_18_an_attackers_session_does_not_become_the_victims() {
    Http attacker = server.browser();
    spa(attacker).newUser();
    String planted = session(attacker);

    Http victim = withCookie(SESSION, planted);
    Answer login = spa(victim).authorize("tkn", spa(victim).newTkn());
    assertThat(login.setCookie(SESSION)).startsWith(SESSION + "=").doesNotContain(planted);
    assertWorthNothing(planted);
  }

  @Test
  void attack_18_a_session_of_before_does_not_come_back_with_the_token_answer() {
    Http attacker = server.browser();
    spa(attacker).newUser();
    String planted = session(attacker);
    OAuthClient app = spa(server.http());
    String code = app.code(app.newTkn());
    Answer tokens =
        spa(withCookie(SESSION, planted)).redeem(code, "code_verifier", app.pkce().verifier());
    assertThat(tokens.status()).isEqualTo(200);
    assertThat(tokens.setCookie(SESSION)).startsWith(SESSION + "=").doesNotContain(planted);
  }

  /**
   * RFC 6265bis section 4.1.3.2: with this prefix no other host, not even a subdomain, can set or
   * overwrite it.
   */
  @Test
  void attack_18_the_cookies_can_be_set_by_this_host_alone() {
    OAuthClient client = spa(server.browser());
    Answer login = client.authorize("tkn", client.newTkn());
    List<String> lines = login.headers().allValues("Set-Cookie");
    assertThat(lines).hasSize(2);
    for (String line : lines) {
      assertThat(line).startsWith("__Host-").contains("; Path=/;", "; Secure", "; HttpOnly");
      assertThat(line.toLowerCase(Locale.ROOT)).doesNotContain("domain=");
    }
  }

  @Test
  void attack_18_a_cookie_without_the_prefix_is_not_looked_at() {
    Http browser = server.browser();
    spa(browser).newUser();
    for (String name :
        List.of("SESSION", "__host-session", "__Secure-SESSION", "__Host-SESSION2")) {
      Answer answer = spa(withCookie(name, session(browser))).authorize();
      assertThat(answer.redirectParameters()).as(name).containsEntry("error", "login_required");
    }
  }

  @Test
  void attack_18_a_session_id_is_never_taken_from_an_address_or_a_body() {
    Http browser = server.browser();
    spa(browser).newUser();
    Answer answer =
        spa(server.http())
            .authorize(
                SESSION, session(browser), "sid", session(browser), "session", session(browser));
    assertThat(answer.redirectParameters()).containsEntry("error", "login_required");
  }

  @Test
  void attack_18_the_database_does_not_know_the_cookies_value() {
    Http browser = server.browser();
    spa(browser).newUser();
    assertThat(
            server.sql(
                "select count(*) from session where session::text like '%"
                    + session(browser)
                    + "%'"))
        .isEqualTo("0");
  }
}
