package dev.latchkey.flows.push;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.proof.Challenge;
import dev.latchkey.domain.proof.Challenge.Purpose;
import dev.latchkey.domain.proof.Challenges;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.push.ReadPushStepUp.Result;
import dev.latchkey.platform.crypto.Digest;
import java.time.InstantSource;

/** Look how far the second factor of a login is that devices were asked for. */
public final class ReadPushSecondFactor {

  private final Challenges challenges;
  private final InstantSource clock;

  public ReadPushSecondFactor(Challenges challenges, InstantSource clock) {
    this.challenges = challenges;
    this.clock = clock;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_STATE}: none of this step-up
   */
  public Result run(Tenant tenant, String stepUpToken, long number) {
    Challenge challenge =
        challenges
            .find(tenant, number)
            .filter(found -> found.purpose() == Purpose.SECOND_FACTOR)
            .filter(found ->
                PushQuestion.stepUp(found)
                    .filter(stepUp -> Digest.same(stepUp, Digest.sha256(stepUpToken)))
                    .isPresent())
            .orElseThrow(ApiError.INVALID_STATE::exception);
    return Result.of(challenge, clock.instant());
  }
}
