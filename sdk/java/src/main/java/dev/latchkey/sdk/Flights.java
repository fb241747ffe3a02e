package dev.latchkey.sdk;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets those who want the same thing at the same time, or shortly after, share one command.
 * Thread-safe.
 *
 * @param <T> what the command gives
 */
final class Flights<T> {

  /**
   * For how long a result is given again: somebody may have read the old token before it was
   * replaced, and come with it after.
   */
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Map<String, Flight<T>> flights = new HashMap<>();

  /** A command under way or just landed. */
  private static final class Flight<T> {

    final Command<T> command;
    private volatile @Nullable Long landed;

    Flight(Command<T> command) {
      this.command = command;
      CompletableFuture<T> unused =
          command.whenComplete((result, thrown) -> landed = System.nanoTime());
    }

    boolean isOver() {
      Long since = landed;
      return command.isCompletedExceptionally()
          || (since != null && System.nanoTime() - since > GRACE_NANOS);
    }
  }

  /** The command for that key, begun if there is none; cancelling it stops it for nobody else. */
  Command<T> join(String key, Supplier<Command<T>> begin) {
    synchronized (flights) {
      forgetOld();
      Flight<T> flight = flights.get(key);
      if (flight == null) {
        flight = new Flight<>(begin.get());
        flights.put(key, flight);
      }
      return flight.command.share();
    }
  }

  /** Failures at once, for they may pass; results after a while. */
  private void forgetOld() {
    flights.values().removeIf(Flight::isOver);
  }
}
