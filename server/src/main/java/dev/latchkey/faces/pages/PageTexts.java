package dev.latchkey.faces.pages;

import dev.latchkey.platform.i18n.Texts;
import java.util.List;
import java.util.Optional;

/** What pages say: their own words, and those that widgets and errors have already. */
public final class PageTexts {

  private final List<Texts> catalogues;

  /**
   * @param catalogues the first that has a key wins
   */
  public PageTexts(Texts... catalogues) {
    this.catalogues = List.of(catalogues);
  }

  Optional<String> find(String language, String key) {
    return catalogues.stream()
        .map(texts -> texts.find(language, key))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /**
   * @throws IllegalArgumentException when there is no such text at all: a fault of the program
   */
  String get(String language, String key) {
    return find(language, key).orElseThrow(() -> new IllegalArgumentException("No text " + key));
  }
}
