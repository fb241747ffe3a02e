package dev.latchkey.flows.access;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.message.Message;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.message.RecipientLimit;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.proof.Challenge;
import dev.latchkey.domain.proof.Challenge.Wanted;
import dev.latchkey.domain.proof.CodeChallenges;
import dev.latchkey.domain.proof.CodeChallenges.Spacing;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.AccessPolicy;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.mfa.FactorNotices;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.function.Function;

/** Begin to have the own number as a second factor: a code goes there (Access contract 5.2). */
public final class EnrolNumber {

  private final Db db;
  private final Sessions sessions;
  private final CodeChallenges challenges;
  private final FactorNotices notices;
  private final Outbox outbox;
  private final RecipientLimit recipientLimit;

  public EnrolNumber(
      Db db,
      Sessions sessions,
      CodeChallenges challenges,
      FactorNotices notices,
      Outbox outbox,
      RecipientLimit recipientLimit) {
    this.db = db;
    this.sessions = sessions;
    this.challenges = challenges;
    this.notices = notices;
    this.outbox = outbox;
    this.recipientLimit = recipientLimit;
  }

  /**
   * @throws dev.latchkey.domain.error.ConflictException {@code CHANNEL_NOT_SUPPORTED}, {@code
   *     CHANNEL_ALREADY_REGISTERED}, {@code MOBILE_NUMBER_NOT_AVAILABLE}
   * @throws dev.latchkey.domain.error.ApiException {@code STEP_UP_REQUIRED}, {@code
   *     RATE_LIMIT_REACHED}, {@code TEMPORARILY_UNAVAILABLE}
   */
  public void run(
      Tenant tenant, AccessProof access, Function<Profile, String> language, Caller caller) {
    AccessPolicy settings = OpenAccess.policy(tenant);
    Profile profile = access.profile();
    requireNew(tenant, profile);
    String phone = profile.phoneNumber();
    if (phone == null) {
      throw Conflict.MOBILE_NUMBER_NOT_AVAILABLE.exception();
    }
    if (settings.firstFactorOnly()
        && !profile.factors().isEmpty()
        && !CredentialPolicy.isSteppedUp(tenant, access)) {
      throw ApiError.STEP_UP_REQUIRED.exception();
    }
    Identifier number = new Identifier(Identifier.Kind.PHONE_NUMBER, phone, phone);
    outbox.requireWay(tenant, Message.SMS);
    recipientLimit.check(tenant, number);
    Wanted wanted =
        new Wanted(
            Challenge.Purpose.ENROLMENT,
            Challenge.Channel.SMS,
            access.profileId(),
            access.sessionId(),
            access.clientId(),
            access.organisationId(),
            tenant.codes().typed());
    Changes changes = db.changes();
    Sessions.hold(changes, tenant, access.sessionId());
    CodeChallenges.Begun begun =
        challenges.begin(changes, tenant, wanted, number.key(), Spacing.NONE);
    outbox.add(
        changes,
        tenant,
        Message.sms(MessageKind.VERIFY_PHONE_NUMBER, phone, language.apply(profile), profile)
            .withCode(begun.code(), begun.lifetime()));
    notices.started(changes, tenant, profile, access.clientId(), FactorKind.SMS, caller);
    changes.commit();
    outbox.wake();
  }

  static void requireNew(Tenant tenant, Profile profile) {
    if (!tenant.mfa().offers(FactorKind.SMS)) {
      throw Conflict.CHANNEL_NOT_SUPPORTED.exception();
    }
    if (profile.factors().contains(FactorKind.SMS.wireName())) {
      throw Conflict.CHANNEL_ALREADY_REGISTERED.exception();
    }
  }
}
