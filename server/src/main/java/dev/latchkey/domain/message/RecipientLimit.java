package dev.latchkey.domain.message;

import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenant.Limit;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.limits.RateLimiter;

/**
 * How many messages one address or number gets, whoever asks and whether or not it is anybody's
 * (DECISIONS 11).
 */
public final class RecipientLimit {

  private final RateLimiter limiter;

  public RecipientLimit(RateLimiter limiter) {
    this.limiter = limiter;
  }

  /**
   * @throws ApiException {@code RATE_LIMIT_REACHED}
   */
  public void check(Tenant tenant, Identifier recipient) {
    Limit limit = tenant.rateLimits().perRecipient();
    String bucket = "to:" + Digest.base64Url(Digest.sha256(recipient.kind() + recipient.key()));
    limiter
        .hit(tenant.id(), bucket, limit.requests(), limit.window())
        .ifPresent(wait -> {
          throw ApiException.rateLimited(wait);
        });
  }
}
