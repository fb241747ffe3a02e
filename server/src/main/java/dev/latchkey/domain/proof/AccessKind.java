package dev.latchkey.domain.proof;

import java.util.Locale;

/** The tokens of the Access API (its contract 1.8). */
public enum AccessKind {
  /** Of a login: to choose an identity with. */
  AUTH("au_"),
  /** For one identity. */
  ACCESS("ac_"),
  /** Of a login with an expired password: good for a new one and nothing else. */
  PASSWORD_UPDATE("pu_");

  private final String prefix;

  AccessKind(String prefix) {
    this.prefix = prefix;
  }

  /** What such a token begins with, for eyes and secret scanners. */
  public String prefix() {
    return prefix;
  }

  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  static AccessKind of(String column) {
    return valueOf(column.toUpperCase(Locale.ROOT));
  }

  /** Whether a text looks like one of these tokens. */
  public static boolean isPrefixOf(String token) {
    for (AccessKind kind : values()) {
      if (token.startsWith(kind.prefix)) {
        return true;
      }
    }
    return false;
  }
}
