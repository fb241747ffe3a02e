package dev.latchkey.platform.crypto.password;

import static dev.latchkey.platform.crypto.password.Fields.BASE64;
import static dev.latchkey.platform.crypto.password.Fields.NUMBER;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * PBKDF2 (RFC 8018) with SHA-1, SHA-256 or SHA-512, in three spellings: {@code
 * $pbkdf2-sha256$i=600000$salt$digest} (PHC), {@code $pbkdf2-sha256$600000$salt$digest} (passlib,
 * where {@code $pbkdf2$} is SHA-1) and {@code pbkdf2_sha256$600000$salt$digest} (Django, whose salt
 * is plain text).
 */
final class Pbkdf2Hash implements StoredHash {
  static final int MAX_ITERATIONS = 2_000_000;

  private static final Pattern FORMAT =
      Pattern.compile(
          "\\$pbkdf2(?:-(?<hash>sha1|sha256|sha512))?"
              + ("\\$(?:i=)?(?<iterations>" + NUMBER + ")(?:,l=\\d{1,4})?")
              + ("\\$(?<salt>" + BASE64 + ")\\$(?<digest>" + BASE64 + ")"));

  private static final Pattern DJANGO =
      Pattern.compile(
          "pbkdf2_(?<hash>sha1|sha256|sha512)"
              + ("\\$(?<iterations>" + NUMBER + ")")
              + ("\\$(?<salt>[^$]{1,256})\\$(?<digest>" + BASE64 + ")"));

  private final Prf prf;
  private final int iterations;
  private final byte[] salt;
  private final byte[] digest;

  private Pbkdf2Hash(Prf prf, int iterations, byte[] salt, byte[] digest) {
    this.prf = prf;
    this.iterations = iterations;
    this.salt = salt;
    this.digest = digest;
  }

  static Pbkdf2Hash parse(String encoded) throws UnsupportedHash {
    boolean django = encoded.startsWith("pbkdf2_");
    Fields fields = Fields.of("pbkdf2", django ? DJANGO : FORMAT, encoded);
    Prf prf =
        switch (fields.text("hash")) {
          case "sha256" -> Prf.SHA256;
          case "sha512" -> Prf.SHA512;
          case null, default -> Prf.SHA1;
        };
    int iterations = fields.number("iterations", 1, MAX_ITERATIONS);
    byte[] digest = fields.bytes("digest", MIN_DIGEST, MAX_DIGEST);
    // A digest longer than the hash function's output runs all iterations once more for each part.
    int parts = Math.ceilDiv(digest.length, prf.bytes);
    fields.within("work", (long) iterations * parts, 1, MAX_ITERATIONS);
    byte[] salt =
        django ? fields.required("salt").getBytes(UTF_8) : fields.bytes("salt", 1, MAX_SALT);
    return new Pbkdf2Hash(prf, iterations, salt, digest);
  }

  @Override
  public boolean matches(byte[] password, Argon2Engine argon2) {
    char[] characters = new String(password, UTF_8).toCharArray();
    var spec = new PBEKeySpec(characters, salt, iterations, 8 * digest.length);
    try {
      byte[] output = SecretKeyFactory.getInstance(prf.algorithm).generateSecret(spec).getEncoded();
      return MessageDigest.isEqual(digest, output);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(prf.algorithm + " is missing from this Java runtime", e);
    } finally {
      spec.clearPassword();
      Arrays.fill(characters, '\0');
    }
  }

  private enum Prf {
    SHA1("PBKDF2WithHmacSHA1", 20),
    SHA256("PBKDF2WithHmacSHA256", 32),
    SHA512("PBKDF2WithHmacSHA512", 64);

    private final String algorithm;
    private final int bytes;

    Prf(String algorithm, int bytes) {
      this.algorithm = algorithm;
      this.bytes = bytes;
    }
  }
}
