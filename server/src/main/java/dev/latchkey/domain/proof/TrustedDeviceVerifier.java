package dev.latchkey.domain.proof;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.db.Db;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/** Checks the cookie of a trusted device. One query. */
public final class TrustedDeviceVerifier {

  private final Db db;
  private final InstantSource clock;

  public TrustedDeviceVerifier(Db db, InstantSource clock) {
    this.db = db;
    this.clock = clock;
  }

  /** Whether that profile trusts the device of that cookie, still. */
  public Optional<TrustedDeviceProof> find(Tenant tenant, UUID profileId, String cookie) {
    return db.one(
            UUID.class,
            "select id from trusted_device where tenant = ? and profile_id = ? and device_hash = ?"
                + " and expires_at > ?",
            tenant.id(),
            profileId,
            Digest.sha256(cookie),
            clock.instant())
        .map(id -> new TrustedDeviceProof(profileId, id, clock.instant()));
  }
}
