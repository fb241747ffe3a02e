package dev.latchkey.flows.logout;

import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.proof.PageProof;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;

/** Log out everywhere but here: every other browser, and every app (ASVS 7.4.3, 7.5.2). */
public final class EndOtherSessions {

  private final Db db;
  private final Sessions sessions;
  private final Grants grants;
  private final Events events;

  public EndOtherSessions(Db db, Sessions sessions, Grants grants, Events events) {
    this.db = db;
    this.sessions = sessions;
    this.grants = grants;
    this.events = events;
  }

  public void run(Tenant tenant, PageProof owner, Caller caller) {
    Changes changes = db.changes();
    grants.requireLive(changes, tenant, owner);
    sessions.endAll(changes, tenant, owner.profileId(), owner.sessionId());
    grants.revokeAll(changes, tenant, owner.profileId(), null);
    events.record(
        changes,
        tenant,
        caller,
        Event.of(EventType.TOKENS_REVOKED, owner.profileId(), owner.clientId()));
    changes.commit();
  }
}
