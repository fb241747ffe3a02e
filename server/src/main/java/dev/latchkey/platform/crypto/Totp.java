package dev.latchkey.platform.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Time-based one-time passwords (RFC 6238) in the one form that all authenticator apps know:
 * HMAC-SHA-1, six digits, steps of 30 seconds.
 */
public final class Totp {

  /** Of a secret, in bytes (RFC 4226 section 4, R6). */
  public static final int SECRET = 20;

  public static final int DIGITS = 6;

  /** In seconds. */
  public static final int STEP = 30;

  private static final int MODULUS = 1_000_000;
  private static final String ALGORITHM = "HmacSHA1";

  private Totp() {}

  /** The step of that time. */
  public static long step(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), STEP);
  }

  /** The code of that step (RFC 4226 section 5.3). */
  public static String code(byte[] secret, long step) {
    byte[] mac;
    try {
      Mac hmac = Mac.getInstance(ALGORITHM);
      hmac.init(new SecretKeySpec(secret, ALGORITHM));
      mac = hmac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " is not available", e);
    }
    int offset = mac[mac.length - 1] & 0xf;
    int number = ByteBuffer.wrap(mac).getInt(offset) & 0x7fffffff;
    return "%06d".formatted(number % MODULUS);
  }

  /**
   * The step whose code it is: that of the time, the one before or the one after (RFC 6238 section
   * 5.2), and later than the last one used. Empty when it is the code of none.
   */
  public static OptionalLong match(byte[] secret, String code, Instant at, long lastUsed) {
    OptionalLong match = OptionalLong.empty();
    long now = step(at);
    for (long step = now + 1; step >= now - 1; step--) {
      if (Digest.same(code(secret, step), code) && step > lastUsed) {
        match = OptionalLong.of(step);
      }
    }
    return match;
  }
}
