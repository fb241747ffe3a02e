package dev.latchkey.domain.proof;

import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.proof.Challenge.Kind;
import dev.latchkey.domain.proof.Challenge.Purpose;
import dev.latchkey.domain.proof.Challenge.Wanted;
import dev.latchkey.domain.proof.ChallengeRows.NewRow;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * Challenges that a device answers: how often somebody may be asked, and what the devices see of
 * it. What an answer is worth, {@link PushVerifier} says.
 */
public final class PushChallenges {

  /**
   * How often somebody may be asked on devices.
   *
   * @param session until one is verified in it
   * @param user by all sessions together, within {@code window}
   */
  public record Prompts(int session, int user, Duration window) {}

  /** Those that the user was asked of late. */
  private static final String OF_USER =
      """
      (select count(*)::int from challenge as p
        where p.tenant = ? and p.profile_id = ? and p.kind = 'push' and p.created_at > ?)\
      """;

  private final Db db;
  private final Secrets secrets;
  private final InstantSource clock;
  private final ChallengeRows rows;

  public PushChallenges(Db db, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.secrets = secrets;
    this.clock = clock;
    this.rows = new ChallengeRows(db);
  }

  /**
   * Tells early what {@link #ask} would tell late.
   *
   * @throws dev.latchkey.domain.error.ConflictException {@code CHALLENGE_LIMIT_EXCEEDED}
   */
  public void requireRoom(Tenant tenant, Wanted wanted, Prompts prompts) {
    record Count(int begun, int ofUser) {}
    Count count =
        rows.count(
            Count.class,
            tenant,
            wanted,
            Kind.PUSH,
            OF_USER + " as of_user",
            tenant.id(),
            wanted.profileId(),
            clock.instant().minus(prompts.window()));
    if (count.begun() >= prompts.session() || count.ofUser() >= prompts.user()) {
      throw Conflict.CHALLENGE_LIMIT_EXCEEDED.exception();
    }
  }

  /**
   * Adds a challenge that devices answer. Unlike a code it is not superseded: where one is live
   * already, or there were too many, nothing of the changes is written: {@code STATE_INVALID}.
   *
   * @param data what the devices are told; no secret
   * @return its public number
   */
  public long ask(Changes changes, Tenant tenant, Wanted wanted, ObjectNode data, Prompts prompts) {
    UUID id = secrets.uuid();
    long publicNo = secrets.number();
    Instant now = clock.instant();
    // Several at once must see each other: they take turns by the profile's row.
    changes.add(
        "update profile set updated_at = updated_at where tenant = ? and id = ?",
        tenant.id(),
        wanted.profileId());
    ChallengeRows.insert(
        changes,
        Conflict.STATE_INVALID,
        tenant,
        new NewRow(id, publicNo, Kind.PUSH, wanted, null, data, now),
        prompts.session(),
        OF_USER
            + """
             < ? and not exists (select from challenge as live where live.tenant = ? and live.profile_id = ?
              and live.session_id is not distinct from ?::uuid and live.purpose = ? and live.kind = 'push'
              and live.state = 'initiated')\
            """,
        tenant.id(),
        wanted.profileId(),
        now.minus(prompts.window()),
        prompts.user(),
        tenant.id(),
        wanted.profileId(),
        wanted.sessionId(),
        wanted.purpose().column());
    return publicNo;
  }

  /** What the user's devices may answer now, newest first. */
  public List<Challenge> asked(Tenant tenant, UUID profileId) {
    return rows
        .list(
            tenant,
            "profile_id = ? and kind = 'push' and state = 'initiated' and expires_at > ?"
                + " order by created_at desc, id desc limit 20",
            profileId,
            clock.instant())
        .stream()
        .filter(challenge -> challenge.state() == ChallengeState.INITIATED)
        .toList();
  }

  /** How many on the user's devices were denied since then. */
  public int declined(Tenant tenant, UUID profileId, Purpose purpose, Instant since) {
    return db.one(
            Integer.class,
            "select count(*)::int from challenge where tenant = ? and profile_id = ? and kind ="
                + " 'push' and purpose = ? and state = 'declined' and finished_at > ?",
            tenant.id(),
            profileId,
            purpose.column(),
            since)
        .orElse(0);
  }
}
