package dev.latchkey.domain.proof;

import java.util.Locale;

/** What a code is sent for. A code of one purpose is worth nothing for another. */
public enum CodePurpose {
  /** The first factor of a login, to an address or number that may be nobody's yet. */
  LOGIN,
  /** The second factor of a login. */
  SECOND_FACTOR,
  PASSWORD_RESET,
  VERIFY_EMAIL,
  VERIFY_PHONE_NUMBER;

  String column() {
    return name().toLowerCase(Locale.ROOT);
  }
}
