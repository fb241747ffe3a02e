package dev.latchkey.flows.access;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.credential.Factors;
import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.policy.FactorPermit;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.proof.Challenge;
import dev.latchkey.domain.proof.CodeChallenges;
import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.webhook.AccessNotices;
import dev.latchkey.flows.mfa.FactorNotices;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.function.Function;

/**
 * Show the code that was sent to the own number: it is a second factor from now on, known to be the
 * user's, and was shown in this session (Access contract 5.3).
 */
public final class VerifyNumber {

  private final Db db;
  private final CredentialPolicy policy;
  private final CodeChallenges challenges;
  private final ChallengeEnds ends;
  private final Factors factors;
  private final Profiles profiles;
  private final FactorNotices notices;
  private final AccessNotices accessNotices;
  private final Outbox outbox;

  public VerifyNumber(
      Db db,
      CredentialPolicy policy,
      CodeChallenges challenges,
      ChallengeEnds ends,
      Factors factors,
      Profiles profiles,
      FactorNotices notices,
      AccessNotices accessNotices,
      Outbox outbox) {
    this.db = db;
    this.policy = policy;
    this.challenges = challenges;
    this.ends = ends;
    this.factors = factors;
    this.profiles = profiles;
    this.notices = notices;
    this.accessNotices = accessNotices;
    this.outbox = outbox;
  }

  /**
   * @throws dev.latchkey.domain.error.ConflictException {@code CHANNEL_NOT_SUPPORTED}, {@code
   *     CHANNEL_ALREADY_REGISTERED}, and as {@link FinishCodeStepUp}
   * @throws dev.latchkey.domain.error.ApiException {@code STEP_UP_REQUIRED}
   */
  public void run(
      Tenant tenant,
      Client client,
      AccessProof access,
      String code,
      Function<Profile, String> language,
      Caller caller) {
    Profile profile = access.profile();
    EnrolNumber.requireNew(tenant, profile);
    ChallengeEnds.Right right =
        ends.rightOrThrow(
            tenant,
            challenges.judge(
                tenant, access.profileId(), access.sessionId(), Challenge.Purpose.ENROLMENT, code));
    String number = right.proof().destination();
    if (!number.equals(profile.phoneNumber())) {
      throw Conflict.STATE_INVALID.exception();
    }
    FactorPermit permit =
        policy.factorByCode(tenant, OpenAccess.policy(tenant), access, right.proof());
    Changes changes = db.changes();
    ends.verified(changes, tenant, client, access, right, caller);
    Identifier identifier = new Identifier(Identifier.Kind.PHONE_NUMBER, number, number);
    var factor = factors.add(changes, tenant, permit, FactorKind.SMS, identifier);
    profiles.markVerified(changes, tenant, profile.id(), identifier.kind(), number);
    notices.added(
        changes,
        tenant,
        profile,
        client.id(),
        FactorKind.SMS,
        factor.friendlyName(),
        language.apply(profile),
        caller);
    accessNotices.enrolled(changes, tenant, client.id(), profile.id(), Challenge.Channel.SMS, true);
    changes.commit();
    outbox.wake();
  }
}
