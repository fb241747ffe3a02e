package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.TestConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * {@code GET config}, {@code GET config/consents} and {@code GET /api/v1/providers} (contract
 * sections 3.3, 3.4 and 3.6).
 */
class ConfigTest extends IdentityContract {

  @Override
  TestConfig config() {
    return demo()
        .set("/tenants/0/custom_fields/4/names", Map.of("fr", "Boutique"))
        .set("/tenants/0/custom_fields/4/values/0/labels", Map.of("fr", "Paris (France)"))
        .set(
            "/tenants/0/consents",
            List.of(
                consent(
                    "newsletter",
                    "opt-in",
                    "active",
                    Map.of("version_id", 1, "language", "en", "title", "Old news"),
                    Map.of(
                        "version_id",
                        2,
                        "language",
                        "en",
                        "title",
                        "News",
                        "description",
                        "Weekly"),
                    Map.of("version_id", 2, "language", "fr", "title", "Nouvelles")),
                consent(
                    "paper",
                    "double-opt-in",
                    "archived",
                    Map.of("version_id", 1, "language", "fr", "title", "Courrier"))))
        .set("/tenants/0/clients/1/origins", List.of(TestConfig.ORIGIN, "https://alone.example"))
        .alsoTenant("strict")
        .set("/tenants/1/language", "fr")
        .set("/tenants/1/country", "DE")
        .set("/tenants/1/login_types", Map.of("phone_number", false))
        .set(
            "/tenants/1/password",
            Map.of(
                "min_length", 12,
                "min_strength", 3,
                "allow_update_with_access_token_only", false))
        .set(
            "/tenants/1/legacy/password_composition",
            Map.of("uppercase", 1, "lowercase", 2, "digits", 3, "special", 4))
        .set("/tenants/1/custom_fields", List.of())
        .set("/tenants/1/consents", List.of());
  }

  private static Map<String, Object> consent(
      String key, String type, String status, Object... versions) {
    return Map.of("key", key, "type", type, "status", status, "versions", List.of(versions));
  }

  private JsonNode config(Map<String, String> query) {
    return Expect.ok(http.get(API + "config", query));
  }

  private JsonNode configOf(String clientId) {
    return config(Map.of("client_id", clientId));
  }

  @Test
  void the_configuration_has_all_that_clients_read_in_the_types_they_read() {
    assertThat(configOf(TestConfig.SPA))
        .isEqualTo(
            read(
                """
                {
                  "client_id": "spa",
                  "sso": true,
                  "sms": true,
                  "web_authn": false,
                  "language": "en",
                  "country_code": "FR",
                  "is_public": true,
                  "pkce_enforced": true,
                  "pkce_enabled": true,
                  "is_implicit_flow_forbidden": true,
                  "scope": "openid profile email phone",
                  "social_providers": [],
                  "custom_providers": {},
                  "password_policy": {"minLength": 8, "minStrength": 2,
                    "allowUpdateWithAccessTokenOnly": true},
                  "consents": [
                    {"key": "newsletter", "title": "News", "description": "Weekly",
                      "consent_type": "opt-in", "status": "active"},
                    {"key": "paper", "title": "Courrier", "consent_type": "double-opt-in",
                      "status": "archived"}
                  ],
                  "custom_fields": [
                    {"id": "loyalty_card", "name": "loyalty_card", "path": "loyalty_card",
                      "data_type": "string", "name_translations": []},
                    {"id": "shoe_size", "name": "shoe_size", "path": "shoe_size",
                      "data_type": "integer", "name_translations": []},
                    {"id": "preferences", "name": "preferences", "path": "preferences",
                      "data_type": "object", "name_translations": []},
                    {"id": "score", "name": "score", "path": "score", "data_type": "decimal",
                      "name_translations": [],
                      "scope": "score_write", "read_scope": "score_read"},
                    {"id": "shop", "name": "shop", "path": "shop", "data_type": "select",
                      "name_translations": [{"lang_code": "fr", "label": "Boutique"}],
                      "selectable_values": [
                        {"value": "paris", "label": "Paris", "translations": [{"lang_code": "fr",
                          "label": "Paris (France)"}]}]}
                  ],
                  "resource_base_url": "http://localhost:9999/texts/v1",
                  "mfa_sms_enabled": true,
                  "mfa_email_enabled": false,
                  "mfa_totp_enabled": true,
                  "mfa_recovery_codes_enabled": true,
                  "rba_enabled": false,
                  "trusted_devices_enabled": true,
                  "login_type_allowed": {"email": true, "phone_number": true,
                    "custom_identifier": true}
                }\
                """));
  }

