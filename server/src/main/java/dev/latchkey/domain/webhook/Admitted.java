package dev.latchkey.domain.webhook;

import dev.latchkey.domain.policy.Authenticated;

/**
 * A user whom the policy found let in, and whom no webhook that is asked about logins refused. Only
 * {@link PreEvents} makes one; without one no session opens and none goes on at another client.
 */
public final class Admitted {

  private final Authenticated user;

  Admitted(Authenticated user) {
    this.user = user;
  }

  public Authenticated user() {
    return user;
  }
}
