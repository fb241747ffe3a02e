package dev.latchkey.platform.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {

  private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  @ParameterizedTest
  @CsvSource({
    "59, 287082",
    "1111111109, 081804",
    "1111111111, 050471",
    "1234567890, 005924",
    "2000000000, 279037",
    "20000000000, 353130"
  })
  void codes_are_those_of_rfc_6238_appendix_b(long second, String code) {
    assertThat(Totp.code(SECRET, Totp.step(Instant.ofEpochSecond(second)))).isEqualTo(code);
  }

  @Test
  void a_code_is_good_one_step_to_either_side_and_after_the_last_one_used() {
    Instant now = Instant.ofEpochSecond(3_000);
    for (long step = 98; step <= 102; step++) {
      String code = Totp.code(SECRET, step);
      boolean near = Math.abs(step - 100) <= 1;
      assertThat(Totp.match(SECRET, code, now, 0).isPresent()).as("%d", step).isEqualTo(near);
      assertThat(Totp.match(SECRET, code, now, step)).as("used: %d", step).isEmpty();
    }
    assertThat(Totp.match(SECRET, Totp.code(SECRET, 100), now, 99)).hasValue(100);
    assertThat(Totp.match(SECRET, "", now, 0)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"'', ''", "f, MY", "fo, MZXQ", "foo, MZXW6", "foob, MZXW6YQ", "foobar, MZXW6YTBOI"})
  void base32_is_that_of_rfc_4648_section_10_without_padding(String text, String encoded) {
    assertThat(Base32.encode(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(encoded);
  }
}
