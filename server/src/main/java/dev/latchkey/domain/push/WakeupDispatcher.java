package dev.latchkey.domain.push;

import dev.latchkey.domain.push.Wakeups.Taken;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenants;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.webpush.PushResult;
import dev.latchkey.platform.work.Backoff;
import dev.latchkey.platform.work.Worker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes devices: within the life of the challenge, with back-off or as the push service asks. A
 * bounded number of calls is under way at once, so that a slow push service holds up the others
 * only so far.
 */
public final class WakeupDispatcher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WakeupDispatcher.class);

  /** Calls at once, from this node. */
  private static final int AT_ONCE = 64;

  /** 2 s, 4 s, 8 s, …: the challenge is over before they are. */
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(1), 12);

  /** How long a stop waits for calls under way. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Wakeups wakeups;
  private final List<PushSender> senders;
  private final Tenants tenants;
  private final Secrets secrets;
  private final InstantSource clock;
  private final Semaphore room = new Semaphore(AT_ONCE);
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final Worker worker = new Worker("push", this::wakeDue);

  /**
   * @param senders asked in order; the first that serves an address calls it
   */
  public WakeupDispatcher(
      Wakeups wakeups,
      List<PushSender> senders,
      Tenants tenants,
      Secrets secrets,
      InstantSource clock) {
    this.wakeups = wakeups;
    this.senders = List.copyOf(senders);
    this.tenants = tenants;
    this.secrets = secrets;
    this.clock = clock;
    wakeups.onNew(worker::wake);
  }

  /** Does nothing where no tenant has push. */
  public WakeupDispatcher start() {
    if (tenants.all().stream().anyMatch(tenant -> tenant.push() != null)) {
      worker.start();
    }
    return this;
  }

  /** Takes what is due and there is room for; whoever makes room again wakes the worker. */
  private boolean wakeDue() {
    int free = room.availablePermits();
    for (Taken taken : free == 0 ? List.<Taken>of() : wakeups.take(free)) {
      room.acquireUninterruptibly();
      calls.execute(() -> {
        try {
          send(taken);
        } catch (RuntimeException e) {
          LOG.warn("A wake-up of device {} comes back to the queue", taken.device(), e);
        } finally {
          room.release();
          worker.wake();
        }
      });
    }
    return false;
  }

  private void send(Taken taken) {
    switch (result(taken)) {
      case PushResult.Accepted _ -> wakeups.done(taken);
      case PushResult.Gone _ -> {
        LOG.info("Device {} is not reached by push any more", taken.device());
        wakeups.gone(taken);
      }
      case PushResult.Refused refused -> {
        LOG.warn("Device {} was not woken: {}", taken.device(), refused.reason());
        wakeups.done(taken);
      }
      case PushResult.RetryLater later -> {
        Duration wait = BACKOFF.after(taken.attempts(), secrets);
        Duration wanted = later.after();
        if (wanted != null && wanted.compareTo(wait) > 0) {
          wait = wanted;
        }
        if (BACKOFF.isOver(taken.attempts()) || wait.compareTo(taken.wakeup().left()) >= 0) {
          LOG.warn("Device {} was not woken in time: {}", taken.device(), later.reason());
          wakeups.done(taken);
        } else {
          wakeups.retryAt(taken, clock.instant().plus(wait));
        }
      }
    }
  }

  private PushResult result(Taken taken) {
    Tenant tenant = tenants.byId(taken.tenant()).orElse(null);
    PushSender sender =
        senders.stream().filter(one -> one.serves(taken.address())).findFirst().orElse(null);
    return tenant == null || sender == null
        ? new PushResult.Refused("There is no way to send it")
        : sender.send(tenant, taken.address(), taken.wakeup());
  }

  @Override
  public void close() {
    worker.close();
    calls.shutdown();
    try {
      if (!calls.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        calls.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
