package dev.latchkey.flows.push;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.Challenge;
import dev.latchkey.domain.proof.ChallengeState;
import dev.latchkey.domain.proof.Challenges;
import dev.latchkey.domain.proof.PushProof;
import dev.latchkey.domain.push.PushDevices;
import dev.latchkey.domain.push.PushFactors;
import dev.latchkey.domain.push.PushFactors.Status;
import dev.latchkey.domain.tenant.PushChannel;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.webhook.AccessNotices;
import dev.latchkey.platform.db.Changes;

/** A device that is linked already approves by one more channel. */
public final class EnrolmentApproval implements Approval {

  private final Profiles profiles;
  private final CredentialPolicy policy;
  private final Challenges challenges;
  private final PushDevices devices;
  private final PushFactors factors;
  private final PushNotices notices;
  private final AccessNotices accessNotices;

  public EnrolmentApproval(
      Profiles profiles,
      CredentialPolicy policy,
      Challenges challenges,
      PushDevices devices,
      PushFactors factors,
      PushNotices notices,
      AccessNotices accessNotices) {
    this.profiles = profiles;
    this.policy = policy;
    this.challenges = challenges;
    this.devices = devices;
    this.factors = factors;
    this.notices = notices;
    this.accessNotices = accessNotices;
  }

  @Override
  public void approved(
      Changes changes, Tenant tenant, Challenge challenge, PushProof proof, From from) {
    PushChannel channel = PushQuestion.subject(challenge);
    Profile profile =
        profiles.find(tenant, challenge.profileId()).orElseThrow(ApiError.INVALID_STATE::exception);
    challenges.verify(changes, tenant, challenge);
    devices.allow(changes, tenant, policy.deviceByApproval(proof), proof.deviceId(), channel);
    factors.put(changes, tenant, profile.id(), channel, Status.ACTIVE);
    notices.added(
        changes,
        tenant,
        profile,
        challenge.clientId(),
        channel,
        from.language().apply(profile),
        from.caller());
    tell(changes, tenant, challenge, true);
  }

  /** Whoever does not answer has refused nothing: he may answer the next time. */
  @Override
  public void unanswered(
      Changes changes, Tenant tenant, Challenge challenge, ChallengeState state) {
    challenges.end(changes, tenant, challenge, state);
    if (state == ChallengeState.DECLINED) {
      factors.put(
          changes, tenant, challenge.profileId(), PushQuestion.subject(challenge), Status.INACTIVE);
      tell(changes, tenant, challenge, false);
    }
  }

  private void tell(Changes changes, Tenant tenant, Challenge challenge, boolean active) {
    accessNotices.enrolled(
        changes, tenant, challenge.clientId(), challenge.profileId(), challenge.channel(), active);
  }
}
