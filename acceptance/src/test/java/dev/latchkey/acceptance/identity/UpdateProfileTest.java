package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Inbox;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code POST update-profile} (contract sections 2.3, 2.4 and 8.2, DECISIONS 16). */
class UpdateProfileTest extends IdentityContract {

  private static final String SCOPES = "openid profile email phone address full_write";

  @Override
  TestConfig config() {
    Map<String, Object> version = Map.of("version_id", 1, "language", "en", "title", "Terms");
    Map<String, Object> second = Map.of("version_id", 2, "language", "en", "title", "Terms");
    Map<String, Object> french = Map.of("version_id", 2, "language", "fr", "title", "Conditions");
    return demo()
        .set(
            TestConfig.client(TestConfig.NATIVE) + "/scopes",
            List.of(
                "openid",
                "profile",
                "email",
                "phone",
                "address",
                "full_write",
                "score_read",
                "score_write"))
        .set(
            "/tenants/0/consents",
            List.of(
                Map.of(
                    "key", "terms", "type", "opt-in", "versions", List.of(version, second, french)),
                Map.of("key", "mailing", "type", "double-opt-in", "versions", List.of(version)),
                Map.of("key", "tracking", "type", "opt-out", "versions", List.of(version))))
        .set(
            "/tenants/0/custom_fields",
            List.of(
                field("a_string", "string"),
                field("a_number", "number"),
                field("a_decimal", "decimal"),
                field("an_integer", "integer"),
                field("a_checkbox", "checkbox"),
                field("a_date", "date"),
                field("an_email", "email"),
                field("a_phone", "phone"),
                field("an_object", "object"),
                field("free_tags", "tags"),
                Map.of(
                    "path",
                    "a_select",
                    "name",
                    "s",
                    "data_type",
                    "select",
                    "values",
                    List.of(choice("red"), choice("blue"))),
                Map.of(
                    "path",
                    "some_tags",
                    "name",
                    "t",
                    "data_type",
                    "tags",
                    "values",
                    List.of(choice("red"), choice("blue"))),
                Map.of(
                    "path",
                    "score",
                    "name",
                    "s",
                    "data_type",
                    "integer",
                    "scope",
                    "score_write",
                    "read_scope",
                    "score_read"),
                Map.of(
                    "path",
                    "rank",
                    "name",
                    "r",
                    "data_type",
                    "integer",
                    "read_scope",
                    "score_read")))
        .alsoTenant("no-sms")
        .set("/tenants/1/signup", Map.of("verify_phone_number", false))
        .alsoTenant("no-mail")
        .set("/tenants/2/signup", Map.of("verify_email", false));
  }

  private static Map<String, Object> field(String path, String type) {
    return Map.of("path", path, "name", path, "data_type", type);
  }

  private static Map<String, Object> choice(String value) {
    return Map.of("value", value, "label", value);
  }

  private Http user() {
    return user(Map.of());
  }

  private Http user(Map<String, ?> fields) {
    return http.bearer(tokenOf(SCOPES, fields));
  }

  private static Answer update(Http user, Map<String, ?> fields) {
    return user.post(API + "update-profile", fields);
  }

  private static Answer update(Http user, String json) {
    return user.send("POST", API + "update-profile", "application/json", json);
  }

  private static JsonNode profile(Http user) {
    return Expect.secret(user.get(API + "userinfo"));
  }

  private static Map<String, Object> custom(String field, Object value) {
    return Map.of("custom_fields", Map.of(field, value));
  }

  // At the same moment

