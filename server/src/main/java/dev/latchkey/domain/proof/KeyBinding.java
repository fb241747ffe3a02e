package dev.latchkey.domain.proof;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.dpop.DpopProofs;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.tenant.Tenant;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds who shows an access token to the key that it is bound to, if it is (RFC 9449 section 7): a
 * bound token is refused unless it is shown with a proof of its key, and one that is not bound is
 * refused where it is shown as if it were.
 */
public final class KeyBinding {

  /** The claim by which a token says what it is bound to (RFC 7800 section 3.1). */
  private static final String CONFIRMATION = "cnf";

  private final Clients clients;
  private final DpopProofs proofs;

  public KeyBinding(Clients clients, DpopProofs proofs) {
    this.clients = clients;
    this.proofs = proofs;
  }

  /** Whether it is good only with something else beside it. */
  static boolean isBound(ObjectNode claims) {
    return claims.has(CONFIRMATION);
  }

  /**
   * @param claims of the token, whose signature and time were found to be good
   * @throws dev.latchkey.domain.error.ApiException {@code ACCESS_TOKEN_BOUND}, {@code
   *     ACCESS_TOKEN_INVALID}, {@code INVALID_DPOP_PROOF}, {@code USE_DPOP_NONCE}
   */
  public void require(Tenant tenant, ShownToken token, ObjectNode claims) {
    switch (token.scheme()) {
      case BEARER -> {
        if (isBound(claims)) {
          throw ApiError.ACCESS_TOKEN_BOUND.exception();
        }
      }
      case DPOP -> {
        String thumbprint = claims.path(CONFIRMATION).path("jkt").asString("");
        Client client =
            clients
                .find(tenant.id(), claims.path("client_id").asString(""))
                .filter(found -> !thumbprint.isEmpty())
                .orElseThrow(ApiError.ACCESS_TOKEN_INVALID::exception);
        proofs.requireBeside(tenant, client, token.proof(), token.value(), thumbprint);
      }
    }
  }
}
