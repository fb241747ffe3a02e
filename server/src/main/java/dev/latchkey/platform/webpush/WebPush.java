package dev.latchkey.platform.webpush;

import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.outbound.Outbound;
import dev.latchkey.platform.outbound.Outbound.Reply;
import dev.latchkey.platform.outbound.Outbound.Request;
import dev.latchkey.platform.outbound.OutboundException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sends messages to push services (RFC 8030). A subscription comes from a device and may name any
 * address: only what is public, over TLS and on the usual port is called, and never where an answer
 * points to (attack class 27). Thread-safe.
 */
public final class WebPush {

  /**
   * @param topic takes the place of one of the same topic that waits; at most 32 characters of
   *     base64url (RFC 8030 section 5.4)
   * @param lifetime after which it is not worth being shown
   */
  public record Message(byte[] payload, String topic, Duration lifetime) {}

  /** Who speaks: the key, and who answers for it. */
  public record Server(VapidKey key, String contact) {}

  private final Outbound outbound;
  private final Secrets secrets;
  private final InstantSource clock;

  public WebPush(Outbound outbound, Secrets secrets, InstantSource clock) {
    this.outbound = outbound;
    this.secrets = secrets;
    this.clock = clock;
  }

  public PushResult send(Server server, Subscription to, Message message, Outbound.Limits limits) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("TTL", Long.toString(Math.max(0, message.lifetime().toSeconds())));
    headers.put("Urgency", "high");
    headers.put("Topic", message.topic());
    headers.put("Content-Type", "application/octet-stream");
    headers.put("Content-Encoding", "aes128gcm");
    headers.put("Authorization", server.key().authorization(to, server.contact(), clock.instant()));
    byte[] body = Encryption.encrypt(to, message.payload(), secrets);
    try {
      return result(
          outbound.send(
              new Request("POST", to.endpoint(), headers, body), limits.onUsualPortOnly()));
    } catch (OutboundException e) {
      String reason = String.valueOf(e.getMessage());
      return e.isForbidden()
          ? new PushResult.Refused(reason)
          : new PushResult.RetryLater(null, reason);
    }
  }

  private PushResult result(Reply reply) {
    int status = reply.status();
    if (status >= 200 && status < 300) {
      return new PushResult.Accepted();
    }
    String reason = "The push service answers with status " + status;
    return switch (status) {
      case 404, 410 -> new PushResult.Gone();
      case 408, 425, 429 ->
          new PushResult.RetryLater(reply.retryAfter(clock.instant()).orElse(null), reason);
      default ->
          status >= 500
              ? new PushResult.RetryLater(reply.retryAfter(clock.instant()).orElse(null), reason)
              : new PushResult.Refused(reason);
    };
  }
}
