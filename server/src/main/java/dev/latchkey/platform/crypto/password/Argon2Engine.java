package dev.latchkey.platform.crypto.password;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Argon2 (RFC 9106), the one algorithm here with two implementations. Safe for many threads. */
@FunctionalInterface
interface Argon2Engine {

  enum Variant {
    ARGON2I,
    ARGON2ID
  }

  /**
   * @param version 0x10 or 0x13
   * @param length bytes wanted
   */
  byte[] hash(
      Variant variant,
      int version,
      PasswordHasher.Parameters parameters,
      byte[] password,
      byte[] salt,
      int length);

  /**
   * Native code where it loads, else BouncyCastle. Loaded by the first hash and not by the start:
   * unpacking the library takes about 100 ms.
   */
  static Argon2Engine preferred() {
    return (variant, version, parameters, password, salt, length) ->
        Preferred.ENGINE.hash(variant, version, parameters, password, salt, length);
  }

  /** Holds what {@link #preferred} found. */
  final class Preferred {
    private static final Logger log = LoggerFactory.getLogger(Argon2Engine.class);
    private static final Argon2Engine ENGINE = firstWorking(NativeArgon2::new);

    private Preferred() {}

    static Argon2Engine firstWorking(Supplier<Argon2Engine> nativeEngine) {
      try {
        Argon2Engine engine = nativeEngine.get();
        engine.hash(
            Variant.ARGON2ID,
            0x13,
            new PasswordHasher.Parameters(8, 1, 1),
            new byte[0],
            new byte[16],
            32);
        return engine;
      } catch (LinkageError | RuntimeException e) {
        log.warn("Native Argon2 does not load, Java takes its place and is slower", e);
        return new BouncyArgon2();
      }
    }
  }
}
