package dev.latchkey.flows.push;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.ConflictException;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.proof.Challenge.Purpose;
import dev.latchkey.domain.proof.PushChallenges;
import dev.latchkey.domain.proof.SecondFactors;
import dev.latchkey.domain.proof.SessionProof;
import dev.latchkey.domain.proof.StepUp;
import dev.latchkey.domain.proof.StepUps;
import dev.latchkey.domain.push.PushFactors;
import dev.latchkey.domain.tenant.PushChannel;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.push.AskDevices.Question;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;

/**
 * Ask the user's devices to approve a login on one of our pages, as its second factor. Whoever has
 * a password must not tire the user out: after some denials the devices are left alone.
 */
public final class StartPushSecondFactor {

  private static final int DENIALS = 3;
  private static final Duration WINDOW = Duration.ofMinutes(30);

  private final Db db;
  private final StepUps stepUps;
  private final SecondFactors secondFactors;
  private final PushFactors factors;
  private final PushChallenges challenges;
  private final AskDevices ask;
  private final InstantSource clock;

  public StartPushSecondFactor(
      Db db,
      StepUps stepUps,
      SecondFactors secondFactors,
      PushFactors factors,
      PushChallenges challenges,
      AskDevices ask,
      InstantSource clock) {
    this.db = db;
    this.stepUps = stepUps;
    this.secondFactors = secondFactors;
    this.factors = factors;
    this.challenges = challenges;
    this.ask = ask;
    this.clock = clock;
  }

  /**
   * The public number of the challenge. One that waits already is withdrawn.
   *
   * @throws ApiException {@code INVALID_STATE}: no such step-up, or not one of our pages; {@code
   *     VALIDATION}: the user has no device that may be asked; {@code TOO_MANY_ATTEMPTS}
   */
  public long run(Tenant tenant, String stepUpToken, Caller caller) {
    StepUp stepUp =
        stepUps
            .find(tenant, stepUpToken)
            .filter(StartPushSecondFactor::isOfPages)
            .orElseThrow(ApiError.INVALID_STATE::exception);
    UUID profileId = stepUp.profile().id();
    PushChannel channel =
        factors
            .surest(tenant, stepUp.profile())
            .orElseThrow(
                () -> ApiException.validation(FieldError.invalid("factor", "Was not offered")));
    if (secondFactors.isLocked(tenant, profileId)
        || challenges.declined(
                tenant, profileId, Purpose.SECOND_FACTOR, clock.instant().minus(WINDOW))
            >= DENIALS) {
      throw ApiError.TOO_MANY_ATTEMPTS.exception().about(profileId);
    }
    Changes changes = db.changes();
    try {
      long number =
          ask.add(
              changes,
              tenant,
              new Question(
                  Purpose.SECOND_FACTOR,
                  channel,
                  channel,
                  profileId,
                  stepUp.session().map(SessionProof::sessionId).orElse(null),
                  stepUp.clientId(),
                  null,
                  stepUp),
              caller);
      changes.commit();
      return number;
    } catch (ConflictException e) {
      // By then there were too many, or another one came in between.
      throw ApiError.TOO_MANY_ATTEMPTS.causedBy(e).about(profileId);
    }
  }

  private static boolean isOfPages(StepUp stepUp) {
    AccessRequest request = stepUp.request();
    return request != null && request.wantsSession();
  }
}
