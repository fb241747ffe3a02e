package dev.latchkey.platform.http;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A query string or an {@code application/x-www-form-urlencoded} body, decoded. A name that came
 * twice keeps its first value and is remembered: protocols such as OAuth forbid it (RFC 6749
 * section 3.1).
 */
public final class Parameters {

  private static final Parameters NONE = new Parameters(Map.of(), Map.of());

  private final Map<String, String> values;
  private final Map<String, List<String>> further;

  private Parameters(Map<String, String> values, Map<String, List<String>> further) {
    this.values = values;
    this.further = further;
  }

  /**
   * @throws IllegalArgumentException when an escape cannot be decoded
   */
  public static Parameters parse(@Nullable String encoded) {
    if (encoded == null || encoded.isEmpty()) {
      return NONE;
    }
    Map<String, String> values = new LinkedHashMap<>();
    Map<String, List<String>> further = new TreeMap<>();
    for (int start = 0; start <= encoded.length(); ) {
      int amp = encoded.indexOf('&', start);
      int end = amp < 0 ? encoded.length() : amp;
      if (end > start) {
        int eq = encoded.indexOf('=', start);
        boolean bare = eq < 0 || eq > end;
        String name = decode(encoded.substring(start, bare ? end : eq));
        String value = bare ? "" : decode(encoded.substring(eq + 1, end));
        if (values.putIfAbsent(name, value) != null) {
          further.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
        }
      }
      start = end + 1;
    }
    return new Parameters(values, further);
  }

  /** The address with one more parameter in its query, encoded; it has no fragment. */
  public static String appended(String url, String name, String value) {
    return url
        + (url.indexOf('?') < 0 ? '?' : '&')
        + name
        + "="
        + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  public Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Every value of that name, in the order sent. */
  public List<String> all(String name) {
    List<String> all = new ArrayList<>();
    get(name).ifPresent(all::add);
    all.addAll(further.getOrDefault(name, List.of()));
    return all;
  }

  /** All names with their first values, in the order sent. */
  public Map<String, String> asMap() {
    return values;
  }

  /** The names that came more than once. */
  public Set<String> repeated() {
    return further.keySet();
  }
}
