package dev.latchkey.domain.risk;

import java.util.Locale;

/** A sign that it may be somebody else. */
public enum RiskSignal {
  /** The user has logged in in browsers before, and this is none of them. */
  NEW_DEVICE,
  /** Failures or a lock since the last success. */
  RECENT_FAILURES,
  /** The user has logged in from known countries before, and this is none of them. */
  NEW_COUNTRY,
  /** Farther from the last login than anybody travels in that time. */
  IMPOSSIBLE_TRAVEL;

  /** The name in the event log. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
