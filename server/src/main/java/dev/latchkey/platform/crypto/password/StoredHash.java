package dev.latchkey.platform.crypto.password;

/**
 * A hash as it stands in the database, ours or one brought along from another system. An instance
 * exists only within the caps: what verifying costs is bounded before any work is done, whoever
 * chose the parameters.
 */
sealed interface StoredHash permits Argon2Hash, BcryptHash, Pbkdf2Hash, SaltedShaHash, ScryptHash {
  /** Bounds of memory an Argon2 or scrypt hash may ask for, in KiB. */
  int MAX_MEMORY_KIB = 256 * 1024;

  /** Bytes of digest: fewer would be guessed rather than found, more says nothing. */
  int MIN_DIGEST = 16;

  int MAX_DIGEST = 512;
  int MAX_SALT = 256;
  int MAX_ENCODED = 1200;

  static StoredHash parse(String encoded) throws UnsupportedHash {
    if (encoded.length() > MAX_ENCODED) {
      throw new UnsupportedHash("longer than " + MAX_ENCODED + " characters");
    }
    if (encoded.startsWith("$argon2")) {
      return Argon2Hash.parse(encoded);
    }
    if (encoded.startsWith("$2")) {
      return BcryptHash.parse(encoded);
    }
    if (encoded.startsWith("$scrypt$")) {
      return ScryptHash.parse(encoded);
    }
    if (encoded.startsWith("$pbkdf2") || encoded.startsWith("pbkdf2_")) {
      return Pbkdf2Hash.parse(encoded);
    }
    if (encoded.startsWith("{SSHA")) {
      return SaltedShaHash.parse(encoded);
    }
    throw new UnsupportedHash("unknown format");
  }

  /** Compares in constant time. The password is UTF-8 and stays the caller's to wipe. */
  boolean matches(byte[] password, Argon2Engine argon2);

  /** Whether {@link PasswordHasher#hash} would make a hash of this very kind and cost. */
  default boolean isOfToday(PasswordHasher.Parameters today) {
    return false;
  }
}
