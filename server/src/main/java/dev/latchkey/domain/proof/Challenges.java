package dev.latchkey.domain.proof;

import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.proof.Challenge.Channel;
import dev.latchkey.domain.proof.Challenge.Kind;
import dev.latchkey.domain.proof.Challenge.Purpose;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Challenges of step-ups and enrolments, whether a code or a device answers them: the state machine
 * of the Access contract, section 4. They are kept after their end, so that how many there were is
 * counted and not remembered. A code is kept as a keyed hash; a try is counted before it is judged,
 * so any number of guesses at once have no more than the allowed ones between them (attack class
 * 9).
 */
public final class Challenges {

  /**
   * What is asked.
   *
   * @param sessionId null: of a login that has none yet
   * @param organisationId identity of the token that begins it, or that a login is to be for; null:
   *     none
   * @param destination key of the number that a code goes to; null: none does
   * @param data what a kind of its own needs; no secret
   */
  public record Wanted(
      Purpose purpose,
      Kind kind,
      Channel channel,
      UUID profileId,
      @Nullable UUID sessionId,
      String clientId,
      @Nullable UUID organisationId,
      @Nullable String destination,
      Duration lifetime,
      ObjectNode data) {

    /** As it is kept. */
    JsonNode kept() {
      return organisationId == null
          ? data
          : data.deepCopy().put("organisation", organisationId.toString());
    }
  }

  /**
   * How often a session may begin one.
   *
   * @param most until one is verified
   * @param apart between two of them; zero: nothing
   */
  public record Spacing(int most, Duration apart) {

    public static final Spacing NONE = new Spacing(Integer.MAX_VALUE, Duration.ZERO);
  }

  /**
   * A challenge that was begun.
   *
   * @param code as it goes into the message; empty where a device answers
   */
  public record Begun(UUID id, long publicNo, String code, Duration lifetime) {}

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

  private record Row(
      UUID id,
      long publicNo,
      String purpose,
      String kind,
      String channel,
      UUID profileId,
      @Nullable UUID sessionId,
      String clientId,
      @Nullable UUID organisationId,
      @Nullable String destination,
      String state,
      JsonNode data,
      Instant createdAt,
      Instant expiresAt) {

    Challenge challenge() {
      return new Challenge(
          id,
          publicNo,
          Purpose.valueOf(purpose.toUpperCase(Locale.ROOT)),
          Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
          Channel.valueOf(channel.toUpperCase(Locale.ROOT)),
          profileId,
          sessionId,
          clientId,
          organisationId,
          destination,
          ChallengeState.of(state),
          data,
          createdAt,
          expiresAt);
    }
  }

  /** What was asked in a session that has ended is withdrawn, whatever ended it. */
  private static final String COLUMNS =
      """
      challenge.id, challenge.public_no, challenge.purpose, challenge.kind, challenge.channel, challenge.profile_id,
      challenge.session_id, challenge.client_id,
      (challenge.data ->> 'organisation')::uuid as organisation_id, challenge.destination,
      case when challenge.state = 'initiated' and exists (select from session as s where s.tenant = challenge.tenant
          and s.id = challenge.session_id and s.ended_at < challenge.expires_at) then 'withdrawn' else challenge.state end as state,
      challenge.data, challenge.created_at,
      challenge.expires_at
      """;

  /** Those that count against the limits: begun since the session last verified one. */
  private static final String COUNTED =
      """
      from challenge as c where c.tenant = ? and c.session_id = ? and c.purpose = ? and c.kind = ?
        and c.created_at > coalesce((select max(v.created_at) from challenge as v
          where v.tenant = c.tenant and v.session_id = c.session_id and v.purpose = c.purpose and v.kind = c.kind
            and v.state = 'verified'), '-infinity')
      """;

  private final Db db;
  private final RootKey rootKey;
  private final Secrets secrets;
  private final LoginGuard guard;
  private final InstantSource clock;

