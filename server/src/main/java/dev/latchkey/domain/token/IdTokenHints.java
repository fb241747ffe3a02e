package dev.latchkey.domain.token;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.ClientSignatures;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.key.ForeignJwt;
import dev.latchkey.domain.key.Jwts;
import dev.latchkey.domain.tenant.Tenant;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads {@code id_token_hint} (OpenID Connect Core section 3.1.2.1, RP-Initiated Logout 1.0 section
 * 2): an ID token of this server's, whether it has expired or not. Thread-safe.
 */
public final class IdTokenHints {

  private final Clients clients;
  private final ClientSignatures signatures;

  public IdTokenHints(Clients clients, ClientSignatures signatures) {
    this.clients = clients;
    this.signatures = signatures;
  }

  /** Empty when it is no ID token that this server gave to a client that it has. */
  public Optional<IdTokenHint> read(Tenant tenant, String token) {
    return ForeignJwt.read(token)
        .map(ForeignJwt::audience)
        .filter(audience -> audience.size() == 1)
        .flatMap(audience -> clients.find(tenant.id(), audience.getFirst()))
        .flatMap(client -> read(tenant, client, token));
  }

  /** Empty when it is no ID token that this server gave to that client. */
  public Optional<IdTokenHint> read(Tenant tenant, Client client, String token) {
    return signatures
        .verify(tenant, client, Jwts.ID_TOKEN, token)
        .filter(claims -> claims.path("iss").asString("").equals(tenant.issuer()))
        .filter(claims -> isFor(client, claims))
        .flatMap(claims ->
            uuid(claims, "sub")
                .flatMap(sub -> uuid(claims, "sid").map(sid -> new IdTokenHint(client, sub, sid))));
  }

  /** ID tokens name their client alone, and expire; other signed answers lack one of the two. */
  private static boolean isFor(Client client, ObjectNode claims) {
    JsonNode audience = claims.path("aud");
    return audience.isArray()
        && audience.size() == 1
        && audience.get(0).asString("").equals(client.id())
        && claims.has("exp");
  }

  private static Optional<UUID> uuid(ObjectNode claims, String name) {
    try {
      return Optional.of(UUID.fromString(claims.path(name).asString("")));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
