package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Users;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST lite-registration} (contract section 11.2), and what becomes of a lite profile whose
 * owner signs up (section 5.1).
 */
class LiteRegistrationTest extends IdentityContract {

  private static final String ENDPOINT = "lite-registration";

  @Override
  TestConfig config() {
    Map<String, Object> text = Map.of("version_id", 1, "language", "en", "title", "News");
    return demo()
        .set(
            "/tenants/0/consents",
            List.of(
                Map.of("key", "newsletter", "type", "opt-in", "versions", List.of(text)),
                Map.of("key", "mailing", "type", "double-opt-in", "versions", List.of(text))))
        .alsoTenant("limited")
        .set("/tenants/1/rate_limits/per_address", Map.of("requests", 2, "window", "60s"))
        .alsoTenant("members")
        .set("/tenants/2/passwordless", Map.of("signup", false));
  }

  /** As a browser does. */
  private Answer register(Map<String, ?> data) {
    return call(ENDPOINT, Map.of("data", data));
  }

  /** As a back end of the operator's does. */
  private Answer vouch(Map<String, ?> data) {
    return vouch(data, true);
  }

  private Answer vouch(Map<String, ?> data, boolean returnUser) {
    return http.basic(TestConfig.BACKEND, TestConfig.SECRET)
        .post(API + ENDPOINT, Map.of("data", data, "return_user", returnUser));
  }

  private String column(String column, String email) {
    return server.sql("select " + column + " from profile where email = '" + email + "'");
  }

