package dev.latchkey.i18n;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The texts of the browser widgets: complete and well formed in every language. */
final class UiTextsTest {

  private static final String ENGLISH = "en";

  private static final List<String> LANGUAGES =
      List.of(
          "ar", "cs", "de", ENGLISH, "es", "fr", "hu", "it", "ja", "ko", "nl", "pl", "pt", "ru",
          "sk", "sv", "tr", "uk", "zh-Hans", "zh-Hant");

  /** Words that are spelled as in English, by language. */
  private static final Map<String, Set<String>> COGNATES =
      Map.of(
          "de", Set.of("address.region", "april", "august", "november", "september"),
          "fr", Set.of("passwordStrength.score4"),
          "it", Set.of("password"));

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\w+}");

  private static final Pattern LATIN = Pattern.compile("[A-Za-z,;?]");

  private static final JsonMapper JSON = new JsonMapper();

  static Stream<String> languages() {
    return LANGUAGES.stream();
  }

  static Stream<String> translations() {
    return languages().filter(language -> !language.equals(ENGLISH));
  }

  @Test
  void there_is_one_file_for_each_language_and_no_other() throws Exception {
    try (var files = Files.list(folder())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              languages().map(language -> language + ".json").toList());
    }
  }

  /** Contract web-sdk.md section 11.2, which pages of others rely on, word by word. */
  @Test
  void the_english_texts_are_those_of_the_seed() throws Exception {
    var seed = Objects.requireNonNull(UiTextsTest.class.getResource("/i18n/seed-texts.json"));
    var expected =
        JSON.readValue(
            Files.readString(Path.of(seed.toURI())),
            new TypeReference<TreeMap<String, String>>() {});
    assertThat(expected).hasSize(88);
    assertThat(texts(ENGLISH)).containsAllEntriesOf(expected);
  }

  /** A change then shows as one line, and no key can stand there twice. */
  @ParameterizedTest
  @MethodSource("languages")
  void a_file_is_plain_utf8_with_one_sorted_key_a_line(String language) throws Exception {
    var lines =
        texts(language).entrySet().stream()
            .map(text -> "  " + json(text.getKey()) + ": " + json(text.getValue()))
            .collect(joining(",\n", "{\n", "\n}\n"));
    assertThat(source(language)).isEqualTo(lines);
  }

  @ParameterizedTest
  @MethodSource("translations")
  void a_language_has_the_keys_of_english(String language) throws Exception {
    assertThat(texts(language)).containsOnlyKeys(texts(ENGLISH).keySet());
  }

  @ParameterizedTest
  @MethodSource("translations")
  void a_text_has_the_placeholders_of_the_english_one(String language) throws Exception {
    assertThat(placeholders(language)).isEqualTo(placeholders(ENGLISH));
  }

  @ParameterizedTest
  @MethodSource("languages")
  void braces_belong_to_a_placeholder(String language) throws Exception {
    assertThat(texts(language).values())
        .noneMatch(text -> withoutPlaceholders(text).matches(".*[{}].*"));
  }

  @ParameterizedTest
  @MethodSource("languages")
  void no_text_is_blank_or_padded(String language) throws Exception {
    assertThat(texts(language).values())
        .allSatisfy(text -> assertThat(text).isNotBlank().isEqualTo(text.strip()));
  }

  @ParameterizedTest
  @MethodSource("translations")
  void only_cognates_read_as_in_english(String language) throws Exception {
    var english = texts(ENGLISH);
    assertThat(texts(language).entrySet())
        .filteredOn(text -> text.getValue().equals(english.get(text.getKey())))
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrderElementsOf(COGNATES.getOrDefault(language, Set.of()));
  }

  /** The placeholder of a date field and the message about a wrong date must not contradict. */
  @ParameterizedTest
  @MethodSource("languages")
  void the_message_about_a_date_names_the_format_of_the_field(String language) throws Exception {
    assertThat(text(language, "validation.date")).contains(text(language, "dateFormat"));
  }

  @Test
  void arabic_has_no_latin_letters_or_punctuation() throws Exception {
    assertThat(texts("ar").values())
        .noneMatch(text -> LATIN.matcher(withoutPlaceholders(text)).find());
  }

  /** They come from the catalogue of errors, which the server answers with as well. */
  @Test
  void messages_of_errors_stand_elsewhere() throws Exception {
    assertThat(texts(ENGLISH).keySet()).isNotEmpty().noneMatch(key -> key.startsWith("error."));
  }

  private static String text(String language, String key) throws IOException {
    return Objects.requireNonNull(texts(language).get(key), key);
  }

  private static TreeMap<String, String> texts(String language) throws IOException {
    return JSON.readValue(source(language), new TypeReference<TreeMap<String, String>>() {});
  }

  private static Map<String, List<String>> placeholders(String language) throws IOException {
    return texts(language).entrySet().stream()
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

  private static String withoutPlaceholders(String text) {
    return PLACEHOLDER.matcher(text).replaceAll("");
  }

  private static String json(String text) {
    return JSON.writeValueAsString(text);
  }

  /** Malformed UTF-8 fails here; a byte order mark would be kept and fail the comparison above. */
  private static String source(String language) throws IOException {
    return Files.readString(folder().resolve(language + ".json"));
  }

  private static Path folder() {
    var folder = Objects.requireNonNull(UiTextsTest.class.getResource("/i18n/ui"));
    try {
      return Path.of(folder.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
