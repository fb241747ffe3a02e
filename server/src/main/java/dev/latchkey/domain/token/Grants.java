package dev.latchkey.domain.token;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.OpenIdWish;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.dpop.ProvenKey;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.BearerProof;
import dev.latchkey.domain.proof.OwnerProof;
import dev.latchkey.domain.proof.PageProof;
import dev.latchkey.domain.session.SessionClients;
import dev.latchkey.domain.session.Sessions;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.RefreshTokens.Parsed;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import dev.latchkey.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Grants and their refresh tokens: opened, rotated, revoked. RATIONALE.md says why they are one
 * row. Thread-safe.
 */
public final class Grants {

  /**
   * How long after a rotation the old token still leads to its one successor: honest tabs and
   * retries.
   */
  public static final Duration GRACE = Duration.ofSeconds(10);

  /** A grant with the refresh token that goes with this answer, if the client has them. */
  public record Opened(Grant grant, @Nullable String refreshToken) {}

  private record Row(
      UUID id,
      UUID sessionId,
      String scope,
      Instant authTime,
      List<String> amr,
      @Nullable Instant revokedAt,
      int generation,
      byte @Nullable [] headHash,
      byte @Nullable [] previousHash,
      @Nullable String dpopJkt,
      @Nullable Instant rotatedAt,
      Instant expiresAt,
      Instant endsAt,
      @Nullable JsonNode wish,
      Profile profile) {}

  private static final String GRANT_COLUMNS =
      """
      g.id as id, g.session_id, g.scope, g.auth_time, g.amr, g.revoked_at, g.generation, g.head_hash, g.previous_hash,
      g.dpop_jkt, g.rotated_at, g.expires_at, g.ends_at, g.wish,
      """;

  private final Db db;
  private final RefreshTokens refreshTokens;
  private final SessionClients sessionClients;
  private final Secrets secrets;
  private final InstantSource clock;

  public Grants(
      Db db, RootKey rootKey, SessionClients sessionClients, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.sessionClients = sessionClients;
    this.refreshTokens = new RefreshTokens(rootKey, secrets);
    this.secrets = secrets;
    this.clock = clock;
  }

  /**
   * Adds a grant on a live session to the changes; {@code LOGIN_REQUIRED} if it has ended by the
   * time of the commit.
   *
   * @param key that the tokens are to be bound to; null: to none
   */
  public Opened open(
      Changes changes,
      Tenant tenant,
      Client client,
      GrantBasis basis,
      @Nullable ProvenKey key,
      Caller caller) {
    return open(changes, tenant, client, basis, key, secrets.uuid(), caller);
  }

  /**
   * Adds the grant of a redeemed code to the changes, the one that was opened beside it if there
   * was; {@code INVALID_AUTHORIZATION_CODE} if the code was replayed, its session ended or that
   * grant was revoked meanwhile.
   */
  public Opened open(
      Changes changes,
      Tenant tenant,
      Client client,
      AuthorizationCodes.Redeemed code,
      @Nullable ProvenKey key,
      Caller caller) {
    return open(changes, tenant, client, code.basis(), key, code.grantId(), caller);
  }

