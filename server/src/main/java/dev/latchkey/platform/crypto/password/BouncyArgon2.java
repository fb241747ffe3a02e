package dev.latchkey.platform.crypto.password;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** BouncyCastle's Argon2, for platforms without the native library. */
final class BouncyArgon2 implements Argon2Engine {

  @Override
  public byte[] hash(
      Variant variant,
      int version,
      PasswordHasher.Parameters parameters,
      byte[] password,
      byte[] salt,
      int length) {
    int type =
        switch (variant) {
          case ARGON2I -> Argon2Parameters.ARGON2_i;
          case ARGON2ID -> Argon2Parameters.ARGON2_id;
        };
    var generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(type)
            .withVersion(version)
            .withMemoryAsKB(parameters.memoryKib())
            .withIterations(parameters.iterations())
            .withParallelism(parameters.parallelism())
            .withSalt(salt)
            .build());
    byte[] digest = new byte[length];
    generator.generateBytes(password, digest);
    return digest;
  }
}
