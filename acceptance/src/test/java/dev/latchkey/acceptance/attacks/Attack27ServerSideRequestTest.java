package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.ProviderLogin;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Upstream;
import dev.latchkey.testkit.Upstream.Person;
import dev.latchkey.testkit.Users;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Attack class 27, the part of providers: nothing makes the server call machines that are not on
 * the public internet. The client itself is held to it in the server's own tests.
 */
@AttackClass(27)
class Attack27ServerSideRequestTest {

  @Test
  void attack_27_a_private_address_is_not_called_unless_the_operator_says_so() {
    try (Upstream upstream = Upstream.start();
        TestServer server =
            TestServer.start(
                TestConfig.standard()
                    .set("/tenants/0/providers", List.of(upstream.provider("acme"))))) {
      OAuthClient spa = new OAuthClient(server.browser(), TestConfig.SPA);
      Answer answer = new ProviderLogin(upstream, spa).leave("acme", Person.of(Users.newEmail()));
      assertThat(answer.redirectParameter("error")).isEqualTo("temporarily_unavailable");
      assertThat(answer.body() + answer.header("Location")).doesNotContain(upstream.issuer());
      assertThat(upstream.hits("/.well-known/openid-configuration")).isZero();
    }
  }
}