  private Opened open(
      Changes changes,
      Tenant tenant,
      Client client,
      GrantBasis basis,
      @Nullable ProvenKey key,
      UUID id,
      Caller caller) {
    Grant grant = basis.grant(id, key);
    Parsed token =
        client.refreshTokens() && grant.hasScope(Scopes.OFFLINE_ACCESS)
            ? refreshTokens.first(id)
            : null;
    Instant now = clock.instant();
    Duration idle =
        token == null ? client.lifetimes().accessToken() : client.lifetimes().refreshTokenIdle();
    Duration absolute =
        token == null
            ? client.lifetimes().accessToken()
            : client.lifetimes().refreshTokenAbsolute();
    byte[] codeHash = basis.codeHash();
    // Holding the rows of code and session until the grant is there: a replay, or the end of all
    // sessions, at the same moment waits, then sees it.
    String held =
        """
        with held as (update authorization_code set used_at = used_at
          where tenant = ? and code_hash = ? and replayed_at is null returning 1)
        """;
    // The same authorization in every column that is left as it is.
    String orTakenUp =
        """

        on conflict (tenant, id) do update set scope = excluded.scope, head_hash = excluded.head_hash, dpop_jkt = excluded.dpop_jkt,
          expires_at = excluded.expires_at, ends_at = excluded.ends_at, ip = excluded.ip, user_agent = excluded.user_agent
          where token_grant.revoked_at is null\
        """;
    String insert =
        """
        insert into token_grant (tenant, id, client_id, profile_id, session_id, scope, auth_time, auth_type, amr, nonce, created_at,
          head_hash, dpop_jkt, expires_at, ends_at, ip, user_agent, wish)
        select ?, ?::uuid, ?, ?::uuid, ?::uuid, ?, ?::timestamptz, ?, ?::text[], ?, ?::timestamptz, ?::bytea, ?, ?::timestamptz,
          ?::timestamptz, ?, ?, ?::jsonb from session where tenant = ? and id = ? and ended_at is null
        """
            + (codeHash == null ? "for share" : "and exists (select from held) for share");
    @Nullable Object[] values = {
      tenant.id(),
      id,
      client.id(),
      grant.profile().id(),
      grant.sessionId(),
      grant.scope(),
      grant.authTime(),
      grant.authType(),
      grant.amr(),
      grant.nonce(),
      now,
      token == null ? null : token.hash(),
      token == null ? null : binding(client, key),
      now.plus(idle),
      now.plus(absolute),
      caller.ip(),
      caller.userAgent(),
      grant.wish().kept(),
      tenant.id(),
      grant.sessionId()
    };
    if (codeHash == null) {
      changes.addConditional(
          () -> {
            throw ApiError.LOGIN_REQUIRED.exception();
          },
          insert,
          values);
    } else {
      @Nullable Object[] all = new @Nullable Object[values.length + 2];
      all[0] = tenant.id();
      all[1] = codeHash;
      System.arraycopy(values, 0, all, 2, values.length);
      changes.addConditional(
          () -> {
            throw ApiError.INVALID_AUTHORIZATION_CODE.exception();
          },
          held + insert + orTakenUp,
          all);
    }
    if (grant.hasScope(Scopes.OPENID)) {
      sessionClients.remember(changes, tenant, client, id);
    }
    return new Opened(grant, token == null ? null : refreshTokens.write(tenant, token));
  }

  /**
   * What a refresh token is bound to: the key of a client that has no other way to show that it is
   * itself (RFC 9449 section 5).
   */
  private static @Nullable String binding(Client client, @Nullable ProvenKey key) {
    return key == null || !client.isPublic() ? null : key.thumbprint();
  }

  /**
   * Rotates a refresh token.
   *
   * @param key that is shown with it, and that the tokens are to be bound to; null: none
   * @param scopes for this answer, fewer than were granted (RFC 6749 section 6); null: all of them.
   *     More are refused and leave the token as it is.
   * @param resources for this answer, fewer than were granted (RFC 8707 section 2.2); empty: all of
   *     them. More are refused likewise.
   * @return the grant with its next token, or what is to be said of the reuse
   * @throws dev.latchkey.domain.error.ApiException {@code REFRESH_TOKEN_INVALID}, {@code
   *     REFRESH_TOKEN_EXPIRED}, {@code REFRESH_TOKEN_REVOKED}, {@code INVALID_SCOPE}, {@code
   *     INVALID_TARGET}
   */
  public Opened rotate(
      Tenant tenant,
      Client client,
      String text,
      @Nullable ProvenKey key,
      @Nullable Set<String> scopes,
      List<String> resources,
      Runnable onReuse) {
    Parsed token =
        refreshTokens.parse(tenant, text).orElseThrow(ApiError.REFRESH_TOKEN_INVALID::exception);
    if (!client.refreshTokens()) {
      throw ApiError.REFRESH_TOKEN_REVOKED.exception();
    }
    // FAPI 2.0 section 5.3.2.1 (9): who shows a key of its own each time gains nothing by a new
    // one,
    // and loses all when the answer is lost.
    Parsed next = client.security().fapi2() ? token : refreshTokens.next(tenant, token);
    Instant now = clock.instant();
    Optional<Row> rotated =
        db.one(
            Row.class,
            """
            with g as (
              update token_grant set generation = generation + 1, previous_hash = head_hash, head_hash = ?, rotated_at = ?,
                expires_at = least(?::timestamptz, ends_at), dpop_jkt = coalesce(dpop_jkt, ?)
              where tenant = ? and id = ? and client_id = ? and head_hash = ? and revoked_at is null and expires_at > ?
                and (dpop_jkt is null or dpop_jkt = ?)
                and string_to_array(scope, ' ') @> ?::text[]
                and coalesce(wish -> 'resources', '[]') @> ?::jsonb
                and exists (select from profile p where p.tenant = token_grant.tenant and p.id = token_grant.profile_id
                  and p.suspended_at is null)
              returning *)
            select
            """
                + GRANT_COLUMNS
                + Profile.COLUMNS
                + " from g join profile on profile.tenant = g.tenant and profile.id = g.profile_id",
            next.hash(),
            now,
            now.plus(client.lifetimes().refreshTokenIdle()),
            binding(client, key),
            tenant.id(),
            token.grantId(),
            client.id(),
            token.hash(),
            now,
            key == null ? null : key.thumbprint(),
            scopes == null ? List.of() : List.copyOf(scopes),
            Json.tree(resources));
    Row row =
        rotated.orElseGet(() -> notRotated(tenant, client, token, next, key, resources, onReuse));
    return new Opened(
        narrowed(grant(row, client, key), scopes, resources), refreshTokens.write(tenant, next));
  }

