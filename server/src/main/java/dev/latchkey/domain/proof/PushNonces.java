package dev.latchkey.domain.proof;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.crypto.Secrets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * Nonces of answers: 128 random bits and an expiry under a keyed hash that names tenant, device and
 * challenge, so that a device which asks every few seconds leaves nothing behind. What one is good
 * for once is the challenge: the first answer ends it.
 */
final class PushNonces {

  static final Duration LIFETIME = Duration.ofSeconds(60);

  private static final int RANDOM = 16;
  private static final int HEAD = RANDOM + Long.BYTES;

  private final RootKey rootKey;
  private final Secrets secrets;
  private final InstantSource clock;

  PushNonces(RootKey rootKey, Secrets secrets, InstantSource clock) {
    this.rootKey = rootKey;
    this.secrets = secrets;
    this.clock = clock;
  }

  String issue(Tenant tenant, UUID device, long challenge, Instant expiresAt) {
    byte[] head =
        ByteBuffer.allocate(HEAD)
            .put(secrets.bytes(RANDOM))
            .putLong(expiresAt.getEpochSecond())
            .array();
    byte[] tag = tag(tenant, device, challenge, head);
    return Digest.base64Url(ByteBuffer.allocate(HEAD + tag.length).put(head).put(tag).array());
  }

  /** When the nonce ends; empty when it is not of that device and challenge, or over. */
  Optional<Instant> expiry(Tenant tenant, UUID device, long challenge, String nonce) {
    byte[] bytes;
    try {
      bytes = Digest.fromBase64Url(nonce);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    // As it was spelled: otherwise several texts would be one nonce.
    if (bytes.length != HEAD + 32 || !Digest.base64Url(bytes).equals(nonce)) {
      return Optional.empty();
    }
    byte[] head = Arrays.copyOf(bytes, HEAD);
    byte[] tag = Arrays.copyOfRange(bytes, HEAD, bytes.length);
    Instant expiresAt = Instant.ofEpochSecond(ByteBuffer.wrap(head).getLong(RANDOM));
    return Digest.same(tag, tag(tenant, device, challenge, head))
            && expiresAt.isAfter(clock.instant())
        ? Optional.of(expiresAt)
        : Optional.empty();
  }

  private byte[] tag(Tenant tenant, UUID device, long challenge, byte[] head) {
    String context = tenant.id() + "/" + device + "/" + challenge + "/";
    byte[] label = context.getBytes(StandardCharsets.UTF_8);
    return rootKey.mac(
        "push-nonce", ByteBuffer.allocate(label.length + head.length).put(label).put(head).array());
  }
}
