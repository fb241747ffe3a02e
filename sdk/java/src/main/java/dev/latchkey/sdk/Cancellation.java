package dev.latchkey.sdk;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Whether a command is to stop, and what it does at the moment that can be broken off. */
final class Cancellation {

  private final CountDownLatch cancelled = new CountDownLatch(1);
  private @Nullable Runnable breakOff;

  /** Stops what is under way, and lets nothing new begin. */
  void cancel() {
    Runnable running;
    synchronized (this) {
      cancelled.countDown();
      running = breakOff;
      breakOff = null;
    }
    if (running != null) {
      running.run();
    }
  }

  boolean isCancelled() {
    return cancelled.getCount() == 0;
  }

  /**
   * @param how breaks off what begins now, from another thread
   * @throws CancellationException when it must not begin
   */
  synchronized void begin(Runnable how) {
    if (isCancelled()) {
      throw new CancellationException("Cancelled");
    }
    breakOff = how;
  }

  synchronized void ended() {
    breakOff = null;
  }

  /** Waits, but no longer than until the command is to stop. */
  void pause(Duration time) {
    try {
      if (cancelled.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new CancellationException("Cancelled");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("Interrupted");
    }
  }
}