  @Test
  void a_confidential_client_is_not_public_and_the_legacy_switches_show() {
    JsonNode webApp = configOf(TestConfig.WEB_APP);
    assertThat(webApp.path("is_public")).isEqualTo(read("false"));
    assertThat(webApp.path("pkce_enforced")).isEqualTo(read("false"));
    assertThat(webApp.path("is_implicit_flow_forbidden")).isEqualTo(read("true"));

    JsonNode legacy = configOf(TestConfig.LEGACY);
    assertThat(legacy.path("is_implicit_flow_forbidden")).isEqualTo(read("false"));
    assertThat(legacy.toString()).doesNotContain(TestConfig.SECRET);
  }

  /** Contract web-sdk.md section 1. */
  @Test
  void a_page_that_names_no_client_gets_the_only_one_with_its_origin() {
    Http page = http.with("Origin", "https://alone.example");
    assertThat(Expect.ok(page.get(API + "config")).path("client_id").asString())
        .isEqualTo(TestConfig.OTHER_SPA);
    assertThat(Expect.ok(page.get(API + "config?client_id=")).path("client_id").asString())
        .isEqualTo(TestConfig.OTHER_SPA);

    for (String origin : List.of(TestConfig.ORIGIN, "https://nobody.example", "null")) {
      Answer answer = http.with("Origin", origin).get(API + "config");
      assertThat(answer.json().path("error").asString()).as(origin).isEqualTo("invalid_client");
    }
    assertThat(http.get(API + "config").status()).isIn(400, 401);
  }

