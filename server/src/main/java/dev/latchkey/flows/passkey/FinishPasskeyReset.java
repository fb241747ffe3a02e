package dev.latchkey.flows.passkey;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.credential.Passkeys;
import dev.latchkey.domain.device.TrustedDevices;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.policy.PasskeyPermit;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.Ceremony;
import dev.latchkey.domain.proof.CodeProof;
import dev.latchkey.domain.proof.LoginGuard;
import dev.latchkey.domain.proof.LoginTickets;
import dev.latchkey.domain.proof.NewPasskey;
import dev.latchkey.domain.proof.PasskeyCeremonies;
import dev.latchkey.domain.proof.PasskeyVerifier;
import dev.latchkey.domain.proof.PasskeyVerifier.Attestation;
import dev.latchkey.domain.proof.StepUps;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.flows.verification.ClaimProfile;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.function.Function;

/**
 * Replace all passkeys with the one that was made, with the code that was sent to recover the
 * account (contract section 9.10). Whoever has the old ones is out: all sessions and tokens end,
 * and what could become one, as with a new password.
 */
public final class FinishPasskeyReset {

  /**
   * @param language of the notice
   */
  public record Input(
      Identifier identifier,
      String code,
      Attestation attestation,
      Function<Profile, String> language) {}

  private final Db db;
  private final VerificationCodes codes;
  private final Profiles profiles;
  private final CredentialPolicy policy;
  private final PasskeyCeremonies ceremonies;
  private final PasskeyVerifier verifier;
  private final ClaimProfile claim;
  private final Passkeys passkeys;
  private final LoginTickets tickets;
  private final StepUps stepUps;
  private final TrustedDevices trustedDevices;
  private final LoginGuard guard;
  private final Sessions sessions;
  private final Grants grants;
  private final PasskeyNotices notices;
  private final Events events;
  private final Outbox outbox;

  public FinishPasskeyReset(
      Db db,
      VerificationCodes codes,
      Profiles profiles,
      CredentialPolicy policy,
      PasskeyCeremonies ceremonies,
      PasskeyVerifier verifier,
      ClaimProfile claim,
      Passkeys passkeys,
      LoginTickets tickets,
      StepUps stepUps,
      TrustedDevices trustedDevices,
      LoginGuard guard,
      Sessions sessions,
      Grants grants,
      Events events,
      Outbox outbox) {
    this.db = db;
    this.codes = codes;
    this.profiles = profiles;
    this.policy = policy;
    this.ceremonies = ceremonies;
    this.verifier = verifier;
    this.claim = claim;
    this.passkeys = passkeys;
    this.tickets = tickets;
    this.stepUps = stepUps;
    this.trustedDevices = trustedDevices;
    this.guard = guard;
    this.sessions = sessions;
    this.grants = grants;
    this.notices = new PasskeyNotices(outbox);
    this.events = events;
    this.outbox = outbox;
  }

  /**
   * A passkey that is refused leaves the code good for another try.
   *
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_VERIFICATION_CODE}, {@code
   *     INVALID_STATE}, {@code PASSKEY_FAILED}, {@code ORIGIN_NOT_ALLOWED}, {@code
   *     UNSUPPORTED_ALGORITHM}
   */
  public void run(Tenant tenant, Client client, Input input, Caller caller) {
    CodeProof code =
        codes.check(
            tenant, client, CredentialPolicy.RESETS_PASSKEYS, input.identifier(), input.code());
    Profile profile =
        profiles
            .find(tenant, code.profileId())
            .orElseThrow(ApiError.INVALID_VERIFICATION_CODE::exception);
    PasskeyPermit permit = policy.passkeysByCode(code, profile);
    Ceremony ceremony =
        ceremonies.find(tenant, Ceremony.Kind.RESET, input.attestation().clientData());
    if (!profile.id().equals(ceremony.profileId()) || !ceremony.clientId().equals(client.id())) {
      throw ApiError.INVALID_STATE.exception();
    }
    NewPasskey passkey = verifier.registered(tenant, ceremony, input.attestation());
    Changes changes = db.changes();
    codes.consume(changes, tenant, code);
    codes.voidAll(changes, tenant, CredentialPolicy.VOIDED_BY_RESET, profile.id());
    ceremonies.finish(changes, tenant, ceremony);
    claim.add(changes, tenant, profile, code, null);
    passkeys.removeAll(changes, tenant, permit);
    passkeys.add(changes, tenant, permit, passkey);
    tickets.voidAll(changes, tenant, profile.id());
    stepUps.voidAll(changes, tenant, profile.id());
    trustedDevices.removeAll(changes, tenant, profile.id());
    sessions.endAll(changes, tenant, profile.id(), null);
    grants.revokeAll(changes, tenant, profile.id(), null);
    guard.lift(changes, tenant, profile.id());
    events.record(
        changes, tenant, caller, Event.of(EventType.PASSKEY_RESET, profile.id(), client.id()));
    notices.add(
        changes, tenant, profile, MessageKind.FACTOR_ADDED, input.language().apply(profile));
    changes.commit();
    outbox.wake();
  }
}
