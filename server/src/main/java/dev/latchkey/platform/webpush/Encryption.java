package dev.latchkey.platform.webpush;

import dev.latchkey.platform.crypto.Secrets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** One message in one record, readable by the user agent alone (RFC 8291, RFC 8188 section 2). */
final class Encryption {

  /** What fits into a message that every push service takes (RFC 8291 section 4). */
  static final int LARGEST = 3_993;

  private static final int RECORD = 4_096;
  private static final int SALT = 16;
  private static final byte LAST_RECORD = 2;

  private Encryption() {}

  static byte[] encrypt(Subscription to, byte[] message, Secrets secrets) {
    return encrypt(to, message, P256.generate(), secrets.bytes(SALT));
  }

  /**
   * @param own made for this message
   * @param salt 16 bytes, for this message
   */
  static byte[] encrypt(Subscription to, byte[] message, KeyPair own, byte[] salt) {
    if (message.length > LARGEST) {
      throw new IllegalArgumentException("A push message has at most " + LARGEST + " bytes");
    }
    byte[] ownKey = P256.encode((ECPublicKey) own.getPublic());
    byte[] both = joined(info("WebPush: info"), P256.encode(to.key()), ownKey);
    byte[] keying = hkdf(P256.agree(own, to.key()), to.auth(), both, 32);
    byte[] key = hkdf(keying, salt, info("Content-Encoding: aes128gcm"), 16);
    byte[] nonce = hkdf(keying, salt, info("Content-Encoding: nonce"), 12);
    byte[] sealed = seal(key, nonce, joined(message, new byte[] {LAST_RECORD}));
    return ByteBuffer.allocate(SALT + 4 + 1 + ownKey.length + sealed.length)
        .put(salt)
        .putInt(RECORD)
        .put((byte) ownKey.length)
        .put(ownKey)
        .put(sealed)
        .array();
  }

  private static byte[] info(String label) {
    return (label + '\0').getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] joined(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }

  private static byte[] hkdf(byte[] secret, byte[] salt, byte[] info, int length) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(
              HKDFParameterSpec.ofExtract().addIKM(secret).addSalt(salt).thenExpand(info, length));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HKDF", e);
    }
  }

  private static byte[] seal(byte[] key, byte[] nonce, byte[] plain) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
      return cipher.doFinal(plain);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has AES-GCM", e);
    }
  }
}
