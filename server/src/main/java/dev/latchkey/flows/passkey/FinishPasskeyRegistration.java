package dev.latchkey.flows.passkey;

import dev.latchkey.domain.credential.Passkeys;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.policy.PasskeyPermit;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.Ceremony;
import dev.latchkey.domain.proof.NewPasskey;
import dev.latchkey.domain.proof.OwnerProof;
import dev.latchkey.domain.proof.PasskeyCeremonies;
import dev.latchkey.domain.proof.PasskeyVerifier;
import dev.latchkey.domain.proof.PasskeyVerifier.Attestation;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.function.Function;

/** Add the passkey that was made to one's profile (contract section 9.6). */
public final class FinishPasskeyRegistration {

  private final Db db;
  private final CredentialPolicy policy;
  private final PasskeyCeremonies ceremonies;
  private final PasskeyVerifier verifier;
  private final Passkeys passkeys;
  private final PasskeyNotices notices;
  private final Events events;
  private final Outbox outbox;

  public FinishPasskeyRegistration(
      Db db,
      CredentialPolicy policy,
      PasskeyCeremonies ceremonies,
      PasskeyVerifier verifier,
      Passkeys passkeys,
      Events events,
      Outbox outbox) {
    this.db = db;
    this.policy = policy;
    this.ceremonies = ceremonies;
    this.verifier = verifier;
    this.passkeys = passkeys;
    this.notices = new PasskeyNotices(outbox);
    this.events = events;
    this.outbox = outbox;
  }

  /**
   * @param language of the notice
   * @throws dev.latchkey.domain.error.ApiException {@code ACCESS_TOKEN_NOT_FRESH}, {@code
   *     STEP_UP_REQUIRED}, {@code INVALID_STATE}, {@code PASSKEY_FAILED}, {@code
   *     ORIGIN_NOT_ALLOWED}, {@code UNSUPPORTED_ALGORITHM}
   */
  public void run(
      Tenant tenant,
      OwnerProof owner,
      Attestation attestation,
      Function<Profile, String> language,
      Caller caller) {
    PasskeyPermit permit = policy.passkeysByFreshEvidence(tenant, owner);
    Ceremony ceremony =
        ceremonies.find(tenant, Ceremony.Kind.REGISTRATION, attestation.clientData());
    if (!permit.profileId().equals(ceremony.profileId())
        || !ceremony.clientId().equals(owner.clientId())) {
      throw ApiError.INVALID_STATE.exception();
    }
    NewPasskey passkey = verifier.registered(tenant, ceremony, attestation);
    Profile profile = owner.profile();
    Changes changes = db.changes();
    ceremonies.finish(changes, tenant, ceremony);
    passkeys.add(changes, tenant, permit, passkey);
    events.record(
        changes, tenant, caller, Event.of(EventType.PASSKEY_ADDED, profile.id(), owner.clientId()));
    notices.add(changes, tenant, profile, MessageKind.FACTOR_ADDED, language.apply(profile));
    changes.commit();
    outbox.wake();
  }
}
