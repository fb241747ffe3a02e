package dev.latchkey.flows.push;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.proof.Challenges;
import dev.latchkey.domain.proof.LinkingCodes;
import dev.latchkey.domain.push.PushDevices;
import dev.latchkey.domain.push.PushFactors;
import dev.latchkey.domain.push.PushFactors.Status;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.PushChannel;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.function.Function;

/** Have no device approve by a channel any more (Access API contract section 5.4). */
public final class UnlinkPush {

  private final Db db;
  private final CredentialPolicy policy;
  private final Sessions sessions;
  private final Challenges challenges;
  private final LinkingCodes codes;
  private final PushDevices devices;
  private final PushFactors factors;
  private final PushNotices notices;
  private final Outbox outbox;

  public UnlinkPush(
      Db db,
      CredentialPolicy policy,
      Sessions sessions,
      Challenges challenges,
      LinkingCodes codes,
      PushDevices devices,
      PushFactors factors,
      PushNotices notices,
      Outbox outbox) {
    this.db = db;
    this.policy = policy;
    this.sessions = sessions;
    this.challenges = challenges;
    this.codes = codes;
    this.devices = devices;
    this.factors = factors;
    this.notices = notices;
    this.outbox = outbox;
  }

  /**
   * @param language of the notice
   * @throws dev.latchkey.domain.error.ConflictException {@code CHANNEL_NOT_REGISTERED}
   * @throws dev.latchkey.domain.error.ApiException {@code STEP_UP_REQUIRED}
   */
  public void run(
      Tenant tenant,
      AccessProof access,
      PushChannel channel,
      Function<Profile, String> language,
      Caller caller) {
    if (!CredentialPolicy.isSteppedUp(tenant, access)) {
      throw ApiError.STEP_UP_REQUIRED.exception();
    }
    Status status = factors.of(tenant, access.profileId()).get(channel);
    if (status == null || status == Status.INACTIVE) {
      throw Conflict.CHANNEL_NOT_REGISTERED.exception();
    }
    Changes changes = db.changes();
    Sessions.hold(changes, tenant, access.sessionId());
    codes.voidAll(changes, tenant, access.profileId(), channel);
    challenges.withdrawAll(changes, tenant, access.profileId(), PushChannels.ofChallenge(channel));
    devices.unlink(changes, tenant, policy.devicesByStepUp(tenant, access), channel);
    factors.put(changes, tenant, access.profileId(), channel, Status.INACTIVE);
    if (status == Status.ACTIVE) {
      notices.removed(
          changes,
          tenant,
          access.profile(),
          access.clientId(),
          channel,
          language.apply(access.profile()),
          caller);
    }
    changes.commit();
    outbox.wake();
  }
}
