package dev.latchkey.flows.signup;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.profile.LiteProfiles;
import dev.latchkey.domain.profile.ProfileDocument;
import dev.latchkey.domain.proof.CodePurpose;
import dev.latchkey.domain.proof.VerificationCodes;
import dev.latchkey.domain.tenant.Tenant;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is known of who was invited, to fill in the sign-up's form (contract section 5.3). Once:
 * what is left of the token in a history or a log tells nothing, and is still good for the sign-up.
 */
public final class ReadInvitation {

  private static final Set<String> SHOWN =
      Set.of(Scopes.PROFILE, Scopes.EMAIL, Scopes.PHONE, Scopes.ADDRESS);

  private final VerificationCodes codes;
  private final LiteProfiles lites;

  public ReadInvitation(VerificationCodes codes, LiteProfiles lites) {
    this.codes = codes;
    this.lites = lites;
  }

  /**
   * @return claims as OpenID Connect Core section 5.1 has them
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_SIGNUP_TOKEN}
   */
  public ObjectNode run(Tenant tenant, Client client, String token) {
    return codes
        .showOnce(tenant, CodePurpose.INVITATION, client.id(), token)
        .flatMap(id -> lites.find(tenant, id))
        .map(lite ->
            ProfileDocument.idTokenClaims(lite.profile(), tenant, SHOWN)
                .put("sub", lite.profile().id().toString()))
        .orElseThrow(ApiError.INVALID_SIGNUP_TOKEN::exception);
  }
}
