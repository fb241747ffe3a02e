package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The PKCE downgrade of RFC 9700 sections 2.1.1 and 4.8: an attacker takes the challenge out of the
 * authorize request, or the verifier out of the token request, and the server goes on as if there
 * had never been any. Tried at a confidential client that may do without PKCE: there nothing but
 * the pairing of the two stands in the way.
 */
@Requirement("ASVS 10.4.6")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PkceDowngradeTest {

  private TestServer server;
  private OAuthClient webApp;

  @BeforeAll
  void start() {
    server = TestServer.start();
    webApp = new OAuthClient(server.http(), TestConfig.WEB_APP);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static void assertRefused(Answer answer) {
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("invalid_grant");
  }

  @Test
  void a_verifier_without_a_challenge_is_refused() {
    String stripped =
        webApp.code(webApp.newTkn(), "code_challenge", null, "code_challenge_method", null);
    assertRefused(webApp.redeem(stripped, "code_verifier", webApp.pkce().verifier()));
  }

  @Test
  void a_challenge_without_a_verifier_is_refused() {
    assertRefused(webApp.redeem(webApp.code(webApp.newTkn()), "code_verifier", null));
    assertRefused(webApp.withForms().redeem(webApp.code(webApp.newTkn()), "code_verifier", ""));
  }

  @Test
  void the_plain_method_is_no_way_out() {
    Answer plain =
        webApp.authorize(
            "tkn", webApp.newTkn(),
            "code_challenge", webApp.pkce().verifier(),
            "code_challenge_method", "plain");
    assertThat(plain.redirectParameters()).containsEntry("error", "invalid_request");
    Answer unsaid =
        webApp.authorize(
            "tkn", webApp.newTkn(),
            "code_challenge", webApp.pkce().verifier(),
            "code_challenge_method", null);
    assertThat(unsaid.redirectParameters()).containsEntry("error", "invalid_request");
    assertRefused(
        webApp.redeem(webApp.code(webApp.newTkn()), "code_verifier", webApp.pkce().challenge()));
  }

  @Test
  void the_right_pairs_are_accepted() {
    assertThat(webApp.redeem(webApp.code(webApp.newTkn())).status()).isEqualTo(200);
    String without =
        webApp.code(webApp.newTkn(), "code_challenge", null, "code_challenge_method", null);
    assertThat(webApp.redeem(without, "code_verifier", null).status()).isEqualTo(200);
  }
}
