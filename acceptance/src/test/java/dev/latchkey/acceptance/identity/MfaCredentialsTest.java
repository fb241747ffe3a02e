package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Users;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code mfa/credentials}: addresses and numbers (contract sections 10.1 to 10.6). */
class MfaCredentialsTest extends MfaContract {

  private static final String ISO = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

  @Test
  void a_new_user_has_none() {
    assertThat(credentials(ada().http())).isEmpty();
  }

  @Test
  void an_address_known_to_be_the_users_is_a_factor_at_once() {
    Ada ada = ada();
    verifyEmail(ada);

    JsonNode answer = Expect.secret(ada.http().post(EMAILS, Map.of("trust_device", false)));

    assertThat(answer.path("status").asString()).isEqualTo("enabled");
    JsonNode credential = answer.path("credential");
    assertThat(credential.path("type").asString()).isEqualTo("email");
    assertThat(credential.path("email").asString()).isEqualTo(ada.email());
    assertThat(credential.path("friendly_name").asString()).isEqualTo("u***@example.org");
    assertThat(credential.path("created_at").asString()).matches(ISO);
    assertThat(credentials(ada.http())).containsExactly(credential);
    assertThat(events(ada)).isEqualTo("mfa_email_verify_registration");
  }

  @Test
  void any_other_address_is_one_when_its_code_came_back_and_is_verified_by_that() {
    Ada ada = ada();
    int before = server.inbox().to(ada.email()).size();
    assertThat(Expect.secret(ada.http().post(EMAILS)).toString())
        .isEqualTo("{\"status\":\"email_sent\"}");
    assertThat(credentials(ada.http())).isEmpty();
    String code = awaitCode(ada.email(), Math.max(before, 1));

    Expect.wrongCode(ada.http().post(EMAILS + "/verify", Map.of("verification_code", other(code))));
    JsonNode credential =
        Expect.secret(ada.http().post(EMAILS + "/verify", Map.of("verification_code", code)));

    assertThat(credential.path("type").asString()).isEqualTo("email");
    assertThat(credentials(ada.http())).containsExactly(credential);
    assertThat(users.userinfo(ada.token()).json().path("email_verified").asBoolean()).isTrue();
    assertThat(events(ada)).isEqualTo("mfa_email_start_registration mfa_email_verify_registration");
    Expect.wrongCode(
        steppedUpByMail(ada).http().post(EMAILS + "/verify", Map.of("verification_code", code)));
  }

  private static String other(String code) {
    return code.equals("000000") ? "000001" : "000000";
  }

  @Test
  void the_link_of_the_mail_does_it_without_a_token_and_once() {
    Ada ada = ada();
    server.inbox().await(ada.email(), 1);
    Expect.secret(ada.http().post(EMAILS, Map.of("redirect_url", TestConfig.RESET_PAGE)));
    String link = server.inbox().await(ada.email(), 2).link();
    assertThat(link).startsWith(TestConfig.RESET_PAGE + "&c=");
    String c = parameter(link, "c");
    String t = parameter(link, "t");

    Expect.wrongCode(http.post(EMAILS + "/verify", Map.of("c", other(c), "t", t)));
    Expect.wrongCode(http.post(EMAILS + "/verify", Map.of("c", c, "t", "x")));
    JsonNode credential = Expect.secret(http.post(EMAILS + "/verify", Map.of("c", c, "t", t)));

    assertThat(credentials(ada.http())).containsExactly(credential);
    Expect.wrongCode(http.post(EMAILS + "/verify", Map.of("c", c, "t", t)));
  }

  private static String parameter(String link, String name) {
    for (String pair : URI.create(link).getRawQuery().split("&")) {
      if (pair.startsWith(name + "=")) {
        return pair.substring(name.length() + 1);
      }
    }
    throw new AssertionError("No " + name + " in " + link);
  }

  @Test
  void a_link_leads_only_to_pages_of_the_client() {
    Expect.invalid(
        ada().http().post(EMAILS, Map.of("redirect_url", "https://evil.example/")),
        "redirect_url:invalid");
  }

  @Test
  void who_has_no_address_cannot_have_it_as_a_factor() {
    Http http = this.http.bearer(tokenOf(SCOPES, Map.of("phone_number", Users.newPhoneNumber())));
    Expect.invalid(http.post(EMAILS), "email:missing");
  }

  @Test
  @Requirement("ASVS 6.6.1")
  void a_number_is_a_factor_when_its_code_came_back() {
    Ada ada = ada();
    String number = Users.newPhoneNumber();
    assertThat(
            Expect.secret(ada.http().post(NUMBERS, Map.of("phone_number", national(number))))
                .toString())
        .isEqualTo("{\"status\":\"sms_sent\"}");
    String code = server.inbox().await(number, 1).code();

    JsonNode credential =
        Expect.secret(ada.http().post(NUMBERS + "/verify", Map.of("verification_code", code)));

    assertThat(credential.path("type").asString()).isEqualTo("sms");
    assertThat(credential.path("phone_number").asString()).isEqualTo(number);
    assertThat(credential.path("friendly_name").asString())
        .isEqualTo("+33*****" + number.substring(number.length() - 2));
    assertThat(credentials(ada.http())).containsExactly(credential);
    JsonNode profile = users.userinfo(ada.token()).json();
    assertThat(profile.path("phone_number").asString()).isEqualTo(ada.number());
    assertThat(profile.path("phone_number_verified").asBoolean()).isFalse();
  }

