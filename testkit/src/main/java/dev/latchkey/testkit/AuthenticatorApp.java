package dev.latchkey.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An authenticator app (RFC 6238) with one account in it. */
public final class AuthenticatorApp {

  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private final byte[] secret;

  /**
   * @param secret in base32
   */
  public AuthenticatorApp(String secret) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int buffer = 0;
    int bits = 0;
    for (char c : secret.toCharArray()) {
      buffer = (buffer & 0xff) << 5 | BASE32.indexOf(c);
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes.write(buffer >> bits);
      }
    }
    this.secret = bytes.toByteArray();
  }

  /** What it shows at that time. */
  public String code(Instant at) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret, "HmacSHA1"));
      byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(at.getEpochSecond() / 30).array());
      int number = ByteBuffer.wrap(hash).getInt(hash[19] & 0xf) & 0x7fffffff;
      return "%06d".formatted(number % 1_000_000);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Another code of six digits than any that is right about that time. */
  public String wrong(Instant at) {
    for (int i = 0; ; i++) {
      String code = "%06d".formatted(i);
      if (!code.equals(code(at))
          && !code.equals(code(at.minusSeconds(30)))
          && !code.equals(code(at.plusSeconds(30)))) {
        return code;
      }
    }
  }
}
