package dev.latchkey.domain.device;

import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.db.Changes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/** Browsers that a user lets off the second factor, by a random id in a cookie. */
public final class TrustedDevices {

  private final Secrets secrets;
  private final InstantSource clock;

  public TrustedDevices(Secrets secrets, InstantSource clock) {
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
}
