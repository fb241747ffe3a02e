package dev.latchkey.domain.push;

import dev.latchkey.domain.key.VapidKeys;
import dev.latchkey.domain.tenant.PushPolicy;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.http.AddressRanges;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.outbound.Outbound;
import dev.latchkey.platform.webpush.PushResult;
import dev.latchkey.platform.webpush.Subscription;
import dev.latchkey.platform.webpush.WebPush;

/** Web Push with VAPID: browsers, web apps on home screens, UnifiedPush. */
public final class WebPushSender implements PushSender {

  private final WebPush push;
  private final VapidKeys keys;

  public WebPushSender(WebPush push, VapidKeys keys) {
    this.push = push;
    this.keys = keys;
  }

  @Override
  public boolean serves(PushAddress address) {
    return address.kind().equals(PushAddress.WEB);
  }

  @Override
  public PushResult send(Tenant tenant, PushAddress address, Wakeup wakeup) {
    PushPolicy policy = tenant.push();
    if (policy == null) {
      return new PushResult.Refused("Push is switched off for the tenant");
    }
    Subscription to = Subscription.of(address.endpoint(), address.p256dh(), address.auth());
    String number = Long.toString(wakeup.challenge());
    return push.send(
        new WebPush.Server(keys.of(tenant), policy.contact()),
        to,
        new WebPush.Message(
            Json.write(Json.object().put("challenge", number)), number, wakeup.left()),
        new Outbound.Limits(
            AddressRanges.of(tenant.outbound().allowPrivate()), tenant.outbound().timeout()));
  }
}
