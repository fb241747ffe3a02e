package dev.latchkey.domain.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.text.ParseException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A key pair with its algorithm, ready to sign and verify. Good for that one algorithm only (RFC
 * 8725 section 3.1).
 */
final class SigningKey {

  private final JWK jwk;
  private final JWSAlgorithm algorithm;
  private final JWSSigner signer;
  private final JWSVerifier verifier;
  private final Map<String, JWSHeader> headers = new ConcurrentHashMap<>();

  private SigningKey(JWK jwk) throws JOSEException {
    this.jwk = jwk;
    this.algorithm = JWSAlgorithm.parse(jwk.getAlgorithm().getName());
    switch (jwk) {
      case ECKey key -> {
        this.signer = new ECDSASigner(key);
        this.verifier = new ECDSAVerifier(key);
      }
      case RSAKey key -> {
        this.signer = new RSASSASigner(key);
        this.verifier = new RSASSAVerifier(key);
      }
      case OctetKeyPair key -> {
        this.signer = EdDsa.signer(key);
        this.verifier = EdDsa.verifier(key);
      }
      default -> throw new JOSEException("No signing with a key of type " + jwk.getKeyType());
    }
  }

  static SigningKey generate(String algorithm, String kid) {
    try {
      JWSAlgorithm alg = JWSAlgorithm.parse(algorithm);
      if (algorithm.equals("ES256")) {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        return new SigningKey(
            new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
                .privateKey(pair.getPrivate())
                .keyID(kid)
                .algorithm(alg)
                .keyUse(KeyUse.SIGNATURE)
                .build());
      }
      if (algorithm.equals("EdDSA")) {
        return new SigningKey(
            EdDsa.generate().keyID(kid).algorithm(alg).keyUse(KeyUse.SIGNATURE).build());
      }
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      KeyPair pair = generator.generateKeyPair();
      return new SigningKey(
          new RSAKey.Builder((RSAPublicKey) pair.getPublic())
              .privateKey(pair.getPrivate())
              .keyID(kid)
              .algorithm(alg)
              .keyUse(KeyUse.SIGNATURE)
              .build());
    } catch (GeneralSecurityException | JOSEException e) {
      throw new IllegalStateException("No key of algorithm " + algorithm, e);
    }
  }

  static SigningKey parse(String json) {
    try {
      return new SigningKey(JWK.parse(json));
    } catch (ParseException | JOSEException e) {
      throw new IllegalStateException("A stored signing key cannot be read", e);
    }
  }

  String kid() {
    return jwk.getKeyID();
  }

  JWSAlgorithm algorithm() {
    return algorithm;
  }

  /** The header of tokens of that type: always the same, so it is written once. */
  JWSHeader header(String type) {
    return headers.computeIfAbsent(
        type,
        t -> {
          JWSHeader header =
              new JWSHeader.Builder(algorithm).type(new JOSEObjectType(t)).keyID(kid()).build();
          try {
            // Parsed from its text, it keeps the text.
            return JWSHeader.parse(header.toBase64URL());
          } catch (ParseException e) {
            throw new IllegalStateException("A header of our own cannot be read", e);
          }
        });
  }

  JWSSigner signer() {
    return signer;
  }

  JWSVerifier verifier() {
    return verifier;
  }

  String privateJson() {
    return jwk.toJSONString();
  }

  String publicJson() {
    return jwk.toPublicJWK().toJSONString();
  }
}