  private static Map<String, Object> data(String email, Object... more) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("email", email);
    for (int i = 0; i < more.length; i += 2) {
      data.put((String) more[i], more[i + 1]);
    }
    return data;
  }

  /** Confirms the address by the mail that the sign-up sent. */
  private void confirm(String email) {
    Answer page = http.get(path(server.inbox().await(email, 1).link()));
    assertThat(page.status()).isEqualTo(200);
  }

  private JsonNode profile(Users.Tokens tokens) {
    return Expect.secret(users.userinfo(tokens.accessToken()));
  }

  // Registering

  @Test
  void of_what_several_say_of_an_account_at_once_nothing_is_lost() {
    List<String> fields = List.of("given_name", "family_name", "nickname");
    for (int round = 0; round < 8; round++) {
      String email = Users.newEmail();
      users.signUp(email);

      Together.run(
          fields.size(),
          i -> {
            Expect.nothing(register(data(email, fields.get(i), "Ada " + i)));
            return i;
          });

      assertThat(column("lite_data #>> '{email,said,attributes}'", email).replaceAll("\\s", ""))
          .contains("\"given_name\":\"Ada0\"", "\"family_name\":\"Ada1\"", "\"nickname\":\"Ada2\"");
    }
  }

  @Test
  void a_browser_registers_somebody_and_hears_nothing() {
    String email = Users.newEmail();

    Expect.nothing(register(data(email, "given_name", "Ada", "password", Users.PASSWORD)));

    assertThat(
            column("concat_ws(' ', lite, attributes ->> 'given_name', email_verified_at)", email))
        .isEqualTo("t Ada");
    assertThat(
            server.sql(
                "select count(*) from password join profile on profile.id = profile_id where email"
                    + " = '"
                    + email
                    + "'"))
        .isEqualTo("0");
    assertThat(server.inbox().to(email)).isEmpty();
  }

  @Test
  void a_back_end_may_be_told_of_the_profile() {
    String email = Users.newEmail();

    JsonNode user =
        Expect.secret(vouch(data(email, "given_name", "Ada", "external_id", "crm-" + email)));

    assertThat(user.path("lite_only").asBoolean()).isTrue();
    assertThat(user.path("id").asString()).isEqualTo(column("id", email));
    assertThat(user.path("given_name").asString()).isEqualTo("Ada");
    assertThat(user.path("external_id").asString()).isEqualTo("crm-" + email);
    assertThat(user.path("email_verified").asBoolean(true)).isFalse();
    Expect.nothing(vouch(data(email), false));
    Expect.nothing(
        call(
            ENDPOINT,
            TestConfig.WEB_APP,
            Map.of("data", data(email), "client_secret", TestConfig.SECRET)));
  }

  @Test
  void who_does_not_show_the_secret_is_a_browser() {
    String email = Users.newEmail();

    Expect.nothing(
        call(ENDPOINT, TestConfig.WEB_APP, Map.of("data", data(email), "return_user", true)));
    Expect.nothing(
        call(
            ENDPOINT,
            TestConfig.SPA,
            Map.of("data", data(email), "return_user", true, "client_secret", "anything")));
    Expect.invalid(register(data(email, "external_id", "crm-1")), "data.external_id:invalid");
  }

  @Test
  void a_wrong_secret_and_a_third_party_are_refused() {
    Map<String, Object> body = Map.of("data", data(Users.newEmail()));
    Expect.invalidClient(http.basic(TestConfig.BACKEND, "wrong").post(API + ENDPOINT, body));
    Expect.notFirstParty(
        http.basic(TestConfig.THIRD_PARTY, TestConfig.SECRET).post(API + ENDPOINT, body));
    Expect.notFirstParty(call(ENDPOINT, TestConfig.THIRD_PARTY, body));
    Expect.invalidClient(call(ENDPOINT, "nobody", body));
  }

  @Test
  void without_an_identifier_there_is_nobody() {
    for (Map<String, Object> data :
        List.<Map<String, Object>>of(
            Map.of(), Map.of("given_name", "Ada"), Map.of("custom_identifier", "ada.lovelace"))) {
      Expect.error(
          register(data), 400, "lite_profile_invalid_identifiers", "error.liteProfile.identifiers");
    }
    Expect.invalid(register(data("nobody")), "data.email:invalid");
    Expect.invalid(call(ENDPOINT, Map.of()), "data:missing");
  }

  @Test
  void it_is_found_by_address_number_or_external_id() {
    String email = Users.newEmail();
    String number = Users.newPhoneNumber();
    String external = "crm-" + email;
    String id =
        Expect.secret(vouch(data(email, "phone_number", number, "external_id", external)))
            .path("id")
            .asString();

    for (Map<String, Object> data :
        List.<Map<String, Object>>of(
            data(email.toUpperCase(Locale.ROOT)),
            Map.of("phone_number", number),
            Map.of("external_id", external))) {
      assertThat(Expect.secret(vouch(data)).path("id").asString()).isEqualTo(id);
    }
  }

  @Test
  void a_later_registration_updates_and_null_clears() {
    String email = Users.newEmail();
    register(data(email, "given_name", "Ada", "nickname", "A"));
    Map<String, Object> later = data(email, "family_name", "Lovelace");
    later.put("nickname", null);
    Expect.nothing(register(later));

    assertThat(column("attributes - 'locale'", email))
        .isEqualTo("{\"given_name\": \"Ada\", \"family_name\": \"Lovelace\"}");
  }

  @Test
  void a_back_end_is_told_of_identifiers_of_two_profiles_and_a_browser_is_not() {
    String email = Users.newEmail();
    String number = Users.newPhoneNumber();
    register(data(email));
    register(Map.of("phone_number", number));

    Expect.error(
        vouch(data(email, "phone_number", number)),
        400,
        "lite_profile_invalid_identifiers",
        "error.liteProfile.identifiers");
    Expect.nothing(register(data(email, "phone_number", number, "given_name", "Ada")));
    assertThat(column("concat_ws(' ', attributes ->> 'given_name', phone_number)", email))
        .isEqualTo("Ada");
  }

  @Test
  void what_a_back_end_has_said_a_browser_does_not_change() {
    String email = Users.newEmail();
    vouch(data(email, "given_name", "Ada", "custom_fields", Map.of("shoe_size", 38)));

    Expect.nothing(
        register(
            data(
                email,
                "given_name",
                "Eve",
                "family_name",
                "Lovelace",
                "phone_number",
                Users.newPhoneNumber(),
                "custom_fields",
                Map.of("shoe_size", 45, "loyalty_card", "L"))));

    JsonNode user = Expect.secret(vouch(data(email)));
    assertThat(user.path("given_name").asString()).isEqualTo("Ada");
    assertThat(user.path("family_name").asString()).isEqualTo("Lovelace");
    assertThat(user.has("phone_number")).isFalse();
    assertThat(user.path("custom_fields"))
        .isEqualTo(read("{\"shoe_size\": 38, \"loyalty_card\": \"L\"}"));
  }

  @Test
  void registrations_of_one_address_at_one_moment_make_one_profile() {
    String email = Users.newEmail();

    List<Answer> answers = Together.run(8, i -> register(data(email, "given_name", "Ada " + i)));

    assertThat(answers).allSatisfy(Expect::nothing);
    assertThat(column("count(*)", email)).isEqualTo("1");
  }

  @Test
  void it_is_counted_for_the_address_of_its_sender() {
    Http limited = tenant("limited");
    Map<String, Object> body = Map.of("data", data(Users.newEmail()));
    Expect.nothing(call(limited, ENDPOINT, TestConfig.SPA, body));
    Expect.nothing(call(limited, ENDPOINT, TestConfig.SPA, body));
    Expect.error(
        call(limited, ENDPOINT, TestConfig.SPA, body),
        429,
        "rate_limit_reached",
        "error.rateLimit");
  }

  @Test
  void consents_are_logged_and_a_double_opt_in_is_asked_by_mail() {
    String email = Users.newEmail();
    Expect.nothing(
        register(
            data(
                email,
                "given_name",
                "Mallory",
                "consents",
                Map.of(
                    "newsletter", Map.of("granted", true), "mailing", Map.of("granted", true)))));

    var mail = server.inbox().await(email, 1);
    assertThat(mail.text()).doesNotContain("Mallory");
    assertThat(http.postForm(path(mail.link()), Map.of()).status()).isEqualTo(200);

    assertThat(column("consents #>> '{mailing,granted}'", email)).isEqualTo("true");
    assertThat(column("consents #>> '{newsletter,granted}'", email)).isEqualTo("true");
    assertThat(column("email_verified_at is null and lite", email)).isEqualTo("t");
    assertThat(
            server.sql(
                "select string_agg(key || ' ' || action || ' ' || client_id, ', ' order by"
                    + " action, key) from consent_log join profile on profile.id = profile_id"
                    + " where email = '"
                    + email
                    + "'"))
        .isEqualTo("mailing answered spa, newsletter answered spa, mailing confirmed spa");
  }

  // No way in

  @Test
  void nobody_logs_in_or_recovers_what_is_no_account() {
    String email = Users.newEmail();
    register(data(email));

    Expect.wrongPassword(users.tryPassword(email, Users.PASSWORD));
    Expect.nothing(call("forgot-password", Map.of("email", email)));
    Expect.nothing(call("account-recovery", Map.of("email", email)));
    assertThat(
            server.sql(
                "select count(*) from verification_code join profile on profile.id = profile_id"
                    + " where email = '"
                    + email
                    + "'"))
        .isEqualTo("0");
  }

  @Test
  void where_passwordless_makes_no_accounts_it_makes_none_of_lite_profiles() {
    Http members = tenant("members");
    String email = Users.newEmail();
    Expect.nothing(call(members, ENDPOINT, TestConfig.SPA, Map.of("data", data(email))));
    Map<String, Object> start =
        new LinkedHashMap<>(new OAuthClient(members, TestConfig.SPA).authorizeParameters());
    start.put("client_id", TestConfig.SPA);
    start.put("email", email);

    Expect.nothing(members.post(API + "passwordless/start", start));

    assertThat(
            server.sql("select count(*) from outbox where tenant = 'members' and kind = 'email'"))
        .isEqualTo("0");
  }

  // Growing into an account

  /** A way to sign up with an address; the tokens of the new account. */
  enum Way {
    PASSWORD {
      @Override
      Users.Tokens signUp(LiteRegistrationTest test, String email) {
        return test.users.tokens(test.users.signUp(email));
      }
    },
    TOKENS {
      @Override
      Users.Tokens signUp(LiteRegistrationTest test, String email) {
        Answer answer =
            test.call(
                "signup-token",
                TestConfig.NATIVE,
                Map.of(
                    "scope",
                    Users.SCOPES,
                    "data",
                    Map.of("email", email, "password", Users.PASSWORD)));
        return Users.Tokens.of(answer);
      }
    },
    PASSWORDLESS {
      @Override
      Users.Tokens signUp(LiteRegistrationTest test, String email) {
        OAuthClient spa = new OAuthClient(test.http, TestConfig.SPA);
        Map<String, Object> start = new LinkedHashMap<>(spa.authorizeParameters());
        start.put("client_id", spa.id());
        start.put("email", email);
        Expect.nothing(test.http.post(API + "passwordless/start", start));
        String code = test.server.inbox().await(email, 1).code();
        Answer verified =
            test.http.post(
                API + "passwordless/verify", Map.of("email", email, "verification_code", code));
        return Users.Tokens.of(spa.redeem(Expect.secret(verified).path("code").asString()));
      }
    };

    abstract Users.Tokens signUp(LiteRegistrationTest test, String email);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void a_sign_up_makes_an_account_of_the_lite_profile_under_its_id(Way way) {
    String email = Users.newEmail();
    String id = Expect.secret(vouch(data(email, "given_name", "Ada"))).path("id").asString();

    Users.Tokens tokens = way.signUp(this, email);

    JsonNode profile = profile(tokens);
    assertThat(profile.path("id").asString()).isEqualTo(id);
    assertThat(profile.path("lite_only").asBoolean(true)).isFalse();
    assertThat(claims(tokens.idToken()).path("new_user").asBoolean()).isTrue();
    assertThat(
            server.sql(
                "select string_agg(type, ' ' order by type) from event where profile_id = '"
                    + id
                    + "' and type in ('signup', 'lite_registered', 'lite_merged_into_managed')"))
        .isEqualTo("lite_merged_into_managed lite_registered signup");
  }

  @Test
  void what_was_given_is_hidden_until_the_address_is_verified_and_then_fills_the_gaps() {
    String email = Users.newEmail();
    vouch(
        data(
            email,
            "given_name",
            "Augusta",
            "family_name",
            "Lovelace",
            "external_id",
            "crm-" + email,
            "custom_fields",
            Map.of("loyalty_card", "L-1"),
            "consents",
            Map.of("newsletter", Map.of("granted", true))));

    Users.Tokens tokens = users.tokens(users.signUp(Map.of("email", email, "given_name", "Ada")));
    JsonNode before = profile(tokens);
    assertThat(before.path("given_name").asString()).isEqualTo("Ada");
    for (String hidden : List.of("family_name", "external_id", "custom_fields", "consents")) {
      assertThat(before.has(hidden)).as(hidden).isFalse();
    }

    confirm(email);

    JsonNode after = profile(tokens);
    assertThat(after.path("given_name").asString()).isEqualTo("Ada");
    assertThat(after.path("family_name").asString()).isEqualTo("Lovelace");
    assertThat(after.path("external_id").asString()).isEqualTo("crm-" + email);
    assertThat(after.at("/custom_fields/loyalty_card").asString()).isEqualTo("L-1");
    assertThat(after.at("/consents/newsletter/granted").asBoolean()).isTrue();
    assertThat(column("lite_data is null", email)).isEqualTo("t");
  }

  @Test
  void a_login_by_code_shows_the_address_so_the_data_is_there_at_once() {
    String email = Users.newEmail();
    vouch(data(email, "given_name", "Ada", "custom_fields", Map.of("loyalty_card", "L-1")));

    Users.Tokens tokens = Way.PASSWORDLESS.signUp(this, email);

    assertThat(claims(tokens.idToken()).path("given_name").asString()).isEqualTo("Ada");
    assertThat(profile(tokens).at("/custom_fields/loyalty_card").asString()).isEqualTo("L-1");
  }

  @Test
  void data_for_an_account_that_is_there_already_is_hidden_until_the_address_is_verified() {
    String email = Users.newEmail();
    Users.Tokens tokens = users.tokens(users.signUp(Map.of("email", email, "given_name", "Ada")));

    Expect.nothing(register(data(email, "given_name", "Eve", "family_name", "Lovelace")));
    Expect.nothing(vouch(data(email, "nickname", "Countess"), false));
    assertThat(profile(tokens).has("family_name")).isFalse();
    assertThat(profile(tokens).has("nickname")).isFalse();

    confirm(email);

    JsonNode after = profile(tokens);
    assertThat(after.path("given_name").asString()).isEqualTo("Ada");
    assertThat(after.path("family_name").asString()).isEqualTo("Lovelace");
    assertThat(after.path("nickname").asString()).isEqualTo("Countess");
  }

  @Test
  void the_operators_word_fills_the_gaps_of_a_verified_account_at_once() {
    String email = Users.newEmail();
    Users.Tokens tokens = users.tokens(users.signUp(Map.of("email", email, "given_name", "Ada")));
    confirm(email);

    JsonNode told =
        Expect.secret(
            vouch(
                data(
                    email,
                    "given_name",
                    "Eve",
                    "family_name",
                    "Lovelace",
                    "external_id",
                    "crm-" + email,
                    "phone_number",
                    Users.newPhoneNumber())));

    assertThat(told.path("lite_only").asBoolean(true)).isFalse();
    JsonNode after = profile(tokens);
    assertThat(after.path("given_name").asString()).isEqualTo("Ada");
    assertThat(after.path("family_name").asString()).isEqualTo("Lovelace");
    assertThat(after.path("external_id").asString()).isEqualTo("crm-" + email);
    assertThat(after.has("phone_number")).as("an identifier").isFalse();
  }

  @Test
  void what_the_account_leaves_out_of_the_lite_profile_is_free_again() {
    String email = Users.newEmail();
    String number = Users.newPhoneNumber();
    vouch(data(email, "phone_number", number));

    JsonNode account = profile(users.tokens(users.signUp(email)));

    assertThat(account.has("phone_number")).isFalse();
    assertThat(users.signUp(Map.of("email", Users.newEmail(), "phone_number", number)))
        .isNotEmpty();
  }

  @Test
  void an_account_takes_an_address_or_number_from_the_lite_profile_that_has_it() {
    String email = Users.newEmail();
    String number = Users.newPhoneNumber();
    register(data(email));
    vouch(Map.of("phone_number", number, "family_name", "Lovelace"));
    String own = Users.newEmail();
    Http user = http.bearer(users.tokens(users.signUp(own)).accessToken());
    confirm(own);

    Expect.secret(user.post(API + "update-phone-number", Map.of("phone_number", number)));
    Expect.nothing(
        user.post(
            API + "verify-phone-number",
            Map.of(
                "phone_number",
                number,
                "verification_code",
                server.inbox().await(number, 1).code())));
    Expect.secret(user.post(API + "update-email", Map.of("email", email)));
    confirm(email);

    JsonNode profile = Expect.secret(user.get(API + "userinfo"));
    assertThat(profile.path("email").asString()).isEqualTo(email);
    assertThat(profile.path("phone_number").asString()).isEqualTo(number);
    assertThat(profile.path("family_name").asString()).isEqualTo("Lovelace");
  }

  @Test
  void two_sign_ups_for_one_lite_profile_make_one_account() {
    String email = Users.newEmail();
    register(data(email));

    List<Answer> answers =
        Together.run(
            4,
            i ->
                call("signup", Map.of("data", Map.of("email", email, "password", Users.PASSWORD))));

    assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
    assertThat(answers)
        .filteredOn(answer -> answer.status() != 200)
        .allSatisfy(answer ->
            Expect.error(answer, 400, "email_already_exists", "error.email.alreadyInUse"));
  }

  @Test
  void lite_only_is_no_wish_of_a_sign_up() {
    Users.Tokens tokens =
        users.tokens(users.signUp(Map.of("email", Users.newEmail(), "lite_only", true)));

    assertThat(profile(tokens).path("lite_only").asBoolean(true)).isFalse();
  }
}
