package dev.latchkey.flows.access;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.domain.organisation.Membership;
import dev.latchkey.domain.organisation.Organisations;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.profile.Profile;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.proof.AccessVerifier;
import dev.latchkey.domain.proof.BearerProof;
import dev.latchkey.domain.proof.LoginGuard;
import dev.latchkey.domain.proof.SessionProof;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.AccessTokens;
import dev.latchkey.platform.db.Changes;
import dev.latchkey.platform.db.Db;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Get a token for one identity (Access contract 2.7): with a token of this API, or with an access
 * token that the same client has of the same session by OAuth, so that both APIs speak of one
 * login.
 */
public final class ExchangeToken {

  /** The identity that is wanted, as the wire calls it. */
  public record Wanted(String type, long number) {

    boolean is(Membership membership) {
      return membership.organisationNo() == number && membership.wireType().equals(type);
    }
  }

  public record Result(String token, Membership membership, boolean steppedUp) {}

  private final Db db;
  private final Organisations organisations;
  private final OpenAccess openAccess;
  private final LoginGuard guard;
  private final AccessTokens tokens;
  private final AccessVerifier verifier;

  public ExchangeToken(
      Db db,
      Organisations organisations,
      OpenAccess openAccess,
      LoginGuard guard,
      AccessTokens tokens,
      AccessVerifier verifier) {
    this.db = db;
    this.organisations = organisations;
    this.openAccess = openAccess;
    this.guard = guard;
    this.tokens = tokens;
    this.verifier = verifier;
  }

  /**
   * @param wanted null: the user's only one
   * @throws ApiException {@code ACCOUNT_LOCKED}, {@code ACCESS_DENIED}: not one of the user's;
   *     {@code VALIDATION}: the user has several, and none was named
   */
  public Result byAccess(
      Tenant tenant, Client client, AccessProof access, @Nullable Wanted wanted) {
    requireUnlocked(tenant, access.profile());
    if (!access.hasSession()) {
      throw ApiError.ACCESS_DENIED.exception();
    }
    Membership membership = chosen(organisations.of(tenant, access.profileId()), wanted);
    String token = issue(tenant, client, SessionProof.behind(access), membership);
    return new Result(token, membership, CredentialPolicy.isSteppedUp(tenant, access));
  }

  /** As above. */
  public Result byBearer(
      Tenant tenant, Client client, BearerProof bearer, @Nullable Wanted wanted) {
    requireUnlocked(tenant, bearer.profile());
    if (!bearer.clientId().equals(client.id())) {
      throw ApiError.ACCESS_DENIED.exception();
    }
    Membership membership = chosen(openAccess.identities(tenant, bearer.profile()), wanted);
    String token = issue(tenant, client, SessionProof.behind(bearer), membership);
    boolean steppedUp =
        verifier
            .look(tenant, token)
            .filter(access -> CredentialPolicy.isSteppedUp(tenant, access))
            .isPresent();
    return new Result(token, membership, steppedUp);
  }

  private void requireUnlocked(Tenant tenant, Profile profile) {
    if (guard.isLocked(tenant, LoginGuard.Subject.of(profile.id()))) {
      throw ApiError.ACCOUNT_LOCKED.exception();
    }
  }

  private static Membership chosen(List<Membership> identities, @Nullable Wanted wanted) {
    if (wanted == null && identities.size() > 1) {
      throw ApiException.validation(FieldError.missing("identity"));
    }
    return identities.stream()
        .filter(membership -> wanted == null || wanted.is(membership))
        .findFirst()
        .orElseThrow(ApiError.ACCESS_DENIED::exception);
  }

  private String issue(Tenant tenant, Client client, SessionProof session, Membership membership) {
    Changes changes = db.changes();
    String token =
        tokens.access(changes, tenant, OpenAccess.policy(tenant), client, session, membership);
    organisations.chosen(changes, tenant, session.profileId(), membership);
    changes.commit();
    return token;
  }
}