  @Test
  void the_tenants_own_settings_show() {
    JsonNode config =
        Expect.ok(tenant("strict").get(API + "config", Map.of("client_id", TestConfig.SPA)));

    assertThat(config.path("language").asString()).isEqualTo("fr");
    assertThat(config.path("country_code").asString()).isEqualTo("DE");
    assertThat(config.path("sms")).isEqualTo(read("false"));
    assertThat(config.path("resource_base_url").asString())
        .isEqualTo("http://strict.localhost:9999/texts/v1");
    assertThat(config.path("login_type_allowed"))
        .isEqualTo(
            read("{\"email\": true, \"phone_number\": false, \"custom_identifier\": false}"));
    assertThat(config.path("password_policy"))
        .isEqualTo(
            read(
                """
                {"minLength": 12, "minStrength": 3, "allowUpdateWithAccessTokenOnly": false,
                  "uppercaseCharacters": 1, "lowercaseCharacters": 2, "digitCharacters": 3,
                    "specialCharacters": 4}\
                """));
    assertThat(config.path("custom_fields")).isEqualTo(read("[]"));
    assertThat(config.path("consents")).isEqualTo(read("[]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ar", "cs", "de", "en", "es", "fr", "hu", "it", "jp", "ko", "nl", "pl", "pt", "ru", "sk",
        "sv", "tr", "uk", "zh-CN", "zh-Hans", "zh-Hant", "zh-HK", "zh-MO", "zh-SG", "zh-TW", "ja"
      })
  void a_language_of_the_list_is_answered_as_it_was_asked_for(String language) {
    assertThat(
            config(Map.of("client_id", TestConfig.SPA, "lang", language))
                .path("language")
                .asString())
        .isEqualTo(language);
  }

  @ParameterizedTest
  @CsvSource({"fr-FR,fr", "de_AT,de", "FR,fr", "xx,en", "'',en"})
  void another_language_is_answered_with_the_nearest_there_is(String asked, String answered) {
    assertThat(
            config(Map.of("client_id", TestConfig.SPA, "lang", asked)).path("language").asString())
        .isEqualTo(answered);
  }

  @Test
  void the_query_and_not_the_header_chooses_the_language() {
    Answer answer =
        http.with("Accept-Language", "fr").get(API + "config", Map.of("client_id", TestConfig.SPA));

    assertThat(answer.text("language")).isEqualTo("en");
  }

  @Test
  void consents_are_in_the_language_asked_for_else_in_one_they_have() {
    JsonNode french = config(Map.of("client_id", TestConfig.SPA, "lang", "fr")).path("consents");
    assertThat(french.at("/0/title").asString()).isEqualTo("Nouvelles");
    assertThat(french.get(0).has("description")).isFalse();
    assertThat(french.at("/1/title").asString()).isEqualTo("Courrier");

    JsonNode german = config(Map.of("client_id", TestConfig.SPA, "lang", "de")).path("consents");
    assertThat(german.at("/0/title").asString()).isEqualTo("News");
  }

  @Test
  void what_the_clients_send_along_is_ignored() {
    JsonNode config =
        config(
            Map.of(
                "client_id", TestConfig.SPA,
                "google_variant", "one",
                "platform", "ios",
                "device", "Phone",
                "version", "1",
                "sdk", "11.0.0",
                "sdk_method", ""));

    assertThat(config).isEqualTo(configOf(TestConfig.SPA));
  }

  @Test
  void the_configuration_may_be_cached_for_a_minute() {
    assertThat(
            http.get(API + "config", Map.of("client_id", TestConfig.SPA)).header("Cache-Control"))
        .isEqualTo("max-age=60");
  }

  @Test
  void only_first_party_clients_of_this_tenant_are_answered() {
    Expect.invalidClient(http.get(API + "config"));
    Expect.invalidClient(http.get(API + "config?client_id"));
    Expect.invalidClient(http.get(API + "config", Map.of("client_id", "nobody")));
    Expect.notFirstParty(http.get(API + "config", Map.of("client_id", TestConfig.THIRD_PARTY)));
  }

  @Test
  void a_language_that_is_none_is_a_fault() {
    Expect.invalid(
        http.get(API + "config", Map.of("client_id", TestConfig.SPA, "lang", "x".repeat(21))),
        "lang:invalid");
  }

  @Test
  void the_consents_are_a_map_with_every_version_and_need_no_client() {
    assertThat(Expect.ok(http.get(API + "config/consents")))
        .isEqualTo(
            read(
                """
                {
                  "newsletter": {"key": "newsletter", "consent_type": "opt-in",
                    "status": "active", "versions": [
                    {"version_id": 1, "language": "en", "title": "Old news"},
                    {"version_id": 2, "language": "en", "title": "News", "description": "Weekly"}]},
                  "paper": {"key": "paper", "consent_type": "double-opt-in",
                    "status": "archived", "versions": [
                    {"version_id": 1, "language": "fr", "title": "Courrier"}]}
                }\
                """));
  }

  @Test
  void the_consents_are_in_the_language_asked_for() {
    JsonNode versions =
        Expect.ok(http.get(API + "config/consents?lang=fr")).at("/newsletter/versions");

    assertThat(versions)
        .isEqualTo(
            read(
                """
                [{"version_id": 1, "language": "en", "title": "Old news"},
                 {"version_id": 2, "language": "fr", "title": "Nouvelles"}]\
                """));
  }

  @Test
  void no_consents_are_an_empty_map() {
    assertThat(Expect.ok(tenant("strict").get(API + "config/consents"))).isEqualTo(read("{}"));
  }

  @Test
  void the_providers_are_a_list_of_the_account_and_need_no_client() {
    JsonNode none = read("{\"status\": \"ok\", \"items\": []}");
    Http android = http.without("Origin");

    assertThat(Expect.ok(android.get("/api/v1/providers?platform=android&device=x&version=1")))
        .isEqualTo(none);
    assertThat(Expect.ok(http.get("/api/v1/providers", Map.of("client_id", TestConfig.NATIVE))))
        .isEqualTo(none);
  }
}
