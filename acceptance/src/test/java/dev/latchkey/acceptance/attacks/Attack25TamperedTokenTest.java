package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Attack class 25: a token is not verified as a whole. Every character of every kind of token is
 * changed; none of it is ever accepted, and none of it brings the server down.
 */
@AttackClass(25)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack25TamperedTokenTest {

  private static final String BASE64URL =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private TestServer server;
  private OAuthClient spa;

  @BeforeAll
  void start() {
    server = TestServer.start();
    server.clock().stop();
    spa = new OAuthClient(server.http(), TestConfig.SPA);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /**
   * The token with each character changed in turn: in its lowest bit, which a last character may
   * have to spare; in its highest; and to what is no base64url at all. Then shorter, longer, and as
   * other alphabets write it.
   */
  private static Set<String> tampered(String token) {
    Set<String> all = new LinkedHashSet<>();
    for (int i = 0; i < token.length(); i++) {
      int digit = BASE64URL.indexOf(token.charAt(i));
      String changes =
          digit < 0 ? "A-" : "" + BASE64URL.charAt(digit ^ 1) + BASE64URL.charAt(digit ^ 32) + "!";
      for (char change : changes.toCharArray()) {
        all.add(token.substring(0, i) + change + token.substring(i + 1));
      }
    }
    for (int length : new int[] {1, token.length() / 2, token.length() - 1}) {
      all.add(token.substring(0, length));
      all.add(token.substring(token.length() - length));
    }
    for (String more : new String[] {"A", "=", "==", ".", "!", "%00", "~"}) {
      all.add(token + more);
      all.add(more + token);
    }
    all.add(token.replace('-', '+').replace('_', '/'));
    all.add(token + token);
    all.add(new StringBuilder(token).reverse().toString());
    all.remove(token);
    return all;
  }

  private static void assertRefused(Answer answer, String token) {
    assertThat(answer.status()).as(token).isBetween(400, 499);
    assertThat(answer.text("error")).as(token).isIn("invalid_grant", "invalid_request");
  }

  @Test
  void attack_25_no_changed_access_token_is_accepted() {
    String token = spa.newUser().accessToken();
    for (String changed : tampered(token)) {
      assertRefused(spa.users().userinfo(changed), changed);
    }
    assertThat(spa.users().userinfo(token).status()).isEqualTo(200);
  }

  @Test
  void attack_25_no_changed_access_token_is_active() {
    OAuthClient backend = new OAuthClient(server.http(), TestConfig.BACKEND);
    String token = spa.newUser().accessToken();
    for (String changed : tampered(token)) {
      assertThat(backend.introspect(changed).body()).as(changed).isEqualTo("{\"active\":false}");
    }
    assertThat(backend.introspect(token).json().path("active").asBoolean()).isTrue();
  }

  /** And an invented one is not taken for reuse: nobody can sign a user out with it. */
  @Test
  void attack_25_no_changed_refresh_token_is_accepted_or_ends_the_family() {
    Users.Tokens tokens = spa.newUser();
    for (String changed : tampered(tokens.refreshToken())) {
      Answer answer = spa.refresh(changed);
      assertRefused(answer, changed);
      assertThat(answer.text("error_message_key")).isEqualTo("error.refreshToken.invalid");
      assertThat(spa.revoke(changed).status()).as(changed).isEqualTo(204);
    }
    assertThat(spa.refresh(tokens.refreshToken()).status()).isEqualTo(200);
  }

  @Test
  void attack_25_no_changed_tkn_is_accepted() {
    String tkn = spa.newTkn();
    for (String changed : tampered(tkn)) {
      assertThat(spa.authorize("tkn", changed).redirectParameters())
          .as(changed)
          .containsEntry("error", "invalid_grant");
    }
    assertThat(spa.authorize("tkn", tkn).redirectParameters()).containsKey("code");
  }

  @Test
  void attack_25_no_changed_code_is_accepted() {
    String code = spa.code(spa.newTkn());
    for (String changed : tampered(code)) {
      assertRefused(spa.redeem(changed), changed);
    }
    assertThat(spa.redeem(code).status()).isEqualTo(200);
  }

  @Test
  void attack_25_no_changed_session_cookie_is_a_session() {
    var browser = server.browser();
    spa.at(browser).newUser();
    String cookie = String.valueOf(browser.cookies().get("__Host-SESSION"));
    for (String changed : tampered(cookie)) {
      OAuthClient client = spa.at(server.http().with("Cookie", "__Host-SESSION=" + changed));
      assertThat(client.authorize().redirectParameters())
          .as(changed)
          .containsEntry("error", "login_required");
    }
    assertThat(spa.at(browser).authorize().redirectParameters()).containsKey("code");
  }

  @Test
  void attack_25_no_changed_link_of_a_mail_is_accepted() {
    String email = Users.newEmail();
    spa.users().signUp(email);
    String path = server.inbox().await(email, 1).link().substring(server.url().length());
    int start = path.lastIndexOf('/') + 1;
    String token = path.substring(start);
    for (String changed : tampered(token)) {
      Answer answer = server.http().get(path.substring(0, start) + changed);
      assertThat(answer.status()).as(changed).isBetween(400, 499);
    }
    assertThat(verified(email)).isEqualTo("0");
    assertThat(server.http().get(path).status()).isEqualTo(200);
    assertThat(verified(email)).isEqualTo("1");
  }

  private String verified(String email) {
    return server.sql(
        "select count(*) from profile where email_verified_at is not null and email = '%s'"
            .formatted(email));
  }
}
