package dev.latchkey.domain.proof;

import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.proof.Challenge.Channel;
import dev.latchkey.domain.proof.Challenge.Kind;
import dev.latchkey.domain.proof.Challenge.Purpose;
import dev.latchkey.domain.proof.Challenge.Wanted;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The table of challenges: how one is written, read and counted. Knows no rule of any kind. */
final class ChallengeRows {

  record Row(
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

  /**
   * A challenge that begins.
   *
   * @param code null: a device answers
   * @param data what a kind of its own needs; no secret
   */
  record NewRow(
      UUID id,
      long publicNo,
      Kind kind,
      Wanted wanted,
      @Nullable SentCode code,
      ObjectNode data,
      Instant now) {}

  /**
   * @param destination key of the number that it goes to
   */
  record SentCode(String destination, byte[] hash, int tries) {}

  /** What was asked in a session that has ended is withdrawn, whatever ended it. */
  static final String COLUMNS =
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

  ChallengeRows(Db db) {
    this.db = db;
  }

  /**
   * @param which condition and order
   */
  List<Challenge> list(Tenant tenant, String which, @Nullable Object... values) {
    return db
        .list(
            Row.class,
            "select " + COLUMNS + " from challenge where tenant = ? and " + which,
            after(List.of(tenant.id()), values))
        .stream()
        .map(Row::challenge)
        .toList();
  }

  /**
   * Reads how many count against the limits, as {@code begun}, and what else is asked.
   *
   * @param type of what is read
   * @param more column
   */
  <T> T count(
      Class<T> type,
      Tenant tenant,
      Wanted wanted,
      Kind kind,
      String more,
      @Nullable Object... values) {
    return db.one(
            type,
            "select (select count(*)::int " + COUNTED + ") as begun, " + more,
            after(counted(tenant, wanted, kind), values))
        .orElseThrow();
  }

  /**
   * Adds the challenge to the changes, of which nothing is written when there were too many before
   * or the condition does not hold.
   *
   * @param most that may count against the limits before it
   */
  static void insert(
      Changes changes,
      Conflict otherwise,
      Tenant tenant,
      NewRow row,
      int most,
      String condition,
      @Nullable Object... values) {
    Wanted wanted = row.wanted();
    SentCode code = row.code();
    List<@Nullable Object> all =
        new ArrayList<>(
            Arrays.asList(
                tenant.id(),
                row.id(),
                row.publicNo(),
                wanted.purpose().column(),
                row.kind().column(),
                wanted.channel().column(),
                wanted.profileId(),
                wanted.sessionId(),
                wanted.clientId(),
                code == null ? null : code.destination(),
                code == null ? null : code.hash(),
                code == null ? null : code.tries(),
                data(row),
                row.now(),
                row.now().plus(wanted.lifetime())));
    all.addAll(counted(tenant, wanted, row.kind()));
    all.add(most);
    changes.addExactlyOne(
        () -> {
          throw otherwise.exception();
        },
        """
        insert into challenge (tenant, id, public_no, purpose, kind, channel, profile_id, session_id, client_id, destination,
          code_hash, tries_left, state, data, created_at, expires_at)
        select ?, ?::uuid, ?::bigint, ?, ?, ?, ?::uuid, ?::uuid, ?, ?, ?::bytea, ?::integer, 'initiated', ?::jsonb,
          ?::timestamptz, ?::timestamptz
        where (select count(*)
        """
            + COUNTED
            + ") < ? and "
            + condition,
        after(all, values));
  }

  private static ObjectNode data(NewRow row) {
    UUID organisation = row.wanted().organisationId();
    return organisation == null
        ? row.data()
        : row.data().deepCopy().put("organisation", organisation.toString());
  }

  /** The values of {@link #COUNTED}. */
  private static List<@Nullable Object> counted(Tenant tenant, Wanted wanted, Kind kind) {
    return Arrays.asList(tenant.id(), wanted.sessionId(), wanted.purpose().column(), kind.column());
  }

  private static @Nullable Object[] after(
      List<? extends @Nullable Object> first, @Nullable Object... then) {
    List<@Nullable Object> all = new ArrayList<>(first);
    all.addAll(Arrays.asList(then));
    return all.toArray();
  }
}
