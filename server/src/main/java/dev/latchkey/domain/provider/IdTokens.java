package dev.latchkey.domain.provider;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks providers' ID tokens: OpenID Connect Core section 3.1.3.7, rule by rule. */
final class IdTokens {

  /** Never {@code none}, and a shared secret only where the preset says so (attack class 24). */
  private static final Set<JWSAlgorithm> BY_KEY =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private static final Duration SKEW = Duration.ofSeconds(60);

  private final Directory directory;
  private final InstantSource clock;

  IdTokens(Directory directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /**
   * The claims of a token of the provider for one of its apps here.
   *
   * @param nonce that it must carry
   * @throws Unusable when any rule is broken
   */
  ObjectNode claims(Tenant tenant, Provider provider, String token, String nonce) {
    Directory.Place place = directory.place(tenant, provider);
    JWSObject jws = parse(token);
    if (!isSigned(tenant, provider, place, jws)) {
      throw new Unusable("The signature of the ID token is not the provider's");
    }
    ObjectNode claims = payload(jws);
    require(hasIssuer(place, claims), "Another issuer");
    require(isForUs(provider, claims), "An ID token for another app");
    Instant now = clock.instant();
    require(time(claims, "exp").plus(SKEW).isAfter(now), "The ID token is expired");
    require(time(claims, "iat").minus(SKEW).isBefore(now), "The ID token is from the future");
    // No nonce is no proof that the token was made for this request (attack class 23).
    require(Digest.same(claims.path("nonce").asString(""), nonce), "Another nonce");
    return claims;
  }

  /** Who the token says it is for, unchecked: tells which of a key's variants is to check it. */
  static List<String> audience(String token) {
    return audience(payload(parse(token)));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new Unusable(otherwise);
    }
  }

  private static JWSObject parse(String token) {
    try {
      return JWSObject.parse(token);
    } catch (ParseException | IllegalArgumentException e) {
      throw new Unusable("The ID token cannot be read");
    }
  }

  private static ObjectNode payload(JWSObject jws) {
    try {
      if (Json.read(jws.getPayload().toBytes()) instanceof ObjectNode claims) {
        return claims;
      }
    } catch (JacksonException e) {
      throw new Unusable("The claims of the ID token cannot be read");
    }
    throw new Unusable("The claims of the ID token are no object");
  }

  private boolean isSigned(Tenant tenant, Provider provider, Directory.Place place, JWSObject jws) {
    JWSAlgorithm algorithm = jws.getHeader().getAlgorithm();
    try {
      String secret = provider.settings().clientSecret();
      if (provider.preset().signedBySecret() && algorithm.equals(JWSAlgorithm.HS256)) {
        return secret != null
            && jws.verify(new MACVerifier(secret.getBytes(StandardCharsets.UTF_8)));
      }
      if (!BY_KEY.contains(algorithm) || place.jwks() == null) {
        return false;
      }
      for (JWK key : directory.keys(tenant, place, jws.getHeader())) {
        if (key instanceof AsymmetricJWK asymmetric && jws.verify(verifier(jws, asymmetric))) {
          return true;
        }
      }
      return false;
    } catch (JOSEException e) {
      throw new Unusable("The signature of the ID token cannot be checked");
    }
  }

  private static JWSVerifier verifier(JWSObject jws, AsymmetricJWK key) throws JOSEException {
    return new DefaultJWSVerifierFactory().createJWSVerifier(jws.getHeader(), key.toPublicKey());
  }

  private static boolean hasIssuer(Directory.Place place, ObjectNode claims) {
    String issuer = place.issuer();
    if (issuer == null) {
      return false;
    }
    String tid = claims.path("tid").asString("");
    return claims.path("iss").asString("").equals(issuer.replace("{tid}", tid));
  }

  private static boolean isForUs(Provider provider, ObjectNode claims) {
    List<String> audience = audience(claims);
    String party = claims.path("azp").asString("");
    return audience.stream().anyMatch(id -> isOurs(provider, id))
        && (audience.size() == 1 || isOurs(provider, party));
  }

  static boolean isOurs(Provider provider, String clientId) {
    return provider.clientId().equals(clientId)
        || provider.settings().audiences().contains(clientId);
  }

  private static List<String> audience(ObjectNode claims) {
    JsonNode aud = claims.path("aud");
    return aud.isArray()
        ? aud.valueStream().map(one -> one.asString("")).toList()
        : List.of(aud.asString(""));
  }

  private static Instant time(ObjectNode claims, String name) {
    @Nullable JsonNode time = claims.get(name);
    require(time != null && time.isNumber(), "No " + name + " in the ID token");
    long seconds = time == null ? 0 : time.asLong(0);
    return Instant.ofEpochSecond(Math.clamp(seconds, 0, 253_402_300_799L));
  }
}
