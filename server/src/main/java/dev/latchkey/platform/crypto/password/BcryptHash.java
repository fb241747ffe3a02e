package dev.latchkey.platform.crypto.password;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.BCrypt;

/**
 * bcrypt as {@code $2b$12$} and 22 characters of salt and 31 of digest; {@code $2a$} and {@code
 * $2y$} name the same algorithm. {@code $2x$}, the mark of a broken one, is refused.
 */
final class BcryptHash implements StoredHash {
  static final int MAX_COST = 15;

  private static final Pattern FORMAT =
      Pattern.compile(
          "\\$2[aby]\\$(?<cost>\\d{2})\\$(?<salt>[./A-Za-z0-9]{22})(?<digest>[./A-Za-z0-9]{31})");

  /** The order of the 64 characters is bcrypt's own; the bits lie as in ordinary Base64. */
  private static final String BCRYPT_ALPHABET =
      "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private static final String BASE64_ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private static final int MAX_PASSWORD = 72;

  private final int cost;
  private final byte[] salt;
  private final byte[] digest;

  private BcryptHash(int cost, byte[] salt, byte[] digest) {
    this.cost = cost;
    this.salt = salt;
    this.digest = digest;
  }

  static BcryptHash parse(String encoded) throws UnsupportedHash {
    Fields fields = Fields.of("bcrypt", FORMAT, encoded);
    return new BcryptHash(
        fields.number("cost", 4, MAX_COST), decode(fields, "salt"), decode(fields, "digest"));
  }

  @Override
  public boolean matches(byte[] password, Argon2Engine argon2) {
    // It looks at no more than 72 bytes, and takes the closing NUL as part of a shorter password.
    byte[] key = Arrays.copyOf(password, Math.min(password.length, MAX_PASSWORD));
    try {
      byte[] output = BCrypt.generate(key, salt, cost, true);
      return MessageDigest.isEqual(digest, Arrays.copyOf(output, digest.length));
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /**
   * Spare bits of the last character are ignored: some implementations left them dirty, others
   * clear them.
   */
  private static byte[] decode(Fields fields, String name) throws UnsupportedHash {
    var base64 = new StringBuilder();
    for (char c : fields.required(name).toCharArray()) {
      base64.append(BASE64_ALPHABET.charAt(BCRYPT_ALPHABET.indexOf(c)));
    }
    return fields.base64(base64.toString());
  }
}
