package dev.latchkey.domain.message;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenants;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.work.Backoff;
import dev.latchkey.platform.work.Worker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties the outbox: sends what is due, retries with back-off, gives up after most of a day. One
 * virtual thread on each node.
 */
public final class Dispatcher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final int BATCH = 50;

  /** 15 s, 30 s, 1 min, … up to an hour between tries: most of a day in all. */
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofSeconds(15), Duration.ofHours(1), 32);

  private final Outbox outbox;
  private final Composer composer;
  private final List<Sender> senders;
  private final Tenants tenants;
  private final Secrets secrets;
  private final InstantSource clock;
  private final Worker worker = new Worker("outbox", () -> sendDue() == BATCH);

  /**
   * @param senders asked in order; the first that serves the tenant and channel carries the message
   */
  public Dispatcher(
      Outbox outbox,
      Composer composer,
      List<Sender> senders,
      Tenants tenants,
      Secrets secrets,
      InstantSource clock) {
    this.outbox = outbox;
    this.composer = composer;
    this.senders = List.copyOf(senders);
    this.tenants = tenants;
    this.secrets = secrets;
    this.clock = clock;
    outbox.onNew(worker::wake);
  }

  public Dispatcher start() {
    worker.start();
    return this;
  }

  /** Sends what is due now and says how many it took. */
  public int sendDue() {
    List<Outbox.Taken> due = outbox.take(BATCH);
    for (Outbox.Taken taken : due) {
      if (worker.isClosing()) {
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
    if (BACKOFF.isOver(taken.attempts())) {
      LOG.error("A message was given up after {} tries", taken.attempts(), why);
      outbox.failed(taken, reason);
      return;
    }
    Duration wait = BACKOFF.after(taken.attempts(), secrets);
    LOG.warn("A message could not be sent; next try in {} s", wait.toSeconds(), why);
    outbox.retryAt(taken, clock.instant().plus(wait), reason);
  }

  @Override
  public void close() {
    worker.close();
  }
}
