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
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.Optional;

/** Send the text message that confirms the own number once more (contract section 8.8). */
public final class SendPhoneNumberVerification {

  private final Db db;
  private final VerificationMessages messages;
  private final Events events;
  private final Outbox outbox;

  public SendPhoneNumberVerification(
      Db db, VerificationMessages messages, Events events, Outbox outbox) {
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
      Tenant tenant, Client client, OwnerProof owner, String language, Caller caller) {
    if (!tenant.sends(MessageKind.VERIFY_PHONE_NUMBER.key())) {
      throw ApiError.MISSING_CONFIG.exception("The message is switched off");
    }
    Profile profile = owner.profile();
    Optional<Identifier> number =
        Optional.ofNullable(profile.phoneNumber())
            .flatMap(e164 -> Identifiers.phoneNumber(e164, null));
    if (profile.isPhoneNumberVerified() || number.isEmpty()) {
      return false;
    }
    messages.requireLeave(tenant, number.get());
    Changes changes = db.changes();
    messages.sendText(
        changes, tenant, client, profile, CodePurpose.VERIFY_PHONE_NUMBER, number.get(), language);
    events.record(changes, tenant, caller, Event.of(EventType.OTP_SENT, profile.id(), client.id()));
    changes.commit();
    outbox.wake();
    return true;
  }
}
