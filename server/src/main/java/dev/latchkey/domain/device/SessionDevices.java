package dev.latchkey.domain.device;

import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a user is logged in: the sessions of browsers with this server, and the grants of clients
 * that refresh themselves (contract sections 2.7 and 11.1). Thread-safe.
 */
public final class SessionDevices {

  /**
   * @param tokenType {@link #SESSION} or {@link #GRANT}
   * @param ip that it was opened from
   */
  public record SessionDevice(
      UUID id,
      String tokenType,
      String ip,
      String userAgent,
      Instant createdAt,
      Instant lastConnection,
      Instant expiresAt) {}

  public static final String SESSION = "ST";
  public static final String GRANT = "RT";

  private static final String SQL =
      """
      select id, token_type, ip, user_agent, created_at, last_connection, expires_at from (
        select id, 'ST' as token_type, ip, user_agent, created_at, last_used_at as last_connection, least(expires_at, ends_at) as expires_at
        from session where tenant = ? and profile_id = ? and ended_at is null
        union all
        select id, 'RT', ip, user_agent, created_at, coalesce(rotated_at, created_at), expires_at
        from token_grant where tenant = ? and profile_id = ? and revoked_at is null and head_hash is not null) as device
      where expires_at > ?\
      """;

  private final Db db;
  private final InstantSource clock;

  public SessionDevices(Db db, InstantSource clock) {
    this.db = db;
    this.clock = clock;
  }

  /** The profile's live ones, the last used first. */
  public List<SessionDevice> of(Tenant tenant, UUID profileId) {
    return db.list(
        SessionDevice.class,
        SQL + " order by last_connection desc, id desc limit ?",
        tenant.id(),
        profileId,
        tenant.id(),
        profileId,
        clock.instant(),
        2 * Limits.LIST);
  }

  /** One of the profile's live ones. */
  public Optional<SessionDevice> find(Tenant tenant, UUID profileId, UUID id) {
    return db.one(
        SessionDevice.class,
        SQL + " and id = ?",
        tenant.id(),
        profileId,
        tenant.id(),
        profileId,
        clock.instant(),
        id);
  }

  /** Adds to the changes that the grant of the profile is revoked. */
  public void endGrant(Changes changes, Tenant tenant, UUID profileId, UUID id) {
    changes.add(
        "update token_grant set revoked_at = ? where tenant = ? and profile_id = ? and id = ?"
            + " and revoked_at is null",
        clock.instant(),
        tenant.id(),
        profileId,
        id);
  }
}
