package dev.latchkey.platform.crypto.password;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.platform.crypto.password.Argon2Engine.Variant;
import dev.latchkey.platform.crypto.password.PasswordHasher.Parameters;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Argon2EngineTest {
  private final Argon2Engine nativeCode = new NativeArgon2();
  private final Argon2Engine java = new BouncyArgon2();

  /** Vectors of the reference implementation, phc-winner-argon2, src/test.c. */
  @ParameterizedTest
  @CsvSource({
    "ARGON2I,  16, 65536,  2, 1, password,          somesalt,"
        + " f6c4db4a54e2a370627aff3db6176b94a2a209a62c8e36152711802f7b30c694",
    "ARGON2I,  16, 256,    2, 2, password,          somesalt,"
        + " b6c11560a6a9d61eac706b79a2f97d68b4463aa3ad87e00c07e2b01e90c564fb",
    "ARGON2I,  19, 65536,  1, 1, password,          somesalt,"
        + " d168075c4d985e13ebeae560cf8b94c3b5d8a16c51916b6f4ac2da3ac11bbecf",
    "ARGON2I,  19, 256,    2, 2, password,          somesalt,"
        + " 4ff5ce2769a1d7f4c8a491df09d41a9fbe90e5eb02155a13e4c01e20cd4eab61",
    "ARGON2ID, 19, 262144, 2, 1, password,          somesalt,"
        + " 78fe1ec91fb3aa5657d72e710854e4c3d9b9198c742f9616c2f085bed95b2e8c",
    "ARGON2ID, 19, 256,    2, 2, password,          somesalt,"
        + " 6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037",
    "ARGON2ID, 19, 65536,  2, 1, differentpassword, somesalt,"
        + " 0b84d652cf6b0c4beaef0dfe278ba6a80df6696281d7e0d2891b817d8c458fde",
    "ARGON2ID, 19, 65536,  2, 1, password,          diffsalt,"
        + " bdf32b05ccc42eb15d58fd19b1f856b113da1e9a5874fdcc544308565aa8141c"
  })
  void both_engines_give_what_the_reference_gives(
      Variant variant,
      int version,
      int memory,
      int iterations,
      int lanes,
      String password,
      String salt,
      String digest) {
    var parameters = new Parameters(memory, iterations, lanes);
    for (Argon2Engine engine : new Argon2Engine[] {nativeCode, java}) {
      assertThat(
              engine.hash(
                  variant, version, parameters, password.getBytes(UTF_8), salt.getBytes(UTF_8), 32))
          .isEqualTo(HexFormat.of().parseHex(digest));
    }
  }

  @Test
  void native_code_is_preferred_and_java_stands_in_where_it_does_not_load() {
    assertThat(Argon2Engine.Preferred.firstWorking(NativeArgon2::new))
        .isInstanceOf(NativeArgon2.class);
    Argon2Engine missing =
        (variant, version, parameters, password, salt, length) -> {
          throw new UnsatisfiedLinkError("libargon2.so");
        };
    assertThat(Argon2Engine.Preferred.firstWorking(() -> missing)).isInstanceOf(BouncyArgon2.class);
  }

  @Property(tries = 300)
  void both_engines_agree_byte_for_byte(
      @ForAll Variant variant,
      @ForAll boolean oldVersion,
      @ForAll @IntRange(min = 8, max = 64) int memoryPerLane,
      @ForAll @IntRange(min = 1, max = 3) int iterations,
      @ForAll @IntRange(min = 1, max = 4) int lanes,
      @ForAll @Size(max = 80) byte[] password,
      @ForAll @Size(min = 8, max = 32) byte[] salt,
      @ForAll @IntRange(min = 16, max = 130) int length) {
    int version = oldVersion ? 0x10 : 0x13;
    var parameters = new Parameters(memoryPerLane * lanes, iterations, lanes);
    assertThat(nativeCode.hash(variant, version, parameters, password, salt, length))
        .isEqualTo(java.hash(variant, version, parameters, password, salt, length));
  }
}
