package dev.latchkey.domain.proof;

import java.util.Locale;

/** How a code travels. */
public enum CodeChannel {
  EMAIL,
  SMS;

  String column() {
    return name().toLowerCase(Locale.ROOT);
  }
}
