package dev.latchkey.domain.device;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** Browsers that a user lets off the second factor, by a random id in a cookie. */
public final class TrustedDevices {

  /** A browser that is trusted, and what it said of itself when it became so. */
  public record TrustedDevice(UUID id, Instant createdAt, String ip, String userAgent) {}

  private final Db db;
  private final Secrets secrets;
  private final InstantSource clock;

  public TrustedDevices(Db db, Secrets secrets, InstantSource clock) {
    this.db = db;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Adds to the changes that the profile trusts this browser, and returns the cookie for it. */
  public String trust(Changes changes, Tenant tenant, UUID profileId, Caller caller) {
    String cookie = secrets.token();
    Instant now = clock.instant();
    changes.add(
        """
        insert into trusted_device (tenant, id, profile_id, device_hash, created_at, expires_at, ip, user_agent)
        values (?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        tenant.id(),
        secrets.uuid(),
        profileId,
        Digest.sha256(cookie),
        now,
        now.plus(tenant.mfa().trustedDeviceLifetime()),
        caller.ip(),
        caller.userAgent());
    return cookie;
  }

  /** Those that the profile trusts still, newest first. */
  public List<TrustedDevice> of(Tenant tenant, UUID profileId) {
    return db.list(
        TrustedDevice.class,
        "select id, created_at, ip, user_agent from trusted_device where tenant = ? and profile_id"
            + " = ? and expires_at > ? order by created_at desc, id desc limit ?",
        tenant.id(),
        profileId,
        clock.instant(),
        Limits.LIST);
  }

  /** Adds that one is trusted no more. If it was not, nothing of the changes is written. */
  public void remove(Changes changes, Tenant tenant, UUID profileId, UUID id) {
    changes.addExactlyOne(
        () -> {
          throw ApiError.RESOURCE_NOT_FOUND.exception();
        },
        "delete from trusted_device where tenant = ? and profile_id = ? and id = ?",
        tenant.id(),
        profileId,
        id);
  }

  /** Adds that the profile trusts none any more: what they were trusted for has changed. */
  public void removeAll(Changes changes, Tenant tenant, UUID profileId) {
    changes.add(
        "delete from trusted_device where tenant = ? and profile_id = ?", tenant.id(), profileId);
  }
}
