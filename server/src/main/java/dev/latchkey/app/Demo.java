package dev.latchkey.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The configuration that comes with the server, to try it with. Everybody knows what is in it. */
final class Demo {
  static final String NAME = "demo.yaml (built in)";

  private static final String YAML = read();

  private Demo() {}

  static String yaml() {
    return YAML;
  }

  /** Whether a client of that id is in it. */
  static boolean hasClient(String id) {
    String clients = YAML.substring(YAML.indexOf("\n    clients:"));
    return Pattern.compile("- id: " + Pattern.quote(id) + "\\s").matcher(clients).find();
  }

  /** Whether that is one of its secrets. */
  static boolean hasSecret(String secret) {
    return YAML.contains(":-" + secret + "}");
  }

  private static String read() {
    try (var stream = Demo.class.getResourceAsStream("/demo.yaml")) {
      if (stream == null) {
        throw new IllegalStateException("demo.yaml is missing from this build");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
