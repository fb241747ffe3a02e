package dev.latchkey.platform.work;

import dev.latchkey.platform.crypto.Secrets;
import java.time.Duration;

/**
 * How long to wait before the next try: twice as long after each, up to a bound. Less than that by
 * up to a half, at random, so that what failed together is not tried together again.
 *
 * @param first after the first try
 * @param longest between any two
 * @param tries how many there are
 */
public record Backoff(Duration first, Duration longest, int tries) {

  /** Whether that many tries were all there are. */
  public boolean isOver(int made) {
    return made >= tries;
  }

  /**
   * @param made how many tries there were, from 1 on
   */
  public Duration after(int made, Secrets secrets) {
    long bound = most(made).toMillis();
    return Duration.ofMillis(bound - secrets.below(bound / 2 + 1));
  }

  private Duration most(int made) {
    // Shifted no further than any bound that makes sense, and never past a long.
    Duration doubled = first.multipliedBy(1L << Math.min(made - 1, 20));
    return doubled.compareTo(longest) < 0 ? doubled : longest;
  }
}
