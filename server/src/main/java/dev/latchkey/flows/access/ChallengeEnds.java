package dev.latchkey.flows.access;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.error.ConflictException;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.event.Event;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.event.Events;
import dev.latchkey.domain.policy.Authenticated;
import dev.latchkey.domain.policy.LoginPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.proof.Challenge;
import dev.latchkey.domain.proof.ChallengeState;
import dev.latchkey.domain.proof.Challenges;
import dev.latchkey.domain.proof.CodeChallenges.Judged;
import dev.latchkey.domain.proof.CodeProof;
import dev.latchkey.domain.proof.LoginProof;
import dev.latchkey.domain.proof.SessionProof;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.webhook.AccessNotices;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.List;

/** What the end of a challenge does, whoever brings it about: a code, a device, or the clock. */
public final class ChallengeEnds {

  /** A right code, not yet used up. */
  record Right(Challenge challenge, CodeProof proof) {}

  private final Db db;
  private final LoginPolicy policy;
  private final Challenges challenges;
  private final Sessions sessions;
  private final AccessNotices notices;
  private final Events events;

  public ChallengeEnds(
      Db db,
      LoginPolicy policy,
      Challenges challenges,
      Sessions sessions,
      AccessNotices notices,
      Events events) {
    this.db = db;
    this.policy = policy;
    this.challenges = challenges;
    this.sessions = sessions;
    this.notices = notices;
    this.events = events;
  }

  /**
   * The right code that was judged.
   *
   * @throws ConflictException why it is not right; what ended by it is written down before
   */
  Right rightOrThrow(Tenant tenant, Judged judged) {
    Challenge challenge = judged.challenge();
    CodeProof proof = judged.proof();
    Conflict refusal = judged.refusal();
    if (refusal == null && challenge != null && proof != null) {
      return new Right(challenge, proof);
    }
    ChallengeState ended = judged.ended();
    if (challenge != null && ended != null) {
      unanswered(tenant, challenge, ended);
    }
    throw (refusal == null ? Conflict.STATE_INVALID : refusal).exception();
  }

  /** Writes down that the challenge ended without being verified, once. */
  public void unanswered(Tenant tenant, Challenge challenge, ChallengeState state) {
    Changes changes = db.changes();
    unanswered(changes, tenant, challenge, state);
    try {
      changes.commit();
    } catch (ConflictException e) {
      // Somebody else ended it at the same moment, and told of it.
    }
  }

  /**
   * Writes down that a code of the session that nobody typed in time expired: another one is about
   * to take its place.
   */
  void expire(Tenant tenant, AccessProof access, Challenge.Purpose purpose) {
    challenges
        .open(tenant, access.profileId(), access.sessionId(), purpose, Challenge.Kind.CODE)
        .stream()
        .filter(code -> !code.expiresAt().isAfter(access.at()))
        .forEach(code -> unanswered(tenant, code, ChallengeState.EXPIRED));
  }

  /** Adds that the challenge ended without being verified. */
  public void unanswered(
      Changes changes, Tenant tenant, Challenge challenge, ChallengeState state) {
    challenges.end(changes, tenant, challenge, state);
    if (challenge.purpose().isClients()) {
      notices.ended(changes, tenant, challenge, state);
    }
  }

  /** Adds that a code was right: its session is stepped up. */
  void verified(
      Changes changes,
      Tenant tenant,
      Client client,
      AccessProof access,
      Right right,
      Caller caller) {
    steppedUp(
        changes,
        tenant,
        client,
        access.profile(),
        SessionProof.behind(access),
        right.proof(),
        right.challenge(),
        caller);
  }

  /**
   * Adds that the challenge is verified, and that what was shown for it counts in the session.
   *
   * @param session that it was begun in
   * @param shown for the challenge
   * @throws dev.latchkey.domain.error.ApiException what the policy says
   */
  public void steppedUp(
      Changes changes,
      Tenant tenant,
      Client client,
      Profile profile,
      SessionProof session,
      LoginProof shown,
      Challenge challenge,
      Caller caller) {
    Authenticated user = policy.decide(tenant, client, profile, List.of(session, shown)).orThrow();
    sessions.strengthen(changes, tenant, session.sessionId(), user);
    challenges.verify(changes, tenant, challenge);
    events.record(
        changes,
        tenant,
        caller,
        Event.of(EventType.LOGIN_2ND_STEP, profile.id(), client.id())
            .inSession(session.sessionId(), user.authTime())
            .with("factor", shown.factor()));
    notices.ended(changes, tenant, challenge, ChallengeState.VERIFIED);
  }
}
