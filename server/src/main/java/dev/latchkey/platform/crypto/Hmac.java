package dev.latchkey.platform.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 (RFC 2104). */
public final class Hmac {

  static final String ALGORITHM = "HmacSHA256";

  private Hmac() {}

  /** Under a secret shared with somebody else; {@link RootKey#mac} is for our own. */
  public static byte[] sha256(String secret, byte[] message) {
    return sha256(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM), message);
  }

  static byte[] sha256(Key key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " is not available", e);
    }
  }
}
