package dev.latchkey.flows.stepup;

import dev.latchkey.domain.proof.SecondFactors;
import dev.latchkey.domain.tenant.Tenant;

/**
 * Say whether an answer is right, without using it up: the browser goes on to use it (contract
 * section 6.2). Wrong tries count.
 */
public final class CheckSecondFactor {

  private final SecondFactors secondFactors;

  public CheckSecondFactor(SecondFactors secondFactors) {
    this.secondFactors = secondFactors;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_STATE}, {@code
   *     INVALID_VERIFICATION_CODE}, {@code TOO_MANY_ATTEMPTS}
   */
  public void run(Tenant tenant, String challengeId, String code) {
    secondFactors.answer(tenant, challengeId, code);
  }
}
