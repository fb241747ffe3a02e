package dev.latchkey.domain.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.util.Base64URL;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Signs JSON Web Tokens (RFC 7519) with a tenant's keys and checks those it signed. Thread-safe.
 */
public final class Jwts {

  /** {@code typ} of an access token (RFC 9068 section 2.1). */
  public static final String ACCESS_TOKEN = "at+jwt";

  /** {@code typ} of an ID token. */
  public static final String ID_TOKEN = "JWT";

  private record Verified(String tenant, String kid, String type, ObjectNode claims) {}

  private final SigningKeys keys;

  /**
   * A signature is checked once for each token, not at every request: ES256 verification costs more
   * than the rest of a read.
   */
  private final Cache<ByteBuffer, Verified> verified =
      Caffeine.newBuilder().maximumSize(20_000).expireAfterWrite(Duration.ofMinutes(5)).build();

  public Jwts(SigningKeys keys) {
    this.keys = keys;
  }

  public String sign(Tenant tenant, String algorithm, String type, ObjectNode claims) {
    SigningKey key = keys.current(tenant, algorithm);
    return signed(key.header(type), claims, key.signer());
  }

  /** An ID token under the client's secret (HS256, legacy). */
  public static String signWithSecret(String secret, String type, ObjectNode claims) {
    try {
      JWSHeader header =
          new JWSHeader.Builder(JWSAlgorithm.HS256).type(new JOSEObjectType(type)).build();
      return signed(header, claims, new MACSigner(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (JOSEException e) {
      throw new IllegalStateException("The client secret is too short for HS256", e);
    }
  }

  private static String signed(JWSHeader header, ObjectNode claims, JWSSigner signer) {
    try {
      JWSObject token = new JWSObject(header, new Payload(Json.write(claims)));
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("Signing failed", e);
    }
  }

  /**
   * The claims of a token that this tenant signed as that type. The key decides the algorithm,
   * never the token's header; {@code jwk}, {@code jku} and {@code x5u} in the header are not looked
   * at (attack class 24). Expiry and audience are the caller's to check.
   */
  public Optional<ObjectNode> verify(Tenant tenant, String type, String token) {
    ByteBuffer hash = ByteBuffer.wrap(Digest.sha256(token));
    Verified known = verified.getIfPresent(hash);
    if (known == null) {
      known = check(tenant, token);
      if (known == null) {
        return Optional.empty();
      }
      verified.put(hash, known);
    }
    // A key may have been given up since.
    return known.tenant().equals(tenant.id())
            && known.type().equals(type)
            && keys.byKid(tenant, known.kid()).isPresent()
        ? Optional.of(known.claims())
        : Optional.empty();
  }

  private @Nullable Verified check(Tenant tenant, String token) {
    try {
      JWSObject jws = JWSObject.parse(token);
      JWSHeader header = jws.getHeader();
      if (header.getKeyID() == null || header.getType() == null) {
        return null;
      }
      SigningKey key = keys.byKid(tenant, header.getKeyID()).orElse(null);
      if (key == null
          || !key.algorithm().equals(header.getAlgorithm())
          || !isCanonical(jws, token)
          || !jws.verify(key.verifier())) {
        return null;
      }
      JsonNode claims = Json.read(jws.getPayload().toBytes());
      return claims instanceof ObjectNode object
          ? new Verified(tenant.id(), header.getKeyID(), header.getType().getType(), object)
          : null;
    } catch (ParseException | JOSEException | JacksonException | IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * Whether the token is spelled as it was made: the library passes over spare bits and signs that
   * are no base64url, so that many texts would be one token.
   */
  private static boolean isCanonical(JWSObject jws, String token) {
    String signed = new String(jws.getSigningInput(), StandardCharsets.US_ASCII);
    return token.equals(signed + "." + Base64URL.encode(jws.getSignature().decode()));
  }
}
