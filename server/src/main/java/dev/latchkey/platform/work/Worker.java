package dev.latchkey.platform.work;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One virtual thread that does a piece of work whenever it is woken, and looks by itself every two
 * seconds: other nodes wake nobody here. Outlives whatever goes wrong with the work.
 */
public final class Worker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  /** How long a stop waits for the piece under way. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final BooleanSupplier work;
  private final Semaphore news = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param work does a piece and says whether there may be more at once
   */
  public Worker(String name, BooleanSupplier work) {
    this.work = work;
    this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** Says that there is something to do. */
  public void wake() {
    news.release();
  }

  /** Whether the piece under way should end early. */
  public boolean isClosing() {
    return closed;
  }

  private void run() {
    while (!closed) {
      try {
        if (!work.getAsBoolean() && !closed) {
          news.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
          news.drainPermits();
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warn("{} cannot go on; trying again", thread.getName(), e);
        pause();
      }
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  @Override
  public void close() {
    closed = true;
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    news.release();
    try {
      // An interrupt cuts the connection on which the piece under way is noted as done: it would
      // be done again.
      if (!thread.join(PATIENCE)) {
        thread.interrupt();
        thread.join(PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
