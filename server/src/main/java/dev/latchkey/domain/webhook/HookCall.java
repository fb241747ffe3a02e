package dev.latchkey.domain.webhook;

import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Webhook;
import dev.latchkey.platform.outbound.BodySignature;
import dev.latchkey.platform.outbound.Outbound;
import dev.latchkey.platform.outbound.Outbound.Reply;
import dev.latchkey.platform.outbound.Outbound.Request;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * One signed call to a webhook: only to where the public internet is, unless the tenant exempts the
 * address, and never on to where an answer says to go (attack class 27). Thread-safe.
 */
final class HookCall {

  private final Outbound outbound;
  private final InstantSource clock;

  HookCall(Outbound outbound, InstantSource clock) {
    this.outbound = outbound;
    this.clock = clock;
  }

  /**
   * @param delivery the same whenever the same thing is sent again
   * @throws dev.latchkey.platform.outbound.OutboundException when there is no answer
   */
  Reply send(Tenant tenant, Webhook hook, UUID delivery, byte[] body) {
    Map<String, String> headers = new LinkedHashMap<>(hook.headers());
    headers.put("Content-Type", "application/json");
    headers.put("Accept", "application/json");
    headers.put("X-Webhook-Key", hook.key());
    headers.put("X-Webhook-Delivery", delivery.toString());
    headers.put(BodySignature.HEADER, BodySignature.of(hook.secret(), clock.instant(), body));
    return outbound.send(
        new Request("POST", hook.uri(), headers, body),
        new Outbound.Limits(tenant.outbound().limits().exempt(), hook.timeout()));
  }
}
