package dev.latchkey.app;

import java.util.Map;

/**
 * What the command line sets. It stands above the environment, which stands above the file.
 *
 * @param values texts by the key they have in the file, such as {@code public_url}
 */
public record Options(Map<String, String> values) {

  /** Nothing is set. */
  public static final Options NONE = new Options(Map.of());

  public Options {
    values = Map.copyOf(values);
  }

  /** Addresses may hold a password. */
  @Override
  public String toString() {
    return "Options" + values.keySet();
  }
}
