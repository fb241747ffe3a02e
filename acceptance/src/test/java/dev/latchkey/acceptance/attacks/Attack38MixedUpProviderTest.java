package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Upstream.Person;
import dev.latchkey.testkit.Users;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Attack class 38: the answer of one provider is passed off as that of another, or one browser's as
 * another's.
 */
@AttackClass(38)
class Attack38MixedUpProviderTest extends FederatedAttack {

  private static void assertRefused(Answer answer) {
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo("invalid_state");
    assertThat(answer.header("Location")).isEmpty();
    assertThat(answer.setCookie("__Host-SESSION")).isEmpty();
  }

  @Test
  void attack_38_a_state_is_good_for_its_provider_alone() {
    Http browser = server.browser();
    String back = acme(browser).visit("acme", Person.of(Users.newEmail()));
    int asked = other.hits("/token");

    assertRefused(browser.get(back.replace("/login/acme/", "/login/linking/")));
    assertRefused(browser.get(back.replace("/login/acme/", "/login/nobody/")));

    assertThat(other.hits("/token")).as("the code was shown to the other").isEqualTo(asked);
    assertThat(browser.get(back).redirectParameter("code")).isNotBlank();
  }

  @Test
  void attack_38_an_answer_that_names_another_issuer_is_refused() {
    Http browser = server.browser();
    String back = acme(browser).visit("acme", Person.of(Users.newEmail()));
    Answer answer = browser.get(back + "&iss=" + other.issuer());
    assertThat(answer.redirectParameter("error_message_key")).isEqualTo("error.social.failed");
  }

  @Test
  void attack_38_an_answer_is_taken_only_from_the_browser_that_set_out() {
    Http attacker = server.browser();
    String back = acme(attacker).visit("acme", Person.of(Users.newEmail()));

    assertRefused(server.browser().get(back));
    Http victim = server.browser();
    acme(victim).leave("acme", Person.of(Users.newEmail()));
    assertRefused(victim.get(back));

    assertThat(attacker.get(back).redirectParameter("code")).isNotBlank();
  }

  @Test
  void attack_38_an_answer_is_good_once_however_many_bring_it_at_once() {
    Http browser = server.browser();
    String back = acme(browser).visit("acme", Person.of(Users.newEmail()));
    List<Answer> answers = Together.run(8, i -> browser.get(back));
    assertThat(answers).filteredOn(answer -> answer.status() == 302).hasSize(1);
    assertRefused(browser.get(back));
  }

  @Test
  void attack_38_two_logins_at_once_in_one_browser_do_not_get_in_each_others_way() {
    Http browser = server.browser();
    String first = acme(browser).visit("acme", Person.of(Users.newEmail()));
    String second = linking(browser).visit("linking", Person.of(Users.newEmail()));
    assertThat(browser.get(first).redirectParameter("code")).isNotBlank();
    assertThat(browser.get(second).redirectParameter("code")).isNotBlank();
  }
}
