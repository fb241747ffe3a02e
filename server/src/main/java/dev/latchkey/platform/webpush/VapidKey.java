package dev.latchkey.platform.webpush;

import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;

/**
 * The key by which push services know this server (RFC 8292). Subscriptions are bound to it: with
 * another one they are worth nothing.
 */
public final class VapidKey {

  /** The most is 24 hours (RFC 8292 section 2). */
  private static final Duration LIFETIME = Duration.ofHours(12);

  private static final String HEADER =
      Digest.base64Url("{\"typ\":\"JWT\",\"alg\":\"ES256\"}".getBytes(StandardCharsets.US_ASCII));

  private final PrivateKey privateKey;
  private final byte[] publicKey;

  private VapidKey(PrivateKey privateKey, byte[] publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  public static VapidKey generate() {
    KeyPair pair = P256.generate();
    return new VapidKey(pair.getPrivate(), P256.encode((ECPublicKey) pair.getPublic()));
  }

  /**
   * One that was kept.
   *
   * @param privateKey PKCS #8
   * @param publicKey 65 bytes
   */
  public static VapidKey of(byte[] privateKey, byte[] publicKey) {
    try {
      PrivateKey key =
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(privateKey));
      return new VapidKey(key, P256.encode(P256.decode(publicKey)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A stored key cannot be read", e);
    }
  }

  /** PKCS #8. */
  public byte[] privateBytes() {
    return privateKey.getEncoded();
  }

  /** 65 bytes: what {@code applicationServerKey} of a subscription is. */
  public byte[] publicBytes() {
    return publicKey.clone();
  }

  /**
   * The value of the {@code Authorization} header (RFC 8292 section 3).
   *
   * @param contact {@code mailto:} or {@code https:} of who answers for this server
   */
  String authorization(Subscription to, String contact, Instant now) {
    byte[] claims =
        Json.write(
            Json.object()
                .put("aud", to.origin())
                .put("exp", now.plus(LIFETIME).getEpochSecond())
                .put("sub", contact));
    String signed = HEADER + "." + Digest.base64Url(claims);
    return "vapid t="
        + signed
        + "."
        + Digest.base64Url(sign(signed.getBytes(StandardCharsets.US_ASCII)))
        + ", k="
        + Digest.base64Url(publicKey);
  }

  private byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(privateKey);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has ECDSA on P-256", e);
    }
  }

  @Override
  public String toString() {
    return "VapidKey[" + Digest.base64Url(publicKey) + "]";
  }
}
