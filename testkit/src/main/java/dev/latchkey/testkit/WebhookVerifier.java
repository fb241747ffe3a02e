package dev.latchkey.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks the signature of a webhook's call, as a receiver does. {@code docs/webhooks.md} has it.
 */
public final class WebhookVerifier {

  private static final Pattern HEADER = Pattern.compile("t=([0-9]{1,12}),v1=([0-9a-f]{64})");
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private final String secret;

  public WebhookVerifier(String secret) {
    this.secret = secret;
  }

  /**
   * Whether a call with that X-Webhook-Signature and that body, byte for byte, is to be trusted.
   */
  public boolean accepts(String header, byte[] body, Instant now) {
    Matcher parts = HEADER.matcher(header);
    if (!parts.matches()) {
      return false;
    }
    Instant sent = Instant.ofEpochSecond(Long.parseLong(parts.group(1)));
    byte[] claimed = HexFormat.of().parseHex(parts.group(2));
    return MessageDigest.isEqual(claimed, hmac(parts.group(1), body))
        && Duration.between(sent, now).abs().compareTo(TOLERANCE) <= 0;
  }

  private byte[] hmac(String time, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      ByteArrayOutputStream signed = new ByteArrayOutputStream();
      signed.writeBytes((time + ".").getBytes(StandardCharsets.US_ASCII));
      signed.writeBytes(body);
      return mac.doFinal(signed.toByteArray());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
