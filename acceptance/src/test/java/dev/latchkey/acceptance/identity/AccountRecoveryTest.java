package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * {@code POST account-recovery}, and its code at {@code update-password} (contract section 7.3).
 */
class AccountRecoveryTest extends IdentityContract {

  private static final String NEW = "another thing that nobody would guess";

  @Override
  TestConfig config() {
    return demo()
        .set("/tenants/0/signup", Map.of("verify_email", false, "verify_phone_number", false))
        .set("/tenants/0/lockout", Map.of("failures", 5, "duration", "10m"))
        .alsoTenant("untemplated")
        .set("/tenants/1/messages/account_recovery", Map.of("enabled", false))
        .alsoTenant("limited")
        .set("/tenants/2/rate_limits/per_recipient", Map.of("requests", 2, "window", "10m"));
  }

  private Answer recover(Map<String, ?> fields) {
    return call("account-recovery", fields);
  }

  private Inbox.Message messageFor(String field, String recipient) {
    int before = server.inbox().to(recipient).size();
    Expect.nothing(recover(Map.of(field, recipient)));
    return server.inbox().await(recipient, before + 1);
  }

  private Answer setPassword(String field, String value, String code) {
    return call(
        "update-password", Map.of(field, value, "verification_code", code, "password", NEW));
  }

  private String newUser() {
    String email = Users.newEmail();
    users.signUp(email);
    return email;
  }

  private String newPhoneUser() {
    String number = Users.newPhoneNumber();
    users.signUp(Map.of("phone_number", number));
    return number;
  }

  private static String wrong(String code) {
    return code.equals("000000") ? "000001" : "000000";
  }

  @Test
  void a_mail_brings_a_code_and_a_link_that_carries_it_to_the_clients_page() {
    String email = newUser();

    Expect.nothing(
        recover(
            Map.of(
                "email",
                email,
                "redirect_url",
                TestConfig.RESET_PAGE,
                "return_to_after_account_recovery",
                TestConfig.CALLBACK,
                "login_link",
                "ignored",
                "captcha_token",
                "ignored")));

    Inbox.Message mail = server.inbox().await(email, 1);
    assertThat(mail.subject()).isEqualTo("Recover your Tenant demo account");
    assertThat(mail.code()).matches("[2-9a-z]{20}");
    assertThat(mail.link()).startsWith(TestConfig.RESET_PAGE);
    assertThat(URI.create(mail.link()).getRawQuery().split("&"))
        .containsExactly(
            "lang=en",
            "verification_code=" + mail.code(),
            "email=" + email.replace("@", "%40"),
            "client_id=spa",
            "return_to_after_account_recovery=https%3A%2F%2Fapp.example%2Fcallback");
  }

  @Test
  void a_text_message_brings_a_short_code_to_a_number_written_nationally() {
    String number = newPhoneUser();

    Expect.nothing(recover(Map.of("phone_number", "0" + number.substring(3))));

    Inbox.Message message = server.inbox().await(number, 1);
    assertThat(message.channel()).isEqualTo("sms");
    assertThat(message.code()).matches("[0-9]{6}");
  }

  @Test
  void the_code_sets_a_new_password_once_and_verifies_the_address() {
    String email = newUser();
    String code = messageFor("email", email).code();

    Expect.nothing(setPassword("email", email, code));

    var profile = users.userinfo(users.tokens(users.logIn(email, NEW)).accessToken()).json();
    assertThat(profile.path("email_verified").asBoolean()).isTrue();
    Expect.wrongCode(setPassword("email", email, code));
  }

  @Test
  void a_new_password_voids_what_else_was_sent_for_it() {
    String email = newUser();
    String recovery = messageFor("email", email).code();
    Expect.nothing(call("forgot-password", Map.of("email", email)));
    String reset = server.inbox().await(email, 2).code();

    Expect.nothing(setPassword("email", email, reset));
    Expect.wrongCode(setPassword("email", email, recovery));
  }

  @Test
  void a_code_for_the_password_does_not_void_that_for_the_account() {
    String email = newUser();
    String recovery = messageFor("email", email).code();
    Expect.nothing(call("forgot-password", Map.of("email", email)));
    server.inbox().await(email, 2);

    Expect.nothing(setPassword("email", email, recovery));
  }

  @Test
  void nobody_gets_the_same_answer_and_the_same_rows() {
    String rows =
        "select (select count(*) from verification_code) || ' ' || (select count(*) from outbox)"
            + " || ' ' || (select count(*) from event)";
    String email = newUser();
    String before = server.sql(rows);
    Expect.nothing(recover(Map.of("email", Users.newEmail())));
    String between = server.sql(rows);
    Expect.nothing(recover(Map.of("email", email)));

    assertThat(difference(between, server.sql(rows))).isEqualTo(difference(before, between));
    assertThat(difference(before, between)).isEqualTo("1 1 1");
  }