  public Challenges(
      Db db, RootKey rootKey, Secrets secrets, LoginGuard guard, InstantSource clock) {
    this.db = db;
    this.rootKey = rootKey;
    this.secrets = secrets;
    this.guard = guard;
    this.clock = clock;
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
        db.one(
                Count.class,
                "select count(*)::int as begun, (select max(n.created_at) from challenge as n where"
                    + " n.tenant = ? and n.session_id = ? and n.purpose = ? and n.kind = ?) as"
                    + " newest "
                    + COUNTED,
                tenant.id(),
                wanted.sessionId(),
                wanted.purpose().column(),
                wanted.kind().column(),
                tenant.id(),
                wanted.sessionId(),
                wanted.purpose().column(),
                wanted.kind().column())
            .orElseThrow();
    Instant newest = count.newest();
    if (newest != null && newest.plus(spacing.apart()).isAfter(clock.instant())) {
      throw Conflict.RETRY_IN_15SEC.exception();
    }
    if (count.begun() >= spacing.most()) {
      throw Conflict.CHALLENGE_LIMIT_EXCEEDED.exception();
    }
  }

  /**
   * Adds a challenge to the changes; a live one of its kind and purpose in the session is
   * withdrawn. Of several at once the first is begun; for the others nothing of the changes is
   * written: {@code RETRY_IN_15SEC}. The session is to be held by the changes.
   */
  public Begun begin(Changes changes, Tenant tenant, Wanted wanted, Spacing spacing) {
    UUID id = secrets.uuid();
    long publicNo = secrets.number();
    boolean typed = wanted.kind() == Kind.CODE;
    String code = typed ? TypedCodes.next(tenant, secrets) : "";
    Instant now = clock.instant();
    UUID session = wanted.sessionId();
    if (session != null) {
      changes.add(
          "update challenge set state = case when expires_at > ? then 'withdrawn' else 'expired'"
              + " end, finished_at = ? where tenant = ? and session_id = ? and purpose = ? and kind"
              + " = ? and state = 'initiated'",
          now,
          now,
          tenant.id(),
          session,
          wanted.purpose().column(),
          wanted.kind().column());
    }
    changes.addExactlyOne(
        () -> {
          throw Conflict.RETRY_IN_15SEC.exception();
        },
        """
        insert into challenge (tenant, id, public_no, purpose, kind, channel, profile_id, session_id, client_id, destination,
          code_hash, tries_left, state, data, created_at, expires_at)
        select ?, ?::uuid, ?::bigint, ?, ?, ?, ?::uuid, ?::uuid, ?, ?, ?::bytea, ?::integer, 'initiated', ?::jsonb,
          ?::timestamptz, ?::timestamptz
        where (select count(*)
        """
            + COUNTED
            + """
            ) < ? and not exists (select from challenge as n where n.tenant = ? and n.session_id = ? and n.purpose = ?
              and n.kind = ? and n.created_at > ?)\
            """,
        tenant.id(),
        id,
        publicNo,
        wanted.purpose().column(),
        wanted.kind().column(),
        wanted.channel().column(),
        wanted.profileId(),
        session,
        wanted.clientId(),
        wanted.destination(),
        typed ? hash(tenant, id, code) : null,
        typed ? tenant.codes().tries() : null,
        wanted.kept(),
        now,
        now.plus(wanted.lifetime()),
        tenant.id(),
        session,
        wanted.purpose().column(),
        wanted.kind().column(),
        spacing.most(),
        tenant.id(),
        session,
        wanted.purpose().column(),
        wanted.kind().column(),
        now.minus(spacing.apart()));
    return new Begun(id, publicNo, code, wanted.lifetime());
  }

  /**
   * How often somebody may be asked on devices.
   *
   * @param session until one is verified in it
   * @param user by all sessions together, within {@code window}
   */
  public record Prompts(int session, int user, Duration window) {}

