package dev.latchkey.flows.push;

import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.proof.Challenge.Kind;
import dev.latchkey.domain.proof.Challenge.Purpose;
import dev.latchkey.domain.proof.Challenges;
import dev.latchkey.domain.push.PushFactors;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.PushChannel;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.flows.push.AskDevices.Question;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;

/** Begin a step-up that the user approves on a device (Access API contract section 2.5). */
public final class StartPushStepUp {

  private final Db db;
  private final PushFactors factors;
  private final Sessions sessions;
  private final Challenges challenges;
  private final AskDevices ask;

  public StartPushStepUp(
      Db db, PushFactors factors, Sessions sessions, Challenges challenges, AskDevices ask) {
    this.db = db;
    this.factors = factors;
    this.sessions = sessions;
    this.challenges = challenges;
    this.ask = ask;
  }

  /**
   * The public number of the challenge.
   *
   * @throws dev.latchkey.domain.error.ConflictException {@code CHANNEL_NOT_SUPPORTED}, {@code
   *     CHANNEL_NOT_REGISTERED}, {@code STATE_INVALID}, {@code CHALLENGE_LIMIT_EXCEEDED}
   */
  public long run(Tenant tenant, AccessProof access, PushChannel channel, Caller caller) {
    PushChannels.require(tenant, channel);
    if (!factors.isActive(tenant, access.profileId(), channel)) {
      throw Conflict.CHANNEL_NOT_REGISTERED.exception();
    }
    Changes changes = db.changes();
    Sessions.hold(changes, tenant, access.sessionId());
    // A code that is on its way is not needed any more (O9).
    challenges.withdraw(changes, tenant, access.sessionId(), Purpose.STEP_UP, Kind.CODE);
    long number =
        ask.add(
            changes,
            tenant,
            new Question(
                Purpose.STEP_UP,
                channel,
                channel,
                access.profileId(),
                access.sessionId(),
                access.clientId(),
                access.organisationId()),
            caller);
    changes.commit();
    return number;
  }
}
