package dev.latchkey.domain.token;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.crypto.Secrets;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * The form of a refresh token: {@code version(1) grant(16) generation(4) secret(32) tag(16)},
 * base64url. See RATIONALE.md beside this class: the tag tells a stale token of ours from
 * somebody's invention without a row for each token, and the next secret follows from the last, so
 * an honest client that asked twice gets the same answer twice.
 */
final class RefreshTokens {

  /** A token that this server made for this tenant. */
  record Parsed(UUID grantId, int generation, byte[] secret) {

    /** Under which the token is known to the database. */
    byte[] hash() {
      return Digest.sha256(secret);
    }
  }

  private static final byte VERSION = 1;
  private static final int SECRET = 32;
  private static final int TAG = 16;
  private static final int LENGTH = 1 + 16 + 4 + SECRET + TAG;

  private final RootKey rootKey;
  private final Secrets secrets;

  RefreshTokens(RootKey rootKey, Secrets secrets) {
    this.rootKey = rootKey;
    this.secrets = secrets;
  }

  Parsed first(UUID grantId) {
    return new Parsed(grantId, 0, secrets.bytes(SECRET));
  }

  /** The one successor of a token. */
  Parsed next(Tenant tenant, Parsed token) {
    byte[] secret = rootKey.mac("refresh-token/next", bound(tenant, token));
    return new Parsed(token.grantId(), token.generation() + 1, secret);
  }

  String write(Tenant tenant, Parsed token) {
    byte[] body = body(token);
    byte[] tag = tag(tenant, token);
    return Digest.base64Url(ByteBuffer.allocate(LENGTH).put(body).put(tag).array());
  }

  Optional<Parsed> parse(Tenant tenant, String text) {
    byte[] bytes;
    try {
      bytes = Digest.fromBase64Url(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (bytes.length != LENGTH || bytes[0] != VERSION) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, LENGTH - 1);
    UUID grantId = new UUID(buffer.getLong(), buffer.getLong());
    int generation = buffer.getInt();
    byte[] secret = new byte[SECRET];
    buffer.get(secret);
    Parsed token = new Parsed(grantId, generation, secret);
    byte[] tag = Arrays.copyOfRange(bytes, LENGTH - TAG, LENGTH);
    return Digest.same(tag, tag(tenant, token)) ? Optional.of(token) : Optional.empty();
  }

  private byte[] tag(Tenant tenant, Parsed token) {
    return Arrays.copyOf(rootKey.mac("refresh-token/tag", bound(tenant, token)), TAG);
  }

  private static byte[] bound(Tenant tenant, Parsed token) {
    byte[] id = Digest.sha256(tenant.id());
    return ByteBuffer.allocate(id.length + LENGTH - TAG).put(id).put(body(token)).array();
  }

  private static byte[] body(Parsed token) {
    return ByteBuffer.allocate(LENGTH - TAG)
        .put(VERSION)
        .putLong(token.grantId().getMostSignificantBits())
        .putLong(token.grantId().getLeastSignificantBits())
        .putInt(token.generation())
        .put(token.secret())
        .array();
  }
}
