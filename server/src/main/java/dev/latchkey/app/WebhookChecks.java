package dev.latchkey.app;

import dev.latchkey.app.Findings.At;
import dev.latchkey.domain.event.EventType;
import dev.latchkey.domain.input.Addresses;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.tenant.Webhook;
import dev.latchkey.domain.webhook.PreEvents;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What must hold for the webhooks of a tenant. */
final class WebhookChecks {

  private static final Set<String> EVENTS =
      Arrays.stream(EventType.values()).map(EventType::wireName).collect(Collectors.toSet());

  /** What the call itself says. */
  private static final Set<String> TAKEN =
      Set.of(
          "host",
          "connection",
          "content-type",
          "content-length",
          "transfer-encoding",
          "accept",
          "user-agent",
          "expect");

  private WebhookChecks() {}

  static void run(At tenantAt, Tenant tenant) {
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < tenant.webhooks().size(); i++) {
      At at = tenantAt.key("webhooks").item(i);
      Webhook hook = tenant.webhooks().get(i);
      if (!keys.add(hook.key())) {
        at.key("key").wrong("must differ from all others here", "Write another one.");
      }
      at.key("url").wrong(Addresses.ofPage(hook.url()));
      events(at.key("events"), hook);
      for (String name : hook.headers().keySet()) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (TAKEN.contains(lower) || lower.startsWith("x-webhook-")) {
          at.key("headers").problem("has `" + name + "`, which the call itself sets", "Remove it.");
        }
      }
      if (hook.when() == Webhook.When.BEFORE && hook.onFailure() == Webhook.OnFailure.CONTINUE) {
        at.key("on_failure").warning("is continue: while it is down nobody is asked");
      }
    }
  }

  private static void events(At at, Webhook hook) {
    List<String> events = hook.events();
    boolean before = hook.when() == Webhook.When.BEFORE;
    Set<String> known = before ? PreEvents.NAMES : EVENTS;
    for (int i = 0; i < events.size(); i++) {
      boolean any = events.get(i).equals(Webhook.ANY_EVENT);
      if (any ? before : !known.contains(events.get(i))) {
        at.item(i)
            .wrong(
                before ? "must be something that is asked about" : "must be an event that there is",
                "Write one of: " + String.join(", ", new TreeSet<>(known)) + ".");
      }
    }
  }
}
