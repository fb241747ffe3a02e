package dev.latchkey.flows.grants;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Resources;
import dev.latchkey.domain.dpop.ProvenKey;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.TokenAnswer;
import dev.latchkey.domain.token.TokenIssuer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A client's token for itself (RFC 6749 section 4.4). No query, one signature. */
public final class ClientCredentialsGrant {

  private final TokenIssuer issuer;

  public ClientCredentialsGrant(TokenIssuer issuer) {
    this.issuer = issuer;
  }

  /**
   * @param resources that the token is for; empty: this server
   * @param key that the client shows, for the token to be bound to; null: none
   * @throws dev.latchkey.domain.error.ApiException {@code UNAUTHORIZED_CLIENT} when it is off for
   *     the client, {@code INVALID_TARGET}
   */
  public TokenAnswer run(
      Tenant tenant,
      Client client,
      Set<String> scopes,
      List<String> resources,
      @Nullable ProvenKey key) {
    if (!client.clientCredentials() || client.isPublic()) {
      throw ApiError.UNAUTHORIZED_CLIENT.exception("client_credentials is off for this client");
    }
    Resources.require(tenant, client, resources);
    return issuer.clientAnswer(tenant, client, scopes, resources, key);
  }
}