  /**
   * The token is not the head: honestly late, expired, revoked, or stolen; or it is, and was shown
   * without its key, or more was asked for than it is good for.
   */
  private Row notRotated(
      Tenant tenant,
      Client client,
      Parsed token,
      Parsed next,
      @Nullable ProvenKey key,
      List<String> resources,
      Runnable onReuse) {
    Instant now = clock.instant();
    Row row =
        db.one(
                Row.class,
                "select "
                    + GRANT_COLUMNS
                    + Profile.COLUMNS
                    + """
                    from token_grant g join profile on profile.tenant = g.tenant and profile.id = g.profile_id
                    where g.tenant = ? and g.id = ? and g.client_id = ?\
                    """,
                tenant.id(),
                token.grantId(),
                client.id())
            .orElseThrow(ApiError.REFRESH_TOKEN_INVALID::exception);
    if (row.dpopJkt() != null && (key == null || !key.is(row.dpopJkt()))) {
      // No reuse: who has the token without its key must not be able to end what it is of.
      throw ApiError.REFRESH_TOKEN_INVALID.exception();
    }
    if (row.revokedAt() != null || row.profile().isSuspended()) {
      throw ApiError.REFRESH_TOKEN_REVOKED.exception();
    }
    if (!row.expiresAt().isAfter(now)) {
      throw ApiError.REFRESH_TOKEN_EXPIRED.exception();
    }
    if (same(row.headHash(), token.hash())) {
      // Good, and yet not rotated: only what was asked for can have been in the way.
      throw OpenIdWish.of(row.wish()).resources().containsAll(resources)
          ? ApiError.INVALID_SCOPE.exception()
          : ApiError.INVALID_TARGET.exception();
    }
    Instant rotatedAt = row.rotatedAt();
    boolean isPrevious =
        same(row.previousHash(), token.hash()) && same(row.headHash(), next.hash());
    if (isPrevious && rotatedAt != null && rotatedAt.plus(GRACE).isAfter(now)) {
      return row;
    }
    db.update(
        "update token_grant set revoked_at = ? where tenant = ? and id = ? and revoked_at is null",
        now,
        tenant.id(),
        row.id());
    onReuse.run();
    throw ApiError.REFRESH_TOKEN_REVOKED.exception();
  }

  private static boolean same(byte @Nullable [] stored, byte[] hash) {
    return stored != null && Digest.same(stored, hash);
  }

  /** A scope that the client has lost since is not renewed. */
  private static Grant grant(Row row, Client client, @Nullable ProvenKey key) {
    Set<String> scopes = new LinkedHashSet<>(Scopes.parse(row.scope()));
    scopes.removeIf(scope -> !Scopes.mayKeep(client, scope));
    return new Grant(
        row.id(),
        row.profile(),
        row.sessionId(),
        scopes,
        row.authTime(),
        "refresh",
        row.amr(),
        null,
        false,
        OpenIdWish.of(row.wish()),
        key);
  }

  private static Grant narrowed(Grant grant, @Nullable Set<String> scopes, List<String> resources) {
    if (scopes != null && !grant.scopes().containsAll(scopes)) {
      throw ApiError.INVALID_SCOPE.exception();
    }
    return (scopes == null ? grant : grant.withScopes(scopes)).forResources(resources);
  }

