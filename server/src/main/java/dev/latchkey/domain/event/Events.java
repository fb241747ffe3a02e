package dev.latchkey.domain.event;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import java.time.InstantSource;
import tools.jackson.databind.node.ObjectNode;

/** The event log. Thread-safe. */
public final class Events {

  /** Hears of every event, and may add to the changes that it is written with. */
  @FunctionalInterface
  public interface Listener {
    void recorded(Changes changes, Tenant tenant, LoggedEvent event);
  }

  /** What users do themselves, by whatever client; an event may say otherwise. */
  private static final String CANAL = "identity_first_party";

  private final Secrets secrets;
  private final InstantSource clock;
  private final Listener listener;

  public Events(Secrets secrets, InstantSource clock, Listener listener) {
    this.secrets = secrets;
    this.clock = clock;
    this.listener = listener;
  }

  /** Adds the event to the changes it tells of. */
  public void record(Changes changes, Tenant tenant, Caller caller, Event event) {
    LoggedEvent logged =
        new LoggedEvent(
            secrets.uuid(),
            event.type().wireName(),
            clock.instant(),
            event.profileId(),
            event.clientId(),
            event.authType(),
            caller.ip(),
            caller.userAgent(),
            details(event, caller));
    changes.add(
        """
        insert into event (tenant, id, type, at, profile_id, client_id, session_id, auth_type, ip, user_agent, details)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        tenant.id(),
        logged.id(),
        logged.type(),
        logged.at(),
        logged.profileId(),
        logged.clientId(),
        event.sessionId(),
        logged.authType(),
        logged.ip(),
        logged.userAgent(),
        logged.details());
    listener.recorded(changes, tenant, logged);
  }

  private static ObjectNode details(Event event, Caller caller) {
    ObjectNode details = event.details().deepCopy();
    if (!details.has("canal")) {
      details.put("canal", CANAL);
    }
    if (!caller.host().isEmpty()) {
      details.put("host", caller.host());
    }
    if (!caller.origin().isEmpty()) {
      details.put("origin", caller.origin());
    }
    return details;
  }
}