  @Test
  void of_several_changes_at_once_none_is_lost() {
    List<Map<String, ?>> changes =
        List.of(
            Map.of("given_name", "Ada"),
            Map.of("family_name", "Lovelace"),
            custom("a_string", "text"),
            custom("an_integer", 7),
            Map.of("consents", Map.of("terms", Map.of("granted", true))),
            Map.of("consents", Map.of("tracking", Map.of("granted", false))));
    for (int round = 0; round < 4; round++) {
      Http user = user(Map.of("nickname", "Countess"));
      List<Answer> answers =
          Together.run(
              changes.size() + 1,
              i ->
                  i < changes.size()
                      ? update(user, changes.get(i))
                      : update(user, "{\"nickname\": null}"));
      assertThat(answers).allSatisfy(Expect::secret);
      JsonNode profile = profile(user);
      assertThat(profile.path("given_name").asString()).isEqualTo("Ada");
      assertThat(profile.path("family_name").asString()).isEqualTo("Lovelace");
      assertThat(profile.has("nickname")).isFalse();
      assertThat(profile.at("/custom_fields/a_string").asString()).isEqualTo("text");
      assertThat(profile.at("/custom_fields/an_integer").asInt()).isEqualTo(7);
      assertThat(profile.at("/consents/terms/granted").asBoolean()).isTrue();
      assertThat(profile.at("/consents/tracking").isObject()).isTrue();
    }
  }

  @Test
  @AttackClass(14)
  void of_several_first_addresses_at_once_one_is_kept() {
    for (int round = 0; round < 4; round++) {
      Http user = user(Map.of("phone_number", Users.newPhoneNumber()));
      List<String> emails = List.of(Users.newEmail(), Users.newEmail(), Users.newEmail());
      List<Answer> answers =
          Together.run(emails.size(), i -> update(user, Map.of("email", emails.get(i))));
      assertThat(answers.stream().map(Answer::status)).containsOnlyOnce(200).containsOnly(200, 400);
      int won = answers.stream().map(Answer::status).toList().indexOf(200);
      assertThat(profile(user).path("email").asString()).isEqualTo(emails.get(won));
    }
  }

  // Plain fields

