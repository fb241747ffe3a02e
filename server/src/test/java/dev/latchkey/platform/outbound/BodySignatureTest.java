package dev.latchkey.platform.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BodySignatureTest {

  /** The MAC was made by Python's {@code hmac}. */
  @Test
  void it_is_of_the_time_and_the_bytes_of_the_body() {
    byte[] body = "{\"name\":\"Zoë\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(
            BodySignature.of("a-secret-of-webhooks", Instant.parse("2026-11-22T10:00:00.9Z"), body))
        .isEqualTo(
            "t=1795341600,v1=9e6566aec8151aaff172a134d8132f9701a58c998a1af25ebfc104a5fb89f48b");
  }
}
