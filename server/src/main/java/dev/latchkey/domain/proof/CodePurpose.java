package dev.latchkey.domain.proof;

import java.util.Locale;

/** What a code is sent for. A code of one purpose is worth nothing for another. */
public enum CodePurpose {
  PASSWORD_RESET,
  VERIFY_EMAIL,
  VERIFY_PHONE_NUMBER;

  String column() {
    return name().toLowerCase(Locale.ROOT);
  }
}
