package dev.latchkey.domain.client;

import dev.latchkey.domain.key.ForeignJwt;
import dev.latchkey.domain.key.Jwts;
import dev.latchkey.domain.tenant.Tenant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Signs what a client checks as it checks its ID tokens, and knows again what was signed so.
 * Thread-safe.
 */
public final class ClientSignatures {

  private static final String HS256 = "HS256";

  private final Jwts jwts;

  public ClientSignatures(Jwts jwts) {
    this.jwts = jwts;
  }

  /**
   * By the client's ID token algorithm.
   *
   * @param type {@code typ} of the header
   */
  public String sign(Tenant tenant, Client client, String type, ObjectNode claims) {
    return client.legacy().hs256IdToken()
        ? Jwts.signWithSecret(client.secrets().get(0), type, claims)
        : jwts.sign(tenant, client.idTokenAlg(), type, claims);
  }

  /**
   * The claims of a token that was signed so: by any algorithm that the client had. Issuer,
   * audience and expiry are the caller's to check.
   */
  public Optional<ObjectNode> verify(Tenant tenant, Client client, String type, String token) {
    return jwts.verify(tenant, type, token)
        .or(() ->
            client.legacy().hs256IdToken() ? ofSecret(client, type, token) : Optional.empty());
  }

  private static Optional<ObjectNode> ofSecret(Client client, String type, String token) {
    return ForeignJwt.read(token)
        .filter(jwt -> jwt.algorithm().equals(HS256))
        .filter(
            jwt -> jwt.header().getType() != null && jwt.header().getType().getType().equals(type))
        .filter(jwt -> client.secrets().stream().anyMatch(jwt::isSignedBySecret))
        .map(ForeignJwt::claims);
  }
}
