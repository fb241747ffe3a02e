package dev.latchkey.platform.outbound;

import dev.latchkey.platform.crypto.Hmac;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Shows a receiver that a body is from here, unchanged and of now: {@code t=<unix seconds>,v1=<hex
 * HMAC-SHA-256 of "t.body">} (contract section 12).
 */
public final class BodySignature {

  public static final String HEADER = "X-Webhook-Signature";

  private BodySignature() {}

  /** The value of the header. */
  public static String of(String secret, Instant now, byte[] body) {
    String time = Long.toString(now.getEpochSecond());
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    signed.writeBytes((time + ".").getBytes(StandardCharsets.US_ASCII));
    signed.writeBytes(body);
    return "t="
        + time
        + ",v1="
        + HexFormat.of().formatHex(Hmac.sha256(secret, signed.toByteArray()));
  }
}
