package dev.latchkey.domain.message;

import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenant.Limit;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.db.Changes;
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
    limiter
        .hit(tenant.id(), bucket("to:", recipient), limit.requests(), limit.window())
        .ifPresent(wait -> {
          throw ApiException.rateLimited(wait);
        });
  }

  /**
   * Adds to the changes that the recipient gets a message which comes with something else, as with
   * a sign-up: that is not refused for it, but counts.
   */
  public void count(Changes changes, Tenant tenant, Identifier recipient) {
    Limit limit = tenant.rateLimits().perRecipient();
    if (limit.requests() > 0) {
      limiter.count(changes, tenant.id(), bucket("to:", recipient), limit.window());
    }
  }

  /**
   * Whether the recipient may get one more notice; counted apart, as nobody who is up to something
   * may use up the notices of it by asking for other messages.
   */
  public boolean permitsNotice(Tenant tenant, Identifier recipient) {
    Limit limit = tenant.rateLimits().perRecipient();
    return limiter
        .hit(tenant.id(), bucket("notice:", recipient), limit.requests(), limit.window())
        .isEmpty();
  }

  private static String bucket(String prefix, Identifier recipient) {
    return prefix + Digest.base64Url(Digest.sha256(recipient.kind() + recipient.key()));
  }
}
