package dev.latchkey.faces.access;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.tenant.AccessPolicy;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Tenant.Limit;
import dev.latchkey.faces.access.Refusal.Limited;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.limits.LocalLimiter;
import dev.latchkey.platform.limits.RateLimiter;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How often anything may be done at this API (contract, O17). What every call is counted by is
 * counted by each node for itself, in memory; the rest exactly, by all of them.
 */
final class AccessLimits {

  private final LocalLimiter calls;
  private final RateLimiter limiter;

  AccessLimits(LocalLimiter calls, RateLimiter limiter) {
    this.calls = calls;
    this.limiter = limiter;
  }

  void call(Tenant tenant, Client client) {
    Limit limit = limits(tenant).perClient();
    calls
        .hit(tenant.id() + "/" + client.id(), limit.requests(), limit.window())
        .ifPresent(wait -> {
          throw refusal(limit, List.of(limit), wait);
        });
  }

  /**
   * @param address of the user; the back end's own when it did not tell
   * @param forwarded whether it told
   */
  void login(Tenant tenant, Identifier email, String address, boolean forwarded) {
    Limit perEmail = limits(tenant).loginsPerEmail();
    Limit perAddress = limits(tenant).loginsPerAddress();
    List<Limit> all = List.of(perEmail, perAddress);
    hit(tenant, "access-email:" + hashed(email.key()), perEmail, all);
    if (forwarded) {
      hit(tenant, "access-from:" + address, perAddress, all);
    }
  }

  void stepUp(Tenant tenant, AccessProof access) {
    ofUser(tenant, "access-step-up:", access, limits(tenant).stepUps());
  }

  void verification(Tenant tenant, AccessProof access) {
    ofUser(tenant, "access-verify:", access, limits(tenant).verifications());
  }

  void enrolment(Tenant tenant, AccessProof access) {
    ofUser(tenant, "access-enrol:", access, limits(tenant).enrolments());
  }

  private void ofUser(Tenant tenant, String bucket, AccessProof access, Limit limit) {
    hit(tenant, bucket + access.profileId(), limit, List.of(limit));
  }

  private void hit(Tenant tenant, String bucket, Limit limit, List<Limit> all) {
    limiter
        .hit(tenant.id(), bucket, limit.requests(), limit.window())
        .ifPresent(wait -> {
          throw refusal(limit, all, wait);
        });
  }

  private static Refusal refusal(Limit exceeded, List<Limit> all, Duration wait) {
    return Refusal.limited(new Limited(text(exceeded, all), seconds(wait)));
  }

  private static AccessPolicy.RateLimits limits(Tenant tenant) {
    AccessPolicy policy = tenant.access();
    if (policy == null) {
      throw ApiError.ACCESS_DENIED.exception();
    }
    return policy.rateLimits();
  }

  private static String hashed(String text) {
    return Digest.base64Url(Digest.sha256(text));
  }

  /** The one that was exceeded, then all: {@code 30, 10;w=60, 30;w=60}. */
  static String text(Limit exceeded, List<Limit> all) {
    return exceeded.requests()
        + ", "
        + all.stream()
            .map(limit -> limit.requests() + ";w=" + limit.window().toSeconds())
            .collect(Collectors.joining(", "));
  }

  static long seconds(Duration wait) {
    return Math.max(1, wait.plusMillis(999).toSeconds());
  }
}
