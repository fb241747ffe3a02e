package dev.latchkey.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which build this is. */
final class Version {
  private static final String BY_MAVEN =
      "/META-INF/maven/dev.latchkey/latchkey-server/pom.properties";

  private Version() {}

  static String text() {
    try (var stream = Version.class.getResourceAsStream(BY_MAVEN)) {
      Properties properties = new Properties();
      if (stream != null) {
        properties.load(stream);
      }
      return "latchkey "
          + properties.getProperty("version", "(not from a jar)")
          + ", Java "
          + Runtime.version();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
