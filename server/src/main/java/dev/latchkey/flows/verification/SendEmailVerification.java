package dev.latchkey.flows.verification;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Identifiers;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.CodePurpose;
import dev.latchkey.domain.proof.OwnerProof;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.verification.VerificationMessages.LinkTarget;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.Optional;

/** Send the mail that confirms the own address once more (contract section 8.7). */
public final class SendEmailVerification {

  private final Db db;
  private final VerificationMessages messages;
  private final Events events;
  private final Outbox outbox;

  public SendEmailVerification(Db db, VerificationMessages messages, Events events, Outbox outbox) {
    this.db = db;
    this.messages = messages;
    this.events = events;
    this.outbox = outbox;
  }

  /**
   * @return whether it was sent: not when there is nothing left to verify
   * @throws dev.latchkey.domain.error.ApiException {@code MISSING_CONFIG}, {@code
   *     RATE_LIMIT_REACHED}
   */
  public boolean run(
      Tenant tenant,
      Client client,
      OwnerProof owner,
      LinkTarget target,
      String language,
      Caller caller) {
    if (!tenant.sends(MessageKind.VERIFY_EMAIL.key())) {
      throw ApiError.MISSING_CONFIG.exception("The message is switched off");
    }
    Profile profile = owner.profile();
    Optional<Identifier> email = Optional.ofNullable(profile.email()).flatMap(Identifiers::email);
    if (profile.isEmailVerified() || email.isEmpty()) {
      return false;
    }
    messages.requireLeave(tenant, email.get());
    Changes changes = db.changes();
    messages.sendEmail(
        changes, tenant, client, profile, CodePurpose.VERIFY_EMAIL, email.get(), target, language);
    events.record(changes, tenant, caller, Event.of(EventType.OTP_SENT, profile.id(), client.id()));
    changes.commit();
    outbox.wake();
    return true;
  }
}
