package dev.latchkey.flows.push;

import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.proof.Challenge;
import dev.latchkey.domain.proof.Challenge.Channel;
import dev.latchkey.domain.proof.Challenge.Kind;
import dev.latchkey.domain.proof.Challenge.Purpose;
import dev.latchkey.domain.proof.Challenge.Wanted;
import dev.latchkey.domain.proof.ChallengeState;
import dev.latchkey.domain.proof.Challenges;
import dev.latchkey.domain.proof.PushChallenges;
import dev.latchkey.domain.proof.PushChallenges.Prompts;
import dev.latchkey.domain.proof.StepUp;
import dev.latchkey.domain.push.Wakeups;
import dev.latchkey.domain.tenant.PushChannel;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Ask a user's devices: one challenge, one wake-up for each that can be reached (Access API
 * contract section 2.5). Only so often: who asks again and again hopes for a tired finger.
 */
public final class AskDevices {

  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final Prompts PROMPTS = new Prompts(5, 10, Duration.ofHours(1));

  /**
   * @param sessionId null: of a login that has none yet
   * @param channel that it is about
   * @param answeredBy what the devices must show; another one than {@code channel} where that is
   *     only being enrolled
   * @param organisationId of the token that begins it, or that a login is to be for; null: none
   * @param stepUp that the answer is for; null: none
   */
  public record Question(
      Purpose purpose,
      PushChannel channel,
      PushChannel answeredBy,
      UUID profileId,
      @Nullable UUID sessionId,
      String clientId,
      @Nullable UUID organisationId,
      @Nullable StepUp stepUp) {

    Question(
        Purpose purpose,
        PushChannel channel,
        PushChannel answeredBy,
        UUID profileId,
        @Nullable UUID sessionId,
        String clientId,
        @Nullable UUID organisationId) {
      this(purpose, channel, answeredBy, profileId, sessionId, clientId, organisationId, null);
    }
  }

  private final Challenges challenges;
  private final PushChallenges push;
  private final Approvals approvals;
  private final Wakeups wakeups;
  private final Secrets secrets;
  private final InstantSource clock;

  public AskDevices(
      Challenges challenges,
      PushChallenges push,
      Approvals approvals,
      Wakeups wakeups,
      Secrets secrets,
      InstantSource clock) {
    this.challenges = challenges;
    this.push = push;
    this.approvals = approvals;
    this.wakeups = wakeups;
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * Adds the challenge to the changes; one that was over, but had not been ended, ends with them.
   *
   * @return its public number
   * @throws dev.latchkey.domain.error.ConflictException {@code STATE_INVALID}: one is under way;
   *     {@code CHALLENGE_LIMIT_EXCEEDED}
   */
  public long add(Changes changes, Tenant tenant, Question question, Caller caller) {
    for (Challenge open :
        challenges.open(
            tenant, question.profileId(), question.sessionId(), question.purpose(), Kind.PUSH)) {
      settle(changes, tenant, open);
    }
    Wanted wanted =
        new Wanted(
            question.purpose(),
            Channel.valueOf(question.channel().name()),
            question.profileId(),
            question.sessionId(),
            question.clientId(),
            question.organisationId(),
            LIFETIME);
    push.requireRoom(tenant, wanted, PROMPTS);
    long number =
        push.ask(
            changes,
            tenant,
            wanted,
            PushQuestion.data(
                Long.toString(10 + secrets.below(90)),
                caller,
                question.answeredBy(),
                question.stepUp()),
            PROMPTS);
    wakeups.add(
        changes,
        tenant,
        question.profileId(),
        question.answeredBy(),
        number,
        clock.instant().plus(LIFETIME));
    return number;
  }

  /** A login has nobody who could wait for the one before it. */
  private void settle(Changes changes, Tenant tenant, Challenge open) {
    if (!open.expiresAt().isAfter(clock.instant())) {
      approvals.of(open).unanswered(changes, tenant, open, ChallengeState.EXPIRED);
    } else if (open.purpose() == Purpose.STEP_UP) {
      throw Conflict.STATE_INVALID.exception();
    } else {
      challenges.withdraw(changes, tenant, open);
    }
  }
}
