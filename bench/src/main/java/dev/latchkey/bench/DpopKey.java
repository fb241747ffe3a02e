package dev.latchkey.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/**
 * A key of an app, made anew for each run, and the proofs of possession that it signs (RFC 9449
 * section 4.2), by the provider that the server signs with, too.
 */
final class DpopKey {
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  private final KeyPair pair;
  private final String header;

  DpopKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      pair = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    ECPublicKey key = (ECPublicKey) pair.getPublic();
    header =
        encoded(
            """
            {"typ":"dpop+jwt","alg":"ES256","jwk":{"kty":"EC","crv":"P-256","x":"%s","y":"%s"}}\
            """
                .formatted(
                    coordinate(key.getW().getAffineX()), coordinate(key.getW().getAffineY())));
  }

  /** The header line with a new proof for a post to that path. */
  String proof(Target server, String path) {
    String input =
        header
            + "."
            + encoded(
                """
                {"jti":"%s","htm":"POST","htu":"http://localhost:%d%s","iat":%d}\
                """
                    .formatted(
                        UUID.randomUUID(), server.port(), path, Instant.now().getEpochSecond()));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(pair.getPrivate());
      signature.update(input.getBytes(ISO_8859_1));
      return "DPoP: " + input + "." + URL.encodeToString(signature.sign()) + "\r\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String json) {
    return URL.encodeToString(json.getBytes(ISO_8859_1));
  }

  private static String coordinate(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] padded = new byte[32 + bytes.length];
    System.arraycopy(bytes, 0, padded, 32, bytes.length);
    return URL.encodeToString(Arrays.copyOfRange(padded, bytes.length, padded.length));
  }
}
