package dev.latchkey.domain.proof;

import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.proof.Challenge.Kind;
import dev.latchkey.domain.proof.Challenge.Purpose;
import dev.latchkey.domain.proof.Challenge.Wanted;
import dev.latchkey.domain.proof.ChallengeRows.NewRow;
import dev.latchkey.domain.proof.ChallengeRows.Row;
import dev.latchkey.domain.proof.ChallengeRows.SentCode;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Challenges that a code answers which was sent to a number: how often one may be begun, and what
 * an answer is worth (Access contract, section 4). A code is kept as a keyed hash; a try is counted
 * before it is judged, so any number of guesses at once have no more than the allowed ones between
 * them (attack class 9).
 */
public final class CodeChallenges {

  /**
   * How often a session may begin one.
   *
   * @param most until one is verified
   * @param apart between two of them; zero: nothing
   */
  public record Spacing(int most, Duration apart) {

    public static final Spacing NONE = new Spacing(Integer.MAX_VALUE, Duration.ZERO);
  }

  /** A challenge that was begun: the code as it goes into the message. */
  public record Begun(String code, Duration lifetime) {}

  /**
   * How an answer was found.
   *
   * @param challenge the newest one; null: there is none
   * @param refusal why it is not right; null: it is
   * @param ended the state that it ends in by this, to be written; null: it does not
   * @param proof of a right code
   */
  public record Judged(
      @Nullable Challenge challenge,
      @Nullable Conflict refusal,
      @Nullable ChallengeState ended,
      @Nullable CodeProof proof) {}

  private final Db db;
  private final CodeHashes hashes;
  private final Secrets secrets;
  private final InstantSource clock;
  private final ChallengeRows rows;

  public CodeChallenges(Db db, RootKey rootKey, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.hashes = new CodeHashes(rootKey, "challenge");
    this.secrets = secrets;
    this.clock = clock;
    this.rows = new ChallengeRows(db);
  }

  /**
   * Tells early what {@link #begin} would tell late.
   *
   * @throws dev.latchkey.domain.error.ConflictException {@code RETRY_IN_15SEC}, {@code
   *     CHALLENGE_LIMIT_EXCEEDED}
   */
  public void requireRoom(Tenant tenant, Wanted wanted, Spacing spacing) {
    record Count(int begun, @Nullable Instant newest) {}
    Count count =
        rows.count(
            Count.class,
            tenant,
            wanted,
            Kind.CODE,
            "(select max(n.created_at) from challenge as n where n.tenant = ? and n.session_id = ?"
                + " and n.purpose = ? and n.kind = 'code') as newest",
            tenant.id(),
            wanted.sessionId(),
            wanted.purpose().column());
    Instant newest = count.newest();
    if (newest != null && newest.plus(spacing.apart()).isAfter(clock.instant())) {
      throw Conflict.RETRY_IN_15SEC.exception();
    }
    if (count.begun() >= spacing.most()) {
      throw Conflict.CHALLENGE_LIMIT_EXCEEDED.exception();
    }
  }

  /**
   * Adds a challenge to the changes; a live one of its purpose in the session is withdrawn. Of
   * several at once the first is begun; for the others nothing of the changes is written: {@code
   * RETRY_IN_15SEC}. The session is to be held by the changes.
   *
   * @param destination key of the number that the code goes to
   */
  public Begun begin(
      Changes changes, Tenant tenant, Wanted wanted, String destination, Spacing spacing) {
    UUID id = secrets.uuid();
    long publicNo = secrets.number();
    String code = TypedCodes.next(tenant, secrets);
    Instant now = clock.instant();
    changes.add(
        """
        update challenge set state = case when expires_at > ? then 'withdrawn' else 'expired' end, finished_at = ?
        where tenant = ? and session_id = ? and purpose = ? and kind = 'code' and state = 'initiated'\
        """,
        now,
        now,
        tenant.id(),
        wanted.sessionId(),
        wanted.purpose().column());
    ChallengeRows.insert(
        changes,
        Conflict.RETRY_IN_15SEC,
        tenant,
        new NewRow(
            id,
            publicNo,
            Kind.CODE,
            wanted,
            new SentCode(destination, hashes.of(tenant, id, code), tenant.codes().tries()),
            Json.object(),
            now),
        spacing.most(),
        """
        not exists (select from challenge as n where n.tenant = ? and n.session_id = ? and n.purpose = ?
          and n.kind = 'code' and n.created_at > ?)\
        """,
        tenant.id(),
        wanted.sessionId(),
        wanted.purpose().column(),
        now.minus(spacing.apart()));
    return new Begun(code, wanted.lifetime());
  }

