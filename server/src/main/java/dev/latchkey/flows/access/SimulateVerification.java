package dev.latchkey.flows.access;

import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.organisation.Member;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;

/** Say of a sandbox's root user that address and number were verified (Access contract, 7). */
public final class SimulateVerification {

  private final Db db;
  private final Profiles profiles;
  private final Events events;

  public SimulateVerification(Db db, Profiles profiles, Events events) {
    this.db = db;
    this.profiles = profiles;
    this.events = events;
  }

  public void run(Tenant tenant, Member root, Caller caller) {
    if (!tenant.isSandbox()) {
      throw new IllegalArgumentException("Nothing is simulated outside of a sandbox");
    }
    Profile profile = root.profile();
    Changes changes = db.changes();
    profiles.markVerified(
        changes, tenant, profile.id(), Identifier.Kind.EMAIL, Profiles.emailKey(profile));
    events.record(changes, tenant, caller, Event.of(EventType.EMAIL_VERIFIED, profile.id(), null));
    if (profile.phoneNumber() != null) {
      profiles.markVerified(
          changes, tenant, profile.id(), Identifier.Kind.PHONE_NUMBER, profile.phoneNumber());
    }
    changes.commit();
  }
}
