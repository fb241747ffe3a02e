package dev.latchkey.flows.push;

import dev.latchkey.domain.error.ConflictException;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.Challenge;
import dev.latchkey.domain.proof.Challenge.Kind;
import dev.latchkey.domain.proof.ChallengeState;
import dev.latchkey.domain.proof.Challenges;
import dev.latchkey.domain.proof.PushVerifier;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Say how a device of a sandbox answered, though there is none (Access API contract section 7). */
public final class SimulateAnswer {

  private final Db db;
  private final Challenges challenges;
  private final PushVerifier verifier;
  private final Approvals approvals;
  private final InstantSource clock;

  public SimulateAnswer(
      Db db,
      Challenges challenges,
      PushVerifier verifier,
      Approvals approvals,
      InstantSource clock) {
    this.db = db;
    this.challenges = challenges;
    this.verifier = verifier;
    this.approvals = approvals;
    this.clock = clock;
  }

  /**
   * Whether the challenge was live, and has ended so.
   *
   * @param profileId whose it is
   * @param ended {@code VERIFIED}, {@code DECLINED} or {@code EXPIRED}
   * @param language of notices
   */
  public boolean run(
      Tenant tenant,
      UUID profileId,
      long number,
      ChallengeState ended,
      Function<Profile, String> language,
      Caller caller) {
    Optional<Challenge> found =
        challenges
            .find(tenant, number)
            .filter(challenge ->
                challenge.kind() == Kind.PUSH
                    && challenge.profileId().equals(profileId)
                    && challenge.state() == ChallengeState.INITIATED
                    && challenge.expiresAt().isAfter(clock.instant()));
    if (found.isEmpty()) {
      return false;
    }
    Challenge challenge = found.get();
    Changes changes = db.changes();
    if (ended == ChallengeState.VERIFIED) {
      approvals
          .of(challenge)
          .approved(
              changes,
              tenant,
              challenge,
              verifier.simulated(tenant, PushQuestion.asked(challenge)),
              new Approval.From(language, caller));
    } else {
      approvals.of(challenge).unanswered(changes, tenant, challenge, ended);
    }
    try {
      changes.commit();
    } catch (ConflictException e) {
      // A device was faster.
      return false;
    }
    return true;
  }
}
