package dev.latchkey.domain.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import dev.latchkey.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A signed JSON Web Token (RFC 7519, RFC 7515) that somebody else made, as it was read: nothing of
 * it is to be believed until its signature was checked. Immutable.
 */
public final class ForeignJwt {

  /** In seconds: year 9999. */
  private static final long END_OF_TIME = 253_402_300_799L;

  /** In bits, of a modulus (RFC 7518 sections 3.3 and 3.5). */
  private static final int LEAST_RSA = 2_048;

  private final JWSObject jws;
  private final ObjectNode claims;

  private ForeignJwt(JWSObject jws, ObjectNode claims) {
    this.jws = jws;
    this.claims = claims;
  }

  /** Empty when it is no signed token whose claims are an object; an unsigned one is none. */
  public static Optional<ForeignJwt> read(String token) {
    try {
      JWSObject jws = JWSObject.parse(token);
      return Json.read(jws.getPayload().toBytes()) instanceof ObjectNode claims
          ? Optional.of(new ForeignJwt(jws, claims))
          : Optional.empty();
    } catch (ParseException | JacksonException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  public JWSHeader header() {
    return jws.getHeader();
  }

  public String algorithm() {
    return jws.getHeader().getAlgorithm().getName();
  }

  /**
   * Whether one of the keys made the signature. The caller has decided which algorithms it takes:
   * the header's is used as it stands (attack class 24).
   */
  public boolean isSignedBy(List<JWK> keys) {
    for (JWK key : keys) {
      try {
        if (key instanceof AsymmetricJWK asymmetric
            && !isWeak(key)
            && jws.verify(verifier(asymmetric))) {
          return true;
        }
      } catch (JOSEException e) {
        // A key of another kind: it made no signature of these.
        continue;
      }
    }
    return false;
  }

  private JWSVerifier verifier(AsymmetricJWK key) throws JOSEException {
    return key instanceof OctetKeyPair pair
        ? EdDsa.verifier(pair)
        : new DefaultJWSVerifierFactory().createJWSVerifier(jws.getHeader(), key.toPublicKey());
  }

  /** The library signs with no such key, but would believe one. */
  private static boolean isWeak(JWK key) {
    return key instanceof RSAKey rsa && rsa.size() < LEAST_RSA;
  }

  /** Whether that secret made the signature, by an algorithm of the HMAC family. */
  public boolean isSignedBySecret(String secret) {
    try {
      return jws.verify(new MACVerifier(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (JOSEException e) {
      return false;
    }
  }

  public ObjectNode claims() {
    return claims;
  }

  /** A claim that is a text; otherwise the empty one. */
  public String text(String claim) {
    return claims.path(claim).asString("");
  }

  /** Who it is for (RFC 7519 section 4.1.3). */
  public List<String> audience() {
    JsonNode aud = claims.path("aud");
    return aud.isArray()
        ? aud.valueStream().map(one -> one.asString("")).toList()
        : List.of(aud.asString(""));
  }

  /** A claim that is a NumericDate; empty when it is none. */
  public Optional<Instant> time(String claim) {
    JsonNode time = claims.path(claim);
    return time.isNumber()
        ? Optional.of(Instant.ofEpochSecond(Math.clamp(time.asLong(0), 0, END_OF_TIME)))
        : Optional.empty();
  }
}
