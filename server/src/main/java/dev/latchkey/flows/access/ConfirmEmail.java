package dev.latchkey.flows.access;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.organisation.Membership;
import dev.latchkey.domain.organisation.Organisations;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.CodeProof;
import dev.latchkey.domain.proof.CodePurpose;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.verification.Confirmation;
import dev.latchkey.flows.verification.VerificationMessages;
import dev.latchkey.flows.verification.VerificationMessages.LinkTarget;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Have an address verified by the code of a mail (Access contract 5.11, 5.12). */
public final class ConfirmEmail {

  private final Db db;
  private final Profiles profiles;
  private final Organisations organisations;
  private final VerificationCodes codes;
  private final VerificationMessages messages;
  private final Confirmation confirmation;
  private final Events events;
  private final Outbox outbox;

  public ConfirmEmail(
      Db db,
      Profiles profiles,
      Organisations organisations,
      VerificationCodes codes,
      VerificationMessages messages,
      Confirmation confirmation,
      Events events,
      Outbox outbox) {
    this.db = db;
    this.profiles = profiles;
    this.organisations = organisations;
    this.codes = codes;
    this.messages = messages;
    this.confirmation = confirmation;
    this.events = events;
    this.outbox = outbox;
  }

  /**
   * Sends the mail.
   *
   * @param ofKind whose address it may be
   * @throws dev.latchkey.domain.error.ConflictException {@code EMAIL_NOT_FOUND}, {@code
   *     ALREADY_VERIFIED}
   * @throws ApiException {@code RATE_LIMIT_REACHED}
   */
  public void send(
      Tenant tenant,
      Client client,
      Identifier email,
      Predicate<Membership> ofKind,
      Function<Profile, String> language,
      Caller caller) {
    Profile profile = find(tenant, email, ofKind).orElseThrow(Conflict.EMAIL_NOT_FOUND::exception);
    if (profile.isEmailVerified()) {
      throw Conflict.ALREADY_VERIFIED.exception();
    }
    messages.requireLeave(tenant, email);
    Changes changes = db.changes();
    messages.sendEmail(
        changes,
        tenant,
        client,
        profile,
        CodePurpose.VERIFY_EMAIL,
        email,
        LinkTarget.NONE,
        language.apply(profile));
    events.record(changes, tenant, caller, Event.of(EventType.OTP_SENT, profile.id(), client.id()));
    changes.commit();
    outbox.wake();
  }

  /**
   * Takes the code.
   *
   * @throws dev.latchkey.domain.error.ConflictException {@code VERIFICATION_CODE_INVALID}
   */
  public void verify(
      Tenant tenant,
      Client client,
      Identifier email,
      String code,
      Predicate<Membership> ofKind,
      Function<Profile, String> language,
      Caller caller) {
    Profile profile =
        find(tenant, email, ofKind).orElseThrow(Conflict.VERIFICATION_CODE_INVALID::exception);
    CodeProof proof = shown(tenant, profile, email, code);
    Changes changes = db.changes();
    // The back end says nothing of where the code was typed.
    boolean byMaker = false;
    confirmation.add(changes, tenant, proof, email, byMaker, client.id(), language, caller);
    confirmation.commit(changes);
  }

  private Optional<Profile> find(Tenant tenant, Identifier email, Predicate<Membership> ofKind) {
    return profiles
        .find(tenant, email)
        .filter(profile -> organisations.of(tenant, profile.id()).stream().anyMatch(ofKind));
  }

  private CodeProof shown(Tenant tenant, Profile profile, Identifier email, String code) {
    try {
      return codes.check(tenant, Set.of(CodePurpose.VERIFY_EMAIL), profile.id(), email, code);
    } catch (ApiException e) {
      if (e.error() == ApiError.INVALID_VERIFICATION_CODE
          || e.error() == ApiError.TOO_MANY_ATTEMPTS) {
        throw Conflict.VERIFICATION_CODE_INVALID.exception();
      }
      throw e;
    }
  }
}
