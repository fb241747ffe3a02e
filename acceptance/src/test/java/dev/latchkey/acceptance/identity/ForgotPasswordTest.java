package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST forgot-password} (contract sections 7.1 and 1.17). */
class ForgotPasswordTest extends IdentityContract {

  @Override
  TestConfig config() {
    return demo()
        .set("/tenants/0/signup", Map.of("verify_email", false, "verify_phone_number", false))
        .alsoTenant("untemplated")
        .set("/tenants/1/messages/password_reset", Map.of("enabled", false));
  }

  private Answer forgot(Map<String, ?> fields) {
    return call("forgot-password", fields);
  }

  /** The newest message to that recipient after the password was forgotten once. */
  private Inbox.Message messageFor(String recipient, Map<String, ?> fields) {
    Expect.nothing(forgot(fields));
    return server.inbox().await(recipient, 1);
  }

  @Test
  void a_mail_brings_a_code_and_a_link_that_carries_it_to_the_clients_page() {
    String email = Users.newEmail();
    users.signUp(Map.of("email", email, "given_name", "Ada"));

    Inbox.Message mail = messageFor(email, Map.of("email", email));

    assertThat(mail.channel()).isEqualTo("email");
    assertThat(mail.subject()).isEqualTo("Reset your Tenant demo password");
    assertThat(mail.text()).contains("Ada");
    assertThat(mail.code()).matches("[2-9a-z]{20}");
    assertThat(mail.link())
        .isEqualTo(
            TestConfig.CALLBACK
                + "?verification_code="
                + mail.code()
                + "&email="
                + email.replace("@", "%40")
                + "&client_id=spa");
  }

  @Test
  void the_link_goes_where_the_client_says_and_keeps_the_query_that_is_there() {
    String email = Users.newEmail();
    users.signUp(email);

    Inbox.Message mail =
        messageFor(
            email,
            Map.of(
                "email",
                email,
                "redirect_url",
                TestConfig.RESET_PAGE,
                "return_to_after_password_reset",
                TestConfig.CALLBACK,
                "state",
                "a b&c"));

    assertThat(URI.create(mail.link()).getRawQuery().split("&"))
        .containsExactly(
            "lang=en",
            "verification_code=" + mail.code(),
            "email=" + email.replace("@", "%40"),
            "client_id=spa",
            "state=a+b%26c",
            "return_to_after_password_reset=https%3A%2F%2Fapp.example%2Fcallback");
    assertThat(mail.link()).startsWith(TestConfig.RESET_PAGE);
  }

  @Test
  void a_text_message_brings_a_short_code() {
    String number = Users.newPhoneNumber();
    users.signUp(Map.of("phone_number", number));

    Inbox.Message message = messageFor(number, Map.of("phone_number", "0" + number.substring(3)));

    assertThat(message.channel()).isEqualTo("sms");
    assertThat(message.code()).matches("[0-9]{6}");
    assertThat(message.links()).isEmpty();
  }

  @Test
  void a_custom_identifier_reaches_the_address_of_its_profile() {
    String email = Users.newEmail();
    String custom = newCustomIdentifier();
    users.signUp(Map.of("email", email, "custom_identifier", custom));

    Inbox.Message mail = messageFor(email, Map.of("custom_identifier", custom));

    assertThat(mail.link()).contains("&email=" + email.replace("@", "%40") + "&");
  }

  @Test
  void a_custom_identifier_reaches_the_phone_of_a_profile_without_an_address() {
    String number = Users.newPhoneNumber();
    String custom = newCustomIdentifier();
    users.signUp(Map.of("phone_number", number, "custom_identifier", custom));

    Inbox.Message message = messageFor(number, Map.of("custom_identifier", custom));

    assertThat(message.channel()).isEqualTo("sms");
  }

  @Test
  void an_identifier_of_nobody_is_answered_alike_and_nothing_is_sent() {
    String email = Users.newEmail();
    String number = Users.newPhoneNumber();

    Expect.nothing(forgot(Map.of("email", email)));
    Expect.nothing(forgot(Map.of("phone_number", number)));
    Expect.nothing(forgot(Map.of("custom_identifier", "nobody.at.all")));
    String somebody = Users.newEmail();
    users.signUp(somebody);
    messageFor(somebody, Map.of("email", somebody));
    assertThat(server.inbox().to(email)).isEmpty();
    assertThat(server.inbox().to(number)).isEmpty();
  }

  @Test
  void a_newer_code_voids_the_older_one() {
    String email = Users.newEmail();
    users.signUp(email);
    forgot(Map.of("email", email));
    String older = server.inbox().await(email, 1).code();
    forgot(Map.of("email", email.toUpperCase(Locale.ROOT)));
    String newer = server.inbox().await(email, 2).code();

    Expect.wrongCode(reset(email, older));
    Expect.nothing(reset(email, newer));
  }

  private Answer reset(String email, String code) {
    return call(
        "update-password",
        Map.of("email", email, "verification_code", code, "password", "an entirely new phrase"));
  }

  @Test
  void exactly_one_identifier_is_needed() {
    Expect.invalid(forgot(Map.of()), "email:missing");
    Expect.invalid(forgot(Map.of("email", "")), "email:missing");
    Expect.invalid(
        forgot(Map.of("email", "a@example.org", "phone_number", "+33612345678")),
        "phone_number:invalid");
    Expect.invalid(
        forgot(Map.of("phone_number", "+33612345678", "custom_identifier", "somebody")),
        "custom_identifier:invalid");
  }

  @Test
  void an_identifier_that_cannot_be_one_is_rejected() {
    Expect.invalid(forgot(Map.of("email", "ada")), "email:invalid");
    Expect.invalid(forgot(Map.of("phone_number", "12")), "phone_number:invalid");
    Expect.invalid(forgot(Map.of("custom_identifier", "a")), "custom_identifier:invalid");
    Expect.invalid(forgot(Map.of("email", List.of("a@example.org"))), "email:invalid");
  }

  @ParameterizedTest
  @CsvSource({
    "redirect_url,https://app.example/other",
    "redirect_url,https://app.example/callback/",
    "redirect_url,https://app.example@evil.example/callback",
    "redirect_url,javascript:alert(1)",
    "return_to_after_password_reset,https://evil.example/"
  })
  void only_callbacks_of_the_client_go_into_mails(String field, String url) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("email", Users.newEmail());
    fields.put(field, url);

    Expect.invalid(forgot(fields), field + ":invalid");
  }

  @Test
  void all_faults_are_told_at_once() {
    Expect.invalid(
        forgot(
            Map.of(
                "email", "ada",
                "redirect_url", "https://evil.example/",
                "return_to_after_password_reset", "https://evil.example/",
                "state", "x".repeat(2049))),
        "email:invalid",
        "redirect_url:invalid",
        "return_to_after_password_reset:invalid",
        "state:invalid");
  }

  @Test
  void what_the_endpoint_has_no_use_for_is_ignored() {
    Expect.nothing(
        json(
            "forgot-password",
            """
            {"client_id": "spa", "email": "%s", "phone_number": null, "redirect_url": null,
              "state": null,
             "login_link": "https://evil.example/", "origin": {"a": 1}, "captcha_token": "c",
               "captcha_provider": "recaptcha",
             "password": 5, "verification_code": "x"}\
            """
                .formatted(Users.newEmail())));
  }

  @Test
  void a_tenant_may_have_the_message_switched_off() {
    Expect.error(
        call(
            tenant("untemplated"),
            "forgot-password",
            TestConfig.SPA,
            Map.of("email", Users.newEmail())),
        400,
        "missing_config",
        "error.config.missing");
  }
}
