package dev.latchkey.flows.push;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.organisation.Membership;
import dev.latchkey.domain.organisation.Organisations;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.Profiles;
import dev.latchkey.domain.proof.Challenge.Purpose;
import dev.latchkey.domain.proof.LoginGuard;
import dev.latchkey.domain.proof.PushChallenges;
import dev.latchkey.domain.push.PushFactors;
import dev.latchkey.domain.tenant.PushChannel;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.push.AskDevices.Question;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Begin a login that the user approves on a device (Access API contract section 5.5). Somebody who
 * is nobody is somebody without a device.
 */
public final class StartPushLogin {

  /** So many denials within the window are enough: the password is the way then. */
  private static final int DENIALS = 3;

  private static final Duration WINDOW = Duration.ofMinutes(30);

  private final Db db;
  private final Profiles profiles;
  private final Organisations organisations;
  private final PushFactors factors;
  private final LoginGuard guard;
  private final PushChallenges challenges;
  private final AskDevices ask;
  private final InstantSource clock;

  public StartPushLogin(
      Db db,
      Profiles profiles,
      Organisations organisations,
      PushFactors factors,
      LoginGuard guard,
      PushChallenges challenges,
      AskDevices ask,
      InstantSource clock) {
    this.db = db;
    this.profiles = profiles;
    this.organisations = organisations;
    this.factors = factors;
    this.guard = guard;
    this.challenges = challenges;
    this.ask = ask;
    this.clock = clock;
  }

  /**
   * The public number of the challenge.
   *
   * @param identityNo that the user is to act for at first; null: the default one
   * @throws dev.latchkey.domain.error.ConflictException {@code CHANNEL_NOT_SUPPORTED}, {@code
   *     CHANNEL_NOT_REGISTERED}, {@code CHALLENGE_LIMIT_EXCEEDED}
   * @throws dev.latchkey.domain.error.ApiException {@code ACCOUNT_LOCKED}
   */
  public long run(
      Tenant tenant, Client client, Identifier email, @Nullable Long identityNo, Caller caller) {
    PushChannel channel = PushChannel.BIOMETRIC;
    PushChannels.require(tenant, channel);
    Profile profile =
        profiles
            .find(tenant, email)
            .filter(found -> !found.isSuspended())
            .filter(found -> factors.isActive(tenant, found.id(), channel))
            .orElseThrow(Conflict.CHANNEL_NOT_REGISTERED::exception);
    if (guard.isLocked(tenant, LoginGuard.Subject.of(profile.id()))
        || challenges.declined(tenant, profile.id(), Purpose.LOGIN, clock.instant().minus(WINDOW))
            >= DENIALS) {
      throw ApiError.ACCOUNT_LOCKED.exception();
    }
    Changes changes = db.changes();
    long number =
        ask.add(
            changes,
            tenant,
            new Question(
                Purpose.LOGIN,
                channel,
                channel,
                profile.id(),
                null,
                client.id(),
                organisation(tenant, profile, identityNo)),
            caller);
    changes.commit();
    return number;
  }

  private @Nullable UUID organisation(Tenant tenant, Profile profile, @Nullable Long no) {
    if (no == null) {
      return null;
    }
    List<Membership> memberships = organisations.of(tenant, profile.id());
    return memberships.stream()
        .filter(membership -> membership.organisationNo() == no)
        .map(Membership::organisationId)
        .findFirst()
        .orElseThrow(Conflict.CHANNEL_NOT_REGISTERED::exception);
  }
}
