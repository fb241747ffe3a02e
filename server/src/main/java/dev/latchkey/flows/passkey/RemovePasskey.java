package dev.latchkey.flows.passkey;

import dev.latchkey.domain.credential.Passkeys;
import dev.latchkey.domain.credential.Passkeys.Passkey;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.policy.PasskeyPermit;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.LoginTickets;
import dev.latchkey.domain.proof.OwnerProof;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/** Remove a passkey of one's own (contract section 9.8). */
public final class RemovePasskey {

  private final Db db;
  private final CredentialPolicy policy;
  private final Passkeys passkeys;
  private final LoginTickets tickets;
  private final PasskeyNotices notices;
  private final Events events;
  private final Outbox outbox;

  public RemovePasskey(
      Db db,
      CredentialPolicy policy,
      Passkeys passkeys,
      LoginTickets tickets,
      Events events,
      Outbox outbox) {
    this.db = db;
    this.policy = policy;
    this.passkeys = passkeys;
    this.tickets = tickets;
    this.notices = new PasskeyNotices(outbox);
    this.events = events;
    this.outbox = outbox;
  }

  /**
   * One that the user does not have is removed already.
   *
   * @param language of the notice
   * @throws dev.latchkey.domain.error.ApiException {@code ACCESS_TOKEN_NOT_FRESH}, {@code
   *     STEP_UP_REQUIRED}, {@code LAST_WAY_IN}
   */
  public void run(
      Tenant tenant,
      OwnerProof owner,
      byte[] credentialId,
      Function<Profile, String> language,
      Caller caller) {
    PasskeyPermit permit = policy.passkeysByFreshEvidence(tenant, owner);
    Optional<Passkey> present =
        passkeys.of(tenant, permit.profileId()).stream()
            .filter(passkey -> Arrays.equals(passkey.credentialId(), credentialId))
            .findFirst();
    if (present.isEmpty()) {
      return;
    }
    Profile profile = owner.profile();
    Changes changes = db.changes();
    passkeys.remove(
        changes, tenant, permit, credentialId, LoginPolicy.canLogInByCode(tenant, profile));
    tickets.voidAll(changes, tenant, profile.id());
    events.record(
        changes,
        tenant,
        caller,
        Event.of(EventType.PASSKEY_REMOVED, profile.id(), owner.clientId()));
    notices.add(changes, tenant, profile, MessageKind.FACTOR_REMOVED, language.apply(profile));
    changes.commit();
    outbox.wake();
  }
}
