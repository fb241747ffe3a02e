package dev.latchkey.platform.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The operator's secret, from which a key for each purpose is derived (HKDF-SHA-256, RFC 5869).
 * What is sealed for one purpose or context does not open for another. Lives in the environment,
 * never in the database.
 */
public final class RootKey {

  /** A sealed value does not open: another key, another context, or somebody changed it. */
  public static final class Unsealable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Unsealable(Throwable cause) {
      super("The value cannot be opened with this root key", cause);
    }
  }

  private static final int NONCE = 12;
  private static final byte VERSION = 1;

  private final byte[] extracted;
  private final Secrets secrets;
  private final Map<String, SecretKeySpec> derived = new ConcurrentHashMap<>();

  /**
   * @param secret at least 32 bytes
   */
  public RootKey(byte[] secret, Secrets secrets) {
    if (secret.length < 32) {
      throw new IllegalArgumentException("The root key needs at least 32 bytes");
    }
    this.extracted =
        Hmac.sha256(
            new SecretKeySpec("latchkey".getBytes(StandardCharsets.UTF_8), Hmac.ALGORITHM), secret);
    this.secrets = secrets;
  }

  /** HMAC-SHA-256 of {@code message} under the key of that purpose: 32 bytes. */
  public byte[] mac(String purpose, byte[] message) {
    return Hmac.sha256(key("mac/" + purpose), message);
  }

  /** AES-256-GCM under the key of that purpose; opens only with the same {@code context}. */
  public byte[] seal(String purpose, String context, byte[] plain) {
    try {
      byte[] nonce = secrets.bytes(NONCE);
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, purpose, context, nonce);
      byte[] sealed = cipher.doFinal(plain);
      return ByteBuffer.allocate(1 + NONCE + sealed.length)
          .put(VERSION)
          .put(nonce)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is not available", e);
    }
  }

  /**
   * @throws Unsealable when it was not sealed by this key for this purpose and context
   */
  public byte[] open(String purpose, String context, byte[] sealed) {
    try {
      if (sealed.length < 1 + NONCE || sealed[0] != VERSION) {
        throw new GeneralSecurityException("Not a sealed value");
      }
      byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE);
      return cipher(Cipher.DECRYPT_MODE, purpose, context, nonce)
          .doFinal(sealed, 1 + NONCE, sealed.length - 1 - NONCE);
    } catch (GeneralSecurityException e) {
      throw new Unsealable(e);
    }
  }

  private Cipher cipher(int mode, String purpose, String context, byte[] nonce)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    SecretKeySpec key = new SecretKeySpec(key("seal/" + purpose).getEncoded(), "AES");
    cipher.init(mode, key, new GCMParameterSpec(128, nonce));
    cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private SecretKeySpec key(String info) {
    return derived.computeIfAbsent(
        info,
        i -> {
          byte[] label = i.getBytes(StandardCharsets.UTF_8);
          byte[] block = Arrays.copyOf(label, label.length + 1);
          block[label.length] = 1;
          return new SecretKeySpec(
              Hmac.sha256(new SecretKeySpec(extracted, Hmac.ALGORITHM), block), Hmac.ALGORITHM);
        });
  }

  @Override
  public String toString() {
    return "RootKey";
  }
}
