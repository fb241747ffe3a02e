package dev.latchkey.flows.profile;

import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.message.Message;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.policy.DeletionPermit;
import dev.latchkey.domain.proof.OwnerProof;
import dev.latchkey.domain.retention.Erasure;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;

/**
 * Delete one's account: all of it goes by one transaction, with every session, token and way in.
 * What the operator must be able to show later stays without anything that tells of whom it is.
 */
public final class DeleteAccount {

  private final Db db;
  private final CredentialPolicy policy;
  private final Erasure erasure;
  private final Sessions sessions;
  private final Grants grants;
  private final Events events;
  private final Outbox outbox;

  public DeleteAccount(
      Db db,
      CredentialPolicy policy,
      Erasure erasure,
      Sessions sessions,
      Grants grants,
      Events events,
      Outbox outbox) {
    this.db = db;
    this.policy = policy;
    this.erasure = erasure;
    this.sessions = sessions;
    this.grants = grants;
    this.events = events;
    this.outbox = outbox;
  }

  /**
   * @param language a catalogue, for the notice
   * @throws dev.latchkey.domain.error.ApiException {@code INSUFFICIENT_SCOPE}, {@code
   *     ACCESS_TOKEN_NOT_FRESH}, {@code STEP_UP_REQUIRED}
   */
  public void run(Tenant tenant, OwnerProof owner, String language, Caller caller) {
    DeletionPermit permit = policy.deletion(tenant, owner);
    Changes changes = db.changes();
    grants.requireLive(changes, tenant, owner);
    String email = owner.profile().email();
    if (email != null && tenant.sends(MessageKind.ACCOUNT_DELETED.key())) {
      outbox.add(
          changes,
          tenant,
          Message.email(MessageKind.ACCOUNT_DELETED, email, language, owner.profile()));
    }
    // Before they are gone: clients are told that they ended.
    sessions.endAll(changes, tenant, owner.profileId(), null);
    erasure.erase(changes, tenant, permit);
    // After the log was cleared: that it happened is told, with the id alone, to other systems too.
    events.record(
        changes,
        tenant,
        caller.unnamed(),
        Event.of(EventType.USER_DELETED, owner.profileId(), owner.clientId()));
    changes.commit();
    outbox.wake();
  }
}
