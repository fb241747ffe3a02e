package dev.latchkey.faces.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.platform.i18n.Languages;
import dev.latchkey.platform.i18n.Texts;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DeviceTextsTest {

  private static final Pattern VALUE = Pattern.compile("\\{\\w+\\}");

  private final Texts texts = new Texts("device");

  @Test
  void the_page_speaks_every_language_in_full() {
    Map<String, String> english = texts.all(Languages.DEFAULT);
    for (String language : Languages.CATALOGUES) {
      Map<String, String> words = texts.all(language);
      assertThat(words.keySet()).as(language).isEqualTo(english.keySet());
      words.forEach((key, text) -> {
        assertThat(text).as(language + " " + key).isNotBlank();
        assertThat(values(text))
            .as(language + " " + key)
            .isEqualTo(values(english.getOrDefault(key, "")));
      });
    }
  }

  private static Set<String> values(String text) {
    return VALUE.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }
}
