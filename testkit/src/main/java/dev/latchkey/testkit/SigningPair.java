package dev.latchkey.testkit;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A key pair of a client, and what it signs. Immutable. */
public final class SigningPair {

  private final JWK key;

  private SigningPair(JWK key) {
    this.key = key;
  }

  /**
   * @param algorithm of JSON Web Algorithms (RFC 7518): {@code ES256}, {@code PS256}, {@code
   *     RS256}; {@code EdDSA} with Ed25519 (RFC 8037)
   */
  public static SigningPair of(String algorithm, String kid) {
    try {
      return new SigningPair(
          switch (algorithm) {
            case "ES256" -> new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
            case "EdDSA" -> ed25519(kid);
            default -> new RSAKeyGenerator(2048).keyID(kid).generate();
          });
    } catch (JOSEException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of the JDK: the library needs another one for these. */
  private static JWK ed25519(String kid) throws GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] encoded = pair.getPublic().getEncoded();
    byte[] x = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    byte[] d = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
    return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x))
        .d(Base64URL.encode(d))
        .keyID(kid)
        .build();
  }

  /** The public keys of pairs as a JSON Web Key Set. */
  public static Map<String, Object> publicSet(SigningPair... pairs) {
    return new JWKSet(Arrays.stream(pairs).map(pair -> pair.key).toList()).toJSONObject(true);
  }

  /** The claims of a new assertion of that client (RFC 7523 section 3), good for a minute. */
  public static Map<String, Object> assertion(String clientId, String audience, Instant now) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", clientId);
    claims.put("sub", clientId);
    claims.put("aud", audience);
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plusSeconds(60).getEpochSecond());
    claims.put("jti", UUID.randomUUID().toString());
    return claims;
  }

  /** Signs with a secret that the client shares with the server. */
  public static String signWithSecret(String algorithm, String secret, Map<String, Object> claims) {
    try {
      JWSObject jws =
          new JWSObject(
              new JWSHeader(JWSAlgorithm.parse(algorithm)),
              new Payload(JsonMapper.shared().writeValueAsString(claims)));
      jws.sign(new MACSigner(secret.getBytes(StandardCharsets.UTF_8)));
      return jws.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  public JWK jwk() {
    return key;
  }

  /**
   * @param type of the header; null: none
   */
  public String sign(String algorithm, @Nullable String type, Map<String, Object> claims) {
    JWSHeader.Builder header =
        new JWSHeader.Builder(JWSAlgorithm.parse(algorithm)).keyID(key.getKeyID());
    if (type != null) {
      header.type(new JOSEObjectType(type));
    }
    return sign(header.build(), claims);
  }

  public String sign(JWSHeader header, Map<String, Object> claims) {
    try {
      JWSObject jws =
          new JWSObject(header, new Payload(JsonMapper.shared().writeValueAsString(claims)));
      if (key instanceof OctetKeyPair pair) {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(
            KeyFactory.getInstance("Ed25519")
                .generatePrivate(
                    new EdECPrivateKeySpec(NamedParameterSpec.ED25519, pair.getDecodedD())));
        signature.update(jws.getSigningInput());
        return new String(jws.getSigningInput(), StandardCharsets.US_ASCII)
            + "."
            + Base64URL.encode(signature.sign());
      }
      jws.sign(new DefaultJWSSignerFactory().createJWSSigner(key, header.getAlgorithm()));
      return jws.serialize();
    } catch (JOSEException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
