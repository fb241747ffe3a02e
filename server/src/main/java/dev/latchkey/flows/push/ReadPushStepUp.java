package dev.latchkey.flows.push;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.proof.Challenge;
import dev.latchkey.domain.proof.Challenge.Kind;
import dev.latchkey.domain.proof.Challenge.Purpose;
import dev.latchkey.domain.proof.ChallengeState;
import dev.latchkey.domain.proof.Challenges;
import dev.latchkey.domain.tenant.PushChannel;
import dev.latchkey.domain.tenant.Tenant;
import java.time.Instant;
import java.time.InstantSource;

/** Look how far a step-up by push is (Access API contract section 8). */
public final class ReadPushStepUp {

  /**
   * @param state by the clock, whatever was written down; one that was withdrawn is over as one
   *     that expired is
   * @param number that the devices show
   */
  public record Result(ChallengeState state, String number) {

    static Result of(Challenge challenge, Instant now) {
      boolean over =
          challenge.state() == ChallengeState.WITHDRAWN
              || challenge.state() == ChallengeState.INITIATED
                  && !challenge.expiresAt().isAfter(now);
      return new Result(
          over ? ChallengeState.EXPIRED : challenge.state(), PushQuestion.of(challenge).number());
    }
  }

  private final Challenges challenges;
  private final InstantSource clock;

  public ReadPushStepUp(Challenges challenges, InstantSource clock) {
    this.challenges = challenges;
    this.clock = clock;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code RESOURCE_NOT_FOUND}: none of this session
   */
  public Result run(Tenant tenant, AccessProof access, PushChannel channel, long number) {
    Challenge challenge =
        challenges
            .find(tenant, number)
            .filter(found ->
                found.kind() == Kind.PUSH
                    && found.purpose() == Purpose.STEP_UP
                    && access.hasSession()
                    && access.sessionId().equals(found.sessionId())
                    && PushQuestion.subject(found) == channel)
            .orElseThrow(ApiError.RESOURCE_NOT_FOUND::exception);
    return Result.of(challenge, clock.instant());
  }
}
