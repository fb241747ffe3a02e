package dev.latchkey.platform.i18n;

import dev.latchkey.platform.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * The texts of one kind, {@code i18n/<kind>/<language>.json}: each language is read on its first
 * use. Thread-safe.
 */
public final class Texts {

  private final String kind;
  private final Map<String, Map<String, String>> catalogues = new ConcurrentHashMap<>();

  public Texts(String kind) {
    this.kind = kind;
  }

  /** The text of the key in that catalogue, else in English. */
  public Optional<String> find(String catalogue, String key) {
    String text = all(catalogue).get(key);
    return Optional.ofNullable(text == null ? all(Languages.DEFAULT).get(key) : text);
  }

  /**
   * @throws IllegalArgumentException when there is no such text at all: a fault of the program
   */
  public String get(String catalogue, String key) {
    return find(catalogue, key)
        .orElseThrow(() -> new IllegalArgumentException("No text " + kind + "/" + key));
  }

  /** All texts of a catalogue, by key. */
  public Map<String, String> all(String catalogue) {
    return catalogues.computeIfAbsent(catalogue, this::read);
  }

  private Map<String, String> read(String catalogue) {
    String name = "/i18n/" + kind + "/" + catalogue + ".json";
    try (InputStream in = Texts.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("No catalogue " + name);
      }
      JsonNode json = Json.read(in.readAllBytes());
      Map<String, String> texts = new TreeMap<>();
      json.forEachEntry((key, text) -> texts.put(key, text.asString()));
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
