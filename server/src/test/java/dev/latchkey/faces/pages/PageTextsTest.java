package dev.latchkey.faces.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.platform.i18n.Languages;
import dev.latchkey.platform.i18n.Texts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What pages say, in every language. */
class PageTextsTest {

  private static final Pattern FILLED_IN = Pattern.compile("\\{[a-z]+}");
  private static final Pattern KEY =
      Pattern.compile("(?:visit|frame)\\.text\\(\\s*\"([A-Za-z0-9.]+)\"\\s*[,)]");

  private final Texts texts = new Texts("pages");

  @Test
  void every_language_says_all_of_it_with_the_same_places_to_fill_in() {
    Map<String, String> english = texts.all("en");
    for (String language : Languages.CATALOGUES) {
      Map<String, String> catalogue = texts.all(language);
      assertThat(catalogue.keySet()).as(language).isEqualTo(english.keySet());
      catalogue.forEach((key, text) -> {
        assertThat(text).as(language + " " + key).isNotBlank();
        assertThat(places(text))
            .as(language + " " + key)
            .isEqualTo(places(english.getOrDefault(key, "")));
      });
    }
  }

  @Test
  void every_text_that_a_template_or_page_names_is_there() {
    PageTexts all = new PageTexts(texts, new Texts("ui"), new Texts("errors"));
    Set<String> named = new TreeSet<>(named(Path.of("src/main/jte")));
    named.addAll(named(Path.of("src/main/java/dev/latchkey/faces/pages")));
    assertThat(named).hasSizeGreaterThan(2).allMatch(key -> all.find("en", key).isPresent());
  }

  private static Set<String> named(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .flatMap(file -> KEY.matcher(read(file)).results())
          .map(found -> found.group(1))
          .filter(key -> !key.endsWith("."))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> places(String text) {
    return FILLED_IN.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }
}
