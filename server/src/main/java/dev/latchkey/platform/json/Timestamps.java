package dev.latchkey.platform.json;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as the wire shows them (contract section 1.11). */
public final class Timestamps {

  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Timestamps() {}

  /** ISO 8601 in UTC with milliseconds: {@code 2026-01-31T09:30:00.000Z}. */
  public static String iso(Instant time) {
    return MILLISECONDS.format(time);
  }
}
