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
  private final KeyBinding binding;
  private final InstantSource clock;

  public BearerVerifier(Db db, Jwts jwts, KeyBinding binding, InstantSource clock) {
    this.db = db;
    this.jwts = jwts;
    this.binding = binding;
    this.clock = clock;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code ACCESS_TOKEN_INVALID} when it is not a
   *     live access token of a user of this tenant; what {@link KeyBinding#require} says
   */
  public BearerProof verify(Tenant tenant, ShownToken token) {
    ObjectNode claims =
        forUs(tenant, token.value()).orElseThrow(ApiError.ACCESS_TOKEN_INVALID::exception);
    binding.require(tenant, token, claims);
    return live(tenant, BearerClaims.of(claims))
        .orElseThrow(ApiError.ACCESS_TOKEN_INVALID::exception);
  }

  /**
   * As {@link #verify}, for who knows nothing of keys: only of a token that is bound to none; empty
   * instead of the exception.
   */
  public Optional<BearerProof> findUnbound(Tenant tenant, ShownToken token) {
    return token.scheme() != ShownToken.Scheme.BEARER
        ? Optional.empty()
        : forUs(tenant, token.value())
            .filter(claims -> !KeyBinding.isBound(claims))
            .flatMap(claims -> live(tenant, BearerClaims.of(claims)));
  }

  /**
   * Whether it is a live access token of a user, of one that is asked about: nobody is let in by
   * it. Without reading the profile; one look-up by key.
   */
  public boolean isLive(Tenant tenant, String token) {
    return unexpired(tenant, token)
        .map(BearerClaims::of)
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

  /** One that may be shown here: it is no other API's. */
  private Optional<ObjectNode> forUs(Tenant tenant, String token) {
    return unexpired(tenant, token)
        .filter(claims -> {
          BearerClaims said = BearerClaims.of(claims);
          return Resources.includeUs(tenant, said.clientId(), said.audience());
        });
  }

  /** A client's own token has no grant: it is nobody's user. */
  private Optional<ObjectNode> unexpired(Tenant tenant, String token) {
    return jwts.verify(tenant, Jwts.ACCESS_TOKEN, token)
        .filter(claims -> claims.has("gid"))
        .filter(claims -> claims.path("exp").asLong(0) > clock.instant().getEpochSecond());
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
