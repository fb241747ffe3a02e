package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code POST signup} (contract sections 2.5 and 5.1). */
class SignupTest extends IdentityContract {

  private static final String PASSWORD = Users.PASSWORD;

  @Override
  TestConfig config() {
    return demo()
        .alsoTenant("awaiting")
        .set("/tenants/1/signup", Map.of("login_before_verification", false))
        .set("/tenants/1/country", "US")
        .alsoTenant("closed")
        .set("/tenants/2/signup", Map.of("enabled", false))
        .alsoTenant("silent")
        .set("/tenants/3/signup", Map.of("verify_email", false, "verify_phone_number", false))
        .alsoTenant("untemplated")
        .set("/tenants/4/messages/verify_email", Map.of("enabled", false))
        .alsoTenant("composed")
        .set(
            "/tenants/5/legacy/password_composition",
            Map.of("uppercase", 1, "lowercase", 1, "digits", 1, "special", 1))
        .alsoTenant("lenient")
        .set("/tenants/6/password", Map.of("min_strength", 0));
  }

  /** Signs up with those profile fields, and a good password unless they have another. */
  private Answer signUp(Map<String, ?> data) {
    return signUp(http, data);
  }

  private static Answer signUp(Http http, Map<String, ?> data) {
    Map<String, Object> all = new LinkedHashMap<>(data);
    all.putIfAbsent("password", PASSWORD);
    return call(http, "signup", TestConfig.SPA, Map.of("data", all));
  }

  private Answer signUpWith(String field, Object value) {
    return signUp(Map.of("email", Users.newEmail(), field, value));
  }

  private JsonNode profileOf(Answer signedUp) {
    return Expect.secret(users.userinfo(users.tokens(signedUp.text("tkn")).accessToken()));
  }

  @Test
  void a_sign_up_is_answered_with_the_id_and_a_one_time_token() {
    Answer answer = signUp(Map.of("email", Users.newEmail()));

    JsonNode body = Expect.secret(answer);
    assertThat(body.propertyNames()).containsExactlyInAnyOrder("id", "tkn");
    assertThat(profileOf(answer).path("id").asString()).isEqualTo(body.path("id").asString());
  }

  @Test
  void the_profile_holds_every_field_that_was_sent() {
    Map<String, Object> sent = new LinkedHashMap<>();
    sent.put("email", Users.newEmail());
    sent.put("phone_number", Users.newPhoneNumber());
    sent.put("custom_identifier", newCustomIdentifier());
    sent.put("given_name", "Ada");
    sent.put("middle_name", "King");
    sent.put("family_name", "Lovelace");
    sent.put("name", "Ada Lovelace");
    sent.put("nickname", "The Enchantress");
    sent.put("birthdate", "1815-12-10");
    sent.put("profile_url", "https://ada.example/about");
    sent.put("picture", "https://ada.example/me.png");
    sent.put("username", "ada");
    sent.put("gender", "female");
    sent.put("company", "Analytical Engines");
    sent.put("locale", "en-GB");
    sent.put("bio", "Wrote the first program.\nFor a machine that was not there.");
    sent.put("tos_accepted_at", "2026-01-31T09:30:00.000Z");

    JsonNode profile = profileOf(signUp(sent));

    sent.forEach(
        (name, value) -> assertThat(profile.path(name).asString()).as(name).isEqualTo(value));
  }

  @Test
  void the_profile_holds_addresses_custom_fields_and_consents() {
    String token =
        tokenOf(
            "openid profile email address",
            Map.of(
                "addresses",
                    List.of(Map.of("street_address", "12 St James's Square", "country", "GB")),
                "custom_fields", Map.of("loyalty_card", "A-1", "shoe_size", 38),
                "consents", Map.of("newsletter", Map.of("granted", true))));

    JsonNode profile = Expect.secret(users.userinfo(token));
    assertThat(profile.at("/addresses/0/country").asString()).isEqualTo("GB");
    assertThat(profile.at("/custom_fields/loyalty_card").asString()).isEqualTo("A-1");
    assertThat(profile.at("/custom_fields/shoe_size").asInt()).isEqualTo(38);
    assertThat(profile.at("/consents/newsletter/granted").asBoolean()).isTrue();
  }

