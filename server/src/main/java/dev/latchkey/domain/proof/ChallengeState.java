package dev.latchkey.domain.proof;

import java.util.Locale;

/**
 * How far a challenge is (Access contract, section 4). Every state but the first is final: only
 * {@code INITIATED} is ever left, by one statement that asks for it.
 */
public enum ChallengeState {
  INITIATED,
  /** The right code came, or the device agreed. */
  VERIFIED,
  /** The last try was wrong, or the device refused. */
  DECLINED,
  /** Nothing came in time. */
  EXPIRED,
  /** Another one took its place, or what it was for is gone. Nobody is told. */
  WITHDRAWN;

  static ChallengeState of(String column) {
    return valueOf(column.toUpperCase(Locale.ROOT));
  }

  String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the outside hears of it. */
  public boolean isTold() {
    return this == VERIFIED || this == DECLINED || this == EXPIRED;
  }
}
