package dev.latchkey.domain.policy;

import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.proof.BearerProof;
import dev.latchkey.domain.proof.CodeProof;
import dev.latchkey.domain.proof.CodePurpose;
import dev.latchkey.domain.proof.PasswordProof;
import dev.latchkey.domain.tenant.Tenant;
import java.time.Instant;
import java.util.Set;

/** Who may change a credential (contract sections 1.14 and 7.2). */
public final class CredentialPolicy {

  /** What a code may have been sent for that sets a new password. */
  public static final Set<CodePurpose> RESETS_PASSWORD =
      Set.of(CodePurpose.PASSWORD_RESET, CodePurpose.ACCOUNT_RECOVERY);

  /** A code that was sent to set a new password, to an address of the profile. */
  public PasswordPermit byCode(CodeProof code) {
    if (!RESETS_PASSWORD.contains(code.purpose())) {
      throw new IllegalArgumentException("A code of another purpose");
    }
    return new PasswordPermit(code.profileId(), null, null);
  }

  /** A token with the old password. */
  public PasswordPermit byOldPassword(BearerProof bearer, PasswordProof old) {
    requireWrite(bearer);
    if (!old.profileId().equals(bearer.profileId())) {
      throw new IllegalArgumentException("The password of another profile");
    }
    return new PasswordPermit(bearer.profileId(), bearer.sessionId(), bearer.grantId());
  }

  /** A fresh token alone, where the tenant allows it. */
  public PasswordPermit byFreshToken(Tenant tenant, BearerProof bearer) {
    requireWrite(bearer);
    if (!tenant.password().allowUpdateWithAccessTokenOnly()) {
      throw ApiError.OLD_PASSWORD_REQUIRED.exception();
    }
    requireFresh(tenant, bearer);
    return new PasswordPermit(bearer.profileId(), bearer.sessionId(), bearer.grantId());
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INSUFFICIENT_SCOPE}
   */
  public static void requireWrite(BearerProof bearer) {
    requireScope(bearer, Scopes.FULL_WRITE);
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INSUFFICIENT_SCOPE}
   */
  public static void requireScope(BearerProof bearer, String scope) {
    if (!bearer.scopes().contains(scope)) {
      throw ApiError.INSUFFICIENT_SCOPE.exception();
    }
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code ACCESS_TOKEN_NOT_FRESH} from five minutes
   *     on
   */
  public static void requireFresh(Tenant tenant, BearerProof bearer) {
    Instant since =
        tenant.compat().freshnessCountsFromIssue() ? bearer.issuedAt() : bearer.authTime();
    if (!since.plus(BearerProof.FRESHNESS).isAfter(bearer.at())) {
      throw ApiError.ACCESS_TOKEN_NOT_FRESH.exception();
    }
  }
}
