package dev.latchkey.domain.token;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.client.Resources;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.key.Jwts;
import dev.latchkey.domain.proof.KeyBinding;
import dev.latchkey.domain.proof.ShownToken;
import dev.latchkey.domain.tenant.Tenant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks the access tokens that clients have for themselves (RFC 6749 section 4.4), and that what
 * they stand on is still there: the client, its right to them, the scope (attack class 42). One
 * query.
 */
public final class ClientTokens {

  private final Jwts jwts;
  private final Clients clients;
  private final RevokedTokens revoked;
  private final KeyBinding binding;
  private final InstantSource clock;

  public ClientTokens(
      Jwts jwts, Clients clients, RevokedTokens revoked, KeyBinding binding, InstantSource clock) {
    this.jwts = jwts;
    this.binding = binding;
    this.clients = clients;
    this.revoked = revoked;
    this.clock = clock;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code ACCESS_TOKEN_INVALID} when it is not a
   *     live token that a client of this tenant has for itself; what {@link KeyBinding#require}
   *     says
   */
  public ClientAccess verify(Tenant tenant, ShownToken token) {
    ObjectNode claims =
        jwts.verify(tenant, Jwts.ACCESS_TOKEN, token.value())
            .filter(found -> isLive(tenant, found))
            .orElseThrow(ApiError.ACCESS_TOKEN_INVALID::exception);
    binding.require(tenant, token, claims);
    Client client =
        clients
            .find(tenant.id(), claims.path("client_id").asString(""))
            .filter(found -> found.clientCredentials() && !found.isPublic())
            .orElseThrow(ApiError.ACCESS_TOKEN_INVALID::exception);
    Set<String> scopes = new LinkedHashSet<>(Scopes.parse(claims.path("scope").asString("")));
    scopes.removeIf(scope -> !Scopes.mayKeep(client, scope));
    return new ClientAccess(client, scopes);
  }

  /** A token with a grant is a user's. */
  private boolean isLive(Tenant tenant, ObjectNode claims) {
    String clientId = claims.path("client_id").asString("");
    JsonNode aud = claims.path("aud");
    List<String> audience =
        aud.isArray()
            ? aud.valueStream().map(JsonNode::asString).toList()
            : List.of(aud.asString(""));
    return !claims.has("gid")
        && Resources.includeUs(tenant, clientId, audience)
        && claims.path("exp").asLong(0) > clock.instant().getEpochSecond()
        && !revoked.contains(tenant, claims.path("jti").asString(""));
  }
}
