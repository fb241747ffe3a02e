package dev.latchkey.flows.device;

import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.proof.SessionProof;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.limits.RateLimiter;
import java.time.Duration;

/**
 * How many user codes one user may try, right or wrong and from wherever (RFC 8628 section 5.1). A
 * code has 34 bits and lives for ten minutes; faces count addresses, as everywhere.
 */
public final class UserCodeGuesses {

  private static final int MOST = 20;
  private static final Duration WINDOW = Duration.ofMinutes(10);

  private final RateLimiter limiter;

  public UserCodeGuesses(RateLimiter limiter) {
    this.limiter = limiter;
  }

  /**
   * @throws ApiException {@code RATE_LIMIT_REACHED}
   */
  void count(Tenant tenant, SessionProof user) {
    limiter
        .hit(tenant.id(), "user-code:" + user.profileId(), MOST, WINDOW)
        .ifPresent(wait -> {
          throw ApiException.rateLimited(wait);
        });
  }
}