  /**
   * Tells early what {@link #ask} would tell late.
   *
   * @throws dev.latchkey.domain.error.ConflictException {@code CHALLENGE_LIMIT_EXCEEDED}
   */
  public void requireRoom(Tenant tenant, Wanted wanted, Prompts prompts) {
    record Count(int session, int profile) {}
    Count count =
        db.one(
                Count.class,
                "select (select count(*)::int "
                    + COUNTED
                    + """
                    ) as session, (select count(*)::int from challenge as p
                      where p.tenant = ? and p.profile_id = ? and p.kind = 'push' and p.created_at > ?) as profile\
                    """,
                tenant.id(),
                wanted.sessionId(),
                wanted.purpose().column(),
                wanted.kind().column(),
                tenant.id(),
                wanted.profileId(),
                clock.instant().minus(prompts.window()))
            .orElseThrow();
    if (count.session() >= prompts.session() || count.profile() >= prompts.user()) {
      throw Conflict.CHALLENGE_LIMIT_EXCEEDED.exception();
    }
  }

  /**
   * Adds a challenge that devices answer. Unlike a code it is not superseded: where one is live
   * already, or there were too many, nothing of the changes is written: {@code STATE_INVALID}.
   */
  public Begun ask(Changes changes, Tenant tenant, Wanted wanted, Prompts prompts) {
    UUID id = secrets.uuid();
    long publicNo = secrets.number();
    Instant now = clock.instant();
    UUID session = wanted.sessionId();
    // Several at once must see each other: they take turns by the profile's row.
    changes.add(
        "update profile set updated_at = updated_at where tenant = ? and id = ?",
        tenant.id(),
        wanted.profileId());
    changes.addExactlyOne(
        () -> {
          throw Conflict.STATE_INVALID.exception();
        },
        """
        insert into challenge (tenant, id, public_no, purpose, kind, channel, profile_id, session_id, client_id, state, data,
          created_at, expires_at)
        select ?, ?::uuid, ?::bigint, ?, ?, ?, ?::uuid, ?::uuid, ?, 'initiated', ?::jsonb, ?::timestamptz, ?::timestamptz
        where (select count(*)
        """
            + COUNTED
            + """
            ) < ? and (select count(*) from challenge as p
                where p.tenant = ? and p.profile_id = ? and p.kind = 'push' and p.created_at > ?) < ?
              and not exists (select from challenge as live where live.tenant = ? and live.profile_id = ?
                and live.session_id is not distinct from ?::uuid and live.purpose = ? and live.kind = 'push'
                and live.state = 'initiated')\
            """,
        tenant.id(),
        id,
        publicNo,
        wanted.purpose().column(),
        wanted.kind().column(),
        wanted.channel().column(),
        wanted.profileId(),
        session,
        wanted.clientId(),
        wanted.kept(),
        now,
        now.plus(wanted.lifetime()),
        tenant.id(),
        session,
        wanted.purpose().column(),
        wanted.kind().column(),
        prompts.session(),
        tenant.id(),
        wanted.profileId(),
        now.minus(prompts.window()),
        prompts.user(),
        tenant.id(),
        wanted.profileId(),
        session,
        wanted.purpose().column());
    return new Begun(id, publicNo, "", wanted.lifetime());
  }

  /**
   * Those of that kind and purpose that nobody has ended, be they over by the clock.
   *
   * @param sessionId null: of logins
   */
  public List<Challenge> open(
      Tenant tenant, UUID profileId, @Nullable UUID sessionId, Purpose purpose, Kind kind) {
    return db
        .list(
            Row.class,
            "select "
                + COLUMNS
                + " from challenge where tenant = ? and profile_id = ? and session_id is not"
                + " distinct from ?::uuid and purpose = ? and kind = ? and state = 'initiated'",
            tenant.id(),
            profileId,
            sessionId,
            purpose.column(),
            kind.column())
        .stream()
        .map(Row::challenge)
        .toList();
  }

