package dev.latchkey.platform.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** SHA-2, and comparing without telling how far two values agree. */
public final class Digest {

  private Digest() {}

  public static byte[] sha256(byte[] bytes) {
    return hash("SHA-256", bytes);
  }

  public static byte[] sha512(byte[] bytes) {
    return hash("SHA-512", bytes);
  }

  private static byte[] hash(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has " + algorithm, e);
    }
  }

  /** The hash under which a random value of 256 bits is kept. */
  public static byte[] sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  public static boolean same(byte[] a, byte[] b) {
    return MessageDigest.isEqual(a, b);
  }

  public static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  public static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * @throws IllegalArgumentException when it is not base64url
   */
  public static byte[] fromBase64Url(String text) {
    return Base64.getUrlDecoder().decode(text);
  }
}
