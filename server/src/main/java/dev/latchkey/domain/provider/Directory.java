package dev.latchkey.domain.provider;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.domain.key.RemoteKeys;
import dev.latchkey.domain.tenant.ProviderSettings.Endpoints;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.outbound.Outbound;
import dev.latchkey.platform.outbound.Outbound.Reply;
import dev.latchkey.platform.outbound.Outbound.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Where providers are and which keys they sign with: OpenID Connect Discovery, kept for an hour.
 * Thread-safe.
 */
final class Directory {

  private static final int MOST = 500;
  private static final Duration KEPT = Duration.ofHours(1);

  /**
   * @param jwks null: it signs no ID tokens
   */
  record Place(
      @Nullable String issuer,
      String authorization,
      String token,
      @Nullable String userinfo,
      @Nullable String jwks) {}

  private record Address(String tenant, String url) {}

  private final Outbound outbound;
  private final RemoteKeys keys;
  private final Cache<Address, Place> places;

  Directory(Outbound outbound, RemoteKeys keys, InstantSource clock) {
    this.outbound = outbound;
    this.keys = keys;
    this.places =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(KEPT)
            .ticker(() -> Duration.ofMillis(clock.millis()).toNanos())
            .build();
  }

  /**
   * @throws Unusable, OutboundException
   */
  Place place(Tenant tenant, Provider provider) {
    String issuer = provider.discovery();
    if (issuer == null) {
      Endpoints endpoints = provider.endpoints();
      return new Place(
          null, endpoints.authorization(), endpoints.token(), endpoints.userinfo(), null);
    }
    Address address = new Address(tenant.id(), issuer);
    Place known = places.getIfPresent(address);
    if (known == null) {
      known = discover(tenant, provider, issuer);
      places.put(address, known);
    }
    return known;
  }

  /** OpenID Connect Discovery 1.0 section 4; the issuer must say that it is it (4.3). */
  private Place discover(Tenant tenant, Provider provider, String issuer) {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    JsonNode said = get(tenant, base + "/.well-known/openid-configuration");
    String template = provider.preset().issuer();
    if (template == null && !said.path("issuer").asString("").equals(issuer)) {
      throw new Unusable("Another issuer than the one that was asked");
    }
    return new Place(
        template == null ? issuer : template,
        required(said, "authorization_endpoint"),
        required(said, "token_endpoint"),
        said.path("userinfo_endpoint").asString(null),
        required(said, "jwks_uri"));
  }

  private static String required(JsonNode said, String name) {
    String value = said.path(name).asString("");
    if (value.isEmpty()) {
      throw new Unusable("No " + name + " in the OpenID configuration");
    }
    return value;
  }

  /** The keys that may have made that signature. */
  List<JWK> keys(Tenant tenant, Place place, JWSHeader header) {
    try {
      return keys.matching(
          tenant, Objects.requireNonNull(place.jwks()), header, tenant.outbound().limits());
    } catch (RemoteKeys.Unreadable e) {
      throw new Unusable(String.valueOf(e.getMessage()));
    }
  }

  private JsonNode get(Tenant tenant, String url) {
    return json(send(tenant, Request.get(uri(url))));
  }

  /** Sends within what the tenant allows. */
  Reply send(Tenant tenant, Request request) {
    return outbound.send(request, tenant.outbound().limits());
  }

  /** The body of a success. */
  static JsonNode json(Reply reply) {
    if (reply.status() != 200) {
      throw new Unusable("Status " + reply.status());
    }
    try {
      return Json.read(new String(reply.body(), StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      throw new Unusable("The answer is not JSON");
    }
  }

  static URI uri(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new Unusable("An address that is none");
    }
  }
}
