package dev.latchkey.domain.proof;

import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.proof.Challenge.Channel;
import dev.latchkey.domain.proof.Challenge.Kind;
import dev.latchkey.domain.proof.Challenge.Purpose;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Challenges of step-ups and enrolments, whether a code or a device answers them: the state machine
 * of the Access contract, section 4. They are kept after their end, so that how many there were is
 * counted and not remembered. {@link CodeChallenges} and {@link PushChallenges} begin them.
 */
public final class Challenges {

  private final LoginGuard guard;
  private final InstantSource clock;
  private final ChallengeRows rows;

  public Challenges(Db db, LoginGuard guard, InstantSource clock) {
    this.guard = guard;
    this.clock = clock;
    this.rows = new ChallengeRows(db);
  }

  /** The challenge of that number. Whether it is live, its state and the clock tell. */
  public Optional<Challenge> find(Tenant tenant, long publicNo) {
    return rows.list(tenant, "public_no = ?", publicNo).stream().findFirst();
  }

  /**
   * Those of that kind and purpose that nobody has ended, be they over by the clock.
   *
   * @param sessionId null: of logins
   */
  public List<Challenge> open(
      Tenant tenant, UUID profileId, @Nullable UUID sessionId, Purpose purpose, Kind kind) {
    return rows.list(
        tenant,
        "profile_id = ? and session_id is not distinct from ?::uuid and purpose = ? and kind = ?"
            + " and state = 'initiated'",
        profileId,
        sessionId,
        purpose.column(),
        kind.column());
  }

  /** The newest of that purpose and channel of the user. */
  public Optional<Challenge> newest(
      Tenant tenant, UUID profileId, Purpose purpose, Channel channel) {
    return rows
        .list(
            tenant,
            "profile_id = ? and purpose = ? and channel = ? order by created_at desc, id desc"
                + " limit 1",
            profileId,
            purpose.column(),
            channel.column())
        .stream()
        .findFirst();
  }

  /**
   * Those that nobody answered in time and nobody has written the end of yet, oldest first:
   * expired, or withdrawn.
   */
  public List<Challenge> due(Tenant tenant, int limit) {
    return rows.list(
        tenant,
        "state = 'initiated' and expires_at <= ? order by expires_at limit ?",
        clock.instant(),
        limit);
  }

  /**
   * Adds that the challenge is verified. If it ended in between, nothing of the changes is written:
   * {@code STATE_INVALID}.
   */
  public void verify(Changes changes, Tenant tenant, Challenge challenge) {
    finish(changes, tenant, challenge, ChallengeState.VERIFIED);
    guard.succeeded(changes, tenant, SecondFactors.subject(challenge.profileId()));
  }

  /** Adds that the challenge ended in that state; as above. */
  public void end(Changes changes, Tenant tenant, Challenge challenge, ChallengeState state) {
    if (state == ChallengeState.VERIFIED || !state.isTold()) {
      throw new IllegalArgumentException("Not an end of a challenge that nobody verified");
    }
    finish(changes, tenant, challenge, state);
  }

  private void finish(Changes changes, Tenant tenant, Challenge challenge, ChallengeState state) {
    changes.addExactlyOne(
        () -> {
          throw Conflict.STATE_INVALID.exception();
        },
        "update challenge set state = ?, finished_at = ? where tenant = ? and id = ? and state ="
            + " 'initiated'",
        state.column(),
        clock.instant(),
        tenant.id(),
        challenge.id());
  }

  /** Adds that the challenge is withdrawn, if it is live. */
  public void withdraw(Changes changes, Tenant tenant, Challenge challenge) {
    changes.add(
        "update challenge set state = 'withdrawn', finished_at = ? where tenant = ? and id = ? and"
            + " state = 'initiated'",
        clock.instant(),
        tenant.id(),
        challenge.id());
  }

  /** Adds that what is live of that kind and purpose in the session is withdrawn. */
  public void withdraw(Changes changes, Tenant tenant, UUID sessionId, Purpose purpose, Kind kind) {
    withdraw(
        changes,
        tenant,
        "session_id = ? and purpose = ? and kind = ?",
        List.of(sessionId, purpose.column(), kind.column()));
  }

  /** Adds that everything live in the session is withdrawn: it has ended. */
  public void withdrawAll(Changes changes, Tenant tenant, UUID sessionId) {
    withdraw(changes, tenant, "session_id = ?", List.of(sessionId));
  }

  /** Adds that everything live of the user by that channel is withdrawn: the factor is gone. */
  public void withdrawAll(Changes changes, Tenant tenant, UUID profileId, Channel channel) {
    withdraw(
        changes, tenant, "profile_id = ? and channel = ?", List.of(profileId, channel.column()));
  }

  /** What is over by the clock expired: whoever writes that down tells of it. */
  private void withdraw(Changes changes, Tenant tenant, String which, List<Object> of) {
    Instant now = clock.instant();
    List<Object> values = new ArrayList<>(List.of(now, tenant.id(), now));
    values.addAll(of);
    changes.add(
        "update challenge set state = 'withdrawn', finished_at = ? where tenant = ? and state ="
            + " 'initiated' and expires_at > ? and "
            + which,
        values.toArray());
  }
}
