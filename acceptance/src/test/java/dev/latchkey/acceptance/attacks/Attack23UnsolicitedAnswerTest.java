package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Upstream.Fault;
import dev.latchkey.testkit.Upstream.Person;
import dev.latchkey.testkit.Users;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attack class 23, the part of OpenID Connect: an answer that nobody asked for, or that is not
 * bound to the request by its nonce.
 */
@AttackClass(23)
class Attack23UnsolicitedAnswerTest extends FederatedAttack {

  @ParameterizedTest
  @ValueSource(
      strings = {"?code=c", "?code=c&state=", "?code=c&state=made-up", "", "?state=s&state=t"})
  void attack_23_an_answer_that_nobody_asked_for_is_refused(String query) {
    Http browser = server.browser();
    acme(browser).leave("acme", Person.of(Users.newEmail()));
    Answer answer = browser.get("/login/acme/callback" + query);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.header("Location")).isEmpty();
    assertThat(answer.setCookie("__Host-SESSION")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"NO_NONCE", "WRONG_NONCE"})
  void attack_23_an_id_token_without_the_nonce_of_the_request_is_refused(Fault fault) {
    Person person = Person.of(Users.newEmail()).with(fault);
    assertThat(acme(server.browser()).run("acme", person).redirectParameter("error_message_key"))
        .isEqualTo("error.social.failed");
  }

  private Answer oneTap(String idToken, String nonce) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("client_id", TestConfig.SPA);
    parameters.put("response_type", "code");
    parameters.put("response_mode", "web_message");
    parameters.put("redirect_uri", TestConfig.CALLBACK);
    parameters.put("provider", "acme");
    parameters.put("id_token", idToken);
    parameters.put("nonce", nonce);
    return server.browser().get("/oauth/authorize", parameters);
  }

  @Test
  void attack_23_an_id_token_of_a_page_needs_its_nonce_and_is_good_once() {
    Person person = Person.of(Users.newEmail());
    String token = upstream.idToken(person, "raw");
    assertThat(oneTap(token, "").body()).contains("error.validation").doesNotContain("\"code\":");
    assertThat(oneTap(token, "other").body()).contains("error.social.failed");
    assertThat(oneTap(token, "raw").body()).contains("\"code\":");
    assertThat(oneTap(token, "raw").body()).contains("error.social.failed");
    assertThat(oneTap(upstream.idToken(person.with(Fault.NO_NONCE), "raw"), "raw").body())
        .contains("error.social.failed");
  }
}
