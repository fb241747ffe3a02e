package dev.latchkey.domain.message;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenants;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties the outbox: sends what is due, retries with back-off, gives up after a day. One virtual
 * thread on each node.
 */
public final class Dispatcher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final int BATCH = 50;

  /** How long a stop waits for the message under way. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** 15 s, 30 s, 1 min, … up to an hour between tries: about a day in all. */
  private static final int MAX_ATTEMPTS = 32;

  private final Outbox outbox;
  private final Composer composer;
  private final List<Sender> senders;
  private final Tenants tenants;
  private final InstantSource clock;
  private final Semaphore news = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param senders asked in order; the first that serves the tenant and channel carries the message
   */
  public Dispatcher(
      Outbox outbox,
      Composer composer,
      List<Sender> senders,
      Tenants tenants,
      InstantSource clock) {
    this.outbox = outbox;
    this.composer = composer;
    this.senders = List.copyOf(senders);
    this.tenants = tenants;
    this.clock = clock;
    outbox.onNew(news::release);
    this.thread = Thread.ofVirtual().name("outbox").unstarted(this::run);
  }

  public Dispatcher start() {
    thread.start();
    return this;
  }

  private void run() {
    while (!closed) {
      try {
        int sent = sendDue();
        if (sent < BATCH && !closed) {
          news.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
          news.drainPermits();
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warn("The outbox cannot be read; trying again", e);
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

  /** Sends what is due now and says how many it took. */
  public int sendDue() {
    List<Outbox.Taken> due = outbox.take(BATCH);
    for (Outbox.Taken taken : due) {
      if (closed) {
        outbox.putBack(taken);
      } else {
        send(taken);
      }
    }
    return due.size();
  }

  private void send(Outbox.Taken taken) {
    Tenant tenant = tenants.byId(taken.tenant()).orElse(null);
    if (tenant == null) {
      outbox.failed(taken, "The tenant is gone");
      return;
    }
    Message message = taken.message();
    Sender sender =
        senders.stream().filter(s -> s.serves(tenant, message.channel())).findFirst().orElse(null);
    if (sender == null) {
      outbox.failed(taken, "No way to send by " + message.channel());
      return;
    }
    try {
      sender.send(tenant, composer.compose(tenant, message));
      outbox.sent(taken);
    } catch (Sender.Undeliverable e) {
      LOG.info("A message is undeliverable: {}", e.getMessage());
      outbox.failed(taken, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      retry(taken, e);
    }
  }

  private void retry(Outbox.Taken taken, RuntimeException why) {
    String reason = why.getClass().getSimpleName() + ": " + why.getMessage();
    if (taken.attempts() >= MAX_ATTEMPTS) {
      LOG.error("A message was given up after {} tries", taken.attempts(), why);
      outbox.failed(taken, reason);
      return;
    }
    long seconds = Math.min(3_600, 15L << Math.min(taken.attempts() - 1, 10));
    LOG.warn("A message could not be sent; next try in {} s", seconds, why);
    outbox.retryAt(taken, clock.instant().plusSeconds(seconds), reason);
  }

  @Override
  public void close() {
    closed = true;
    news.release();
    try {
      // An interrupt cuts the connection on which the message under way is noted as sent: it would
      // be sent again.
      if (!thread.join(PATIENCE)) {
        thread.interrupt();
        thread.join(PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
