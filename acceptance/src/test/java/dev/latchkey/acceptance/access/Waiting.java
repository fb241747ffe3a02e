package dev.latchkey.acceptance.access;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what the server does by itself. */
final class Waiting {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Waiting() {}

  static void until(BooleanSupplier condition) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("It did not come to be");
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
