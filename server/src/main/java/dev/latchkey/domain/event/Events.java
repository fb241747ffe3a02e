package dev.latchkey.domain.event;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import java.time.InstantSource;

/** The event log. Thread-safe. */
public final class Events {

  private final Secrets secrets;
  private final InstantSource clock;

  public Events(Secrets secrets, InstantSource clock) {
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Adds the event to the changes it tells of. */
  public void record(Changes changes, Tenant tenant, Caller caller, Event event) {
    changes.add(
        """
        insert into event (tenant, id, type, at, profile_id, client_id, session_id, auth_type, ip, user_agent, details)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        tenant.id(),
        secrets.uuid(),
        event.type().wireName(),
        clock.instant(),
        event.profileId(),
        event.clientId(),
        event.sessionId(),
        event.authType(),
        caller.ip(),
        caller.userAgent(),
        caller.origin().isEmpty()
            ? event.details()
            : event.details().deepCopy().put("origin", caller.origin()));
  }
}
