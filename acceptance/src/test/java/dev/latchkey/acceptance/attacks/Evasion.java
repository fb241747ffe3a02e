package dev.latchkey.acceptance.attacks;

import dev.latchkey.testkit.TestConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/**
 * An address that is not {@link TestConfig#CALLBACK}, the registered one, and that a lenient
 * comparison would take for it, or for harmless.
 *
 * @param kind of trick
 */
record Evasion(String kind, String url) {

  private static final String FILE = "redirect-evasions.json";

  /** All of {@code redirect-evasions.json}. */
  static List<Evasion> all() {
    List<Evasion> all = new ArrayList<>();
    try (InputStream file = Evasion.class.getResourceAsStream(FILE)) {
      JsonMapper.shared()
          .readTree(Objects.requireNonNull(file, FILE))
          .forEachEntry(
              (kind, urls) -> urls.forEach(url -> all.add(new Evasion(kind, url.asString()))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(all);
  }

  /** The same trick on another registered address of that origin. */
  String against(String registered) {
    String path = TestConfig.CALLBACK.substring(TestConfig.ORIGIN.length() + 1);
    return url.replace(path, registered.substring(TestConfig.ORIGIN.length() + 1));
  }

  @Override
  public String toString() {
    return kind + ": " + url;
  }
}
