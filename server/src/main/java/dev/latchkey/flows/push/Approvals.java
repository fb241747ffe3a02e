package dev.latchkey.flows.push;

import dev.latchkey.domain.proof.Challenge;
import dev.latchkey.domain.proof.Challenge.Purpose;
import java.util.Map;
import java.util.Objects;

/** What follows when devices answer, for each purpose of challenges. */
public final class Approvals {

  private final Map<Purpose, Approval> byPurpose;

  public Approvals(
      StepUpApproval stepUp,
      EnrolmentApproval enrolment,
      LoginApproval login,
      SecondFactorApproval secondFactor) {
    this.byPurpose =
        Map.of(
            Purpose.STEP_UP,
            stepUp,
            Purpose.ENROLMENT,
            enrolment,
            Purpose.LOGIN,
            login,
            Purpose.SECOND_FACTOR,
            secondFactor);
  }

  Approval of(Challenge challenge) {
    return Objects.requireNonNull(byPurpose.get(challenge.purpose()));
  }
}
