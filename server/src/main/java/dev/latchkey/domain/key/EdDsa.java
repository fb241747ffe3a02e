package dev.latchkey.domain.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.jca.JCAContext;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * Signatures by Ed25519 (RFC 8037) with the JDK's implementation: the JOSE library would bring
 * another crypto library along for them.
 */
final class EdDsa {

  private static final String NAME = "Ed25519";

  /** The JDK's own, whichever other provider comes first: the forms of its keys are known. */
  private static final String PROVIDER = "SunEC";

  /** A SubjectPublicKeyInfo but for the key itself (RFC 8410 section 4). */
  private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.EdDSA);

  private EdDsa() {}

  static OctetKeyPair.Builder generate() throws GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance(NAME, PROVIDER).generateKeyPair();
    byte[] encoded = pair.getPublic().getEncoded();
    byte[] x = Arrays.copyOfRange(encoded, SPKI.length, encoded.length);
    byte[] d = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
    return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x)).d(Base64URL.encode(d));
  }

  static JWSSigner signer(OctetKeyPair pair) throws JOSEException {
    try {
      PrivateKey key =
          KeyFactory.getInstance(NAME, PROVIDER)
              .generatePrivate(
                  new EdECPrivateKeySpec(NamedParameterSpec.ED25519, pair.getDecodedD()));
      return new Signer(key);
    } catch (GeneralSecurityException e) {
      throw new JOSEException("No Ed25519 key", e);
    }
  }

  /** Of Ed25519 alone: {@code EdDSA} may also mean Ed448, which nobody here signs with. */
  static JWSVerifier verifier(OctetKeyPair pair) throws JOSEException {
    if (!Curve.Ed25519.equals(pair.getCurve())) {
      throw new JOSEException("A key of another curve");
    }
    try {
      byte[] x = pair.getDecodedX();
      byte[] encoded = Arrays.copyOf(SPKI, SPKI.length + x.length);
      System.arraycopy(x, 0, encoded, SPKI.length, x.length);
      PublicKey key =
          KeyFactory.getInstance(NAME, PROVIDER).generatePublic(new X509EncodedKeySpec(encoded));
      return new Verifier(key);
    } catch (GeneralSecurityException e) {
      throw new JOSEException("No Ed25519 key", e);
    }
  }

  private record Signer(PrivateKey key) implements JWSSigner {

    @Override
    public Base64URL sign(JWSHeader header, byte[] input) throws JOSEException {
      try {
        Signature signature = Signature.getInstance(NAME, PROVIDER);
        signature.initSign(key);
        signature.update(input);
        return Base64URL.encode(signature.sign());
      } catch (GeneralSecurityException e) {
        throw new JOSEException("Signing failed", e);
      }
    }

    @Override
    public Set<JWSAlgorithm> supportedJWSAlgorithms() {
      return ALGORITHMS;
    }

    @Override
    public JCAContext getJCAContext() {
      return new JCAContext();
    }
  }

  private record Verifier(PublicKey key) implements JWSVerifier {

    @Override
    public boolean verify(JWSHeader header, byte[] input, Base64URL signed) throws JOSEException {
      if (!ALGORITHMS.contains(header.getAlgorithm())) {
        throw new JOSEException("A signature of another kind");
      }
      try {
        Signature signature = Signature.getInstance(NAME, PROVIDER);
        signature.initVerify(key);
        signature.update(input);
        return signature.verify(signed.decode());
      } catch (SignatureException e) {
        return false; // Of another length.
      } catch (GeneralSecurityException e) {
        throw new JOSEException("A signature cannot be checked", e);
      }
    }

    @Override
    public Set<JWSAlgorithm> supportedJWSAlgorithms() {
      return ALGORITHMS;
    }

    @Override
    public JCAContext getJCAContext() {
      return new JCAContext();
    }
  }
}
