package dev.latchkey.domain.message;

import dev.latchkey.domain.tenant.Tenant;

/** Carries a message out of the house: a mail server, an SMS provider, the development inbox. */
public interface Sender {

  /** Whether the tenant has this way of sending. */
  boolean serves(Tenant tenant, String channel);

  /**
   * Hands the message over. May be called again with the same one after a failure or a crash.
   *
   * @throws Undeliverable when it will never work
   * @throws RuntimeException when it may work later
   */
  void send(Tenant tenant, Composed message);

  /** The other side refused for good: no such mailbox, no such number. */
  final class Undeliverable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public Undeliverable(String reason) {
      super(reason, null, false, false);
    }
  }
}
