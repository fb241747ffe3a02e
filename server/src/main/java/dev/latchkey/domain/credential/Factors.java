package dev.latchkey.domain.credential;

import dev.latchkey.domain.tenant.FactorKind;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Db;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The second factors of profiles (contract section 2.7). Thread-safe. */
public final class Factors {

  /**
   * @param kind as {@link FactorKind#wireName()}
   * @param destination address or number in the form it is compared by; null when nothing is sent
   */
  public record Factor(
      UUID id, String kind, @Nullable String destination, String friendlyName, Instant createdAt) {}

  private final Db db;

  public Factors(Db db) {
    this.db = db;
  }

  /** All of the profile's, oldest first. */
  public List<Factor> of(Tenant tenant, UUID profileId) {
    return db.list(
        Factor.class,
        "select id, kind, destination, friendly_name, created_at from mfa_credential"
            + " where tenant = ? and profile_id = ? order by created_at, id",
        tenant.id(),
        profileId);
  }
}