  @Test
  void a_new_profile_has_nothing_verified() {
    JsonNode profile =
        profileOf(
            signUp(Map.of("email", Users.newEmail(), "phone_number", Users.newPhoneNumber())));

    assertThat(profile.path("email_verified").isBoolean()).isTrue();
    assertThat(profile.path("email_verified").asBoolean()).isFalse();
    assertThat(profile.path("phone_number_verified").isBoolean()).isTrue();
    assertThat(profile.path("phone_number_verified").asBoolean()).isFalse();
  }

  @Test
  void what_the_endpoint_has_no_use_for_is_ignored() {
    Answer answer =
        call(
            "signup",
            Map.of(
                "scope", "openid profile",
                "captcha_token", "c",
                "captcha_provider", "captchafox",
                "action", "signup",
                "user_id", 5,
                "persistent", true,
                "data",
                    Map.of(
                        "email",
                        Users.newEmail(),
                        "password",
                        PASSWORD,
                        "lite_only",
                        true,
                        "email_verified",
                        true,
                        "id",
                        "mine",
                        "likes_friends_ratio",
                        Map.of("a", 1),
                        "custom_fields",
                        Map.of("unknown", 1))));

    JsonNode profile = profileOf(answer);
    assertThat(profile.path("lite_only").asBoolean()).isFalse();
    assertThat(profile.path("email_verified").asBoolean()).isFalse();
    assertThat(profile.path("id").asString()).isNotEqualTo("mine");
    assertThat(profile.has("custom_fields")).isFalse();
  }

  @Test
  void null_is_the_same_as_absent() {
    Answer answer =
        json(
            "signup",
            """
            {"client_id": "spa", "redirect_url": null,
              "return_to_after_email_confirmation": null, "scope": null,
             "data": {"email": "%s", "password": "%s", "phone_number": null,
               "custom_identifier": null, "gender": null,
                      "addresses": null, "custom_fields": null, "consents": null, "locale": null,
                        "picture": null}}\
            """
                .formatted(Users.newEmail(), PASSWORD));

    Expect.secret(answer);
  }

  // Which identifiers

  @Test
  void an_email_or_a_phone_number_is_needed() {
    Expect.invalid(signUp(Map.of("given_name", "Ada")), "data.email:missing");
    Expect.invalid(signUp(Map.of("custom_identifier", "ada.lovelace")), "data.email:missing");
    Expect.secret(signUp(Map.of("phone_number", Users.newPhoneNumber())));
  }