  private static String national(String number) {
    return "0" + number.substring(3);
  }

  @Test
  void the_profiles_own_number_is_verified_by_that() {
    Ada ada = adaWithNumber();
    assertThat(users.userinfo(ada.token()).json().path("phone_number_verified").asBoolean())
        .isTrue();
    assertThat(
            Expect.secret(
                    steppedUpBySms(ada).http().post(NUMBERS, Map.of("phone_number", ada.number())))
                .path("status")
                .asString())
        .as("once more")
        .isEqualTo("enabled");
  }

  private Ada adaWithNumber() {
    Ada ada = ada();
    server.inbox().await(ada.number(), 1);
    Expect.secret(ada.http().post(NUMBERS, Map.of("phone_number", ada.number())));
    String code = server.inbox().await(ada.number(), 2).code();
    Expect.secret(ada.http().post(NUMBERS + "/verify", Map.of("verification_code", code)));
    return ada;
  }

  private Ada steppedUpBySms(Ada ada) {
    int before = server.inbox().to(ada.number()).size();
    OAuthClient client = new OAuthClient(ada.http(), TestConfig.NATIVE);
    String challenge = challenge(ada.http(), client, "sms");
    String code = server.inbox().await(ada.number(), before + 1).code();
    return with(ada, client, answer(ada.http(), challenge, code));
  }

  @Test
  void a_number_must_be_one() {
    Http http = ada().http();
    Expect.invalid(http.post(NUMBERS), "phone_number:missing");
    Expect.invalid(http.post(NUMBERS, Map.of("phone_number", "12")), "phone_number:invalid");
    Expect.invalid(delete(http, NUMBERS, Map.of()), "phone_number:missing");
    Expect.invalid(http.post(NUMBERS + "/verify"), "verification_code:missing");
  }

  @Test
  void every_endpoint_needs_a_token_with_its_scope() {
    Http without = http.bearer(tokenOf("openid full_write", Map.of()));
    for (Http at : new Http[] {http, without}) {
      List<Answer> answers =
          List.of(
              at.get(CREDENTIALS),
              at.post(EMAILS),
              at.post(EMAILS + "/verify", Map.of("verification_code", "123456")),
              at.delete(EMAILS),
              at.post(NUMBERS, Map.of("phone_number", Users.newPhoneNumber())),
              at.post(NUMBERS + "/verify", Map.of("verification_code", "123456")),
              delete(at, NUMBERS, Map.of("phone_number", Users.newPhoneNumber())),
              at.post(TOTP),
              at.post(TOTP + "/verify", Map.of("verification_code", "123456")),
              at.delete(TOTP),
              at.post(RECOVERY_CODES),
              at.delete(RECOVERY_CODES),
              at.get(DEVICES),
              at.delete(DEVICES + "/0198c4d2-0000-7000-8000-000000000000"));
      if (at == http) {
        answers.forEach(Expect::noToken);
      } else {
        answers.forEach(Expect::insufficientScope);
      }
    }
  }

  @Test
  @Requirement("ASVS 6.3.6")
  void where_a_kind_is_off_nobody_registers_it() {
    Ada ada = ada(tenant("bare"));
    for (Answer answer :
        List.of(
            ada.http().post(EMAILS),
            ada.http().post(EMAILS + "/verify", Map.of("verification_code", "123456")),
            ada.http().post(NUMBERS, Map.of("phone_number", ada.number())),
            ada.http().post(NUMBERS + "/verify", Map.of("verification_code", "123456")),
            ada.http().post(TOTP),
            ada.http().post(TOTP + "/verify", Map.of("verification_code", "123456")),
            ada.http().post(RECOVERY_CODES))) {
      Expect.error(answer, 400, "missing_config", "error.config.missing");
    }
  }

  @Test
  @Requirement("ASVS 7.5.1")
  void a_registration_begins_and_a_factor_goes_with_a_fresh_token_only() {
    Ada ada = adaWithEmailFactor();
    Ada strong = steppedUpByMail(ada);
    server.clock().advance(Duration.ofMinutes(5));
    for (Answer answer :
        List.of(
            strong.http().post(EMAILS),
            strong.http().post(NUMBERS, Map.of("phone_number", ada.number())),
            strong.http().post(TOTP),
            strong.http().post(RECOVERY_CODES),
            strong.http().delete(EMAILS),
            delete(strong.http(), NUMBERS, Map.of("phone_number", ada.number())),
            strong.http().delete(TOTP),
            strong.http().delete(RECOVERY_CODES))) {
      Expect.error(answer, 401, "invalid_grant", "error.accessToken.freshness");
    }
  }

