package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Upstream.Person;
import dev.latchkey.testkit.Users;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Attack class 5: an account at a provider with the victim's address in it, which nobody verified,
 * is linked to the victim's profile, or the other way round.
 */
@AttackClass(5)
class Attack05UnverifiedLinkTest extends FederatedAttack {

  private String victim() {
    String email = Users.newEmail();
    users.signUp(email);
    return email;
  }

  private void assertInUse(Answer answer, String email) {
    assertThat(answer.redirectParameter("error_message_key"))
        .isEqualTo("error.socialAccountEmailAlreadyInUse");
    assertThat(answer.redirectParameters()).doesNotContainKeys("code", "tkn");
    assertThat(answer.setCookie("__Host-SESSION")).isEmpty();
    assertThat(identitiesOf(email)).isEqualTo("0");
  }

  @Test
  void attack_05_an_address_that_the_provider_has_not_verified_links_to_nobody() {
    String email = victim();
    verify(email);
    Person attacker = Person.of(email).unverified();
    assertInUse(linking(server.browser()).run("linking", attacker), email);
    assertInUse(acme(server.browser()).run("acme", attacker), email);
  }

  @Test
  void attack_05_an_address_that_the_profile_has_not_verified_is_linked_by_nobody() {
    String email = victim();
    assertInUse(linking(server.browser()).run("linking", Person.of(email)), email);
  }

  @Test
  void attack_05_the_word_of_a_provider_that_is_not_trusted_is_none() {
    String email = victim();
    verify(email);
    assertInUse(linking(server.browser()).run("sloppy", Person.of(email)), email);
  }

  @Test
  void attack_05_an_address_in_other_letters_is_the_same_address() {
    String email = victim();
    verify(email);
    Person attacker = Person.of(email.toUpperCase(Locale.ROOT)).unverified();
    assertInUse(linking(server.browser()).run("linking", attacker), email);
  }

  @Test
  void attack_05_whoever_came_first_with_an_address_of_somebody_else_is_out_when_the_owner_comes() {
    String email = Users.newEmail();
    Person attacker = Person.of(email).unverified();
    Http attackersBrowser = server.browser();
    Users.Tokens theirs = acme(attackersBrowser).tokens("acme", attacker);
    assertThat(users.userinfo(theirs.accessToken()).json().path("email_verified").asBoolean())
        .isFalse();

    Http owner = server.browser();
    Map<String, Object> start = new LinkedHashMap<>(spa(owner).authorizeParameters());
    start.put("client_id", TestConfig.SPA);
    start.put("email", email);
    owner.post("/identity/v1/passwordless/start", start);
    server.inbox().await(email, 2);
    String code = server.inbox().to(email).getLast().code();
    Answer in =
        owner.post(
            "/identity/v1/passwordless/verify",
            Map.of("client_id", TestConfig.SPA, "email", email, "verification_code", code));
    assertThat(in.status()).as("%s", in).isEqualTo(200);

    assertThat(users.userinfo(theirs.accessToken()).status()).isEqualTo(401);
    assertThat(spa(attackersBrowser).authorize("prompt", "none").redirectParameter("error"))
        .isEqualTo("login_required");
    assertInUse(acme(server.browser()).run("acme", attacker), email);
  }
}
