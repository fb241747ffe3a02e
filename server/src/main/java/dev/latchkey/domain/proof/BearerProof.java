package dev.latchkey.domain.proof;

import dev.latchkey.domain.profile.ProfileDetails;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A live access token of the profile was shown. Made by {@link BearerVerifier}. Opens no session.
 */
public final class BearerProof implements OwnerProof {

  /** Younger than this, a token is fresh (contract section 1.14). */
  public static final Duration FRESHNESS = Duration.ofMinutes(5);

  private final ProfileDetails details;
  private final BearerClaims claims;
  private final Instant at;

  BearerProof(ProfileDetails details, BearerClaims claims, Instant at) {
    this.details = details;
    this.claims = claims;
    this.at = at;
  }

  @Override
  public ProfileDetails details() {
    return details;
  }

  @Override
  public String clientId() {
    return claims.clientId();
  }

  public UUID grantId() {
    return claims.grantId();
  }

  @Override
  public UUID sessionId() {
    return claims.sessionId();
  }

  @Override
  public Set<String> scopes() {
    return claims.scopes();
  }

  /** The claims that the bearer may read beside those of the scopes. */
  public List<String> userinfoClaims() {
    return claims.userinfoClaims();
  }

  @Override
  public List<String> amr() {
    return claims.amr();
  }

  @Override
  public Instant authTime() {
    return claims.authTime();
  }

  @Override
  public Instant issuedAt() {
    return claims.issuedAt();
  }

  @Override
  public Instant at() {
    return at;
  }
}
