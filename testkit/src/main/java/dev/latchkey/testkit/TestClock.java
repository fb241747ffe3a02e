package dev.latchkey.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A clock that runs with the system's until it is stopped, and can be put forward either way.
 * Thread-safe.
 */
public final class TestClock implements InstantSource {

  private Duration ahead = Duration.ZERO;
  private @Nullable Instant stoppedAt;

  @Override
  public synchronized Instant instant() {
    return (stoppedAt == null ? Instant.now() : stoppedAt).plus(ahead);
  }

  /**
   * From now on time passes by {@link #advance} alone, from a whole millisecond on: a database
   * keeps no more than microseconds.
   */
  public synchronized void stop() {
    stoppedAt = instant().truncatedTo(ChronoUnit.MILLIS);
    ahead = Duration.ZERO;
  }

  public synchronized void advance(Duration by) {
    ahead = ahead.plus(by);
  }
}
