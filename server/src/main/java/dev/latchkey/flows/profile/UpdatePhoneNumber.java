package dev.latchkey.flows.profile;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.ProfileDetails;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.CodePurpose;
import dev.latchkey.domain.proof.OwnerProof;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.domain.webhook.PreEvents;
import dev.latchkey.flows.verification.ChangeNotices;
import dev.latchkey.flows.verification.VerificationMessages;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.ConstraintViolation;
import dev.latchkey.platform.db.Db;

/**
 * Change the own number (contract section 8.4). One that nobody has shown to be the user's is
 * replaced at once; a verified one stays until the code that goes to the new one comes back. The
 * same number gets a new code.
 */
public final class UpdatePhoneNumber {

  public record Input(Identifier phoneNumber, String language) {}

  private final Db db;
  private final Profiles profiles;
  private final Grants grants;
  private final VerificationMessages verification;
  private final ChangeNotices notices;
  private final Events events;
  private final Outbox outbox;
  private final PreEvents preEvents;

  public UpdatePhoneNumber(
      Db db,
      Profiles profiles,
      Grants grants,
      VerificationMessages verification,
      ChangeNotices notices,
      Events events,
      Outbox outbox,
      PreEvents preEvents) {
    this.db = db;
    this.profiles = profiles;
    this.grants = grants;
    this.verification = verification;
    this.notices = notices;
    this.events = events;
    this.outbox = outbox;
    this.preEvents = preEvents;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INSUFFICIENT_SCOPE}, {@code
   *     MISSING_CONFIG}, {@code PHONE_NUMBER_ALREADY_EXISTS}, {@code RATE_LIMIT_REACHED}
   */
  public ProfileDetails run(
      Tenant tenant, Client client, OwnerProof owner, Input input, Caller caller) {
    CredentialPolicy.requireContactChange(tenant, owner);
    if (!tenant.sends(MessageKind.VERIFY_PHONE_NUMBER.key())) {
      throw ApiError.MISSING_CONFIG.exception("The message is switched off");
    }
    Profile profile = owner.profile();
    boolean same = input.phoneNumber().value().equals(profile.phoneNumber());
    boolean pending = !same && profile.isPhoneNumberVerified();
    if (pending) {
      // What is to take a verified one's place later is told now if it is taken.
      profiles.requireFree(tenant, input.phoneNumber());
    }
    verification.requireLeave(tenant, input.phoneNumber());
    if (!same && !pending) {
      preEvents.identifierUpdated(tenant, client.id(), profile, input.phoneNumber(), caller);
    }
    Changes changes = db.changes();
    grants.requireLive(changes, tenant, owner);
    if (!same && !pending) {
      profiles.replace(changes, tenant, profile, input.phoneNumber(), false);
      notices.add(changes, tenant, profile, Identifier.Kind.PHONE_NUMBER, input.language());
      events.record(
          changes,
          tenant,
          caller,
          Event.of(EventType.PHONE_NUMBER_UPDATED, profile.id(), client.id())
              .inSession(owner.sessionId(), owner.authTime()));
    }
    verification.sendText(
        changes,
        tenant,
        client,
        profile,
        pending ? CodePurpose.CHANGE_PHONE_NUMBER : CodePurpose.VERIFY_PHONE_NUMBER,
        input.phoneNumber(),
        input.language());
    try {
      changes.commit();
    } catch (ConstraintViolation violation) {
      throw Profiles.alreadyExists(violation);
    }
    outbox.wake();
    return profiles
        .details(tenant, profile.id())
        .orElseThrow(ApiError.ACCESS_TOKEN_INVALID::exception);
  }
}
