package dev.latchkey.domain.token;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.organisation.Membership;
import dev.latchkey.domain.proof.AccessKind;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.proof.PasswordProof;
import dev.latchkey.domain.proof.SessionProof;
import dev.latchkey.domain.session.Session;
import dev.latchkey.domain.tenant.AccessPolicy;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of the Access API: 256 random bits, kept as a hash, dead with their session. They cannot
 * speak for themselves as JWTs do, since one and the same token slides in time, is stepped up and
 * is revoked. Thread-safe.
 */
public final class AccessTokens {

  /** Of a login with an expired password, fixed (its contract, O5). */
  private static final Duration PASSWORD_UPDATE = Duration.ofMinutes(5);

  private final Secrets secrets;
  private final InstantSource clock;

  public AccessTokens(Secrets secrets, InstantSource clock) {
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Adds the token of a login. */
  public String ofLogin(
      Changes changes, Tenant tenant, AccessPolicy policy, Client client, Session session) {
    return ofSession(
        changes,
        tenant,
        policy,
        client,
        session.profile().id(),
        session.id(),
        AccessKind.AUTH,
        null);
  }

  /** Adds one more login token of the session behind the proof. */
  public String ofLogin(
      Changes changes, Tenant tenant, AccessPolicy policy, Client client, SessionProof session) {
    return ofSession(
        changes,
        tenant,
        policy,
        client,
        session.profileId(),
        session.sessionId(),
        AccessKind.AUTH,
        null);
  }

  /** Adds a token for one identity, of a login. */
  public String access(
      Changes changes,
      Tenant tenant,
      AccessPolicy policy,
      Client client,
      Session session,
      Membership membership) {
    return ofSession(
        changes,
        tenant,
        policy,
        client,
        session.profile().id(),
        session.id(),
        AccessKind.ACCESS,
        membership);
  }

  /** As above, of the session behind the proof. */
  public String access(
      Changes changes,
      Tenant tenant,
      AccessPolicy policy,
      Client client,
      SessionProof session,
      Membership membership) {
    return ofSession(
        changes,
        tenant,
        policy,
        client,
        session.profileId(),
        session.sessionId(),
        AccessKind.ACCESS,
        membership);
  }

  /** Holds the session until the token is there: the end of it at the same moment sees it. */
  private String ofSession(
      Changes changes,
      Tenant tenant,
      AccessPolicy policy,
      Client client,
      UUID profileId,
      UUID sessionId,
      AccessKind kind,
      @Nullable Membership membership) {
    String token = kind.prefix() + secrets.token();
    Instant now = clock.instant();
    changes.addExactlyOne(
        () -> {
          throw ApiError.ACCESS_TOKEN_INVALID.exception();
        },
        """
        insert into access_token (tenant, token_hash, kind, client_id, profile_id, session_id, organisation_id, created_at,
          last_used_at, expires_at)
        select s.tenant, ?::bytea, ?, ?, s.profile_id, s.id, ?::uuid, ?::timestamptz, ?::timestamptz,
          least(s.created_at + make_interval(secs => ?), s.ends_at)
        from session as s where s.tenant = ? and s.id = ? and s.profile_id = ? and s.ended_at is null
          and s.created_at + make_interval(secs => ?) > ? for share\
        """,
        Digest.sha256(token),
        kind.column(),
        client.id(),
        membership == null ? null : membership.organisationId(),
        now,
        now,
        policy.absolute(),
        tenant.id(),
        sessionId,
        profileId,
        policy.absolute(),
        now);
    return token;
  }

  /** Adds a token that is good for a new password and nothing else. */
  public String passwordUpdate(
      Changes changes, Tenant tenant, Client client, PasswordProof expired) {
    String token = AccessKind.PASSWORD_UPDATE.prefix() + secrets.token();
    Instant now = clock.instant();
    changes.add(
        "insert into access_token (tenant, token_hash, kind, client_id, profile_id, created_at,"
            + " last_used_at, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
        tenant.id(),
        Digest.sha256(token),
        AccessKind.PASSWORD_UPDATE.column(),
        client.id(),
        expired.profileId(),
        now,
        now,
        now.plus(PASSWORD_UPDATE));
    return token;
  }

  /**
   * Adds that the token is used up. If it was in between, nothing of the changes is written: {@code
   * ACCESS_TOKEN_INVALID}.
   */
  public void useUp(Changes changes, Tenant tenant, AccessProof proof) {
    changes.addExactlyOne(
        () -> {
          throw ApiError.ACCESS_TOKEN_INVALID.exception();
        },
        "delete from access_token where tenant = ? and token_hash = ?",
        tenant.id(),
        proof.tokenHash());
  }
}