  /**
   * A grant that is live together with its session: for renewing an access token by itself
   * (DECISIONS 3), one that is bound to no key.
   */
  public Optional<Grant> liveWithSession(Tenant tenant, Client client, UUID grantId) {
    Instant now = clock.instant();
    return db.one(
            Row.class,
            "select "
                + GRANT_COLUMNS
                + Profile.COLUMNS
                + """
                from token_grant g join profile on profile.tenant = g.tenant and profile.id = g.profile_id
                join session s on s.tenant = g.tenant and s.id = g.session_id
                where g.tenant = ? and g.id = ? and g.client_id = ? and g.revoked_at is null and profile.suspended_at is null
                  and s.ended_at is null and s.expires_at > ? and s.ends_at > ?\
                """,
            tenant.id(),
            grantId,
            client.id(),
            now,
            now)
        .map(row -> grant(row, client, null));
  }

  /** The grant of a refresh token, live or not; empty when it is no token of this client. */
  public Optional<UUID> grantOf(Tenant tenant, String refreshToken) {
    return refreshTokens.parse(tenant, refreshToken).map(Parsed::grantId);
  }

  /** A refresh token as introspection shows it. */
  public record LiveRefreshToken(
      UUID profileId, String clientId, String scope, Instant createdAt, Instant expiresAt) {}

  public Optional<LiveRefreshToken> find(Tenant tenant, String refreshToken) {
    return refreshTokens
        .parse(tenant, refreshToken)
        .flatMap(token ->
            db.one(
                LiveRefreshToken.class,
                """
                select g.profile_id, g.client_id, g.scope, g.created_at, g.expires_at
                from token_grant g join profile on profile.tenant = g.tenant and profile.id = g.profile_id
                where g.tenant = ? and g.id = ? and g.head_hash = ? and g.revoked_at is null and g.expires_at > ?
                  and profile.suspended_at is null\
                """,
                tenant.id(),
                token.grantId(),
                token.hash(),
                clock.instant()));
  }

  /**
   * Adds that what the owner showed is still live, or nothing of the changes is written: what a
   * token was shown for must not happen after the token was revoked, nor what a session was shown
   * for after its end. Holds it until then.
   */
  public void requireLive(Changes changes, Tenant tenant, OwnerProof owner) {
    switch (owner) {
      case BearerProof bearer -> requireLive(changes, tenant, bearer.grantId());
      case PageProof page -> Sessions.hold(changes, tenant, page.sessionId());
    }
  }

  private static void requireLive(Changes changes, Tenant tenant, UUID grantId) {
    changes.addExactlyOne(
        () -> {
          throw ApiError.ACCESS_TOKEN_INVALID.exception();
        },
        "update token_grant set revoked_at = null where tenant = ? and id = ? and revoked_at is"
            + " null",
        tenant.id(),
        grantId);
  }

  /** Adds to the changes that this one grant is revoked, if it is the client's. */
  public void revoke(Changes changes, Tenant tenant, Client client, UUID grantId) {
    changes.add(
        "update token_grant set revoked_at = ? where tenant = ? and id = ? and client_id = ? and"
            + " revoked_at is null",
        clock.instant(),
        tenant.id(),
        grantId,
        client.id());
  }

  /** Adds to the changes that everything this client has for the grant's user is revoked. */
  public void revokeAllOfUser(Changes changes, Tenant tenant, Client client, UUID grantId) {
    changes.add(
        """
        update token_grant set revoked_at = ? where tenant = ? and client_id = ? and revoked_at is null and profile_id =
          (select profile_id from token_grant where tenant = ? and id = ? and client_id = ?)\
        """,
        clock.instant(),
        tenant.id(),
        client.id(),
        tenant.id(),
        grantId,
        client.id());
  }

  /** Adds to the changes that all grants of the profile are revoked, but for one. */
  public void revokeAll(Changes changes, Tenant tenant, UUID profileId, @Nullable UUID except) {
    changes.add(
        """
        update token_grant set revoked_at = ? where tenant = ? and profile_id = ? and revoked_at is null
          and id is distinct from ?::uuid\
        """,
        clock.instant(),
        tenant.id(),
        profileId,
        except);
  }
}
