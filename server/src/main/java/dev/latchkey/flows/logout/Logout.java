package dev.latchkey.flows.logout;

import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;

/** End the browser's session (contract section 4.7). Tokens are revoked by their own endpoint. */
public final class Logout {

  private final Db db;
  private final Sessions sessions;
  private final Events events;

  public Logout(Db db, Sessions sessions, Events events) {
    this.db = db;
    this.sessions = sessions;
    this.events = events;
  }

  public void run(Tenant tenant, String cookie, Caller caller) {
    Changes changes = db.changes();
    sessions.end(changes, tenant, cookie);
    events.record(changes, tenant, caller, Event.of(EventType.LOGOUT, null, null));
    changes.commit();
  }
}
