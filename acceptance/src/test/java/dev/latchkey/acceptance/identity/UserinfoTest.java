package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * {@code GET} and {@code POST userinfo}, and its old name {@code GET me} (contract sections 1.12,
 * 2.2, 4.10 and 8.1).
 */
class UserinfoTest extends IdentityContract {

  private static final String ALL_SCOPES = "openid profile email phone address score_read";
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

  /** What every token shows. */
  private static final List<String> ALWAYS =
      List.of("id", "uid", "sub", "custom_identifier", "has_password", "lite_only", "created_at");

  private final Map<String, Object> ada = new LinkedHashMap<>();

  @Override
  TestConfig config() {
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
                "score_write"));
  }

  @BeforeAll
  void describeAda() {
    ada.put("given_name", "Ada");
    ada.put("middle_name", "King");
    ada.put("family_name", "Lovelace");
    ada.put("name", "Ada Lovelace");
    ada.put("nickname", "Countess");
    ada.put("birthdate", "1815-12-10");
    ada.put("profile_url", "https://ada.example/about");
    ada.put("picture", "https://ada.example/me.png");
    ada.put("username", "ada");
    ada.put("gender", "female");
    ada.put("company", "Analytical Engines");
    ada.put("locale", "en-GB");
    ada.put("bio", "Wrote the first program.");
    ada.put("tos_accepted_at", "2026-01-31T09:30:00.000Z");
    ada.put(
        "custom_fields",
        Map.of(
            "loyalty_card", "A-1", "preferences", Map.of("tea", Map.of("milk", true), "sugar", 2)));
    ada.put("consents", Map.of("newsletter", Map.of("granted", true)));
    ada.put(
        "addresses", List.of(Map.of("street_address", "12 St James's Square", "country", "GB")));
  }

  /** A token of a new user with everything in the profile. */
  private String adasToken(String scope) {
    Map<String, Object> fields = new LinkedHashMap<>(ada);
    fields.put("email", Users.newEmail());
    fields.put("phone_number", Users.newPhoneNumber());
    fields.put("custom_identifier", newCustomIdentifier());
    return tokenOf(scope, fields);
  }

  private JsonNode userinfo(String token, Map<String, String> query) {
    return Expect.secret(http.bearer(token).get(API + "userinfo", query));
  }

  private JsonNode userinfo(String token) {
    return userinfo(token, Map.of());
  }

  @Test
  void the_id_has_three_names() {
    JsonNode profile = userinfo(adasToken("openid"));

    assertThat(profile.path("id").asString()).hasSizeBetween(1, 64);
    assertThat(profile.path("uid")).isEqualTo(profile.path("id"));
    assertThat(profile.path("sub")).isEqualTo(profile.path("id"));
  }

  // Scopes

  @Test
  void the_scope_openid_shows_the_bare_account() {
    JsonNode profile = userinfo(adasToken("openid"));

    assertThat(profile.propertyNames()).containsExactlyInAnyOrderElementsOf(ALWAYS);
    assertThat(profile.path("has_password").isBoolean()).isTrue();
    assertThat(profile.path("has_password").asBoolean()).isTrue();
    assertThat(profile.path("lite_only").isBoolean()).isTrue();
    assertThat(profile.path("lite_only").asBoolean()).isFalse();
    assertThat(profile.path("created_at").asString()).matches(TIME);
  }

  @Test
  void the_scope_profile_shows_who_somebody_is() {
    JsonNode profile = userinfo(adasToken("profile"));

    assertThat(profile.propertyNames())
        .containsAll(ALWAYS)
        .contains(
            "first_name",
            "last_name",
            "full_name",
            "auth_types",
            "login_summary",
            "logins_count",
            "first_login",
            "last_login",
            "last_login_type",
            "last_login_provider",
            "providers",
            "identities",
            "social_identities",
            "custom_fields",
            "consents",
            "updated_at")
        .doesNotContain("email", "email_verified", "emails", "phone_number", "addresses");
    for (String text :
        List.of(
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
            "tos_accepted_at")) {
      assertThat(profile.path(text).asString()).as(text).isEqualTo(ada.get(text));
    }
    assertThat(profile.path("first_name").asString()).isEqualTo("Ada");
    assertThat(profile.path("last_name").asString()).isEqualTo("Lovelace");
    assertThat(profile.path("full_name").asString()).isEqualTo("Ada Lovelace");
    assertThat(profile.path("auth_types")).isEqualTo(read("[\"password\"]"));
    assertThat(profile.path("providers")).isEqualTo(read("[]"));
    assertThat(profile.path("identities")).isEqualTo(read("[]"));
    assertThat(profile.path("social_identities")).isEqualTo(read("[]"));
    assertThat(profile.path("updated_at").asString()).matches(TIME);
  }

  @Test
  void the_scope_profile_shows_when_and_where_from_logins_were() {
    Instant before = server.clock().instant().minusSeconds(1);
    JsonNode profile = userinfo(adasToken("profile"));

    JsonNode summary = profile.path("login_summary");
    assertThat(summary.path("first_login").isIntegralNumber()).isTrue();
    assertThat(Instant.ofEpochMilli(summary.path("first_login").asLong()))
        .isBetween(before, server.clock().instant());
    assertThat(summary.path("last_login")).isEqualTo(summary.path("first_login"));
    assertThat(summary.path("total")).isEqualTo(read("1"));
    assertThat(summary.path("origins")).isEqualTo(read("[]"));
    assertThat(summary.path("devices")).isEqualTo(read("[\"desktop\"]"));
    assertThat(summary.path("last_provider").asString()).isEqualTo("local");
    assertThat(profile.path("first_login").asString()).matches(TIME);
    assertThat(profile.path("last_login").asString()).matches(TIME);
    assertThat(profile.path("logins_count")).isEqualTo(read("1"));
    assertThat(profile.path("last_login_type").asString()).isEqualTo("password");
    assertThat(profile.path("last_login_provider").asString()).isEqualTo("local");
  }

  @Test
  void the_scope_profile_shows_consents_as_they_were_given() {
    JsonNode consent = userinfo(adasToken("profile")).at("/consents/newsletter");

    assertThat(consent.propertyNames())
        .containsExactlyInAnyOrder(
            "granted", "consent_type", "date", "reporter", "consent_version");
    assertThat(consent.path("granted")).isEqualTo(read("true"));
    assertThat(consent.path("consent_type").asString()).isEqualTo("opt-in");
    assertThat(consent.path("date").asString()).matches(TIME);
    assertThat(consent.path("consent_version"))
        .isEqualTo(read("{\"version_id\": 1, \"language\": \"en\"}"));
  }

  @Test
  void the_scope_email_shows_the_address() {
    JsonNode profile = userinfo(adasToken("email"));

    assertThat(profile.propertyNames())
        .containsExactlyInAnyOrderElementsOf(with("email", "email_verified", "emails"));
    assertThat(profile.path("email_verified")).isEqualTo(read("false"));
    assertThat(profile.path("emails"))
        .isEqualTo(
            read(
                "{\"verified\": [], \"unverified\": [\"%s\"]}"
                    .formatted(profile.path("email").asString())));
  }

  @Test
  void the_scope_email_shows_no_address_where_there_is_none() {
    JsonNode profile =
        userinfo(tokenOf("email phone", Map.of("phone_number", Users.newPhoneNumber())));

    assertThat(profile.has("email")).isFalse();
    assertThat(profile.has("email_verified")).isFalse();
    assertThat(profile.path("emails")).isEqualTo(read("{\"verified\": [], \"unverified\": []}"));
  }

  @Test
  void the_scope_phone_shows_the_number() {
    JsonNode profile = userinfo(adasToken("phone"));

    assertThat(profile.propertyNames())
        .containsExactlyInAnyOrderElementsOf(with("phone_number", "phone_number_verified"));
    assertThat(profile.path("phone_number").asString()).startsWith("+33");
    assertThat(profile.path("phone_number_verified")).isEqualTo(read("false"));
  }

  @Test
  void the_scope_address_shows_the_addresses() {
    JsonNode profile = userinfo(adasToken("address"));

    assertThat(profile.propertyNames())
        .containsExactlyInAnyOrderElementsOf(with("addresses", "address"));
    assertThat(profile.path("addresses"))
        .isEqualTo(
            read(
                """
                [{"street_address": "12 St James's Square", "country": "GB", "default": true,
                  "is_default": true}]\
                """));
  }

  @ParameterizedTest
  @CsvSource({"profile,false", "score_read,true", "score_write,true"})
  void a_custom_field_with_scopes_of_its_own_is_shown_to_these(String scope, boolean shown) {
    String email = Users.newEmail();
    String token = tokenOf("score_write full_write", Map.of("email", email));
    Expect.secret(
        http.bearer(token)
            .post(API + "update-profile", Map.of("custom_fields", Map.of("score", 4.5))));

    JsonNode profile = userinfo(loginToken(email, scope));

    assertThat(profile.path("custom_fields"))
        .isEqualTo(shown ? read("{\"score\": 4.5}") : read("{}").path("nothing"));
  }

  @Test
  void without_its_scope_nothing_is_shown_by_asking_for_it() {
    JsonNode profile =
        userinfo(
            adasToken("openid"),
            Map.of("fields", "id,email,emails.unverified,given_name,addresses,custom_fields"));

    assertThat(profile.propertyNames()).containsExactly("id");
  }

  // Fields

  @Test
  void the_fields_that_are_named_are_shown_and_unknown_ones_are_not_minded() {
    String token = adasToken(ALL_SCOPES);
    List<String> wanted = List.of("id", "given_name", "email");

    assertThat(userinfo(token, Map.of("fields", "id,given_name,nothing,email,")).propertyNames())
        .containsExactlyInAnyOrderElementsOf(wanted);
    assertThat(
            Expect.secret(http.bearer(token).get(API + "userinfo?fields=id,given_name,email"))
                .propertyNames())
        .containsExactlyInAnyOrderElementsOf(wanted);
    assertThat(userinfo(token, Map.of("fields", "id, given_name , email")).propertyNames())
        .containsExactlyInAnyOrderElementsOf(wanted);
  }

  @Test
  void a_dotted_name_shows_the_part_alone() {
    JsonNode profile =
        userinfo(
            adasToken(ALL_SCOPES),
            Map.of(
                "fields",
                "emails.unverified,custom_fields.preferences.sugar,login_summary.total,emails.none.such"));

    assertThat(profile.path("emails").propertyNames()).containsExactly("unverified");
    assertThat(profile.path("custom_fields")).isEqualTo(read("{\"preferences\": {\"sugar\": 2}}"));
    assertThat(profile.path("login_summary")).isEqualTo(read("{\"total\": 1}"));
    assertThat(profile.propertyNames())
        .containsExactlyInAnyOrder("emails", "custom_fields", "login_summary");
  }

  @Test
  void two_parts_of_the_same_object_are_shown_together() {
    JsonNode profile =
        userinfo(adasToken(ALL_SCOPES), Map.of("fields", "emails.unverified,emails.verified"));

    assertThat(profile.path("emails").propertyNames())
        .containsExactlyInAnyOrder("verified", "unverified");
  }

  @Test
  void names_in_camel_case_are_understood_and_answered_in_snake_case() {
    JsonNode profile =
        userinfo(
            adasToken(ALL_SCOPES),
            Map.of(
                "fields",
                "givenName,phoneNumberVerified,loginSummary.firstLogin,customFields.loyaltyCard,createdAt"));

    assertThat(profile.propertyNames())
        .containsExactlyInAnyOrder(
            "given_name", "phone_number_verified", "login_summary", "custom_fields", "created_at");
    assertThat(profile.path("login_summary").propertyNames()).containsExactly("first_login");
    assertThat(profile.path("custom_fields")).isEqualTo(read("{\"loyalty_card\": \"A-1\"}"));
  }

  @Test
  void the_long_list_of_the_mobile_clients_is_answered() {
    JsonNode profile =
        userinfo(
            adasToken(ALL_SCOPES),
            Map.of(
                "fields",
                "addresses,auth_types,bio,birthdate,company,consents,created_at,custom_fields,devices,email,"
                    + "emails{verified,unverified},email_verified,external_id,family_name,first_login,first_name,full_name,"
                    + "gender,given_name,has_managed_profile,has_password,id,identities{id,provider,user_id},last_login,"
                    + "last_login_provider,last_login_type,last_name,likes_friends_ratio,lite_only,locale,local_friends_count,"
                    + "login_summary,logins_count,middle_name,name,nickname,origins,phone_number,phone_number_verified,picture,"
                    + "provider_details,providers,profile_url,social_identities{id,provider},sub,uid,updated_at",
                "flatcf",
                "true",
                "platform",
                "android",
                "device",
                "Phone 9",
                "version",
                "14",
                "sdk",
                ""));

    assertThat(profile.propertyNames())
        .contains("id", "uid", "sub", "email", "emails", "identities", "updated_at", "consents");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?", "?fields", "?fields=", "?fields=%20"})
  void without_fields_everything_is_shown_that_the_scopes_allow(String query) {
    String token = adasToken(ALL_SCOPES);

    assertThat(Expect.secret(http.bearer(token).get(API + "userinfo" + query)).propertyNames())
        .containsAll(ALWAYS)
        .contains("given_name", "email", "phone_number", "addresses", "updated_at", "locale");
  }

  @Test
  void structured_custom_fields_are_flattened_on_request_only() {
    String token = adasToken(ALL_SCOPES);
    JsonNode flat =
        read(
            "{\"loyalty_card\": \"A-1\", \"preferences.tea.milk\": true, \"preferences.sugar\":"
                + " 2}");
    JsonNode deep =
        read(
            "{\"loyalty_card\": \"A-1\", \"preferences\": {\"tea\": {\"milk\": true}, \"sugar\":"
                + " 2}}");

    assertThat(userinfo(token, Map.of("flatcf", "true")).path("custom_fields")).isEqualTo(flat);
    assertThat(
            userinfo(token, Map.of("flatcf", "true", "fields", "custom_fields"))
                .path("custom_fields"))
        .isEqualTo(flat);
    assertThat(userinfo(token, Map.of("flatcf", "false")).path("custom_fields")).isEqualTo(deep);
    assertThat(userinfo(token).path("custom_fields")).isEqualTo(deep);
    assertThat(userinfo(token, Map.of("flatcf", "true", "fields", "id")).has("custom_fields"))
        .isFalse();
  }

  // Ways to ask

  @Test
  void a_post_and_the_old_name_are_answered_alike() {
    Http ada = http.bearer(adasToken(ALL_SCOPES));
    JsonNode profile = Expect.secret(ada.get(API + "userinfo"));

    assertThat(Expect.secret(ada.post(API + "userinfo"))).isEqualTo(profile);
    assertThat(Expect.secret(ada.post(API + "userinfo?fields=id")).propertyNames())
        .containsExactly("id");
    assertThat(Expect.secret(ada.get(API + "me"))).isEqualTo(profile);
    assertThat(Expect.secret(ada.get(API + "me?fields=id")).propertyNames()).containsExactly("id");
  }

  @Test
  void the_word_bearer_may_be_written_in_any_case() {
    String token = adasToken("openid");

    for (String scheme : List.of("bearer", "BEARER", "Bearer")) {
      Expect.secret(http.with("Authorization", scheme + " " + token).get(API + "userinfo"));
    }
  }

  // What a token must be

  @Test
  void a_token_is_needed_in_the_header() {
    String token = adasToken("openid");

    for (Http without :
        List.of(
            http,
            http.with("Authorization", "Bearer"),
            http.with("Authorization", "Bearer  "),
            http.with("Authorization", token),
            http.basic("spa", token))) {
      Answer answer = without.get(API + "userinfo");
      Expect.noToken(answer);
      assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
    }
    Expect.noToken(http.get(API + "userinfo", Map.of("access_token", token)));
    Expect.noToken(http.post(API + "userinfo", Map.of("access_token", token)));
    Expect.noToken(http.get(API + "me"));
  }

  @Test
  @Requirement("ASVS 10.3.3")
  void only_a_live_access_token_of_a_user_is_one() {
    String email = Users.newEmail();
    Users.Tokens tokens = users.tokens(users.signUp(email));
    String ofClient =
        http.basic(TestConfig.BACKEND, TestConfig.SECRET)
            .postForm("/oauth/token", Map.of("grant_type", "client_credentials"))
            .text("access_token");
    assertThat(ofClient).isNotEmpty();

    for (String other :
        List.of(
            "nonsense",
            tokens.idToken(),
            tokens.refreshToken(),
            ofClient,
            tokens.accessToken().substring(0, tokens.accessToken().length() - 4) + "AAAA")) {
      Expect.badToken(users.userinfo(other));
    }
    Expect.secret(users.userinfo(tokens.accessToken()));
  }

  @Test
  void a_token_ends_after_an_hour() {
    String token = adasToken("openid");
    server.clock().advance(Duration.ofMinutes(59));
    Expect.secret(users.userinfo(token));

    server.clock().advance(Duration.ofMinutes(1));
    Expect.badToken(users.userinfo(token));
  }

  @Test
  void a_token_ends_when_it_is_revoked() {
    Users.Tokens tokens = users.newUser();
    http.post("/oauth/revoke", Map.of("client_id", TestConfig.SPA, "token", tokens.accessToken()));

    Expect.badToken(users.userinfo(tokens.accessToken()));
  }

  @Test
  @Requirement("ASVS 7.4.2")
  void a_token_ends_with_the_account() {
    String suspended = Users.newEmail();
    String deleted = Users.newEmail();
    String one = tokenOf("openid", Map.of("email", suspended));
    String two = tokenOf("openid", Map.of("email", deleted));
    server.sql("update profile set suspended_at = now() where email = '" + suspended + "'");
    server.sql("delete from profile where email = '" + deleted + "'");

    Expect.badToken(users.userinfo(one));
    Expect.badToken(users.userinfo(two));
  }

  private static List<String> with(String... names) {
    return Stream.concat(ALWAYS.stream(), Stream.of(names)).toList();
  }
}
