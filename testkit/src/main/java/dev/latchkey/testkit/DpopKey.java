package dev.latchkey.testkit;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** A key of an app, and the proofs of possession that it signs (RFC 9449). Immutable. */
public final class DpopKey {

  private final SigningPair pair;
  private final String algorithm;

  private DpopKey(String algorithm) {
    this.pair = SigningPair.of(algorithm, "dpop");
    this.algorithm = algorithm;
  }

  public static DpopKey create() {
    return of("ES256");
  }

  /**
   * @param algorithm as {@link SigningPair#of}
   */
  public static DpopKey of(String algorithm) {
    return new DpopKey(algorithm);
  }

  public SigningPair pair() {
    return pair;
  }

  /** RFC 7638, base64url. */
  public String thumbprint() {
    try {
      return pair.jwk().computeThumbprint().toString();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The claims of a new proof for a request without an access token (section 4.2). */
  public static Map<String, Object> claims(String method, String address, Instant now) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("htm", method);
    claims.put("htu", address);
    claims.put("iat", now.getEpochSecond());
    return claims;
  }

  /** As above, for a request with an access token. */
  public static Map<String, Object> claims(
      String method, String address, Instant now, String accessToken) {
    Map<String, Object> claims = claims(method, address, now);
    claims.put("ath", hash(accessToken));
    return claims;
  }

  private static String hash(String token) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The header of a proof by this key. */
  public JWSHeader header() {
    return new JWSHeader.Builder(JWSAlgorithm.parse(algorithm))
        .type(new JOSEObjectType("dpop+jwt"))
        .jwk(pair.jwk().toPublicJWK())
        .build();
  }

  public String sign(Map<String, Object> claims) {
    return pair.sign(header(), claims);
  }

  /** Requests with a proof for that one request. */
  public Http beside(Http http, String method, String address, Instant now) {
    return http.with("DPoP", sign(claims(method, address, now)));
  }

  /** Requests with an access token and a proof for that one request. */
  public Http showing(String accessToken, Http http, String method, String address, Instant now) {
    return http.with("Authorization", "DPoP " + accessToken)
        .with("DPoP", sign(claims(method, address, now, accessToken)));
  }
}
