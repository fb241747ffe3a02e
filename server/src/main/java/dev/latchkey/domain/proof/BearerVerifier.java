package dev.latchkey.domain.proof;

import dev.latchkey.domain.client.Resources;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.key.Jwts;
import dev.latchkey.domain.profile.ProfileDetails;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.db.Db;
import java.time.InstantSource;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks an access token and that what it stands on is still there: the grant, the profile. One
 * query.
 */
public final class BearerVerifier {

  private static final String SQL =
      "select "
          + ProfileDetails.COLUMNS
          + " from token_grant join profile on profile.tenant = token_grant.tenant and profile.id ="
          + " token_grant.profile_id"
          + ProfileDetails.JOINS
          + """
          where token_grant.tenant = ? and token_grant.id = ? and token_grant.profile_id = ? and token_grant.client_id = ?
            and token_grant.revoked_at is null and profile.suspended_at is null\
          """;

  private final Db db;
  private final Jwts jwts;
  private final InstantSource clock;

  public BearerVerifier(Db db, Jwts jwts, InstantSource clock) {
    this.db = db;
    this.jwts = jwts;
    this.clock = clock;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code ACCESS_TOKEN_INVALID} when it is not a
   *     live access token of a user of this tenant
   */
  public BearerProof verify(Tenant tenant, ShownToken token) {
    return find(tenant, token).orElseThrow(ApiError.ACCESS_TOKEN_INVALID::exception);
  }

  /** As {@link #verify}; empty instead of the exception. */
  public Optional<BearerProof> find(Tenant tenant, ShownToken token) {
    return jwts.verify(tenant, Jwts.ACCESS_TOKEN, token.value())
        .flatMap(BearerVerifier::ofUser)
        .filter(claims -> Resources.includeUs(tenant, claims.clientId(), claims.audience()))
        .filter(claims -> claims.expiresAt().isAfter(clock.instant()))
        .flatMap(claims -> live(tenant, claims));
  }

  /**
   * Whether it is a live access token of a user, of one that is asked about: nobody is let in by
   * it. Without reading the profile; one look-up by key.
   */
  public boolean isLive(Tenant tenant, String token) {
    return jwts.verify(tenant, Jwts.ACCESS_TOKEN, token)
        .flatMap(BearerVerifier::ofUser)
        .filter(claims -> claims.expiresAt().isAfter(clock.instant()))
        .flatMap(claims ->
            db.one(
                Integer.class,
                """
                select 1 from token_grant join profile on profile.tenant = token_grant.tenant and profile.id = token_grant.profile_id
                where token_grant.tenant = ? and token_grant.id = ? and token_grant.client_id = ?
                  and token_grant.revoked_at is null and profile.suspended_at is null\
                """,
                tenant.id(),
                claims.grantId(),
                claims.clientId()))
        .isPresent();
  }

  private static Optional<BearerClaims> ofUser(ObjectNode claims) {
    // A client's own token has no grant: it is nobody's user.
    return claims.has("gid") ? Optional.of(BearerClaims.of(claims)) : Optional.empty();
  }

  private Optional<BearerProof> live(Tenant tenant, BearerClaims claims) {
    return db.one(
            ProfileDetails.class,
            SQL,
            tenant.id(),
            claims.grantId(),
            claims.profileId(),
            claims.clientId())
        .map(details -> new BearerProof(details, claims, clock.instant()));
  }
}
