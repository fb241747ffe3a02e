package dev.latchkey.platform.crypto.password;

import static dev.latchkey.platform.crypto.password.Fields.BASE64;
import static dev.latchkey.platform.crypto.password.Fields.NUMBER;

import dev.latchkey.platform.crypto.password.Argon2Engine.Variant;
import dev.latchkey.platform.crypto.password.PasswordHasher.Parameters;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Argon2id and Argon2i in the PHC string format: {@code
 * $argon2id$v=19$m=19456,t=2,p=1$salt$digest}, Base64 without padding. Without {@code v=} it is
 * version 16, as in the reference implementation.
 */
final class Argon2Hash implements StoredHash {
  private static final Pattern FORMAT =
      Pattern.compile(
          "\\$(?<variant>argon2id|argon2i)(?:\\$v=(?<version>16|19))?"
              + ("\\$m=(?<memory>" + NUMBER + "),t=(?<iterations>" + NUMBER + ")")
              + (",p=(?<parallelism>" + NUMBER + ")")
              + ("\\$(?<salt>" + BASE64 + ")\\$(?<digest>" + BASE64 + ")"));

  private static final int TODAYS_VERSION = 0x13;
  private static final int TODAYS_SALT = 16;
  private static final int TODAYS_DIGEST = 32;

  private final Variant variant;
  private final int version;
  private final Parameters parameters;
  private final byte[] salt;
  private final byte[] digest;

  private Argon2Hash(
      Variant variant, int version, Parameters parameters, byte[] salt, byte[] digest) {
    this.variant = variant;
    this.version = version;
    this.parameters = parameters;
    this.salt = salt;
    this.digest = digest;
  }

  static Argon2Hash parse(String encoded) throws UnsupportedHash {
    Fields fields = Fields.of("argon2", FORMAT, encoded);
    int parallelism = fields.number("parallelism", 1, Parameters.MAX_PARALLELISM);
    return new Argon2Hash(
        "argon2id".equals(fields.text("variant")) ? Variant.ARGON2ID : Variant.ARGON2I,
        "19".equals(fields.text("version")) ? 0x13 : 0x10,
        new Parameters(
            fields.number("memory", 8 * parallelism, MAX_MEMORY_KIB),
            fields.number("iterations", 1, Parameters.MAX_ITERATIONS),
            parallelism),
        fields.bytes("salt", 8, MAX_SALT),
        fields.bytes("digest", MIN_DIGEST, MAX_DIGEST));
  }

  /** Hashes with today's format. */
  static Argon2Hash of(
      byte[] password, Parameters parameters, SecureRandom random, Argon2Engine argon2) {
    byte[] salt = randomBytes(random, TODAYS_SALT);
    byte[] digest =
        argon2.hash(Variant.ARGON2ID, TODAYS_VERSION, parameters, password, salt, TODAYS_DIGEST);
    return new Argon2Hash(Variant.ARGON2ID, TODAYS_VERSION, parameters, salt, digest);
  }

  /** A hash of nothing anybody knows: its digest is random too, so it takes no work to make. */
  static Argon2Hash ofNothing(Parameters parameters, SecureRandom random) {
    return new Argon2Hash(
        Variant.ARGON2ID,
        TODAYS_VERSION,
        parameters,
        randomBytes(random, TODAYS_SALT),
        randomBytes(random, TODAYS_DIGEST));
  }

  @Override
  public boolean matches(byte[] password, Argon2Engine argon2) {
    return MessageDigest.isEqual(
        digest, argon2.hash(variant, version, parameters, password, salt, digest.length));
  }

  @Override
  public boolean isOfToday(Parameters today) {
    return variant == Variant.ARGON2ID
        && version == TODAYS_VERSION
        && parameters.equals(today)
        && salt.length == TODAYS_SALT
        && digest.length == TODAYS_DIGEST;
  }

  String encoded() {
    var base64 = Base64.getEncoder().withoutPadding();
    return "$%s$v=%d$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            variant == Variant.ARGON2ID ? "argon2id" : "argon2i",
            version,
            parameters.memoryKib(),
            parameters.iterations(),
            parameters.parallelism(),
            base64.encodeToString(salt),
            base64.encodeToString(digest));
  }

  private static byte[] randomBytes(SecureRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
