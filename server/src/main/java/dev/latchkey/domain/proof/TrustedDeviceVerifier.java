package dev.latchkey.domain.proof;

import dev.latchkey.domain.proof.SessionVerifier.LiveSession;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.db.Db;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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

  /**
   * What a browser shows that is logged in: its session, and that it is a device that needs no
   * second factor, which is looked up only where the session stands on one alone and there is a
   * second.
   *
   * @param cookie of the device; null when it has none
   */
  public List<LoginProof> besideSession(Tenant tenant, LiveSession live, @Nullable String cookie) {
    List<LoginProof> proofs = new ArrayList<>();
    proofs.add(live.proof());
    if (cookie != null
        && !live.details().profile().factors().isEmpty()
        && !live.proof().isOfTwoFactors()) {
      find(tenant, live.proof().profileId(), cookie).ifPresent(proofs::add);
    }
    return proofs;
  }
}
