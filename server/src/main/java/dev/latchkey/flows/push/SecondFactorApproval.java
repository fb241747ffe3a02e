package dev.latchkey.flows.push;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.proof.Challenge;
import dev.latchkey.domain.proof.ChallengeState;
import dev.latchkey.domain.proof.Challenges;
import dev.latchkey.domain.proof.PushProof;
import dev.latchkey.domain.proof.StepUps;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;

/** The browser that the login was begun in may go on with it. */
public final class SecondFactorApproval implements Approval {

  private final Challenges challenges;
  private final StepUps stepUps;

  public SecondFactorApproval(Challenges challenges, StepUps stepUps) {
    this.challenges = challenges;
    this.stepUps = stepUps;
  }

  @Override
  public void approved(
      Changes changes, Tenant tenant, Challenge challenge, PushProof proof, From from) {
    byte[] stepUp = PushQuestion.stepUp(challenge).orElseThrow(ApiError.INVALID_STATE::exception);
    challenges.verify(changes, tenant, challenge);
    stepUps.show(changes, tenant, stepUp, proof);
  }

  @Override
  public void unanswered(
      Changes changes, Tenant tenant, Challenge challenge, ChallengeState state) {
    challenges.end(changes, tenant, challenge, state);
  }
}
