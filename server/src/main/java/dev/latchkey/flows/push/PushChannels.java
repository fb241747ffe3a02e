package dev.latchkey.flows.push;

import dev.latchkey.domain.error.Conflict;
import dev.latchkey.domain.proof.Challenge.Channel;
import dev.latchkey.domain.tenant.PushChannel;
import dev.latchkey.domain.tenant.PushPolicy;
import dev.latchkey.domain.tenant.Tenant;

/** Which channels a tenant has. */
final class PushChannels {

  private PushChannels() {}

  /**
   * @throws dev.latchkey.domain.error.ConflictException {@code CHANNEL_NOT_SUPPORTED}
   */
  static PushPolicy require(Tenant tenant, PushChannel channel) {
    PushPolicy policy = tenant.push();
    if (policy == null || !policy.offers(channel)) {
      throw Conflict.CHANNEL_NOT_SUPPORTED.exception();
    }
    return policy;
  }

  static Channel ofChallenge(PushChannel channel) {
    return Channel.valueOf(channel.name());
  }
}