  /** What the user's devices may answer now, newest first. */
  public List<Challenge> asked(Tenant tenant, UUID profileId) {
    return db
        .list(
            Row.class,
            "select "
                + COLUMNS
                + " from challenge where tenant = ? and profile_id = ? and kind = 'push' and state"
                + " = 'initiated' and expires_at > ? order by created_at desc, id desc limit 20",
            tenant.id(),
            profileId,
            clock.instant())
        .stream()
        .map(Row::challenge)
        .filter(challenge -> challenge.state() == ChallengeState.INITIATED)
        .toList();
  }

  /**
   * Judges a code against the newest challenge of the session, and counts the try. What it ends in
   * is still to be written: {@link #end}, or {@link #verify}.
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
                + COLUMNS
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
        if (Digest.same(tried.codeHash(), hash(tenant, challenge.id(), code))) {
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

  /** Adds that what is live of that kind and purpose in the session is withdrawn. */
  public void withdraw(Changes changes, Tenant tenant, UUID sessionId, Purpose purpose, Kind kind) {
    withdraw(
        changes,
        tenant,
        "session_id = ? and purpose = ? and kind = ?",
        List.of(sessionId, purpose.column(), kind.column()));
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

  /** Adds that the challenge is withdrawn, if it is live. */
  public void withdraw(Changes changes, Tenant tenant, Challenge challenge) {
    changes.add(
        "update challenge set state = 'withdrawn', finished_at = ? where tenant = ? and id = ? and"
            + " state = 'initiated'",
        clock.instant(),
        tenant.id(),
        challenge.id());
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

  /** Adds that everything live in the session is withdrawn: it has ended. */
  public void withdrawAll(Changes changes, Tenant tenant, UUID sessionId) {
    withdraw(changes, tenant, "session_id = ?", List.of(sessionId));
  }

  /** Adds that everything live of the user by that channel is withdrawn: the factor is gone. */
  public void withdrawAll(Changes changes, Tenant tenant, UUID profileId, Channel channel) {
    withdraw(
        changes, tenant, "profile_id = ? and channel = ?", List.of(profileId, channel.column()));
  }

  /** The challenge of that number. Whether it is live, its state and the clock tell. */
  public Optional<Challenge> find(Tenant tenant, long publicNo) {
    return db.one(
            Row.class,
            "select " + COLUMNS + " from challenge where tenant = ? and public_no = ?",
            tenant.id(),
            publicNo)
        .map(Row::challenge);
  }

  /** The newest of that purpose and channel of the user. */
  public Optional<Challenge> newest(
      Tenant tenant, UUID profileId, Purpose purpose, Channel channel) {
    return db.one(
            Row.class,
            "select "
                + COLUMNS
                + " from challenge where tenant = ? and profile_id = ? and purpose = ? and channel"
                + " = ? order by created_at desc, id desc limit 1",
            tenant.id(),
            profileId,
            purpose.column(),
            channel.column())
        .map(Row::challenge);
  }

  /**
   * Those that nobody answered in time and nobody has written the end of yet, oldest first:
   * expired, or withdrawn.
   */
  public List<Challenge> due(Tenant tenant, int limit) {
    return db
        .list(
            Row.class,
            "select "
                + COLUMNS
                + " from challenge where tenant = ? and state = 'initiated' and expires_at <= ?"
                + " order by expires_at limit ?",
            tenant.id(),
            clock.instant(),
            limit)
        .stream()
        .map(Row::challenge)
        .toList();
  }

  /** What a challenge without particulars carries. */
  public static ObjectNode nothing() {
    return Json.object();
  }

  private byte[] hash(Tenant tenant, UUID id, String code) {
    return rootKey.mac(
        "challenge", (tenant.id() + "/" + id + "/" + code).getBytes(StandardCharsets.UTF_8));
  }
}
