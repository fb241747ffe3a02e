package dev.latchkey.domain.token;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.key.ForeignJwt;
import dev.latchkey.domain.key.Jwts;
import dev.latchkey.domain.tenant.Tenant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * ID tokens that come back as a hint at who is meant (OpenID Connect Core section 3.1.2.1). An
 * expired one is as good, as is one that a key of before has signed. Thread-safe.
 */
public final class IdTokenHints {

  private static final String HS256 = "HS256";

  private final Jwts jwts;

  public IdTokenHints(Jwts jwts) {
    this.jwts = jwts;
  }

  /** The claims; empty when it is no ID token that this tenant gave to that client. */
  public Optional<ObjectNode> read(Tenant tenant, Client client, String token) {
    return jwts.verify(tenant, Jwts.ID_TOKEN, token)
        .or(() -> underSecret(client, token))
        .filter(claims -> isIdToken(tenant, client, claims));
  }

  private static Optional<ObjectNode> underSecret(Client client, String token) {
    return client.legacy().hs256IdToken()
        ? ForeignJwt.read(token)
            .filter(jwt -> jwt.algorithm().equals(HS256))
            .filter(jwt -> client.secrets().stream().anyMatch(jwt::isSignedBySecret))
            .map(ForeignJwt::claims)
        : Optional.empty();
  }

  /** Other signed answers have no {@code sid} or no {@code exp}. */
  private static boolean isIdToken(Tenant tenant, Client client, ObjectNode claims) {
    return claims.path("iss").asString("").equals(tenant.issuer())
        && claims.path("aud").isArray()
        && claims.path("aud").valueStream().anyMatch(aud -> aud.asString("").equals(client.id()))
        && !claims.path("sub").asString("").isEmpty()
        && claims.has("exp")
        && claims.has("sid");
  }
}
