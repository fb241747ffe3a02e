package dev.latchkey.flows.mfa;

import dev.latchkey.domain.device.TrustedDevices;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.proof.OwnerProof;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.UUID;

/** Have a browser show the second factor again (contract section 10.9). */
public final class RemoveTrustedDevice {

  private final Db db;
  private final TrustedDevices devices;
  private final Events events;

  public RemoveTrustedDevice(Db db, TrustedDevices devices, Events events) {
    this.db = db;
    this.devices = devices;
    this.events = events;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INSUFFICIENT_SCOPE}, {@code
   *     RESOURCE_NOT_FOUND}
   */
  public void run(Tenant tenant, OwnerProof owner, UUID device, Caller caller) {
    CredentialPolicy.requireMfa(owner);
    Changes changes = db.changes();
    devices.remove(changes, tenant, owner.profileId(), device);
    events.record(
        changes,
        tenant,
        caller,
        Event.of(EventType.MFA_TRUSTED_DEVICE_REMOVED, owner.profileId(), owner.clientId()));
    changes.commit();
  }
}
