package dev.latchkey.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The configuration that comes with the server, to try it with. Everybody knows what is in it. */
final class Demo {
  static final String NAME = "demo.yaml (built in)";

  private static final List<String> LINE_ENDS = List.of("\n", " ", "\r");

  private Demo() {}

  static String yaml() {
    try (var stream = Demo.class.getResourceAsStream("/demo.yaml")) {
      if (stream == null) {
        throw new IllegalStateException("demo.yaml is missing from this build");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a client of that id is in it. */
  static boolean hasClient(String id) {
    return LINE_ENDS.stream().anyMatch(end -> yaml().contains("- id: " + id + end));
  }

  /** Whether that is one of its secrets. */
  static boolean hasSecret(String secret) {
    return yaml().contains(":-" + secret + "}");
  }
}
