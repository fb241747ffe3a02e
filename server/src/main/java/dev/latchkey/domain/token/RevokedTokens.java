package dev.latchkey.domain.token;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Instant;

/** Access tokens without a grant that were revoked before they expired: clients' own. */
public final class RevokedTokens {

  private final Db db;

  public RevokedTokens(Db db) {
    this.db = db;
  }

  public void add(Changes changes, Tenant tenant, String jti, Instant expiresAt) {
    changes.add(
        "insert into revoked_token (tenant, jti, expires_at) values (?, ?, ?) on conflict do"
            + " nothing",
        tenant.id(),
        jti,
        expiresAt);
  }

  public boolean contains(Tenant tenant, String jti) {
    return db.one(
            Integer.class,
            "select 1 from revoked_token where tenant = ? and jti = ?",
            tenant.id(),
            jti)
        .isPresent();
  }
}
