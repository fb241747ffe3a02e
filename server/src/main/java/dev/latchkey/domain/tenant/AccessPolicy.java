package dev.latchkey.domain.tenant;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Access API of a tenant, as in the configuration file.
 *
 * @param sandbox whether no message leaves, and every code that is typed is the same
 * @param admitProfiles whether users who signed up elsewhere become consumers at their first login
 * @param profileIds that new identities may name; empty: any
 * @param idle of a login token, since its last use
 * @param accessTokenIdle likewise
 * @param absolute of a login and all its tokens
 * @param stepUpMaxAge null: a step-up holds as long as its login
 * @param sends codes that one login may ask for until one is verified
 * @param resendAfter between two codes of one login
 * @param firstFactorOnly whether a password alone enrols the first factor only
 */
public record AccessPolicy(
    boolean sandbox,
    boolean admitProfiles,
    Linking linking,
    List<String> profileIds,
    Duration idle,
    Duration accessTokenIdle,
    Duration absolute,
    @Nullable Duration stepUpMaxAge,
    int sends,
    Duration resendAfter,
    boolean firstFactorOnly,
    RateLimits rateLimits) {

  /** Which identities a root user may have beside the first. */
  public enum Linking {
    ANY,
    CORPORATES,
    NONE
  }

  /**
   * @param perClient of one API client, at one node
   * @param loginsPerAddress of the user, where the back end tells it
   * @param stepUps that one user begins
   * @param verifications codes that one user types
   * @param enrolments codes that one user has sent
   */
  public record RateLimits(
      Tenant.Limit perClient,
      Tenant.Limit loginsPerEmail,
      Tenant.Limit loginsPerAddress,
      Tenant.Limit stepUps,
      Tenant.Limit verifications,
      Tenant.Limit enrolments) {}
}
