package dev.latchkey.domain.risk;

import java.util.Locale;

/** A sign that it may be somebody else. */
public enum RiskSignal {
  /** The user has logged in in browsers before, and this is none of them. */
  NEW_DEVICE(40),
  /** Failures or a lock since the last success. */
  RECENT_FAILURES(30),
  /** The user has logged in from known countries before, and this is none of them. */
  NEW_COUNTRY(30),
  /** Farther from the last login than anybody travels in that time. */
  IMPOSSIBLE_TRAVEL(60);

  private final int weight;

  RiskSignal(int weight) {
    this.weight = weight;
  }

  /** What it adds to a score of 0 to 100. */
  int weight() {
    return weight;
  }

  /** The name in the event log. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
