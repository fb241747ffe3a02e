package dev.latchkey.flows.grants;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.proof.BearerProof;
import dev.latchkey.domain.proof.BearerVerifier;
import dev.latchkey.domain.proof.ShownToken;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.Grant;
import dev.latchkey.domain.token.Grants;
import dev.latchkey.domain.token.TokenAnswer;
import dev.latchkey.domain.token.TokenIssuer;

/**
 * A new access token for a live one, for clients of the seed's time (contract section 4.10,
 * DECISIONS 3): only while the session behind it is alive, so never past that session's end; the
 * time of the login stays what it was.
 */
public final class RenewAccessToken {

  private final BearerVerifier verifier;
  private final Grants grants;
  private final TokenIssuer issuer;

  public RenewAccessToken(BearerVerifier verifier, Grants grants, TokenIssuer issuer) {
    this.verifier = verifier;
    this.grants = grants;
    this.issuer = issuer;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code UNAUTHORIZED_CLIENT}, {@code
   *     ACCESS_TOKEN_INVALID}
   */
  public TokenAnswer run(Tenant tenant, Client client, ShownToken accessToken) {
    if (!client.accessTokenRenewal()) {
      throw ApiError.UNAUTHORIZED_CLIENT.exception("access_token_renewal is off for this client");
    }
    BearerProof bearer = verifier.verify(tenant, accessToken);
    if (!bearer.clientId().equals(client.id())) {
      throw ApiError.ACCESS_TOKEN_INVALID.exception();
    }
    Grant grant =
        grants
            .liveWithSession(tenant, client, bearer.grantId())
            .orElseThrow(ApiError.ACCESS_TOKEN_INVALID::exception);
    return issuer.answer(tenant, client, grant, null);
  }
}
