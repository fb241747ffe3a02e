package dev.latchkey.flows.access;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.credential.Factors;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.organisation.Member;
import dev.latchkey.domain.organisation.Organisations;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.policy.FactorPermit;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.ProfileChange;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.proof.Challenge;
import dev.latchkey.domain.proof.Challenges;
import dev.latchkey.domain.proof.CodePurpose;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.webhook.PreEvents;
import dev.latchkey.flows.mfa.FactorNotices;
import dev.latchkey.flows.verification.ChangeNotices;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.ConstraintViolation;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Change what is known of a user of the own identity, or of that identity (Access contract 5.11,
 * 5.12). A new number takes the factor away that the old one was; a new address is to be verified
 * anew. Both need a step-up while that user, or who asks for it, has a factor.
 */
public final class ChangeUser {

  /**
   * What is to change; what is not given stays.
   *
   * @param member said of the user as a member
   * @param organisationName of a company; null: stays
   * @param organisation said of the identity
   */
  public record Input(
      ProfileChange profile,
      ObjectNode member,
      @Nullable String organisationName,
      ObjectNode organisation) {}

  /** What was sent to the old address or number is worth nothing any more. */
  private static final Set<CodePurpose> VOIDED =
      Set.of(
          CodePurpose.PASSWORD_RESET,
          CodePurpose.ACCOUNT_RECOVERY,
          CodePurpose.VERIFY_EMAIL,
          CodePurpose.VERIFY_PHONE_NUMBER,
          CodePurpose.CHANGE_EMAIL,
          CodePurpose.CHANGE_PHONE_NUMBER,
          CodePurpose.USER_INVITE);

  private final Db db;
  private final Sessions sessions;
  private final Organisations organisations;
  private final Profiles profiles;
  private final CredentialPolicy policy;
  private final Factors factors;
  private final Challenges challenges;
  private final VerificationCodes codes;
  private final ChangeNotices notices;
  private final FactorNotices factorNotices;
  private final PreEvents preEvents;
  private final Events events;
  private final Outbox outbox;

  public ChangeUser(
      Db db,
      Sessions sessions,
      Organisations organisations,
      Profiles profiles,
      CredentialPolicy policy,
      Factors factors,
      Challenges challenges,
      VerificationCodes codes,
      ChangeNotices notices,
      FactorNotices factorNotices,
      PreEvents preEvents,
      Events events,
      Outbox outbox) {
    this.db = db;
    this.sessions = sessions;
    this.organisations = organisations;
    this.profiles = profiles;
    this.policy = policy;
    this.factors = factors;
    this.challenges = challenges;
    this.codes = codes;
    this.notices = notices;
    this.factorNotices = factorNotices;
    this.preEvents = preEvents;
    this.events = events;
    this.outbox = outbox;
  }

  /**
   * @param access of somebody who may change that user
   * @return the user as it is then
   * @throws ApiException {@code STEP_UP_REQUIRED}
   * @throws dev.latchkey.domain.error.ConflictException {@code EMAIL_NOT_UNIQUE}, {@code
   *     MOBILE_NOT_UNIQUE}
   */
  public Member run(
      Tenant tenant, Client client, AccessProof access, Member user, Input input, Caller caller) {
    Profile before = user.profile();
    Identifier email = changed(input.profile().email(), Profiles.emailKey(before));
    Identifier number = changed(input.profile().phoneNumber(), before.phoneNumber());
    if ((email != null || number != null)
        && (!before.factors().isEmpty() || !access.profile().factors().isEmpty())
        && !CredentialPolicy.isSteppedUp(tenant, access)) {
      throw ApiError.STEP_UP_REQUIRED.exception();
    }
    Changes changes = db.changes();
    Sessions.hold(changes, tenant, access.sessionId());
    details(changes, tenant, client, user, input, caller);
    String language = tenant.language();
    if (email != null) {
      preEvents.identifierUpdated(tenant, client.id(), before, email, caller);
      profiles.replace(changes, tenant, before, email, false);
      event(changes, tenant, client, before, EventType.EMAIL_UPDATED, caller);
      notices.add(changes, tenant, before, Identifier.Kind.EMAIL, language);
    }
    if (number != null) {
      preEvents.identifierUpdated(tenant, client.id(), before, number, caller);
      profiles.replace(changes, tenant, before, number, false);
      unlink(changes, tenant, client, access, before, language, caller);
      event(changes, tenant, client, before, EventType.PHONE_NUMBER_UPDATED, caller);
      notices.add(changes, tenant, before, Identifier.Kind.PHONE_NUMBER, language);
    }
    if (email != null || number != null) {
      codes.voidAll(changes, tenant, VOIDED, before.id());
    }
    try {
      changes.commit();
    } catch (ConstraintViolation violation) {
      throw CreateUser.taken(Profiles.alreadyExists(violation));
    }
    outbox.wake();
    return organisations
        .user(tenant, user.membership().organisationId(), user.membership().userNo())
        .orElseThrow(ApiError.RESOURCE_NOT_FOUND::exception);
  }

  private static @Nullable Identifier changed(@Nullable Identifier wanted, @Nullable String key) {
    return wanted == null || wanted.key().equals(key) ? null : wanted;
  }

  private void details(
      Changes changes, Tenant tenant, Client client, Member user, Input input, Caller caller) {
    Profile before = user.profile();
    if (!input.profile().attributes().isEmpty()) {
      ProfileChange asked =
          new ProfileChange(
              null, null, null, input.profile().attributes(), Json.object(), Map.of());
      ProfileChange wanted = preEvents.userUpdated(tenant, client.id(), before, asked, caller);
      profiles.update(changes, tenant, client.id(), before, wanted, caller);
      event(changes, tenant, client, before, EventType.USER_UPDATED, caller);
    }
    if (!input.member().isEmpty()) {
      organisations.updateMember(
          changes, tenant, user.membership().organisationId(), before.id(), input.member());
    }
    if (input.organisationName() != null || !input.organisation().isEmpty()) {
      organisations.update(
          changes,
          tenant,
          user.membership().organisationId(),
          input.organisationName(),
          input.organisation());
    }
  }

  /** The old number is a factor no more, and nothing that was sent there leads to one. */
  private void unlink(
      Changes changes,
      Tenant tenant,
      Client client,
      AccessProof access,
      Profile before,
      String language,
      Caller caller) {
    challenges.withdrawAll(changes, tenant, before.id(), Challenge.Channel.SMS);
    FactorPermit permit = policy.factorOfNumber(access, before.id());
    factors.of(tenant, before.id()).stream()
        .filter(factor -> factor.is(FactorKind.SMS))
        .forEach(factor -> {
          factors.remove(changes, tenant, permit, factor);
          factorNotices.removed(
              changes,
              tenant,
              before,
              client.id(),
              FactorKind.SMS,
              factor.friendlyName(),
              language,
              caller);
        });
  }

  private void event(
      Changes changes,
      Tenant tenant,
      Client client,
      Profile profile,
      EventType type,
      Caller caller) {
    events.record(changes, tenant, caller, Event.of(type, profile.id(), client.id()));
  }
}
