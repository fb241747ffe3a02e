package dev.latchkey.platform.crypto.password;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The salted hashes of LDAP directories: {@code {SSHA}}, {@code {SSHA256}} or {@code {SSHA512}},
 * then Base64 of the digest of password and salt, followed by the salt. Far too fast to keep: a
 * right password is the moment to hash anew.
 */
final class SaltedShaHash implements StoredHash {
  private static final Pattern FORMAT =
      Pattern.compile("\\{SSHA(?<bits>256|512)?\\}(?<value>" + Fields.BASE64 + ")");

  private final String algorithm;
  private final byte[] salt;
  private final byte[] digest;

  private SaltedShaHash(String algorithm, byte[] salt, byte[] digest) {
    this.algorithm = algorithm;
    this.salt = salt;
    this.digest = digest;
  }

  static SaltedShaHash parse(String encoded) throws UnsupportedHash {
    Fields fields = Fields.of("ssha", FORMAT, encoded);
    String bits = fields.text("bits");
    int length = bits == null ? 20 : Integer.parseInt(bits) / 8;
    byte[] value = fields.bytes("value", length + 1, length + MAX_SALT);
    return new SaltedShaHash(
        bits == null ? "SHA-1" : "SHA-" + bits,
        Arrays.copyOfRange(value, length, value.length),
        Arrays.copyOf(value, length));
  }

  @Override
  public boolean matches(byte[] password, Argon2Engine argon2) {
    try {
      MessageDigest sha = MessageDigest.getInstance(algorithm);
      sha.update(password);
      return MessageDigest.isEqual(digest, sha.digest(salt));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(algorithm + " is missing from this Java runtime", e);
    }
  }
}
