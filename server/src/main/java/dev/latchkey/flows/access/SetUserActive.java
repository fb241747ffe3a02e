package dev.latchkey.flows.access;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.organisation.Member;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.domain.webhook.AccessNotices;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.Objects;

/**
 * Lock a user of the own identity out, at every API, or let the user in again (Access contract
 * 5.11).
 */
public final class SetUserActive {

  private final Db db;
  private final Profiles profiles;
  private final Sessions sessions;
  private final Grants grants;
  private final AccessNotices notices;
  private final Events events;

  public SetUserActive(
      Db db,
      Profiles profiles,
      Sessions sessions,
      Grants grants,
      AccessNotices notices,
      Events events) {
    this.db = db;
    this.profiles = profiles;
    this.sessions = sessions;
    this.grants = grants;
    this.notices = notices;
    this.events = events;
  }

  /**
   * @param access of the root user
   */
  public void run(
      Tenant tenant,
      Client client,
      AccessProof access,
      Member user,
      boolean active,
      Caller caller) {
    Profile profile = user.profile();
    Changes changes = db.changes();
    Sessions.hold(changes, tenant, access.sessionId());
    profiles.suspend(changes, tenant, profile.id(), !active);
    if (!active) {
      sessions.endAll(changes, tenant, profile.id(), null);
      grants.revokeAll(changes, tenant, profile.id(), null);
      String by = access.membership() == null ? "" : Long.toString(access.membership().userNo());
      String email = Objects.requireNonNullElse(profile.email(), "");
      notices.deactivated(changes, tenant, client.id(), profile.id(), email, by);
    }
    events.record(
        changes,
        tenant,
        caller,
        Event.of(EventType.USER_UPDATED, profile.id(), client.id()).with("updated_keys", "active"));
    changes.commit();
  }
}
