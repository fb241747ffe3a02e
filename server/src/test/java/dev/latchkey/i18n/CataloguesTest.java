package dev.latchkey.i18n;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.domain.error.ApiError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The texts people read: complete and well formed in every language. */
final class CataloguesTest {

  private static final List<String> LANGUAGES =
      List.of(
          "ar", "cs", "de", "en", "es", "fr", "hu", "it", "ja", "ko", "nl", "pl", "pt", "ru", "sk",
          "sv", "tr", "uk", "zh-Hans", "zh-Hant");

  /** Keys whose text may be the English one. */
  private static final Set<String> SAME_IN_ALL_LANGUAGES = Set.of("common.signature");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\w+}}");

  /** The default alphabet of GSM 03.38: one character outside of it makes the whole SMS UCS-2. */
  private static final Pattern GSM_TEXT =
      Pattern.compile(
          "[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,\\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]*");

  private static final int GSM_LENGTH = 160;
  private static final int UCS2_LENGTH = 70;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** One file: {@code i18n/<name>/<language>.json}. */
  record Catalogue(String name, String language, Map<String, String> texts) {

    static Catalogue of(String name, String language) {
      return new Catalogue(
          name,
          language,
          JSON.readValue(
              bytes(name, language), new TypeReference<LinkedHashMap<String, String>>() {}));
    }

    Catalogue english() {
      return of(name, "en");
    }

    @Override
    public String toString() {
      return name + " " + language;
    }
  }

  static Stream<Catalogue> all() {
    return Stream.of("errors", "messages")
        .flatMap(name -> LANGUAGES.stream().map(language -> Catalogue.of(name, language)));
  }

  static Stream<Catalogue> translations() {
    return all().filter(catalogue -> !catalogue.language().equals("en"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"errors", "messages"})
  void there_is_one_file_for_each_language_and_no_other(String name) throws IOException {
    try (var files = Files.list(folder(name))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              LANGUAGES.stream().map(language -> language + ".json").toList());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void keys_are_sorted(Catalogue catalogue) {
    assertThat(List.copyOf(catalogue.texts().keySet())).isNotEmpty().isSorted();
  }

  @ParameterizedTest
  @MethodSource("translations")
  void a_language_has_the_keys_of_english(Catalogue catalogue) {
    assertThat(catalogue.texts().keySet())
        .containsExactlyElementsOf(catalogue.english().texts().keySet());
  }

  @ParameterizedTest
  @MethodSource("translations")
  void a_text_has_the_placeholders_of_the_english_one(Catalogue catalogue) {
    assertThat(placeholders(catalogue)).isEqualTo(placeholders(catalogue.english()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void braces_belong_to_a_placeholder(Catalogue catalogue) {
    assertThat(catalogue.texts().values())
        .noneMatch(text -> PLACEHOLDER.matcher(text).replaceAll("").matches(".*[{}].*"));
  }

  @ParameterizedTest
  @MethodSource("all")
  void no_text_is_blank_or_padded(Catalogue catalogue) {
    assertThat(catalogue.texts().values())
        .allSatisfy(text -> assertThat(text).isNotBlank().isEqualTo(text.strip()));
  }

  @ParameterizedTest
  @MethodSource("translations")
  void no_text_is_left_in_english(Catalogue catalogue) {
    var english = catalogue.english().texts();
    assertThat(catalogue.texts().entrySet())
        .filteredOn(text -> !SAME_IN_ALL_LANGUAGES.contains(text.getKey()))
        .noneMatch(text -> text.getValue().equals(english.get(text.getKey())));
  }

  @ParameterizedTest
  @MethodSource("all")
  void no_file_starts_with_a_byte_order_mark(Catalogue catalogue) {
    assertThat(bytes(catalogue.name(), catalogue.language())).startsWith('{');
  }

  /** A second part is a second message to pay for, and the two may arrive in the wrong order. */
  @ParameterizedTest
  @MethodSource("all")
  void a_code_fits_into_one_sms(Catalogue catalogue) {
    assertThat(catalogue.texts().values())
        .filteredOn(text -> text.contains("{{code}}"))
        .map(text -> text.replace("{{tenant}}", "Acme Store").replace("{{code}}", "123456"))
        .allSatisfy(sms -> {
          var limit = GSM_TEXT.matcher(sms).matches() ? GSM_LENGTH : UCS2_LENGTH;
          assertThat(sms).hasSizeLessThanOrEqualTo(limit);
        });
  }

  @Test
  void every_error_has_a_text_and_every_error_text_an_error() {
    assertThat(Catalogue.of("errors", "en").texts())
        .containsOnlyKeys(Arrays.stream(ApiError.values()).map(ApiError::key).toList());
  }

  private static Map<String, List<String>> placeholders(Catalogue catalogue) {
    return catalogue.texts().entrySet().stream()
        .collect(
            toMap(
                Map.Entry::getKey,
                text ->
                    PLACEHOLDER
                        .matcher(text.getValue())
                        .results()
                        .map(MatchResult::group)
                        .sorted()
                        .toList()));
  }

  private static byte[] bytes(String name, String language) {
    try {
      return Files.readAllBytes(folder(name).resolve(language + ".json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder(String name) {
    var folder = Objects.requireNonNull(CataloguesTest.class.getResource("/i18n/" + name), name);
    try {
      return Path.of(folder.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
