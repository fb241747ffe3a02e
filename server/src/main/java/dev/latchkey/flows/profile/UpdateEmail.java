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
import dev.latchkey.flows.verification.VerificationMessages.LinkTarget;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.ConstraintViolation;
import dev.latchkey.platform.db.Db;

/**
 * Change the own address (contract section 8.3). One that nobody has shown to be the user's is
 * replaced at once; a verified one stays until the new one is shown to be the user's too.
 */
public final class UpdateEmail {

  public record Input(Identifier email, LinkTarget target, String language) {}

  private final Db db;
  private final Profiles profiles;
  private final Grants grants;
  private final VerificationMessages verification;
  private final ChangeNotices notices;
  private final Events events;
  private final Outbox outbox;
  private final PreEvents preEvents;

  public UpdateEmail(
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
   *     MISSING_CONFIG}, {@code SAME_EMAIL}, {@code EMAIL_ALREADY_EXISTS}, {@code
   *     RATE_LIMIT_REACHED}
   */
  public ProfileDetails run(
      Tenant tenant, Client client, OwnerProof owner, Input input, Caller caller) {
    CredentialPolicy.requireContactChange(tenant, owner);
    if (!tenant.sends(MessageKind.VERIFY_EMAIL.key())) {
      throw ApiError.MISSING_CONFIG.exception("The message is switched off");
    }
    Profile profile = owner.profile();
    if (input.email().key().equals(Profiles.emailKey(profile))) {
      throw ApiError.SAME_EMAIL.exception();
    }
    boolean pending = profile.isEmailVerified();
    if (pending) {
      // What is to take a verified one's place later is told now if it is taken.
      profiles.requireFree(tenant, input.email());
    }
    verification.requireLeave(tenant, input.email());
    if (!pending) {
      preEvents.identifierUpdated(tenant, client.id(), profile, input.email(), caller);
    }
    Changes changes = db.changes();
    grants.requireLive(changes, tenant, owner);
    if (!pending) {
      profiles.replace(changes, tenant, profile, input.email(), false);
      notices.add(changes, tenant, profile, Identifier.Kind.EMAIL, input.language());
      events.record(
          changes,
          tenant,
          caller,
          Event.of(EventType.EMAIL_UPDATED, profile.id(), client.id())
              .inSession(owner.sessionId(), owner.authTime()));
    }
    verification.sendEmail(
        changes,
        tenant,
        client,
        profile,
        pending ? CodePurpose.CHANGE_EMAIL : CodePurpose.VERIFY_EMAIL,
        input.email(),
        input.target(),
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
