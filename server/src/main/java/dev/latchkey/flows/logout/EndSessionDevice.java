package dev.latchkey.flows.logout;

import dev.latchkey.domain.device.SessionDevices;
import dev.latchkey.domain.device.SessionDevices.SessionDevice;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.proof.OwnerProof;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.UUID;

/** Log out somewhere else: a browser's session, or a client's grant (contract section 11.1). */
public final class EndSessionDevice {

  private final Db db;
  private final SessionDevices devices;
  private final Sessions sessions;
  private final Events events;

  public EndSessionDevice(Db db, SessionDevices devices, Sessions sessions, Events events) {
    this.db = db;
    this.devices = devices;
    this.sessions = sessions;
    this.events = events;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code RESOURCE_NOT_FOUND} when it is not one of
   *     the user's, or is over already
   */
  public void run(Tenant tenant, OwnerProof owner, UUID id, Caller caller) {
    SessionDevice device =
        devices
            .find(tenant, owner.profileId(), id)
            .orElseThrow(ApiError.RESOURCE_NOT_FOUND::exception);
    boolean session = device.tokenType().equals(SessionDevices.SESSION);
    Changes changes = db.changes();
    if (session) {
      sessions.end(changes, tenant, device.id());
    } else {
      devices.endGrant(changes, tenant, owner.profileId(), device.id());
    }
    events.record(
        changes,
        tenant,
        caller,
        Event.of(
            session ? EventType.LOGOUT : EventType.TOKENS_REVOKED,
            owner.profileId(),
            owner.clientId()));
    changes.commit();
  }
}