  private static String difference(String before, String after) {
    String[] from = before.split(" ", -1);
    String[] to = after.split(" ", -1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < from.length; i++) {
      text.append(i == 0 ? "" : " ").append(Long.parseLong(to[i]) - Long.parseLong(from[i]));
    }
    return text.toString();
  }

  @Test
  void a_message_that_is_switched_off_is_missing_configuration() {
    Expect.error(
        call(
            tenant("untemplated"),
            "account-recovery",
            TestConfig.SPA,
            Map.of("email", Users.newEmail())),
        400,
        "missing_config",
        "error.config.missing");
  }

  @Test
  void what_is_sent_must_be_right() {
    String email = newUser();

    Expect.invalid(recover(Map.of()), "email:missing");
    Expect.invalid(recover(Map.of("email", "ada")), "email:invalid");
    Expect.invalid(recover(Map.of("phone_number", "12")), "phone_number:invalid");
    Expect.invalid(recover(Map.of("custom_identifier", "Somebody")), "email:missing");
    Expect.invalid(
        recover(Map.of("email", email, "phone_number", Users.newPhoneNumber())),
        "phone_number:invalid");
    Expect.invalid(
        recover(Map.of("email", email, "redirect_url", "https://evil.example/")),
        "redirect_url:invalid");
    Expect.invalid(
        recover(Map.of("email", email, "return_to_after_account_recovery", "https://evil.example")),
        "return_to_after_account_recovery:invalid");
  }

  @Test
  void a_first_party_client_must_ask() {
    Map<String, String> fields = Map.of("email", Users.newEmail());
    Expect.invalidClient(call("account-recovery", "nobody", fields));
    Expect.notFirstParty(call("account-recovery", TestConfig.THIRD_PARTY, fields));
  }

  @Test
  void a_recipient_gets_so_many_messages_whatever_they_are_for() {
    Http limited = tenant("limited");
    Users there = new Users(limited);
    String email = Users.newEmail();
    there.signUp(email); // sends one
    Map<String, String> fields = Map.of("email", email);

    Expect.nothing(call(limited, "account-recovery", TestConfig.SPA, fields));
    Expect.error(
        call(limited, "account-recovery", TestConfig.SPA, fields),
        429,
        "rate_limit_reached",
        "error.rateLimit");
    Expect.error(
        call(limited, "forgot-password", TestConfig.SPA, fields),
        429,
        "rate_limit_reached",
        "error.rateLimit");
  }

  @Test
  void wrong_short_codes_count_for_the_number_so_a_new_code_brings_no_new_guesses() {
    String number = newPhoneUser();
    String code = messageFor("phone_number", number).code();
    for (int i = 0; i < 5; i++) {
      Expect.wrongCode(setPassword("phone_number", number, wrong(code)));
    }
    String fresh = messageFor("phone_number", number).code();

    tooMany(setPassword("phone_number", number, fresh));
    server.clock().advance(Duration.ofMinutes(10));
    String later = messageFor("phone_number", number).code();
    Expect.nothing(setPassword("phone_number", number, later));
  }

  @Test
  void a_number_that_is_nobodys_is_locked_just_the_same() {
    String number = Users.newPhoneNumber();
    for (int i = 0; i < 5; i++) {
      Expect.wrongCode(setPassword("phone_number", number, "000000"));
    }
    tooMany(setPassword("phone_number", number, "000000"));
  }

  @Test
  void wrong_guesses_do_not_keep_a_mailed_code_from_its_owner_as_it_is_too_long_to_guess() {
    String email = newUser();
    String code = messageFor("email", email).code();
    for (int i = 0; i < 5; i++) {
      Expect.wrongCode(setPassword("email", email, "000000"));
    }
    tooMany(setPassword("email", email, "000000"));

    Expect.nothing(setPassword("email", email, code));
  }

  @Test
  void a_right_code_starts_the_count_anew() {
    String number = newPhoneUser();
    for (int round = 0; round < 2; round++) {
      String code = messageFor("phone_number", number).code();
      for (int i = 0; i < 4; i++) {
        Expect.wrongCode(setPassword("phone_number", number, wrong(code)));
      }
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("phone_number", number);
      fields.put("verification_code", code);
      fields.put("password", NEW + round);
      Expect.nothing(call("update-password", fields));
    }
  }

  private static void tooMany(Answer answer) {
    Expect.error(answer, 429, "rate_limit_reached", "error.tooManyAttempts");
  }
}
