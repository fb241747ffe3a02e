package dev.latchkey.acceptance.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.TestConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * {@code GET {resource_base_url}/{language}.json}: the texts of the vendor's widgets (contract
 * sections 1.10 and 3.5).
 */
class TextsTest extends IdentityContract {

  /** The 20 codes of contract section 1.10, and five more. */
  static final List<String> CODES =
      List.of(
          "ar", "cs", "de", "en", "es", "fr", "hu", "it", "jp", "ko", "nl", "pl", "pt", "ru", "sk",
          "sv", "tr", "uk", "zh-CN", "zh-Hans", "zh-Hant", "zh-HK", "zh-MO", "zh-SG", "zh-TW");

  private Answer get(String file) {
    String base =
        http.get(API + "config", Map.of("client_id", TestConfig.SPA)).text("resource_base_url");
    return http.get(path(base) + "/" + file);
  }

  private JsonNode texts(String language) {
    return Expect.ok(get(language + ".json"));
  }

  static List<String> codes() {
    return CODES;
  }

  @ParameterizedTest
  @MethodSource("codes")
  void every_language_has_every_text(String language) {
    JsonNode texts = texts(language);

    assertThat(texts.propertyNames()).isEqualTo(texts("en").propertyNames());
    texts.forEachEntry((key, text) -> assertThat(text.asString()).as(key).isNotBlank());
    assertThat(texts.has("login.title")).isTrue();
    assertThat(texts.has("error.invalidEmailOrPassword")).isTrue();
  }

  @Test
  void the_languages_are_twenty_and_not_translations_of_one_another() {
    Set<JsonNode> different = new HashSet<>();
    CODES.forEach(language -> different.add(texts(language)));

    assertThat(different).hasSize(20);
  }

  @ParameterizedTest
  @CsvSource({
    "jp,ja",
    "zh-CN,zh-Hans",
    "zh-SG,zh-Hans",
    "zh-TW,zh-Hant",
    "zh-HK,zh-Hant",
    "zh-MO,zh-Hant",
    "fr-CA,fr",
    "FR,fr",
    "pl-PL,pl",
    "sv-FI,sv"
  })
  void languages_that_are_the_same_have_the_same_texts(String one, String same) {
    assertThat(texts(one)).isEqualTo(texts(same));
  }

  @ParameterizedTest
  @ValueSource(strings = {"xx", "fi", "..%2Fde", "%20"})
  void an_unknown_language_is_answered_in_english(String language) {
    assertThat(texts(language)).isEqualTo(texts("en"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "en", "en.yaml", "en.json/"})
  void another_kind_of_file_is_not_there(String file) {
    Expect.error(get(file), 404, "resource_not_found", "error.resource.notFound");
  }

  @Test
  void the_texts_may_be_cached() {
    assertThat(get("fr.json").header("Cache-Control")).isEqualTo("max-age=3600");
  }
}
