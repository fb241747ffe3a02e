package dev.latchkey.domain.token;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.error.ApiError;
import java.util.Set;

/** A client that speaks for itself. Only {@link ClientTokens} makes one, of a live token. */
public final class ClientAccess {

  private final Client client;
  private final Set<String> scopes;

  ClientAccess(Client client, Set<String> scopes) {
    this.client = client;
    this.scopes = scopes;
  }

  public Client client() {
    return client;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INSUFFICIENT_SCOPE}
   */
  public void require(String scope) {
    if (!scopes.contains(scope)) {
      throw ApiError.INSUFFICIENT_SCOPE.exception();
    }
  }
}