  /**
   * Judges a code against the newest challenge of the session, and counts the try. What it ends in
   * is still to be written: {@link Challenges#end}, or {@link Challenges#verify}.
   */
  public Judged judge(Tenant tenant, UUID profileId, UUID sessionId, Purpose purpose, String code) {
    record Tried(Row row, byte[] codeHash, int triesLeft, boolean locked) {}
    Instant now = clock.instant();
    Optional<Tried> found =
        db.one(
            Tried.class,
            """
            update challenge set tries_left = case
              when state = 'initiated' and expires_at > ? and tries_left >= 0 then tries_left - 1 else tries_left end
            where tenant = ? and id = (select id from challenge
              where tenant = ? and session_id = ? and purpose = ? and kind = 'code' order by created_at desc, id desc limit 1)
            returning
            """
                + ChallengeRows.COLUMNS
                + ", code_hash, tries_left, exists (select from login_guard as g where g.tenant ="
                + " challenge.tenant and g.subject = ? and g.locked_until > ?) as locked",
            now,
            tenant.id(),
            tenant.id(),
            sessionId,
            purpose.column(),
            SecondFactors.subject(profileId).key(),
            now);
    if (found.isEmpty()) {
      return new Judged(null, Conflict.STATE_INVALID, null, null);
    }
    Tried tried = found.get();
    Challenge challenge = tried.row().challenge();
    return switch (challenge.state()) {
      case VERIFIED -> new Judged(challenge, Conflict.ALREADY_VERIFIED, null, null);
      case WITHDRAWN -> new Judged(challenge, Conflict.STATE_INVALID, null, null);
      case DECLINED -> new Judged(challenge, Conflict.CHALLENGE_LIMIT_EXCEEDED, null, null);
      case EXPIRED -> new Judged(challenge, Conflict.VERIFICATION_CODE_EXPIRED, null, null);
      case INITIATED -> {
        if (!challenge.expiresAt().isAfter(now)) {
          yield new Judged(
              challenge, Conflict.VERIFICATION_CODE_EXPIRED, ChallengeState.EXPIRED, null);
        }
        // The lock of wrong second factors at the other API holds here, too.
        if (tried.locked() || tried.triesLeft() < 0) {
          yield new Judged(challenge, Conflict.CHALLENGE_LIMIT_EXCEEDED, null, null);
        }
        if (Digest.same(tried.codeHash(), hashes.of(tenant, challenge.id(), code))) {
          yield new Judged(challenge, null, ChallengeState.VERIFIED, proof(challenge, now));
        }
        yield switch (tried.triesLeft()) {
          case 0 ->
              new Judged(
                  challenge, Conflict.CHALLENGE_LIMIT_EXCEEDED, ChallengeState.DECLINED, null);
          case 1 -> new Judged(challenge, Conflict.ONE_CHALLENGE_LIMIT_REMAINING, null, null);
          default -> new Judged(challenge, Conflict.VERIFICATION_CODE_INVALID, null, null);
        };
      }
    };
  }

  private static CodeProof proof(Challenge challenge, Instant now) {
    return new CodeProof(
        challenge.id(),
        challenge.profileId(),
        challenge.purpose() == Purpose.ENROLMENT
            ? CodePurpose.REGISTER_FACTOR
            : CodePurpose.SECOND_FACTOR,
        CodeChannel.SMS,
        String.valueOf(challenge.destination()),
        now);
  }
}
