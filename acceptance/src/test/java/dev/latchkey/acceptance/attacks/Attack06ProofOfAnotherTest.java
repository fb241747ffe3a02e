package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.ProviderLogin;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.Upstream.Fault;
import dev.latchkey.testkit.Upstream.Person;
import dev.latchkey.testkit.Users;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attack class 6: what was shown about one identity, profile or flow is used for another one, or
 * who it is about is changed on the way.
 */
@AttackClass(6)
class Attack06ProofOfAnotherTest extends FederatedAttack {

  private static String subject(Users.Tokens tokens) {
    try {
      return SignedJWT.parse(tokens.idToken()).getJWTClaimsSet().getSubject();
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  private static String parameter(String path, String name) {
    return path.replaceFirst(".*[?&]" + name + "=([^&]*).*", "$1");
  }

  @Test
  void attack_06_the_code_of_one_flow_is_worth_nothing_in_another() {
    Http victim = server.browser();
    String theirs = acme(victim).visit("acme", Person.of(Users.newEmail()));
    Http attacker = server.browser();
    String own = acme(attacker).visit("acme", Person.of(Users.newEmail()));

    Answer answer = attacker.get(own.replace(parameter(own, "code"), parameter(theirs, "code")));

    assertThat(answer.redirectParameter("error_message_key")).isEqualTo("error.social.failed");
    assertThat(answer.setCookie("__Host-SESSION")).isEmpty();
  }

  @Test
  void attack_06_the_user_info_of_somebody_else_is_not_taken() {
    Person person = Person.of(Users.newEmail()).with(Fault.OTHER_USERINFO);
    Answer answer = acme(server.browser()).run("acme", person);
    assertThat(answer.redirectParameter("error_message_key")).isEqualTo("error.social.failed");
  }

  @Test
  void attack_06_nothing_that_the_browser_adds_to_the_answer_tells_who_it_is() {
    Users.Tokens victim = users.newUser();
    String email = users.userinfo(victim.accessToken()).text("email");
    Http browser = server.browser();
    OAuthClient spa = spa(browser);
    Person person = Person.of(Users.newEmail());
    String back = new ProviderLogin(upstream, spa).visit("acme", person);

    Answer answer =
        browser.get(
            back
                + "&"
                + Http.form(
                    Map.of(
                        "email", email,
                        "sub", subject(victim),
                        "profile_id", subject(victim),
                        "access_token", victim.accessToken(),
                        "id_token", victim.idToken(),
                        "user", "{\"email\":\"" + email + "\"}")));

    Users.Tokens tokens = Users.Tokens.of(spa.redeem(answer.redirectParameter("code")));
    assertThat(users.userinfo(tokens.accessToken()).text("email")).isEqualTo(person.email());
    assertThat(subject(tokens)).isNotEqualTo(subject(victim));
    assertThat(identitiesOf(email)).isEqualTo("0");
  }

  @Test
  @Requirement("ASVS 6.8.1")
  void attack_06_an_identity_is_linked_to_whom_the_browser_set_out_for() {
    Http browser = server.browser();
    Users.Tokens ada = new Users(browser).tokens(users.signUp(Users.newEmail()));
    Person person = Person.of("p" + Users.newEmail());
    String back = acme(browser).visit("acme", person, "access_token", ada.accessToken());
    // Another user logs in on the same browser in between.
    Users.Tokens bob = new Users(browser).tokens(users.signUp(Users.newEmail()));

    browser.get(back + "&" + Http.form(Map.of("access_token", bob.accessToken())));

    assertThat(users.userinfo(ada.accessToken()).json().path("identities").size()).isEqualTo(1);
    assertThat(users.userinfo(bob.accessToken()).json().path("identities").size()).isZero();
  }

  @Test
  void attack_06_a_link_with_a_token_of_somebody_else_does_not_take_a_users_identity_away() {
    Http victim = server.browser();
    new Users(victim).tokens(users.signUp(Users.newEmail()));
    Answer answer =
        acme(victim)
            .leave(
                "acme", Person.of(Users.newEmail()), "access_token", users.newUser().accessToken());
    assertThat(answer.redirectParameter("error")).isEqualTo("access_denied");
  }

  @Test
  void attack_06_a_new_password_ends_what_was_begun_with_the_old_one() {
    String email = Users.newEmail();
    users.signUp(email);
    Users.Tokens tokens = users.tokens(users.logIn(email));
    Http attacker = server.browser();
    String back =
        acme(attacker).visit("acme", Person.of("p" + email), "access_token", tokens.accessToken());
    Answer changed =
        server
            .http()
            .bearer(tokens.accessToken())
            .post(
                "/identity/v1/update-password",
                Map.of("old_password", Users.PASSWORD, "password", "another horse battery staple"));
    assertThat(changed.status()).as("%s", changed).isLessThan(300);

    assertThat(attacker.get(back).text("error")).isEqualTo("invalid_state");
    assertThat(identitiesOf(email)).isEqualTo("0");
  }

  /** An account with that address, confirmed by the code of the mail that is its last. */
  private Users.Tokens accountOf(String email) {
    Users.Tokens tokens = users.tokens(users.signUp(email));
    confirm(tokens, email);
    return tokens;
  }

  private void confirm(Users.Tokens tokens, String email) {
    int mails = Math.max(1, server.inbox().to(email).size());
    String code = server.inbox().await(email, mails).code();
    Answer answer =
        server
            .http()
            .bearer(tokens.accessToken())
            .post("/identity/v1/verify-email", Map.of("email", email, "verification_code", code));
    assertThat(answer.status()).as("%s", answer).isEqualTo(204);
  }

  private void move(Users.Tokens tokens, String email) {
    int mails = server.inbox().to(email).size();
    Answer answer =
        server
            .http()
            .bearer(tokens.accessToken())
            .post("/identity/v1/update-email", Map.of("email", email));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    server.inbox().await(email, mails + 1);
    confirm(tokens, email);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void attack_06_a_login_code_is_worth_nothing_once_who_it_was_sent_to_has_left_the_address(
      boolean taken) {
    String email = Users.newEmail();
    Users.Tokens before = accountOf(email);
    Map<String, Object> start = new LinkedHashMap<>(spa(server.http()).authorizeParameters());
    start.put("email", email);
    assertThat(server.http().post("/identity/v1/passwordless/start", start).status())
        .isEqualTo(204);
    Inbox.Message mail = server.inbox().await(email, 2);
    move(before, Users.newEmail());
    if (taken) {
      move(accountOf(Users.newEmail()), email);
    }

    for (String endpoint : List.of("verify-auth-code", "passwordless/verify")) {
      Answer answer =
          server
              .http()
              .post(
                  "/identity/v1/" + endpoint,
                  Map.of("email", email, "verification_code", mail.code()));
      assertThat(answer.text("error_message_key")).isEqualTo("error.invalidVerificationCode");
    }
    Answer opened =
        server
            .http()
            .without("Origin")
            .postForm(mail.link().replaceFirst("https?://[^/]+", ""), Map.of());

    assertThat(opened.status()).as("%s", opened).isEqualTo(401);
    assertThat(server.sql("select count(*) from profile where email = '" + email + "'"))
        .isEqualTo(taken ? "1" : "0");
  }
}
