package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Attack class 3: a redirect URI that is not the client's gets through by a wildcard, user
 * information, encoding, a path traversal or a look-alike. Here two hundred of them, and {@link
 * Attack03RedirectPropertyTest}.
 */
@AttackClass(3)
@Requirement("ASVS 10.4.1")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack03RedirectTest {

  private TestServer server;
  private OAuthClient loggedIn;
  private OAuthClient implicit;

  @BeforeAll
  void start() {
    server = TestServer.start();
    Http browser = server.browser();
    loggedIn = new OAuthClient(browser, TestConfig.SPA);
    loggedIn.newUser();
    implicit = new OAuthClient(browser, TestConfig.IMPLICIT);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static void assertNowhere(Evasion evasion, Answer answer) {
    assertThat(answer.status()).as(evasion.toString()).isEqualTo(400);
    assertThat(answer.header("Location")).as(evasion.toString()).isEmpty();
    assertThat(answer.body()).doesNotContain("postMessage").contains("invalid_request");
  }

  @Test
  void attack_03_the_corpus_is_large_and_the_session_would_let_every_one_of_it_in() {
    List<Evasion> all = Evasion.all();
    assertThat(all).hasSizeGreaterThanOrEqualTo(200).doesNotHaveDuplicates();
    assertThat(all)
        .extracting(Evasion::url)
        .doesNotContain(TestConfig.CALLBACK, TestConfig.RESET_PAGE);
    assertThat(loggedIn.authorize().redirectParameters()).containsKey("code");
    assertThat(implicit.authorize("response_type", "token").redirectParameters())
        .containsKey("access_token");
  }

  @Test
  void attack_03_no_code_goes_to_an_evasion() {
    for (Evasion evasion : Evasion.all()) {
      assertNowhere(evasion, loggedIn.authorize("redirect_uri", evasion.url()));
    }
  }

  @Test
  void attack_03_no_token_goes_to_an_evasion() {
    for (Evasion evasion : Evasion.all()) {
      assertNowhere(
          evasion, implicit.authorize("response_type", "token", "redirect_uri", evasion.url()));
    }
  }

  @Test
  void attack_03_no_web_message_goes_to_an_evasion() {
    OAuthClient framed = loggedIn.at(loggedIn.http().with("Referer", TestConfig.ORIGIN + "/"));
    for (Evasion evasion : Evasion.all()) {
      assertNowhere(
          evasion, framed.authorize("response_mode", "web_message", "redirect_uri", evasion.url()));
    }
  }

  /** An error that is redirected is a redirect, too. */
  @Test
  void attack_03_no_error_goes_to_an_evasion() {
    OAuthClient stranger = new OAuthClient(server.http(), TestConfig.SPA);
    for (Evasion evasion : Evasion.all()) {
      assertNowhere(evasion, stranger.authorize("prompt", "none", "redirect_uri", evasion.url()));
      assertNowhere(
          evasion, stranger.authorize("response_type", "none", "redirect_uri", evasion.url()));
    }
  }

  @Test
  void attack_03_no_code_is_redeemed_with_an_evasion() {
    for (Evasion evasion : Evasion.all()) {
      String code = loggedIn.authorize().redirectParameter("code");
      Answer answer = loggedIn.redeem(code, "redirect_uri", evasion.url());
      assertThat(answer.status()).as(evasion.toString()).isEqualTo(400);
      assertThat(answer.text("error")).isIn("invalid_grant", "invalid_request");
      assertThat(answer.json().has("access_token")).isFalse();
    }
  }
}
