package dev.latchkey.platform.config;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.format.Format;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The formats of a JSON Schema: those added here, and how each is called in a complaint. */
final class Formats {

  /** Not called {@code duration}: that name means ISO 8601, and editors hold people to it. */
  static final List<Measure> OF_OUR_OWN =
      List.of(
          new Measure("short-duration", Comparator.comparing(Durations::parse)),
          new Measure("byte-size", Comparator.comparing(ByteSizes::parse)));

  private static final Map<String, Named> NAMES =
      Map.ofEntries(
          Map.entry("short-duration", new Named("a duration", "30s")),
          Map.entry("byte-size", new Named("a size in bytes", "64KiB")),
          Map.entry("uri", new Named("an absolute URI", "https://www.example.com/path")),
          Map.entry("uri-reference", new Named("a URI or a path", "/path")),
          Map.entry("email", new Named("an e-mail address", "name@example.com")),
          Map.entry("idn-email", new Named("an e-mail address", "name@example.com")),
          Map.entry("hostname", new Named("a host name", "www.example.com")),
          Map.entry("idn-hostname", new Named("a host name", "www.example.com")),
          Map.entry("ipv4", new Named("an IPv4 address", "192.0.2.1")),
          Map.entry("ipv6", new Named("an IPv6 address", "2001:db8::1")),
          Map.entry("uuid", new Named("a UUID", "018f6b1c-7c4e-7a54-9d0b-2f1e7a3c5d60")),
          Map.entry("regex", new Named("a regular expression", "^[a-z]+$")),
          Map.entry("date", new Named("a date", "2027-01-31")),
          Map.entry("time", new Named("a time of day with its offset", "12:00:00Z")),
          Map.entry(
              "date-time", new Named("a date and time with its offset", "2027-01-31T12:00:00Z")),
          Map.entry("duration", new Named("an ISO 8601 duration", "PT30S")));

  private Formats() {}

  /** How to speak of a format; one without a name of its own is called by its keyword. */
  static Named named(String format) {
    Named named = NAMES.get(format);
    return named != null ? named : new Named("of the format `" + format + "`", "");
  }

  /**
   * Words for a format.
   *
   * @param noun with its article
   * @param example a value that has the format; empty if none is known
   */
  record Named(String noun, String example) {}

  /** Whether a text has one of our own formats. */
  static boolean reads(String format, String text) {
    return measure(format).matches(text);
  }

  /** The order of two texts that have one of our own formats. */
  static int compare(String format, String one, String other) {
    return measure(format).order().compare(one, other);
  }

  private static Measure measure(String format) {
    return OF_OUR_OWN.stream()
        .filter(measure -> measure.getName().equals(format))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No order is known for " + format));
  }

  /** An amount with its unit; the order refuses what is none. */
  record Measure(String getName, Comparator<String> order) implements Format {
    @Override
    public boolean matches(ExecutionContext context, String value) {
      return matches(value);
    }

    boolean matches(String value) {
      try {
        return order.compare(value, value) == 0;
      } catch (IllegalArgumentException e) {
        return false;
      }
    }
  }
}
