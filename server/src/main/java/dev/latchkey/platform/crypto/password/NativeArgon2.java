package dev.latchkey.platform.crypto.password;

import de.mkammerer.argon2.Argon2Advanced;
import de.mkammerer.argon2.Argon2Factory;
import de.mkammerer.argon2.Argon2Factory.Argon2Types;
import de.mkammerer.argon2.Argon2Version;

/**
 * The reference implementation in C, through argon2-jvm.
 *
 * <p>Its memory is not kept between hashes on purpose: up to 32 MiB glibc itself hands the same
 * pages out again, so at 19 MiB a buffer of our own gained nothing. At 46 MiB it would save a
 * third.
 */
final class NativeArgon2 implements Argon2Engine {
  private final Argon2Advanced argon2i = Argon2Factory.createAdvanced(Argon2Types.ARGON2i);
  private final Argon2Advanced argon2id = Argon2Factory.createAdvanced(Argon2Types.ARGON2id);

  @Override
  public byte[] hash(
      Variant variant,
      int version,
      PasswordHasher.Parameters parameters,
      byte[] password,
      byte[] salt,
      int length) {
    Argon2Advanced library =
        switch (variant) {
          case ARGON2I -> argon2i;
          case ARGON2ID -> argon2id;
        };
    return library
        .hashAdvanced(
            parameters.iterations(),
            parameters.memoryKib(),
            parameters.parallelism(),
            password,
            salt,
            length,
            version == 0x10 ? Argon2Version.V10 : Argon2Version.V13)
        .getRaw();
  }
}
