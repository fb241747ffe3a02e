package dev.latchkey.domain.token;

import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.proof.SessionProof;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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

  /**
   * Whether the user let the client have all of that.
   *
   * @param since when it must have been said again; null: whenever
   */
  public boolean covers(
      Tenant tenant, UUID profileId, String clientId, Set<String> scopes, @Nullable Instant since) {
    return of(tenant, profileId).stream()
        .filter(grant -> grant.clientId().equals(clientId))
        .filter(grant -> since == null || grant.grantedAt().isAfter(since))
        .anyMatch(grant -> Scopes.parse(grant.scope()).containsAll(scopes));
  }

  /**
   * Adds that the user of the session lets the client have these scopes beside those it has
   * already.
   */
  public void add(
      Changes changes, Tenant tenant, SessionProof user, String clientId, Set<String> scopes) {
    Set<String> all = new LinkedHashSet<>();
    of(tenant, user.profileId()).stream()
        .filter(grant -> grant.clientId().equals(clientId))
        .forEach(grant -> all.addAll(Scopes.parse(grant.scope())));
    all.addAll(scopes);
    changes.add(
        """
        insert into third_party_grant (tenant, profile_id, client_id, scope, granted_at) values (?, ?, ?, ?, ?)
        on conflict (tenant, profile_id, client_id) do update set scope = excluded.scope, granted_at = excluded.granted_at\
        """,
        tenant.id(),
        user.profileId(),
        clientId,
        Scopes.join(all),
        clock.instant());
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
        "delete from device_code using session where device_code.tenant = ? and session.tenant ="
            + " device_code.tenant and session.id = device_code.session_id and session.profile_id"
            + " = ? and device_code.client_id = ?",
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