  @Test
  @Requirement({"ASVS 6.4.4", "ASVS 7.5.3"})
  void who_has_a_factor_shows_it_to_change_anything() {
    Ada ada = adaWithEmailFactor();
    for (Answer answer :
        List.of(
            ada.http().post(NUMBERS, Map.of("phone_number", ada.number())),
            ada.http().post(TOTP),
            ada.http().post(RECOVERY_CODES),
            ada.http().delete(EMAILS),
            delete(ada.http(), NUMBERS, Map.of("phone_number", ada.number())))) {
      Expect.error(answer, 401, "invalid_grant", "error.authn.mfa.stepup.required");
    }
    Expect.nothing(steppedUpByMail(ada).http().delete(EMAILS));
    assertThat(credentials(ada.http())).isEmpty();
  }

  @Test
  void a_registration_that_began_without_a_factor_does_not_end_beside_one_without_it() {
    Ada ada = ada();
    server.inbox().await(ada.number(), 1);
    Expect.secret(ada.http().post(NUMBERS, Map.of("phone_number", ada.number())));
    String code = server.inbox().await(ada.number(), 2).code();
    verifyEmail(ada);
    Expect.secret(ada.http().post(EMAILS));

    Expect.error(
        ada.http().post(NUMBERS + "/verify", Map.of("verification_code", code)),
        401,
        "invalid_grant",
        "error.authn.mfa.stepup.required");
    Expect.secret(
        steppedUpByMail(ada).http().post(NUMBERS + "/verify", Map.of("verification_code", code)));
  }

  @Test
  @Requirement("ASVS 6.5.6")
  void a_number_goes_by_a_delete_with_a_body() {
    Ada strong = steppedUpBySms(adaWithNumber());
    Expect.error(
        delete(strong.http(), NUMBERS, Map.of("phone_number", Users.newPhoneNumber())),
        404,
        "resource_not_found",
        "error.resource.notFound");

    Expect.nothing(delete(strong.http(), NUMBERS, Map.of("phone_number", strong.number())));

    assertThat(credentials(strong.http())).isEmpty();
    Expect.error(
        delete(strong.http(), NUMBERS, Map.of("phone_number", strong.number())),
        404,
        "resource_not_found",
        "error.resource.notFound");
    assertThat(events(strong)).endsWith("mfa_sms_verify_registration mfa_sms_unregister");
  }

  @Test
  @Requirement("ASVS 6.3.7")
  void the_owner_is_told_of_each_factor_that_comes_and_goes() {
    Ada ada = adaWithEmailFactor();
    var added = server.inbox().await(ada.email(), 2);
    assertThat(added.subject()).isEqualTo("A login factor has been added");
    assertThat(added.text()).contains("u***@example.org");

    steppedUpByMail(ada).http().delete(EMAILS);

    assertThat(server.inbox().await(ada.email(), 4).subject())
        .isEqualTo("A login factor has been removed");
  }

  @Test
  void a_user_has_ten_at_most() {
    Ada ada = adaWithEmailFactor();
    server.sql(
        """
        insert into mfa_credential (tenant, id, profile_id, kind, destination, friendly_name, created_at)
        select tenant, gen_random_uuid(), id, 'sms', '+3360000000' || n, '', now() from profile, generate_series(1, 9) as n
        where email = '%s'\
        """
            .formatted(ada.email()));
    Expect.error(
        steppedUpByMail(ada).http().post(NUMBERS, Map.of("phone_number", ada.number())),
        400,
        "invalid_request",
        "error.validation");
  }

  @Test
  void a_code_that_comes_back_twice_at_once_makes_one_factor() {
    Ada ada = ada();
    server.inbox().await(ada.number(), 1);
    ada.http().post(NUMBERS, Map.of("phone_number", ada.number()));
    String code = server.inbox().await(ada.number(), 2).code();

    List<Answer> answers =
        Together.run(
            4, i -> ada.http().post(NUMBERS + "/verify", Map.of("verification_code", code)));

    assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
    assertThat(credentials(ada.http())).hasSize(1);
  }

  @Test
  void of_two_first_factors_at_once_one_wins() {
    Ada ada = ada();
    verifyEmail(ada);
    server.inbox().await(ada.number(), 1);
    ada.http().post(NUMBERS, Map.of("phone_number", ada.number()));
    String code = server.inbox().await(ada.number(), 2).code();

    List<Answer> answers =
        Together.run(
            2,
            i ->
                i == 0
                    ? ada.http().post(EMAILS)
                    : ada.http().post(NUMBERS + "/verify", Map.of("verification_code", code)));

    assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
    assertThat(
            answers.stream()
                .map(answer -> answer.text("error_message_key"))
                .filter(key -> key.equals("error.authn.mfa.stepup.required")))
        .hasSize(1);
    assertThat(
            server.sql(
                "select array_length(factors, 1) from profile where email = '" + ada.email() + "'"))
        .isEqualTo("1");
  }
}