  @Test
  void an_update_is_answered_with_the_whole_profile_as_userinfo_shows_it() {
    Http user = user(Map.of("given_name", "Ada"));

    JsonNode answer = Expect.secret(update(user, Map.of("family_name", "Lovelace")));

    assertThat(answer).isEqualTo(profile(user));
    assertThat(answer.path("given_name").asString()).isEqualTo("Ada");
    assertThat(answer.path("family_name").asString()).isEqualTo("Lovelace");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "given_name|Ada",
        "middle_name|King",
        "family_name|Lovelace",
        "name|Ada Lovelace",
        "nickname|Countess",
        "birthdate|1815-12-10",
        "profile_url|https://ada.example/",
        "picture|http://ada.example/me.png",
        "username|ada",
        "gender|other",
        "company|Engines",
        "locale|en-GB",
        "bio|Wrote it.",
        "tos_accepted_at|2026-01-31T09:30:00.000Z"
      })
  void a_field_is_set_changed_alone_and_cleared_by_null(String field, String value) {
    Http user = user(Map.of("custom_identifier", newCustomIdentifier()));
    String other = field.equals("username") ? "nickname" : "username";
    update(user, Map.of(other, "stays"));

    assertThat(Expect.secret(update(user, Map.of(field, value))).path(field).asString())
        .isEqualTo(value);
    assertThat(profile(user).path(other).asString()).isEqualTo("stays");

    assertThat(Expect.secret(update(user, "{\"%s\": null}".formatted(field))).has(field)).isFalse();
    assertThat(profile(user).path(other).asString()).isEqualTo("stays");
  }

  @Test
  void an_empty_text_clears_too() {
    Http user = user(Map.of("given_name", "Ada"));

    assertThat(Expect.secret(update(user, Map.of("given_name", ""))).has("given_name")).isFalse();
  }

  @Test
  void nothing_to_change_changes_nothing() {
    Http user = user(Map.of("given_name", "Ada"));

    assertThat(Expect.secret(update(user, Map.of())).path("given_name").asString())
        .isEqualTo("Ada");
    Expect.secret(user.post(API + "update-profile"));
  }

  @Test
  void the_time_of_the_last_change_is_kept() {
    Http user = user();
    String before = profile(user).path("updated_at").asString();
    server.clock().advance(Duration.ofSeconds(1));

    assertThat(Expect.secret(update(user, Map.of("name", "Ada"))).path("updated_at").asString())
        .isGreaterThan(before);
  }

  @Test
  void what_cannot_be_written_is_ignored_as_clients_send_back_whole_profiles() {
    Http user = user(Map.of("phone_number", Users.newPhoneNumber(), "email", Users.newEmail()));
    JsonNode before = profile(user);

    JsonNode after =
        Expect.secret(
            update(
                user,
                """
                {"id": "x", "uid": "x", "sub": "x", "created_at": "x", "updated_at": "x",
                  "lite_only": true, "has_password": false,
                 "email_verified": true, "phone_number_verified": true, "external_id": "x",
                   "auth_types": ["magic"],
                 "login_summary": {"total": 99}, "logins_count": 99, "suspended": true,
                   "identities": [{"id": "x"}],
                 "emails": {"verified": ["x@example.org"]}, "password": "x", "first_name": "x",
                   "client_id": "nobody",
                 "captcha_token": {"a": 1}, "unheard_of": [1]}\
                """));

    assertThat(after.asObject().without("updated_at"))
        .isEqualTo(before.asObject().without("updated_at"));
    Expect.secret(users.tryPassword(before.path("email").asString(), Users.PASSWORD));
  }

  @Test
  void a_whole_profile_can_be_sent_back() {
    Http user =
        user(
            Map.of(
                "given_name", "Ada",
                "email", Users.newEmail(),
                "phone_number", Users.newPhoneNumber(),
                "custom_identifier", newCustomIdentifier(),
                "addresses", List.of(Map.of("country", "GB")),
                "custom_fields", Map.of("a_string", "x", "an_object", Map.of("a", 1)),
                "consents", Map.of("terms", Map.of("granted", true))));
    JsonNode before = profile(user);

    JsonNode after = Expect.secret(update(user, before.toString()));

    assertThat(after.path("addresses")).isEqualTo(before.path("addresses"));
    assertThat(after.path("custom_fields")).isEqualTo(before.path("custom_fields"));
    assertThat(after.path("given_name")).isEqualTo(before.path("given_name"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gender|Female", "birthdate|1815-02-30", "locale|english", "profile_url|ada.example",
        "picture|javascript:alert(1)", "custom_fields|x", "consents|x", "addresses|x"
      })
  void a_field_must_be_what_it_says(String field, String value) {
    Expect.invalid(update(user(), Map.of(field, value)), field + ":invalid");
  }

  @Test
  void all_faults_are_told_at_once_and_nothing_is_changed() {
    Http user = user();

    Expect.invalid(
        update(
            user,
            Map.of(
                "given_name", "Ada",
                "family_name", List.of("Lovelace"),
                "name", "x".repeat(256),
                "bio", "x".repeat(4001),
                "gender", "x",
                "custom_fields", Map.of("an_integer", 1.5),
                "consents", Map.of("terms", Map.of("granted", "yes")),
                "addresses", List.of(Map.of("title", "")),
                "redirect_url", "https://evil.example/")),
        "family_name:invalid",
        "name:invalid",
        "bio:invalid",
        "gender:invalid",
        "custom_fields.an_integer:invalid",
        "consents.terms.granted:invalid",
        "consents.terms.granted:missing",
        "addresses[0].title:invalid",
        "redirect_url:invalid");
    assertThat(profile(user).has("given_name")).isFalse();
  }

  // Custom fields

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a_string|\"text\"",
        "a_number|3",
        "a_number|3.5",
        "a_decimal|3.25",
        "an_integer|-3",
        "a_checkbox|true",
        "a_date|\"1815-12-10\"",
        "an_email|\"ada@example.org\"",
        "a_phone|\"+33612345678\"",
        "a_phone|\"06 12 34 56 78\"",
        "an_object|{\"a\": {\"b\": [1, null]}}",
        "a_select|\"blue\"",
        "some_tags|[\"red\", \"blue\"]",
        "some_tags|[]",
        "free_tags|[\"any\", \"thing\"]"
      })
  void a_custom_field_takes_values_of_its_type(String field, String value) {
    JsonNode answer =
        Expect.secret(update(user(), "{\"custom_fields\": {\"%s\": %s}}".formatted(field, value)));

    assertThat(answer.path("custom_fields").path(field)).isEqualTo(read(value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a_string|5",
        "a_string|true",
        "a_string|{}",
        "a_string|[\"a\"]",
        "a_number|\"3\"",
        "a_decimal|\"3.25\"",
        "an_integer|3.5",
        "an_integer|\"3\"",
        "a_checkbox|\"true\"",
        "a_checkbox|1",
        "a_date|\"10.12.1815\"",
        "a_date|1815",
        "an_email|\"ada\"",
        "an_email|{}",
        "a_phone|\"12\"",
        "an_object|\"{}\"",
        "an_object|[1]",
        "a_select|\"green\"",
        "a_select|[\"red\"]",
        "some_tags|\"red\"",
        "some_tags|[\"green\"]",
        "free_tags|[5]",
        "free_tags|{\"a\": 1}"
      })
  void a_custom_field_takes_no_other_values(String field, String value) {
    Expect.invalid(
        update(user(), "{\"custom_fields\": {\"%s\": %s}}".formatted(field, value)),
        "custom_fields." + field + ":invalid");
  }

  @Test
  void a_custom_field_has_a_longest_value() {
    Http user = user();

    Expect.secret(update(user, custom("a_string", "x".repeat(4000))));
    Expect.secret(update(user, custom("free_tags", listOf(50, "x".repeat(255)))));
    Expect.secret(update(user, custom("an_object", Map.of("a", "x".repeat(3992)))));
    Expect.invalid(
        update(user, custom("a_string", "x".repeat(4001))), "custom_fields.a_string:invalid");
    Expect.invalid(
        update(user, custom("free_tags", listOf(51, "x"))), "custom_fields.free_tags:invalid");
    Expect.invalid(
        update(user, custom("free_tags", List.of("x".repeat(256)))),
        "custom_fields.free_tags:invalid");
    Expect.invalid(
        update(user, custom("an_object", Map.of("a", "x".repeat(3993)))),
        "custom_fields.an_object:invalid");
  }

  private static <T> List<T> listOf(int count, T value) {
    return IntStream.range(0, count).mapToObj(i -> value).toList();
  }

  @Test
  void custom_fields_are_merged_by_key_and_cleared_by_null() {
    Http user = user(custom("a_string", "kept"));

    update(user, custom("an_integer", 5));
    assertThat(profile(user).path("custom_fields"))
        .isEqualTo(read("{\"a_string\": \"kept\", \"an_integer\": 5}"));

    update(user, "{\"custom_fields\": {\"an_integer\": null}}");
    assertThat(profile(user).path("custom_fields")).isEqualTo(read("{\"a_string\": \"kept\"}"));

    update(user, "{\"custom_fields\": null}");
    assertThat(profile(user).path("custom_fields")).isEqualTo(read("{\"a_string\": \"kept\"}"));
  }

  @Test
  void a_custom_field_is_known_by_its_name_in_camel_case_too_and_an_unknown_one_is_ignored() {
    Http user = user();

    update(user, Map.of("custom_fields", Map.of("aString", "x", "notOurs", Map.of("a", 1))));

    assertThat(profile(user).path("custom_fields")).isEqualTo(read("{\"a_string\": \"x\"}"));
  }

  @Test
  void a_custom_field_with_a_scope_is_written_with_that_scope_only() {
    Http with = http.bearer(tokenOf(SCOPES + " score_write", Map.of()));
    assertThat(Expect.secret(update(with, custom("score", 5))).at("/custom_fields/score").asInt())
        .isEqualTo(5);

    for (String scopes : List.of(SCOPES, SCOPES + " score_read")) {
      Expect.insufficientScope(update(http.bearer(tokenOf(scopes, Map.of())), custom("score", 5)));
    }
  }

  @Test
  void a_custom_field_that_is_only_to_be_read_is_not_written_but_may_be_sent_back() {
    String email = Users.newEmail();
    Http user = http.bearer(tokenOf(SCOPES + " score_read score_write", Map.of("email", email)));
    server.sql("update profile set custom_fields = '{\"rank\": 3}' where email = '" + email + "'");

    Expect.insufficientScope(update(user, custom("rank", 4)));
    assertThat(Expect.secret(update(user, custom("rank", 3))).at("/custom_fields/rank").asInt())
        .isEqualTo(3);
  }

  // Consents

  @Test
  void a_consent_is_kept_with_all_that_clients_read() {
    JsonNode consent =
        Expect.secret(
                update(
                    user(),
                    """
                    {"consents": {"terms": {"granted": true, "consent_type": "opt-out",
                      "date": "1999-01-01T00:00:00.000Z",
                      "reporter": "somebody", "title": "x", "description": "x",
                      "consent_version": {"version_id": 1, "language": "en"}}}}\
                    """))
            .at("/consents/terms");

    assertThat(consent.propertyNames())
        .containsExactlyInAnyOrder(
            "granted", "consent_type", "date", "reporter", "consent_version");
    assertThat(consent.path("granted")).isEqualTo(read("true"));
    assertThat(consent.path("consent_type").asString()).isEqualTo("opt-in");
    assertThat(consent.path("date").asString()).matches("20\\d\\d-.*T.*\\.\\d{3}Z");
    assertThat(consent.path("reporter").asString()).isNotEqualTo("somebody").isNotBlank();
    assertThat(consent.path("consent_version"))
        .isEqualTo(read("{\"version_id\": 1, \"language\": \"en\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"consent_version\": {\"version_id\": 1, \"language\": \"en\"}",
        "\"consent_version\": {\"versionId\": 1, \"language\": \"en\"}",
        "\"consentVersion\": {\"version_id\": 1, \"language\": \"en\"}",
        "\"consentType\": \"opt-in\", \"consentVersion\": {\"versionId\": 1, \"language\": \"en\"}",
        "\"consentVersion\": {\"versionId\": \"1\", \"language\": \"en\"}"
      })
  void the_version_of_a_consent_is_understood_in_both_spellings(String version) {
    JsonNode consent =
        Expect.secret(
                update(
                    user(),
                    "{\"consents\": {\"terms\": {\"granted\": true, %s}}}".formatted(version)))
            .at("/consents/terms");

    assertThat(consent.path("consent_version"))
        .isEqualTo(read("{\"version_id\": 1, \"language\": \"en\"}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"version_id\": 9}", "null"})
  void without_a_version_that_exists_the_current_one_counts(String version) {
    JsonNode consent =
        Expect.secret(
                update(
                    user(),
                    "{\"consents\": {\"terms\": {\"granted\": true, \"consent_version\": %s}}}"
                        .formatted(version)))
            .at("/consents/terms");

    assertThat(consent.at("/consent_version/version_id").asInt()).isEqualTo(2);
  }

  @Test
  void the_language_of_the_version_is_kept_where_there_is_such_a_text() {
    JsonNode consent =
        Expect.secret(
                update(
                    user(),
                    "{\"consents\": {\"terms\": {\"granted\": true, \"consent_version\":"
                        + " {\"version_id\": 2, \"language\": \"fr\"}}}}"))
            .at("/consents/terms");

    assertThat(consent.path("consent_version"))
        .isEqualTo(read("{\"version_id\": 2, \"language\": \"fr\"}"));
  }

  @Test
  void consents_are_merged_by_key_and_logged_each_time() {
    String email = Users.newEmail();
    Http user = user(Map.of("email", email));
    update(user, Map.of("consents", Map.of("terms", Map.of("granted", true))));
    update(user, Map.of("consents", Map.of("tracking", Map.of("granted", false))));
    update(user, Map.of("consents", Map.of("terms", Map.of("granted", false))));

    JsonNode consents = profile(user).path("consents");
    assertThat(consents.at("/terms/granted")).isEqualTo(read("false"));
    assertThat(consents.at("/tracking/granted")).isEqualTo(read("false"));
    assertThat(consents.at("/tracking/consent_type").asString()).isEqualTo("opt-out");
    assertThat(
            server.sql(
                "select count(*) from consent_log join profile on profile.id = profile_id where"
                    + " email = '"
                    + email
                    + "'"))
        .isEqualTo("3");
  }

  @Test
  void a_double_opt_in_waits_to_be_confirmed() {
    Http user = user();

    JsonNode given =
        Expect.secret(update(user, Map.of("consents", Map.of("mailing", Map.of("granted", true)))))
            .at("/consents/mailing");
    assertThat(given.path("granted")).isEqualTo(read("false"));
    assertThat(given.path("waiting_double_accept")).isEqualTo(read("true"));

    JsonNode withdrawn =
        Expect.secret(update(user, Map.of("consents", Map.of("mailing", Map.of("granted", false)))))
            .at("/consents/mailing");
    assertThat(withdrawn.path("granted")).isEqualTo(read("false"));
    assertThat(withdrawn.path("waiting_double_accept").asBoolean(false)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"terms\": null}", "{}"})
  void a_consent_of_nothing_is_ignored(String consents) {
    Http user = user();

    assertThat(Expect.secret(update(user, "{\"consents\": " + consents + "}")).has("consents"))
        .isFalse();
  }

  @Test
  void a_consent_says_whether_it_is_granted() {
    Http user = user();

    Expect.invalid(
        update(user, "{\"consents\": {\"terms\": {}}}"), "consents.terms.granted:missing");
    Expect.invalid(
        update(user, "{\"consents\": {\"terms\": {\"granted\": null}}}"),
        "consents.terms.granted:missing");
    Expect.invalid(
        update(user, "{\"consents\": {\"terms\": true}}"),
        "consents.terms:invalid",
        "consents.terms.granted:missing");
  }

  // Addresses

  @Test
  void an_address_has_every_field_of_the_contract() {
    String address =
        """
        {"title": "Home", "default": true, "address_type": "billing",
          "street_address": "12 St James's Square\\nGround floor",
         "address_complement": "left", "locality": "London", "region": "Greater London",
           "postal_code": "SW1Y 4JH",
         "country": "GB", "raw": "12 St James's Square, London", "delivery_note": "Ring twice",
           "recipient": "Ada Lovelace",
         "company": "Engines", "phone_number": "not checked", "custom_fields": {"floor": 0}}\
        """;

    JsonNode shown =
        Expect.secret(update(user(), "{\"addresses\": [" + address + "]}")).at("/addresses/0");

    assertThat(shown.path("is_default")).isEqualTo(read("true"));
    assertThat(shown.asObject().without("is_default")).isEqualTo(read(address));
  }

  @Test
  void addresses_replace_the_list_and_null_or_an_empty_list_clears_it() {
    Http user = user(Map.of("addresses", List.of(Map.of("title", "One"), Map.of("title", "Two"))));

    update(user, Map.of("addresses", List.of(Map.of("title", "Three"))));
    assertThat(titles(profile(user))).containsExactly("Three");

    update(user, Map.of("given_name", "Ada"));
    assertThat(titles(profile(user))).containsExactly("Three");

    assertThat(Expect.secret(update(user, Map.of("addresses", List.of()))).path("addresses"))
        .isEqualTo(read("[]"));
    update(user, Map.of("addresses", List.of(Map.of("title", "Four"))));
    assertThat(Expect.secret(update(user, "{\"addresses\": null}")).path("addresses"))
        .isEqualTo(read("[]"));
  }

  private static List<String> titles(JsonNode profile) {
    List<String> titles = new ArrayList<>();
    profile.path("addresses").forEach(address -> titles.add(address.path("title").asString()));
    return titles;
  }

  /** Each address is {@code -} (says nothing), {@code t} (default) or {@code f} (not default). */
  @ParameterizedTest
  @CsvSource({
    "-,1", "--,10", "t,1", "f,0", "ff,00", "ft,01", "f-,01", "-t,01", "t-,10", "tt,01", "--t,001"
  })
  void one_address_at_most_is_the_default(String sent, String expected) {
    for (String name : List.of("default", "is_default")) {
      List<Map<String, Object>> addresses = new ArrayList<>();
      for (char c : sent.toCharArray()) {
        Map<String, Object> address = new LinkedHashMap<>();
        address.put("title", "Home");
        if (c != '-') {
          address.put(name, c == 't');
        }
        addresses.add(address);
      }

      JsonNode shown =
          Expect.secret(update(user(), Map.of("addresses", addresses))).path("addresses");

      StringBuilder defaults = new StringBuilder();
      shown.forEach(address -> {
        assertThat(address.path("is_default")).isEqualTo(address.path("default"));
        defaults.append(address.path("default").asBoolean() ? '1' : '0');
      });
      assertThat(defaults).hasToString(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "title|\"\"",
        "title|\" \"",
        "title|[]",
        "street_address|\"\"",
        "country|\" \"",
        "address_type|\"home\"",
        "address_type|{}",
        "default|\"maybe\"",
        "is_default|5",
        "locality|{\"a\": 1}",
        "custom_fields|\"x\"",
        "custom_fields|[1]"
      })
  void a_field_of_an_address_must_be_what_it_says(String field, String value) {
    Expect.invalid(
        update(user(), "{\"addresses\": [{}, {\"%s\": %s}]}".formatted(field, value)),
        "addresses[1]." + field + ":invalid");
  }

  @Test
  void addresses_have_a_largest_number_and_size() {
    Http user = user();

    Expect.secret(update(user, Map.of("addresses", listOf(50, Map.of("title", "Home")))));
    Expect.invalid(
        update(user, Map.of("addresses", listOf(51, Map.of("title", "Home")))),
        "addresses:invalid");
    Expect.invalid(update(user, "{\"addresses\": [\"Paris\"]}"), "addresses:invalid");
    Expect.invalid(
        update(user, Map.of("addresses", List.of(Map.of("locality", "x".repeat(256))))),
        "addresses[0].locality:invalid");
    Expect.invalid(
        update(
            user,
            Map.of("addresses", List.of(Map.of("custom_fields", Map.of("a", "x".repeat(4000)))))),
        "addresses[0].custom_fields:invalid");
  }

  // Identifiers

  @Test
  void an_email_can_be_added_where_there_is_none_and_is_asked_to_be_confirmed() {
    Http user = user(Map.of("phone_number", Users.newPhoneNumber()));
    String email = Users.newEmail();

    JsonNode profile = Expect.secret(update(user, Map.of("email", email)));

    assertThat(profile.path("email").asString()).isEqualTo(email);
    assertThat(profile.path("email_verified")).isEqualTo(read("false"));
    assertThat(server.inbox().await(email, 1).links()).hasSize(1);
    Expect.secret(users.tryPassword(email, Users.PASSWORD));
  }

  @Test
  void an_added_email_is_not_written_to_where_confirmation_is_off() {
    Http there = tenant("no-mail");
    Http user =
        there.bearer(tokenOf(there, SCOPES, Map.of("phone_number", Users.newPhoneNumber())));
    String email = Users.newEmail();
    Expect.secret(update(user, Map.of("email", email)));
    call(there, "forgot-password", TestConfig.SPA, Map.of("email", email));

    Inbox inbox = new Inbox(there);
    assertThat(inbox.await(email, 1).subject()).startsWith("Reset");
    assertThat(inbox.to(email)).hasSize(1);
  }

  @Test
  void an_email_that_is_there_is_not_changed_here_but_may_be_sent_back() {
    String email = Users.newEmail();
    Http user = user(Map.of("email", email));

    Expect.error(
        update(user, Map.of("email", Users.newEmail())),
        400,
        "invalid_request",
        "error.email.notWritable");
    Expect.secret(update(user, Map.of("email", email.toUpperCase(Locale.ROOT))));
    Expect.secret(update(user, "{\"email\": null}"));
    assertThat(profile(user).path("email").asString()).isEqualTo(email);
  }

  @Test
  void a_phone_number_is_not_written_here_while_text_messages_verify_it() {
    String number = Users.newPhoneNumber();
    Http user = user(Map.of("phone_number", number));

    for (Http one : List.of(user, user())) {
      Expect.error(
          update(one, Map.of("phone_number", Users.newPhoneNumber())),
          400,
          "invalid_request",
          "error.phoneNumber.notWritable");
    }
    Expect.secret(update(user, Map.of("phone_number", "0" + number.substring(3))));
    assertThat(profile(user).path("phone_number").asString()).isEqualTo(number);
  }

  @Test
  void a_phone_number_is_written_unverified_where_text_messages_do_not_verify_it() {
    Http there = tenant("no-sms");
    String email = Users.newEmail();
    Http user =
        there.bearer(
            tokenOf(there, SCOPES, Map.of("email", email, "phone_number", Users.newPhoneNumber())));
    server.sql("update profile set phone_verified_at = now() where email = '" + email + "'");
    String number = Users.newPhoneNumber();

    JsonNode profile = Expect.secret(update(user, Map.of("phone_number", number)));

    assertThat(profile.path("phone_number").asString()).isEqualTo(number);
    assertThat(profile.path("phone_number_verified")).isEqualTo(read("false"));
  }

  @Test
  void null_clears_a_phone_number_that_may_be_changed_here_unless_it_is_the_last_identifier() {
    Http there = tenant("no-sms");
    String email = Users.newEmail();
    String number = Users.newPhoneNumber();
    Http user =
        there.bearer(tokenOf(there, SCOPES, Map.of("email", email, "phone_number", number)));
    Inbox inbox = new Inbox(there);
    inbox.await(email, 1);

    assertThat(Expect.secret(update(user, "{\"phone_number\": null}")).has("phone_number"))
        .isFalse();
    assertThat(inbox.await(email, 2).subject()).isEqualTo("Your phone number has been changed");
    Expect.secret(update(user, "{\"phone_number\": null}"));

    Http last =
        there.bearer(tokenOf(there, SCOPES, Map.of("phone_number", Users.newPhoneNumber())));
    Expect.invalid(update(last, "{\"phone_number\": null}"), "phone_number:invalid");
  }

  @Test
  void null_clears_no_phone_number_that_is_changed_elsewhere() {
    String number = Users.newPhoneNumber();
    Http user = user(Map.of("email", Users.newEmail(), "phone_number", number));

    Expect.secret(update(user, "{\"phone_number\": null}"));

    assertThat(profile(user).path("phone_number").asString()).isEqualTo(number);
  }

  @Test
  void a_custom_identifier_can_be_added_once() {
    Http user = user();
    String custom = newCustomIdentifier();

    assertThat(
            Expect.secret(update(user, Map.of("custom_identifier", custom)))
                .path("custom_identifier")
                .asString())
        .isEqualTo(custom);
    Expect.secret(update(user, Map.of("custom_identifier", custom)));
    Expect.invalid(
        update(user, Map.of("custom_identifier", custom + "x")), "custom_identifier:invalid");
  }

  @Test
  void an_identifier_of_somebody_else_is_refused() {
    String email = Users.newEmail();
    String custom = newCustomIdentifier();
    users.signUp(Map.of("email", email, "custom_identifier", custom));
    Http user = user(Map.of("phone_number", Users.newPhoneNumber()));
    Http there = tenant("no-sms");
    String number = Users.newPhoneNumber();
    tokenOf(there, SCOPES, Map.of("phone_number", number));

    Expect.error(
        update(user, Map.of("email", email)),
        400,
        "email_already_exists",
        "error.email.alreadyInUse");
    Expect.error(
        update(user, Map.of("custom_identifier", custom)),
        400,
        "invalid_request",
        "error.customIdentifier.alreadyInUse");
    Expect.error(
        update(there.bearer(tokenOf(there, SCOPES, Map.of())), Map.of("phone_number", number)),
        400,
        "phone_number_already_exists",
        "error.phoneNumber.alreadyInUse");
  }

  @Test
  void an_identifier_must_be_one() {
    Http user = user(Map.of("phone_number", Users.newPhoneNumber()));

    Expect.invalid(update(user, Map.of("email", "ada")), "email:invalid");
    Expect.invalid(update(user, Map.of("phone_number", "12")), "phone_number:invalid");
    Expect.invalid(update(user, Map.of("custom_identifier", "a")), "custom_identifier:invalid");
  }

  // What a token must be

  @Test
  @Requirement("ASVS 10.3.2")
  void a_live_token_with_the_scope_to_write_is_needed() {
    Map<String, String> fields = Map.of("given_name", "Ada");

    Expect.noToken(update(http, fields));
    Expect.badToken(update(http.bearer("nonsense"), fields));
    Expect.insufficientScope(
        update(http.bearer(tokenOf("openid profile email phone", Map.of())), fields));
  }

  @Test
  void a_write_shows_no_more_than_the_token_may_read() {
    Http user = http.bearer(tokenOf("openid full_write", Map.of()));

    assertThat(Expect.secret(update(user, Map.of("given_name", "Ada"))).propertyNames())
        .containsExactlyInAnyOrder("id", "uid", "sub", "has_password", "lite_only", "created_at");
  }
}
