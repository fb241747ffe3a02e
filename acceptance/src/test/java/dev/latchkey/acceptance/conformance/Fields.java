package dev.latchkey.acceptance.conformance;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names and values: of a query, a form, the claims of what is signed. */
final class Fields {

  private Fields() {}

  /** A copy, changed by name and value in turn; null: without it. */
  @SafeVarargs
  static <V> Map<String, V> changed(Map<String, V> fields, @Nullable V... changes) {
    Map<String, V> changed = new LinkedHashMap<>(fields);
    for (int i = 0; i < changes.length; i += 2) {
      String name = String.valueOf(changes[i]);
      V value = changes[i + 1];
      if (value == null) {
        changed.remove(name);
      } else {
        changed.put(name, value);
      }
    }
    return changed;
  }

  /** The query of an address. */
  static Map<String, String> of(String address) {
    String query = URI.create(address).getRawQuery();
    return query == null ? Map.of() : ofForm(query);
  }

  /** A form as it was posted. */
  static Map<String, String> ofForm(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String pair : text.split("&")) {
      String[] parts = pair.split("=", 2);
      fields.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return fields;
  }
}
