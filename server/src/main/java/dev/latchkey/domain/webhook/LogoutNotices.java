package dev.latchkey.domain.webhook;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Clients that are called when a session ends in which they were given an ID token (OpenID Connect
 * Back-Channel Logout 1.0): a row for each, beside the end of the session. Thread-safe.
 */
public final class LogoutNotices {

  static final String HOOK = "logout:";
  static final String EVENT = "logout";

  /** The field that names the session, as the tokens do. */
  static final String SID = "sid";

  private static final Duration LOOK_EVERY = Duration.ofMillis(25);
  private static final int LOOKS = 80;

  private final Deliveries deliveries;

  public LogoutNotices(Deliveries deliveries) {
    this.deliveries = deliveries;
  }

  /** Of the row of a session and a client: told once, whoever ends it. */
  static final String ID =
      "substr(encode(sha256(convert_to(c.session_id || ' ' || c.client_id, 'UTF8')), 'hex'), 1,"
          + " 32)::uuid";

  /**
   * Adds that sessions ended: a statement of its own after the one that ended them, so that it sees
   * a client whose grant the end had to wait for.
   *
   * @param which condition on {@code session}, beside tenant and end
   * @param args of that condition
   */
  public void ended(
      Changes changes, Tenant tenant, Instant at, String which, @Nullable Object... args) {
    List<@Nullable Object> all =
        new ArrayList<>(List.of(HOOK, EVENT, SID, at, at, tenant.id(), at));
    for (Object arg : args) {
      all.add(arg);
    }
    changes
        .add(
            """
            insert into webhook_delivery (tenant, id, hook, event_type, profile_id, event, state, available_at, created_at)
            select session.tenant, %s, ? || c.client_id, ?, session.profile_id, jsonb_build_object(?::text, session.id, 'client_id', c.client_id),
              'queued', ?::timestamptz, ?::timestamptz
            from session join session_client c on c.tenant = session.tenant and c.session_id = session.id and c.backchannel
            where session.tenant = ? and session.ended_at = ? and %s
            on conflict do nothing\
            """
                .formatted(ID, which),
            all.toArray())
        .afterwards(deliveries.waking());
  }

  /**
   * Waits until the session's clients have been called once each, or a little while: the browser
   * goes on to one of them, which is to know by then (RP-Initiated Logout 1.0 section 3).
   */
  public void awaitFirstTries(Tenant tenant, UUID sessionId) {
    for (int look = 0; look < LOOKS && deliveries.isUntried(tenant, sessionId); look++) {
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }
}
