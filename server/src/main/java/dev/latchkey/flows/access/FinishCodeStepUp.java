package dev.latchkey.flows.access;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.credential.Factors;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.proof.Challenge;
import dev.latchkey.domain.proof.CodeChallenges;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;

/**
 * Show the code that was sent: the session is stepped up, and with it every token of it (Access
 * contract 2.4, 3).
 */
public final class FinishCodeStepUp {

  private final Db db;
  private final LoginPolicy policy;
  private final Factors factors;
  private final CodeChallenges challenges;
  private final ChallengeEnds ends;

  public FinishCodeStepUp(
      Db db, LoginPolicy policy, Factors factors, CodeChallenges challenges, ChallengeEnds ends) {
    this.db = db;
    this.policy = policy;
    this.factors = factors;
    this.challenges = challenges;
    this.ends = ends;
  }

  /**
   * @throws dev.latchkey.domain.error.ConflictException {@code CHANNEL_NOT_SUPPORTED}, {@code
   *     CHANNEL_NOT_REGISTERED}, {@code STATE_INVALID}, {@code ALREADY_VERIFIED}, {@code
   *     VERIFICATION_CODE_EXPIRED}, {@code VERIFICATION_CODE_INVALID}, {@code
   *     ONE_CHALLENGE_LIMIT_REMAINING}, {@code CHALLENGE_LIMIT_EXCEEDED}
   */
  public void run(Tenant tenant, Client client, AccessProof access, String code, Caller caller) {
    StartCodeStepUp.number(tenant, policy, factors, access);
    ChallengeEnds.Right right =
        ends.rightOrThrow(
            tenant,
            challenges.judge(
                tenant, access.profileId(), access.sessionId(), Challenge.Purpose.STEP_UP, code));
    Changes changes = db.changes();
    ends.verified(changes, tenant, client, access, right, caller);
    changes.commit();
  }
}
