package dev.latchkey.flows.grants;

import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.proof.OwnerProof;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.ThirdPartyGrants;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;

/**
 * Take back what a client of another party was let have: its tokens die at once, and it has to ask
 * anew (contract section 11.3).
 */
public final class RemoveThirdPartyGrant {

  private final Db db;
  private final ThirdPartyGrants grants;
  private final Events events;

  public RemoveThirdPartyGrant(Db db, ThirdPartyGrants grants, Events events) {
    this.db = db;
    this.grants = grants;
    this.events = events;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INSUFFICIENT_SCOPE}, {@code
   *     RESOURCE_NOT_FOUND}
   */
  public void run(Tenant tenant, OwnerProof owner, String clientId, Caller caller) {
    CredentialPolicy.requireWrite(owner);
    Changes changes = db.changes();
    grants.remove(changes, tenant, owner.profileId(), clientId);
    events.record(
        changes,
        tenant,
        caller,
        Event.of(EventType.THIRD_PARTY_GRANT_REMOVED, owner.profileId(), clientId));
    changes.commit();
  }
}
