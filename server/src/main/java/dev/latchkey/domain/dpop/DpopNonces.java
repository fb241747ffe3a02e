package dev.latchkey.domain.dpop;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.RootKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;

/**
 * Nonces for proofs (RFC 9449 sections 8 and 9): {@code minute(8) tag(16)}, base64url, the tag
 * keyed by the root key. So no node needs to remember one, and each takes those of the others.
 *
 * <p>One is handed out for a minute and good for five. They are the same for all of a tenant: what
 * they tell is when a proof was signed, not who asked.
 */
final class DpopNonces {

  /** For how long a nonce is the one that is handed out. */
  private static final Duration STEP = Duration.ofMinutes(1);

  /** Steps after its own for which it is taken. */
  private static final int TAKEN = 4;

  private static final int TAG = 16;
  private static final int LENGTH = Long.BYTES + TAG;

  private final RootKey rootKey;
  private final InstantSource clock;

  DpopNonces(RootKey rootKey, InstantSource clock) {
    this.rootKey = rootKey;
    this.clock = clock;
  }

  /** The one to hand out now. */
  String current(Tenant tenant) {
    return of(tenant, step());
  }

  /** Whether it is one of this tenant's that is not too old; a node may be a step ahead. */
  boolean isGood(Tenant tenant, String nonce) {
    long step;
    try {
      byte[] bytes = Digest.fromBase64Url(nonce);
      if (bytes.length != LENGTH) {
        return false;
      }
      step = ByteBuffer.wrap(bytes).getLong();
    } catch (IllegalArgumentException e) {
      return false;
    }
    long now = step();
    return step >= now - TAKEN && step <= now + 1 && Digest.same(of(tenant, step), nonce);
  }

  private long step() {
    Instant now = clock.instant();
    return now.getEpochSecond() / STEP.toSeconds();
  }

  private String of(Tenant tenant, long step) {
    byte[] id = Digest.sha256(tenant.id());
    byte[] bound = ByteBuffer.allocate(id.length + Long.BYTES).put(id).putLong(step).array();
    byte[] tag = Arrays.copyOf(rootKey.mac("dpop-nonce", bound), TAG);
    return Digest.base64Url(ByteBuffer.allocate(LENGTH).putLong(step).put(tag).array());
  }
}
