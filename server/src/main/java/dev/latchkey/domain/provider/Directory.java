package dev.latchkey.domain.provider;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import dev.latchkey.domain.tenant.ProviderSettings.Endpoints;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.http.AddressRanges;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.outbound.Outbound;
import dev.latchkey.platform.outbound.Outbound.Reply;
import dev.latchkey.platform.outbound.Outbound.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Where providers are and which keys they sign with: OpenID Connect Discovery and JSON Web Key
 * Sets, kept for an hour. Thread-safe.
 */
final class Directory {

  private static final int MOST = 500;
  private static final Duration KEPT = Duration.ofHours(1);

  /** Nobody can make us ask for keys more often than that, whatever key a token names. */
  private static final Duration BETWEEN_FETCHES = Duration.ofMinutes(1);

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

  private record Keys(JWKSet set, Instant fetchedAt) {}

  private final Outbound outbound;
  private final InstantSource clock;
  private final Cache<Address, Place> places;
  private final Cache<Address, Keys> keys;

  Directory(Outbound outbound, InstantSource clock) {
    this.outbound = outbound;
    this.clock = clock;
    this.places = cache();
    this.keys = cache();
  }

  private <V> Cache<Address, V> cache() {
    return Caffeine.newBuilder()
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

  /** The keys that may have made that signature; asks again when none is known. */
  List<JWK> keys(Tenant tenant, Place place, JWSHeader header) {
    Address address = new Address(tenant.id(), Objects.requireNonNull(place.jwks()));
    JWKSelector selector = new JWKSelector(JWKMatcher.forJWSHeader(header));
    Keys known = keys.getIfPresent(address);
    List<JWK> found = known == null ? List.of() : selector.select(known.set());
    boolean mayAsk =
        known == null || known.fetchedAt().plus(BETWEEN_FETCHES).isBefore(clock.instant());
    if (found.isEmpty() && mayAsk) {
      known = new Keys(fetch(tenant, address.url()), clock.instant());
      keys.put(address, known);
      found = selector.select(known.set());
    }
    return found;
  }

  private JWKSet fetch(Tenant tenant, String url) {
    try {
      return JWKSet.parse(Json.text(get(tenant, url)));
    } catch (ParseException e) {
      throw new Unusable("The keys cannot be read");
    }
  }

  private JsonNode get(Tenant tenant, String url) {
    return json(send(tenant, Request.get(uri(url))));
  }

  /** Sends within what the tenant allows. */
  Reply send(Tenant tenant, Request request) {
    AddressRanges exempt = AddressRanges.of(tenant.outbound().allowPrivate());
    return outbound.send(request, new Outbound.Limits(exempt, tenant.outbound().timeout()));
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
