package dev.latchkey.domain.key;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.db.Db;
import java.time.Duration;
import java.time.Instant;

/**
 * Remembers the {@code jti} of tokens that are good once, whichever node they come to, until they
 * have expired (RFC 7519 section 4.1.7, attack class 16). Thread-safe.
 */
public final class UsedJwts {

  /** Nodes' clocks differ: a row is kept somewhat longer than any node takes its token. */
  private static final Duration KEPT_AFTER = Duration.ofMinutes(2);

  private final Db db;

  public UsedJwts(Db db) {
    this.db = db;
  }

  /**
   * Marks a token as used. Of two that ask at once only one hears true.
   *
   * @param issuer who made it, unique in the tenant together with its kind
   */
  public boolean use(Tenant tenant, String issuer, String jti, Instant expiresAt) {
    return db.update(
            "insert into used_jwt (tenant, issuer, jti_hash, expires_at) values (?, ?, ?, ?)"
                + " on conflict do nothing",
            tenant.id(),
            issuer,
            Digest.sha256(jti),
            expiresAt.plus(KEPT_AFTER))
        == 1;
  }
}