  @Test
  void an_email_is_trimmed_and_shown_as_typed() {
    String email = "Ada." + Users.newEmail();

    assertThat(profileOf(signUp(Map.of("email", "  " + email + " "))).path("email").asString())
        .isEqualTo(email);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ada",
        "ada@",
        "@example.org",
        "ada@example",
        "a da@example.org",
        "ada@exa mple.org",
        "ada@example.org, bob@example.org",
        "ada@@example.org",
        "ada.@example.org",
        "<ada@example.org>",
        "ada@example..org",
        "ada@-example.org"
      })
  void an_email_must_be_one(String email) {
    Expect.invalid(signUp(Map.of("email", email)), "data.email:invalid");
  }

  @Test
  void an_email_has_at_most_254_characters() {
    String domain = "@" + "d".repeat(60) + ".example.org";
    String longest = "a".repeat(254 - domain.length()) + domain;

    Expect.secret(signUp(Map.of("email", longest)));
    Expect.invalid(signUp(Map.of("email", "b" + longest)), "data.email:invalid");
  }

  @Test
  void a_phone_number_is_kept_in_its_international_form() {
    String number = Users.newPhoneNumber();
    String national = "0" + number.substring(3, 4) + " " + number.substring(4);

    assertThat(profileOf(signUp(Map.of("phone_number", national))).path("phone_number").asString())
        .isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"12", "hello", "+3361", "+33612345678 ext. 5", "+999123456789"})
  void a_phone_number_must_be_one(String number) {
    Expect.invalid(signUp(Map.of("phone_number", number)), "data.phone_number:invalid");
  }

  @Test
  void a_custom_identifier_has_4_to_80_characters_and_looks_like_nothing_else() {
    Expect.secret(signUpWith("custom_identifier", "abcd"));
    Expect.secret(signUpWith("custom_identifier", "long-" + "x".repeat(75)));
    for (String wrong :
        List.of("abc", "x".repeat(81), "ada@example.org", "+33612345678", "a b c d")) {
      Expect.invalid(signUpWith("custom_identifier", wrong), "data.custom_identifier:invalid");
    }
  }

  @Test
  void an_identifier_belongs_to_one_profile() {
    String email = Users.newEmail();
    String phone = Users.newPhoneNumber();
    String custom = newCustomIdentifier();
    Expect.secret(
        signUp(Map.of("email", email, "phone_number", phone, "custom_identifier", custom)));

    Expect.error(
        signUp(Map.of("email", " " + email.toUpperCase(Locale.ROOT))),
        400,
        "email_already_exists",
        "error.email.alreadyInUse");
    Expect.error(
        signUp(Map.of("phone_number", phone)),
        400,
        "phone_number_already_exists",
        "error.phoneNumber.alreadyInUse");
    Expect.error(
        signUpWith("custom_identifier", custom.toUpperCase(Locale.ROOT)),
        400,
        "invalid_request",
        "error.customIdentifier.alreadyInUse");
  }

  @Test
  void a_refused_sign_up_leaves_nothing_behind() {
    String taken = Users.newEmail();
    String phone = Users.newPhoneNumber();
    users.signUp(taken);
    signUp(Map.of("email", taken, "phone_number", phone));

    Expect.secret(signUp(Map.of("phone_number", phone)));
  }

  @Test
  void the_same_identifier_may_be_used_at_another_tenant() {
    String email = Users.newEmail();

    Expect.secret(signUp(Map.of("email", email)));
    Expect.secret(signUp(tenant("silent"), Map.of("email", email)));
  }

  // The password

  @Test
  void a_password_is_needed_and_is_a_text() {
    Expect.invalid(
        call("signup", Map.of("data", Map.of("email", Users.newEmail()))), "data.password:missing");
    Expect.invalid(signUpWith("password", ""), "data.password:missing");
    Expect.invalid(
        signUpWith("password", 12345678), "data.password:invalid", "data.password:missing");
    Expect.invalid(
        signUpWith("password", List.of(PASSWORD)),
        "data.password:invalid",
        "data.password:missing");
  }

  @Test
  @Requirement("ASVS 6.2.9")
  void a_password_has_8_to_128_characters() {
    Expect.secret(signUpWith("password", "kvm4-qzx"));
    Expect.secret(
        signUpWith("password", "kvm4-qzx, " + "and many a word more. ".repeat(5) + "so it is"));
    for (String wrong : List.of("kvm4-qz", "kvm4-qzx".repeat(16) + "!")) {
      Expect.error(signUpWith("password", wrong), 400, "invalid_request", "error.password.policy");
    }
  }

  @Test
  void a_password_beyond_all_measure_is_a_fault_of_the_field() {
    Expect.invalid(
        signUpWith("password", "x".repeat(1025)), "data.password:invalid", "data.password:missing");
  }

  @Test
  void a_password_that_is_easily_guessed_is_too_weak() {
    Expect.error(
        signUpWith("password", "abcdefgh1"), 400, "password_too_weak", "error.password.tooWeak");
  }

  @Test
  @Requirement("ASVS 6.2.11")
  void a_password_made_of_what_the_profile_says_is_too_weak() {
    Expect.error(
        signUp(
            Map.of(
                "email", Users.newEmail(),
                "given_name", "Rumpelstilz",
                "family_name", "Strohgoldner",
                "password", "RumpelstilzStrohgoldner")),
        400,
        "password_too_weak",
        "error.password.tooWeak");
  }

  @Test
  @Requirement("ASVS 6.2.12")
  void a_password_that_is_known_to_be_breached_is_too_weak_whatever_its_score() {
    Expect.error(
        signUp(tenant("lenient"), Map.of("email", Users.newEmail(), "password", "password1")),
        400,
        "password_too_weak",
        "error.password.breached");
  }

  @Test
  void a_tenant_with_rules_of_composition_has_them_kept() {
    Http composed = tenant("composed");

    Expect.error(
        signUp(composed, Map.of("email", Users.newEmail())),
        400,
        "invalid_request",
        "error.password.policy");
    Expect.secret(
        signUp(composed, Map.of("email", Users.newEmail(), "password", PASSWORD + " 7 Times")));
  }

  // The other fields

  @Test
  void the_data_must_be_an_object() {
    Expect.invalid(call("signup", Map.of()), "data:missing", "data.password:missing");
    Expect.invalid(
        call("signup", Map.of("data", List.of(1))), "data:invalid", "data.password:missing");
    Expect.invalid(
        call("signup", Map.of("data", "email")), "data:invalid", "data.password:missing");
  }

  @Test
  void all_faults_are_told_at_once() {
    Expect.invalid(
        call(
            "signup",
            Map.of(
                "redirect_url",
                "https://evil.example/",
                "data",
                Map.of(
                    "email", "ada",
                    "phone_number", "12",
                    "gender", "x",
                    "birthdate", "10.12.1815",
                    "custom_fields", Map.of("shoe_size", "large"),
                    "consents", Map.of("newsletter", Map.of())))),
        "data.email:invalid",
        "data.phone_number:invalid",
        "data.gender:invalid",
        "data.birthdate:invalid",
        "data.custom_fields.shoe_size:invalid",
        "data.consents.newsletter.granted:missing",
        "data.password:missing",
        "redirect_url:invalid");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gender|Female",
        "gender|unknown",
        "birthdate|1815-13-01",
        "birthdate|1815-02-30",
        "birthdate|1799-12-31",
        "birthdate|1815-12-10T00:00:00Z",
        "locale|english",
        "locale|fr-FRANCE",
        "profile_url|ada.example",
        "profile_url|javascript:alert(1)",
        "picture|ftp://ada.example/me.png",
        "picture|https://",
        "consents|yes",
        "custom_fields|none",
        "addresses|Paris"
      })
  void a_field_must_be_what_it_says(String field, String value) {
    Expect.invalid(signUpWith(field, value), "data." + field + ":invalid");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "email",
        "phone_number",
        "custom_identifier",
        "given_name",
        "middle_name",
        "family_name",
        "name",
        "nickname",
        "birthdate",
        "profile_url",
        "picture",
        "username",
        "gender",
        "company",
        "locale",
        "bio",
        "tos_accepted_at"
      })
  void a_text_is_not_an_object_or_a_list(String field) {
    for (Object wrong : List.of(Map.of("a", "b"), List.of("a"))) {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("phone_number", Users.newPhoneNumber());
      data.put(field, wrong);
      Expect.invalid(signUp(data), "data." + field + ":invalid");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "given_name,255",
    "middle_name,255",
    "family_name,255",
    "name,255",
    "nickname,255",
    "username,255",
    "company,255",
    "bio,4000"
  })
  void a_text_has_a_longest_length(String field, int longest) {
    Expect.secret(signUpWith(field, "é".repeat(longest)));
    Expect.invalid(signUpWith(field, "é".repeat(longest + 1)), "data." + field + ":invalid");
  }

  @Test
  void an_address_of_the_web_has_at_most_2048_characters() {
    String start = "https://ada.example/";
    String longest = start + "x".repeat(2048 - start.length());

    Expect.secret(signUpWith("picture", longest));
    Expect.invalid(signUpWith("picture", longest + "x"), "data.picture:invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"A\u0000da", "A\nda", "A\u2028da", "A\u007fda", "A\u0085da"})
  void a_name_has_no_control_characters(String name) {
    Expect.invalid(signUpWith("given_name", name), "data.given_name:invalid");
  }

  @Test
  void a_locale_is_kept_with_a_hyphen() {
    JsonNode profile = profileOf(signUp(Map.of("email", Users.newEmail(), "locale", "fr_fr")));

    assertThat(profile.path("locale").asString()).isEqualTo("fr-FR");
  }

  @ParameterizedTest
  @CsvSource({
    "redirect_url,https://app.example/other",
    "redirect_url,https://app.example/callback?a=b",
    "redirect_url,https://APP.example/callback",
    "return_to_after_email_confirmation,https://evil.example/"
  })
  void only_callbacks_of_the_client_go_into_mails(String field, String url) {
    Map<String, Object> data = Map.of("email", Users.newEmail(), "password", PASSWORD);

    Expect.invalid(call("signup", Map.of("data", data, field, url)), field + ":invalid");
    Expect.invalid(call("signup", Map.of("data", data, field, List.of(url))), field + ":invalid");
    Expect.secret(call("signup", Map.of("data", data, field, TestConfig.CALLBACK)));
  }

  // What follows

  @Test
  void a_mail_asks_to_confirm_the_address() {
    String email = Users.newEmail();
    signUp(Map.of("email", email, "given_name", "Ada"));

    Inbox.Message mail = server.inbox().await(email, 1);
    assertThat(mail.channel()).isEqualTo("email");
    assertThat(mail.subject()).isEqualTo("Confirm your email address");
    assertThat(mail.text()).contains("Ada");
    assertThat(mail.code()).matches("[0-9]{6}");
    assertThat(path(mail.link())).matches("/link/verify-email/[A-Za-z0-9_-]{43}");
  }

  @Test
  void a_text_message_asks_to_confirm_the_phone_number() {
    String number = Users.newPhoneNumber();
    signUp(Map.of("phone_number", number));

    Inbox.Message message = server.inbox().await(number, 1);
    assertThat(message.channel()).isEqualTo("sms");
    assertThat(message.code()).matches("[0-9]{6}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"silent", "untemplated"})
  void no_mail_is_sent_where_it_is_switched_off(String tenant) {
    Http there = tenant(tenant);
    String email = Users.newEmail();
    Expect.secret(signUp(there, Map.of("email", email)));
    call(there, "forgot-password", TestConfig.SPA, Map.of("email", email));

    Inbox inbox = new Inbox(there);
    assertThat(inbox.await(email, 1).subject()).startsWith("Reset");
    assertThat(inbox.to(email)).hasSize(1);
  }

  @Test
  void there_is_no_token_where_the_identifier_must_be_verified_first() {
    JsonNode body = Expect.secret(signUp(tenant("awaiting"), Map.of("email", Users.newEmail())));

    assertThat(Set.copyOf(body.propertyNames())).containsExactly("id");
  }

  @Test
  void a_national_number_is_read_as_the_tenants_country_writes_it() {
    Expect.secret(signUp(tenant("awaiting"), Map.of("phone_number", "(212) 555-0123")));
    Expect.invalid(signUp(Map.of("phone_number", "(212) 555-0123")), "data.phone_number:invalid");
  }

  @Test
  void a_tenant_may_have_sign_up_switched_off() {
    Expect.error(
        signUp(tenant("closed"), Map.of("email", Users.newEmail())),
        403,
        "access_denied",
        "error.access.denied");
  }

  @Test
  void the_token_is_good_once_and_not_for_another_client() {
    String tkn = users.signUp(Users.newEmail());
    Map<String, String> parameters = users.authorizeParameters(Pkce.create());
    parameters.put("tkn", tkn);
    Map<String, String> elsewhere = new LinkedHashMap<>(parameters);
    elsewhere.put("client_id", TestConfig.OTHER_SPA);

    assertThat(http.get("/oauth/authorize", elsewhere).redirectParameters())
        .containsEntry("error_message_key", "error.tkn.invalid");
    assertThat(http.get("/oauth/authorize", parameters).redirectParameters()).containsKey("code");
    assertThat(http.get("/oauth/authorize", parameters).redirectParameters())
        .containsEntry("error_message_key", "error.tkn.invalid");
  }

  @Test
  void the_token_is_good_for_five_minutes() {
    String tkn = users.signUp(Users.newEmail());
    server.clock().advance(Duration.ofMinutes(5).plusSeconds(1));
    Map<String, String> parameters = users.authorizeParameters(Pkce.create());
    parameters.put("tkn", tkn);

    assertThat(http.get("/oauth/authorize", parameters).redirectParameters())
        .containsEntry("error_message_key", "error.tkn.invalid");
  }
}
