package dev.latchkey.domain.proof;

import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.profile.ProfileDetails;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A live access token of the profile was shown. Made by {@link BearerVerifier}. Opens no session.
 */
public final class BearerProof implements Proof {

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
  public UUID profileId() {
    return details.profile().id();
  }

  public Profile profile() {
    return details.profile();
  }

  public ProfileDetails details() {
    return details;
  }

  public String clientId() {
    return claims.clientId();
  }

  public UUID grantId() {
    return claims.grantId();
  }

  public UUID sessionId() {
    return claims.sessionId();
  }

  public Set<String> scopes() {
    return claims.scopes();
  }

  /** The claims that the bearer may read beside those of the scopes. */
  public List<String> userinfoClaims() {
    return claims.userinfoClaims();
  }

  /** Every method shown in the login that the token stands on. */
  public List<String> amr() {
    return claims.amr();
  }

  public Instant authTime() {
    return claims.authTime();
  }

  public Instant issuedAt() {
    return claims.issuedAt();
  }

  @Override
  public Instant at() {
    return at;
  }
}
