package dev.latchkey.domain.client;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.key.ForeignJwt;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.outbound.Outbound;
import dev.latchkey.platform.outbound.Outbound.Reply;
import dev.latchkey.platform.outbound.Outbound.Request;
import dev.latchkey.platform.outbound.OutboundException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Authorization requests that clients sign (RFC 9101, OpenID Connect Core section 6), handed over
 * or fetched from an address that is registered. Only what is signed counts: parameters beside a
 * request object are not looked at (RFC 9101 section 5). Thread-safe.
 */
public final class RequestObjects {

  private static final Logger LOG = LoggerFactory.getLogger("dev.latchkey.client");

  /** How far the client's clock may be off. */
  private static final Duration SKEW = Duration.ofSeconds(30);

  /** {@code typ}; empty for none: the client then keeps its tokens apart by their claims. */
  private static final Set<String> TYPES = Set.of("", "jwt", "oauth-authz-req+jwt");

  /** What a token says about itself is no parameter of the request. */
  private static final List<String> ENVELOPE =
      List.of("iss", "aud", "exp", "nbf", "iat", "jti", "sub");

  /** The one parameter that may come several times (RFC 8707 section 2). */
  private static final String RESOURCE = "resource";

  private static final int LONGEST = 16 * 1024;

  private final ClientKeys keys;
  private final Outbound outbound;
  private final InstantSource clock;

  public RequestObjects(ClientKeys keys, Outbound outbound, InstantSource clock) {
    this.keys = keys;
    this.outbound = outbound;
    this.clock = clock;
  }

  /**
   * The parameters of a request object.
   *
   * @throws ApiException {@code INVALID_REQUEST_OBJECT}, {@code TEMPORARILY_UNAVAILABLE}
   */
  public ObjectNode byValue(Tenant tenant, Client client, String token) {
    ForeignJwt jwt =
        ForeignJwt.read(token)
            .orElseThrow(() -> invalid("It is no signed token with an object of claims"));
    require(hasKnownType(jwt), "Its typ is not oauth-authz-req+jwt");
    require(isOf(client, jwt), "It is not from this client");
    require(isFor(tenant, jwt), "It is not for this server");
    require(isOfNow(jwt), "It is expired, or not good yet");
    require(isSigned(tenant, client, jwt), "Its signature is not the client's");
    return parameters(jwt.claims());
  }

  /**
   * The parameters of the request object at that address.
   *
   * @throws ApiException {@code INVALID_REQUEST_URI}, {@code INVALID_REQUEST_OBJECT}, {@code
   *     TEMPORARILY_UNAVAILABLE}
   */
  public ObjectNode byReference(Tenant tenant, Client client, String uri) {
    if (!client.security().requestUris().contains(uri)) {
      throw ApiError.INVALID_REQUEST_URI.exception();
    }
    try {
      Request get =
          new Request(
              "GET",
              URI.create(uri),
              Map.of("Accept", "application/oauth-authz-req+jwt, application/jwt"),
              null);
      Reply reply = outbound.send(get, client.calls(tenant));
      if (reply.status() != 200 || reply.body().length > LONGEST) {
        LOG.warn("No request object of client {}: status {}", client.id(), reply.status());
        throw ApiError.INVALID_REQUEST_URI.exception();
      }
      return byValue(tenant, client, new String(reply.body(), StandardCharsets.UTF_8).strip());
    } catch (OutboundException e) {
      LOG.warn("No request object of client {}: {}", client.id(), e.getMessage());
      throw ApiError.INVALID_REQUEST_URI.causedBy(e);
    }
  }

  private static boolean hasKnownType(ForeignJwt jwt) {
    var type = jwt.header().getType();
    return TYPES.contains(type == null ? "" : type.getType().toLowerCase(Locale.ROOT));
  }

  /** A client's assertion has its id as {@code sub}: it is no request (RFC 9101 section 10.8). */
  private static boolean isOf(Client client, ForeignJwt jwt) {
    List<String> names =
        List.of(jwt.text("client_id"), jwt.text("iss")).stream()
            .filter(name -> !name.isEmpty())
            .toList();
    return !names.isEmpty()
        && names.stream().allMatch(client.id()::equals)
        && !jwt.text("sub").equals(client.id());
  }

  private static boolean isFor(Tenant tenant, ForeignJwt jwt) {
    return !jwt.claims().has("aud") || jwt.audience().contains(tenant.issuer());
  }

  private boolean isOfNow(ForeignJwt jwt) {
    Instant now = clock.instant();
    return jwt.time("exp").orElse(Instant.MAX).isAfter(now.minus(SKEW))
        && !jwt.time("nbf").orElse(now).isAfter(now.plus(SKEW))
        && !jwt.time("iat").orElse(now).isAfter(now.plus(SKEW));
  }

  private boolean isSigned(Tenant tenant, Client client, ForeignJwt jwt) {
    String registered = client.security().requestObjectSigningAlg();
    return keys.made(
        tenant, client, jwt, registered == null ? ClientKeys.ALGORITHMS : List.of(registered));
  }

  /** As a query would have them: texts. */
  private static ObjectNode parameters(ObjectNode claims) {
    require(!claims.has("request") && !claims.has("request_uri"), "It holds another one");
    ObjectNode parameters = Json.object();
    claims.forEachEntry((name, value) -> {
      if (!ENVELOPE.contains(name) && !value.isNull()) {
        if (name.equals(RESOURCE) && value.isArray()) {
          parameters.set(name, value);
        } else {
          parameters.put(name, value.isValueNode() ? value.asString() : Json.text(value));
        }
      }
    });
    return parameters;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw invalid(otherwise);
    }
  }

  private static ApiException invalid(String why) {
    return ApiError.INVALID_REQUEST_OBJECT.exception(why);
  }
}
