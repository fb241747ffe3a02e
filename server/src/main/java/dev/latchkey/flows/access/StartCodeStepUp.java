package dev.latchkey.flows.access;

import dev.latchkey.domain.credential.Factors;
import dev.latchkey.domain.credential.Factors.Factor;
import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.message.Message;
import dev.latchkey.domain.message.MessageKind;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.message.RecipientLimit;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.proof.Challenge;
import dev.latchkey.domain.proof.Challenge.Wanted;
import dev.latchkey.domain.proof.CodeChallenges;
import dev.latchkey.domain.proof.CodeChallenges.Spacing;
import dev.latchkey.domain.proof.SessionProof;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.AccessPolicy;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.List;
import java.util.function.Function;

/** Begin to show the second factor in a session: a code goes out by text message (Access 2.3). */
public final class StartCodeStepUp {

  private final Db db;
  private final LoginPolicy policy;
  private final Factors factors;
  private final Sessions sessions;
  private final CodeChallenges challenges;
  private final ChallengeEnds ends;
  private final Outbox outbox;
  private final RecipientLimit recipientLimit;
  private final Events events;

  public StartCodeStepUp(
      Db db,
      LoginPolicy policy,
      Factors factors,
      Sessions sessions,
      CodeChallenges challenges,
      ChallengeEnds ends,
      Outbox outbox,
      RecipientLimit recipientLimit,
      Events events) {
    this.db = db;
    this.policy = policy;
    this.factors = factors;
    this.sessions = sessions;
    this.challenges = challenges;
    this.ends = ends;
    this.outbox = outbox;
    this.recipientLimit = recipientLimit;
    this.events = events;
  }

  /**
   * @throws dev.latchkey.domain.error.ConflictException {@code CHANNEL_NOT_SUPPORTED}, {@code
   *     CHANNEL_NOT_REGISTERED}, {@code RETRY_IN_15SEC}, {@code CHALLENGE_LIMIT_EXCEEDED}
   * @throws dev.latchkey.domain.error.ApiException {@code RATE_LIMIT_REACHED}; {@code
   *     TEMPORARILY_UNAVAILABLE}: no text message gets out, and nothing was begun
   */
  public void run(
      Tenant tenant, AccessProof access, Function<Profile, String> language, Caller caller) {
    AccessPolicy settings = OpenAccess.policy(tenant);
    Identifier number = number(tenant, policy, factors, access);
    Wanted wanted =
        new Wanted(
            Challenge.Purpose.STEP_UP,
            Challenge.Channel.SMS,
            access.profileId(),
            access.sessionId(),
            access.clientId(),
            access.organisationId(),
            tenant.codes().typed());
    Spacing spacing = new Spacing(settings.sends(), settings.resendAfter());
    challenges.requireRoom(tenant, wanted, spacing);
    outbox.requireWay(tenant, Message.SMS);
    recipientLimit.check(tenant, number);
    ends.expire(tenant, access, Challenge.Purpose.STEP_UP);
    Changes changes = db.changes();
    Sessions.hold(changes, tenant, access.sessionId());
    CodeChallenges.Begun begun = challenges.begin(changes, tenant, wanted, number.key(), spacing);
    outbox.add(
        changes,
        tenant,
        Message.sms(
                MessageKind.MFA, number.value(), language.apply(access.profile()), access.profile())
            .withCode(begun.code(), begun.lifetime())
            .with("action", ""));
    events.record(
        changes,
        tenant,
        caller,
        Event.of(EventType.OTP_SENT, access.profileId(), access.clientId())
            .with("factor", FactorKind.SMS.wireName()));
    changes.commit();
    outbox.wake();
  }

  /** The number that the user enrolled, which adds something to what was shown in the session. */
  static Identifier number(Tenant tenant, LoginPolicy policy, Factors factors, AccessProof access) {
    if (!tenant.mfa().offers(FactorKind.SMS)) {
      throw Conflict.CHANNEL_NOT_SUPPORTED.exception();
    }
    if (!access.profile().factors().contains(FactorKind.SMS.wireName())
        || !policy
            .furtherFactors(tenant, access.profile(), List.of(SessionProof.behind(access)))
            .contains(FactorKind.SMS)) {
      throw Conflict.CHANNEL_NOT_REGISTERED.exception();
    }
    return factors.of(tenant, access.profileId()).stream()
        .filter(factor -> factor.is(FactorKind.SMS))
        .map(Factor::destination)
        .map(number -> new Identifier(Identifier.Kind.PHONE_NUMBER, number, number))
        .findFirst()
        .orElseThrow(Conflict.CHANNEL_NOT_REGISTERED::exception);
  }
}
