package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attack class 16: a stolen authorization code is used a second time, by another client, for
 * another address or without what only the client knows.
 */
@AttackClass(16)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack16CodeReuseTest {

  private static final int ROUNDS = 50;
  private static final int AT_ONCE = 4;

  private TestServer server;
  private TestServer second;
  private OAuthClient spa;

  @BeforeAll
  void start() {
    server = TestServer.start(TestConfig.twoTenants());
    server.clock().stop();
    second = server.secondNode(TestConfig.twoTenants().set("/tenants/0/public_url", server.url()));
    spa = new OAuthClient(server.http(), TestConfig.SPA);
  }

  @AfterAll
  void stop() {
    second.close();
    server.close();
  }

  private static void assertNothing(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("invalid_grant");
    assertThat(answer.json().has("access_token")).isFalse();
  }

  private void assertDead(Answer tokens) {
    assertThat(spa.users().userinfo(tokens.text("access_token")).status()).isEqualTo(401);
    assertThat(spa.refresh(tokens.text("refresh_token")).status()).isEqualTo(400);
  }

  @Test
  @Requirement("ASVS 10.4.2")
  void attack_16_a_code_that_comes_back_gets_nothing_and_ends_what_it_gave() {
    String code = spa.code(spa.newTkn());
    Answer first = spa.redeem(code);
    assertThat(first.status()).isEqualTo(200);
    assertNothing(spa.redeem(code));
    assertDead(first);
  }

  /** RFC 6749 section 10.5, OpenID Connect Core section 3.3: it came of the same authorization. */
  @ParameterizedTest
  @ValueSource(strings = {"code token", "code id_token token"})
  @Requirement("ASVS 10.4.2")
  void attack_16_a_code_that_comes_back_ends_the_token_that_came_beside_it(String type) {
    OAuthClient hybrid = new OAuthClient(server.http(), TestConfig.IMPLICIT);
    Map<String, String> parameters =
        hybrid.authorizeParameters("response_type", type, "nonce", "n");
    parameters.put("tkn", hybrid.newTkn());
    Answer front = server.http().get("/oauth/authorize", parameters);
    String beside = front.redirectParameter("access_token");
    Answer first = hybrid.redeem(front.redirectParameter("code"));
    assertThat(hybrid.users().userinfo(beside).status()).isEqualTo(200);
    assertThat(hybrid.users().userinfo(first.text("access_token")).status()).isEqualTo(200);

    assertNothing(hybrid.redeem(front.redirectParameter("code")));

    assertThat(hybrid.users().userinfo(beside).status()).isEqualTo(401);
    assertThat(hybrid.users().userinfo(first.text("access_token")).status()).isEqualTo(401);
  }

  @Test
  void attack_16_a_code_that_a_thief_brings_back_at_his_own_client_ends_what_it_gave() {
    String code = spa.code(spa.newTkn());
    Answer first = spa.redeem(code);
    assertNothing(new OAuthClient(server.http(), TestConfig.OTHER_SPA).redeem(code));
    assertDead(first);
  }

  @Test
  void attack_16_a_code_is_worth_nothing_to_another_client() {
    for (String thief :
        List.of(
            TestConfig.OTHER_SPA,
            TestConfig.WEB_APP,
            TestConfig.BACKEND,
            TestConfig.LEGACY,
            TestConfig.THIRD_PARTY)) {
      OAuthClient other = new OAuthClient(server.http(), thief);
      assertNothing(other.redeem(spa.code(spa.newTkn())));
      assertNothing(other.redeem(spa.code(spa.newTkn()), "code_verifier", spa.pkce().verifier()));
    }
  }

  @Test
  void attack_16_a_code_is_worth_nothing_at_another_tenant() {
    Http other = server.http().with("Host", "other.localhost");
    String code = spa.code(spa.newTkn());
    assertNothing(spa.at(other).redeem(code));
    assertThat(spa.redeem(code).status()).as("where it belongs it is untouched").isEqualTo(200);
  }

  @Test
  void attack_16_a_code_is_worth_nothing_for_another_address_of_the_same_client() {
    assertNothing(spa.redeem(spa.code(spa.newTkn()), "redirect_uri", TestConfig.RESET_PAGE));
    assertNothing(spa.redeem(spa.code(spa.newTkn()), "redirect_uri", null));
    String forReset = spa.code(spa.newTkn(), "redirect_uri", TestConfig.RESET_PAGE);
    assertNothing(spa.redeem(forReset));
  }

  @Test
  void attack_16_a_code_is_worth_nothing_without_its_verifier() {
    assertNothing(spa.redeem(spa.code(spa.newTkn()), "code_verifier", null));
    assertNothing(spa.redeem(spa.code(spa.newTkn()), "code_verifier", spa.pkce().challenge()));
    assertNothing(spa.redeem(spa.code(spa.newTkn()), "code_verifier", Pkce.create().verifier()));
  }

  /** Injection: the victim's code is put into the attacker's own, properly begun login. */
  @Test
  void attack_16_a_code_is_worth_nothing_in_another_login_of_the_same_client() {
    OAuthClient attacker = new OAuthClient(server.http(), TestConfig.SPA);
    assertThat(attacker.redeem(attacker.code(attacker.newTkn())).status()).isEqualTo(200);
    assertNothing(attacker.redeem(spa.code(spa.newTkn())));
  }

  @Test
  void attack_16_of_redemptions_at_once_no_two_grants_are_ever_alive() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String email = Users.newEmail();
      String code = spa.code(spa.users().signUp(email));
      List<Answer> given = new ArrayList<>();
      for (Answer answer : redeemAtOnce(code)) {
        if (answer.status() == 200) {
          given.add(answer);
        } else {
          assertNothing(answer);
        }
      }
      assertThat(given).hasSizeLessThanOrEqualTo(1);
      given.forEach(this::assertDead);
      assertThat(
              server.sql(
                  "select count(*) from token_grant g join profile p on p.tenant = g.tenant and"
                      + " p.id = g.profile_id"
                      + " where g.revoked_at is null and p.email = '%s'".formatted(email)))
          .as("a code that was seen twice leaves nothing alive")
          .isEqualTo("0");
    }
  }

  private List<Answer> redeemAtOnce(String code) throws Exception {
    OAuthClient[] nodes = {spa, spa.at(second.http())};
    List<Callable<Answer>> calls = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      OAuthClient node = nodes[i % nodes.length];
      calls.add(() -> node.redeem(code));
    }
    List<Answer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Answer> answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
    }
    return answers;
  }
}
