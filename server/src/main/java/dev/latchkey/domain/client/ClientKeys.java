package dev.latchkey.domain.client;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.key.ForeignJwt;
import dev.latchkey.domain.key.RemoteKeys;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.outbound.OutboundException;
import java.text.ParseException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * The public keys of clients: as registered, or where the client publishes them (OpenID Connect
 * Registration section 2, {@code jwks} and {@code jwks_uri}). Thread-safe.
 */
public final class ClientKeys {

  /** What clients may sign with; never {@code none} (RFC 8725 section 3.1). */
  public static final List<String> ALGORITHMS = List.of("ES256", "PS256", "EdDSA", "RS256");

  private static final Logger LOG = LoggerFactory.getLogger("dev.latchkey.client");

  private final RemoteKeys remote;

  public ClientKeys(RemoteKeys remote) {
    this.remote = remote;
  }

  /**
   * Whether a key of the client made the token's signature.
   *
   * @param algorithms the ones to take
   * @throws dev.latchkey.domain.error.ApiException {@code TEMPORARILY_UNAVAILABLE} when the keys
   *     cannot be fetched
   */
  boolean made(Tenant tenant, Client client, ForeignJwt token, List<String> algorithms) {
    return algorithms.contains(token.algorithm())
        && client.security().allowsAlgorithm(token.algorithm())
        && token.isSignedBy(keys(tenant, client, token.header()));
  }

  private List<JWK> keys(Tenant tenant, Client client, JWSHeader header) {
    JsonNode registered = client.security().jwks();
    if (registered != null) {
      return new JWKSelector(JWKMatcher.forJWSHeader(header)).select(parse(registered));
    }
    String uri = client.security().jwksUri();
    if (uri == null) {
      return List.of();
    }
    try {
      return remote.matching(tenant, uri, header, client.calls(tenant));
    } catch (RemoteKeys.Unreadable | OutboundException e) {
      LOG.warn("The keys of client {} cannot be fetched: {}", client.id(), e.getMessage());
      throw ApiError.TEMPORARILY_UNAVAILABLE.causedBy(e);
    }
  }

  /** Whether that is a JSON Web Key Set of public keys alone, with one at least. */
  public static boolean arePublic(JsonNode jwks) {
    try {
      JWKSet set = JWKSet.parse(Json.text(jwks));
      return !set.isEmpty() && set.getKeys().stream().noneMatch(JWK::isPrivate);
    } catch (ParseException e) {
      return false;
    }
  }

  private static JWKSet parse(JsonNode registered) {
    try {
      return JWKSet.parse(Json.text(registered));
    } catch (ParseException e) {
      throw new IllegalStateException("The configuration let a broken key set pass", e);
    }
  }
}
