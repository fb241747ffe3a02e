package dev.latchkey.platform.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdScalarSerializer;

/**
 * Durations as people write them: a whole number and one unit, {@code 500ms}, {@code 30s}, {@code
 * 5m}, {@code 12h} or {@code 30d}; a day is 24 hours.
 */
public final class Durations {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,19})(ms|s|m|h|d)");

  private Durations() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException if the text has another form or means more than {@link
   *     Duration} can hold
   */
  public static Duration parse(String text) {
    var matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "not a duration: write a whole number and ms, s, m, h or d, such as 30s");
    }
    try {
      return Duration.of(Long.parseLong(matcher.group(1)), unit(matcher.group(2)));
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("not a duration: too long", e);
    }
  }

  /**
   * Writes a duration in the largest unit that gives a whole number; zero is {@code 0s}.
   *
   * @throws IllegalArgumentException if the duration is negative or finer than a millisecond
   */
  public static String format(Duration duration) {
    if (duration.isNegative() || duration.toNanosPart() % 1_000_000 != 0) {
      throw new IllegalArgumentException("no short form for " + duration);
    }
    if (duration.toNanosPart() != 0) {
      return duration.toMillis() + "ms";
    }
    long seconds = duration.toSeconds();
    if (seconds == 0 || seconds % 60 != 0) {
      return seconds + "s";
    }
    if (seconds % 3_600 != 0) {
      return seconds / 60 + "m";
    }
    return seconds % 86_400 != 0 ? seconds / 3_600 + "h" : seconds / 86_400 + "d";
  }

  /** Teaches a mapper to read and write {@link Duration} in this form, and in no other. */
  public static JacksonModule module() {
    return new SimpleModule("short durations")
        .addDeserializer(Duration.class, new Deserializer())
        .addSerializer(Duration.class, new Serializer());
  }

  private static ChronoUnit unit(String symbol) {
    return switch (symbol) {
      case "ms" -> ChronoUnit.MILLIS;
      case "s" -> ChronoUnit.SECONDS;
      case "m" -> ChronoUnit.MINUTES;
      case "h" -> ChronoUnit.HOURS;
      default -> ChronoUnit.DAYS;
    };
  }

  private static final class Deserializer extends StdScalarDeserializer<Duration> {
    Deserializer() {
      super(Duration.class);
    }

    @Override
    public Duration deserialize(JsonParser parser, DeserializationContext context) {
      return parse(parser.getString());
    }
  }

  private static final class Serializer extends StdScalarSerializer<Duration> {
    Serializer() {
      super(Duration.class);
    }

    @Override
    public void serialize(
        Duration duration, JsonGenerator generator, SerializationContext context) {
      generator.writeString(format(duration));
    }
  }
}
