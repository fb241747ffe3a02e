package dev.latchkey.platform.config;

import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;

/**
 * Numbers of bytes as people write them: a whole number and one unit, {@code 512B}, {@code 64KiB},
 * {@code 1MiB} or {@code 2GiB} (IEC 80000-13, powers of 1024).
 */
public final class ByteSizes {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,19})(B|KiB|MiB|GiB)");
  private static final long STEP = 1024;

  private ByteSizes() {}

  /**
   * Reads a size.
   *
   * @return bytes
   * @throws IllegalArgumentException if the text has another form or means more than a long holds
   */
  public static long parse(String text) {
    var matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "not a size: write a whole number and B, KiB, MiB or GiB, such as 64KiB");
    }
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), factor(matcher.group(2)));
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("not a size: too large", e);
    }
  }

  /**
   * Writes a number of bytes in the largest unit that gives a whole number.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public static String format(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size is not negative: " + bytes);
    }
    long amount = bytes;
    String unit = "B";
    for (String larger : new String[] {"KiB", "MiB", "GiB"}) {
      if (amount == 0 || amount % STEP != 0) {
        break;
      }
      amount /= STEP;
      unit = larger;
    }
    return amount + unit;
  }

  private static long factor(String unit) {
    return switch (unit) {
      case "B" -> 1;
      case "KiB" -> STEP;
      case "MiB" -> STEP * STEP;
      default -> STEP * STEP * STEP;
    };
  }

  /** Binds a size to a number of bytes: {@code @JsonDeserialize(using = …) long maxBody}. */
  public static final class Deserializer extends StdScalarDeserializer<Long> {
    /** Called by Jackson. */
    public Deserializer() {
      super(Long.class);
    }

    @Override
    public Long deserialize(JsonParser parser, DeserializationContext context) {
      return parse(parser.getString());
    }
  }
}
