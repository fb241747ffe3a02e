package dev.latchkey.platform.crypto.password;

import static dev.latchkey.platform.crypto.password.Fields.BASE64;
import static dev.latchkey.platform.crypto.password.Fields.NUMBER;

import java.security.MessageDigest;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * scrypt (RFC 7914) in the PHC string format: {@code $scrypt$ln=15,r=8,p=1$salt$digest}, where
 * {@code ln} is the logarithm of N to base 2.
 */
final class ScryptHash implements StoredHash {
  private static final Pattern FORMAT =
      Pattern.compile(
          ("\\$scrypt\\$ln=(?<ln>" + NUMBER + "),r=(?<r>" + NUMBER + "),p=(?<p>" + NUMBER + ")")
              + ("\\$(?<salt>" + BASE64 + ")\\$(?<digest>" + BASE64 + ")"));

  /** Each of the p lanes fills the memory once more: the work is their product. */
  private static final int MAX_WORK_KIB = 4 * MAX_MEMORY_KIB;

  private final int n;
  private final int r;
  private final int p;
  private final byte[] salt;
  private final byte[] digest;

  private ScryptHash(int n, int r, int p, byte[] salt, byte[] digest) {
    this.n = n;
    this.r = r;
    this.p = p;
    this.salt = salt;
    this.digest = digest;
  }

  static ScryptHash parse(String encoded) throws UnsupportedHash {
    Fields fields = Fields.of("scrypt", FORMAT, encoded);
    int r = fields.number("r", 1, 64);
    int p = fields.number("p", 1, 16);
    // RFC 7914, section 2: N is less than 2^(128 * r / 8).
    int n = 1 << fields.number("ln", 1, r == 1 ? 15 : 20);
    int memory = fields.within("memory", 128L * n * r / 1024, 0, MAX_MEMORY_KIB);
    fields.within("work", (long) memory * p, 0, MAX_WORK_KIB);
    return new ScryptHash(
        n, r, p, fields.bytes("salt", 1, MAX_SALT), fields.bytes("digest", MIN_DIGEST, MAX_DIGEST));
  }

  @Override
  public boolean matches(byte[] password, Argon2Engine argon2) {
    return MessageDigest.isEqual(digest, SCrypt.generate(password, salt, n, r, p, digest.length));
  }
}
