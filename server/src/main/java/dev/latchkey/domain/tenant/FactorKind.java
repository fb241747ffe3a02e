package dev.latchkey.domain.tenant;

import java.util.Locale;
import java.util.Optional;

/** The kinds of second factors (contract section 10; the last two are beyond it, in its shape). */
public enum FactorKind {
  EMAIL,
  SMS,
  TOTP,
  RECOVERY_CODE;

  /** The name on the wire and in the database. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<FactorKind> of(String wireName) {
    for (FactorKind kind : values()) {
      if (kind.wireName().equals(wireName)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
