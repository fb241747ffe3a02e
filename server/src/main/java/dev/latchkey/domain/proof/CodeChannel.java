package dev.latchkey.domain.proof;

import java.util.Locale;

/** How a code travels. */
public enum CodeChannel {
  EMAIL,
  SMS;

  static CodeChannel of(String column) {
    return valueOf(column.toUpperCase(Locale.ROOT));
  }

  String column() {
    return name().toLowerCase(Locale.ROOT);
  }
}
