package dev.latchkey.domain.push;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.webpush.PushResult;
import java.time.Duration;

/** Hands wake-ups to a push service of one kind. */
public interface PushSender {

  /**
   * What a device is woken for. All that leaves the house: where from and what for, the device asks
   * by itself.
   *
   * @param challenge its public number
   * @param left until it is of no more use
   */
  record Wakeup(long challenge, Duration left) {}

  /** Whether it is this one's kind of address. */
  boolean serves(PushAddress address);

  /** May be called again with the same one after a failure or a crash. */
  PushResult send(Tenant tenant, PushAddress address, Wakeup wakeup);
}
