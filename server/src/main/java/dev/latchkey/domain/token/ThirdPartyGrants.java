package dev.latchkey.domain.token;

import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What users let clients of other parties have (contract section 11.3): apart from the tokens that
 * stand on it, as it outlives them. Thread-safe.
 */
public final class ThirdPartyGrants {

  /** What one client may have of a user. */
  public record ThirdPartyGrant(String clientId, String scope, Instant grantedAt) {}

  private final Db db;
  private final InstantSource clock;

  public ThirdPartyGrants(Db db, InstantSource clock) {
    this.db = db;
    this.clock = clock;
  }

  /** The user's, the last given first. */
  public List<ThirdPartyGrant> of(Tenant tenant, UUID profileId) {
    return db.list(
        ThirdPartyGrant.class,
        """
        select client_id, scope, granted_at from third_party_grant where tenant = ? and profile_id = ?
        order by granted_at desc, client_id\
        """,
        tenant.id(),
        profileId);
  }

  /** Whether the user let the client have all of that. */
  public boolean covers(Tenant tenant, UUID profileId, String clientId, Set<String> scopes) {
    return of(tenant, profileId).stream()
        .filter(grant -> grant.clientId().equals(clientId))
        .anyMatch(grant -> Scopes.parse(grant.scope()).containsAll(scopes));
  }

  /**
   * Adds that the client may have nothing of the user any more, and that its tokens are revoked.
   * Nothing of the changes is written when it had nothing: {@code RESOURCE_NOT_FOUND}.
   */
  public void remove(Changes changes, Tenant tenant, UUID profileId, String clientId) {
    changes.addExactlyOne(
        () -> {
          throw ApiError.RESOURCE_NOT_FOUND.exception();
        },
        "delete from third_party_grant where tenant = ? and profile_id = ? and client_id = ?",
        tenant.id(),
        profileId,
        clientId);
    changes.add(
        "update token_grant set revoked_at = ? where tenant = ? and profile_id = ? and client_id ="
            + " ? and revoked_at is null",
        clock.instant(),
        tenant.id(),
        profileId,
        clientId);
    changes.add(
        "delete from authorization_code where tenant = ? and profile_id = ? and client_id = ?",
        tenant.id(),
        profileId,
        clientId);
  }
}
