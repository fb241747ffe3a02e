package dev.latchkey.flows.push;

import dev.latchkey.domain.credential.Passkeys;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ConflictException;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.message.Outbox;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.Challenge;
import dev.latchkey.domain.proof.Challenge.Kind;
import dev.latchkey.domain.proof.ChallengeState;
import dev.latchkey.domain.proof.Challenges;
import dev.latchkey.domain.proof.PushAnswer;
import dev.latchkey.domain.proof.PushProof;
import dev.latchkey.domain.proof.PushVerifier;
import dev.latchkey.domain.proof.PushVerifier.Sent;
import dev.latchkey.domain.push.PushDevices;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.InstantSource;
import java.util.function.Function;

/**
 * Answer on a device (Access API contract sections 2.5 and 8). The first answer decides; whoever
 * comes later is told that it is over.
 */
public final class AnswerChallenge {

  private final Db db;
  private final Challenges challenges;
  private final PushVerifier verifier;
  private final Approvals approvals;
  private final Passkeys passkeys;
  private final PushDevices devices;
  private final Outbox outbox;
  private final InstantSource clock;

  public AnswerChallenge(
      Db db,
      Challenges challenges,
      PushVerifier verifier,
      Approvals approvals,
      Passkeys passkeys,
      PushDevices devices,
      Outbox outbox,
      InstantSource clock) {
    this.db = db;
    this.challenges = challenges;
    this.verifier = verifier;
    this.approvals = approvals;
    this.passkeys = passkeys;
    this.devices = devices;
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * @param language of notices
   * @throws dev.latchkey.domain.error.ApiException {@code RESOURCE_NOT_FOUND}; {@code
   *     INVALID_VERIFICATION_CODE}, {@code PASSKEY_FAILED}: not the right answer; {@code
   *     INVALID_STATE}: it is over
   */
  public void run(
      Tenant tenant, long number, Sent sent, Function<Profile, String> language, Caller caller) {
    Challenge challenge =
        challenges
            .find(tenant, number)
            .filter(found -> found.kind() == Kind.PUSH)
            .orElseThrow(ApiError.RESOURCE_NOT_FOUND::exception);
    PushAnswer answer = verifier.answer(tenant, PushQuestion.asked(challenge), sent);
    if (challenge.state() != ChallengeState.INITIATED
        || !challenge.expiresAt().isAfter(clock.instant())) {
      throw ApiError.INVALID_STATE.exception();
    }
    Approval approval = approvals.of(challenge);
    Changes changes = db.changes();
    PushProof proof = answer.approval().orElse(null);
    if (proof == null) {
      approval.unanswered(changes, tenant, challenge, ChallengeState.DECLINED);
    } else {
      answer.passkey().ifPresent(shown -> passkeys.used(changes, tenant, shown));
      approval.approved(changes, tenant, challenge, proof, new Approval.From(language, caller));
    }
    devices.seen(changes, tenant, answer.device());
    try {
      changes.commit();
    } catch (ConflictException e) {
      // Somebody was faster, or the challenge was withdrawn.
      throw ApiError.INVALID_STATE.causedBy(e);
    }
    outbox.wake();
  }
}
