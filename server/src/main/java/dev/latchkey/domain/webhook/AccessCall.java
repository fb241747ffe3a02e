package dev.latchkey.domain.webhook;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.webhook.Deliveries.Taken;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.Hmac;
import dev.latchkey.platform.crypto.RootKey;
import dev.latchkey.platform.http.AddressRanges;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.outbound.Outbound;
import dev.latchkey.platform.outbound.Outbound.Reply;
import dev.latchkey.platform.outbound.Outbound.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One call to a client of the Access API, signed as its clients expect (its contract, section 6).
 */
final class AccessCall {

  /** And one more than that in all: 10 s, 1 min, 6 min, 36 min, 3.6 h between them. */
  private static final int RETRIES = 5;

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Outbound outbound;
  private final Clients clients;
  private final RootKey rootKey;

  AccessCall(Outbound outbound, Clients clients, RootKey rootKey) {
    this.outbound = outbound;
    this.clients = clients;
    this.rootKey = rootKey;
  }

  /**
   * @throws dev.latchkey.platform.outbound.OutboundException when there is no answer
   */
  Reply send(Tenant tenant, Taken taken) {
    String clientId = taken.hook().substring(AccessNotices.HOOK.length());
    Client.AccessApi api = clients.find(tenant.id(), clientId).map(Client::accessApi).orElseThrow();
    byte[] body = Json.write(opened(tenant, taken.event()));
    String time = taken.event().path("publishedTimestamp").asString("");
    String callRef = taken.id().toString();
    // With several clients, that of the oldest: they know one key of the programme.
    String key = clients.firstApiKey(tenant.id()).orElseThrow();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("call-ref", callRef);
    headers.put("published-timestamp", time);
    headers.put("signature", signature(key, time));
    headers.put(
        "signature-v2", signature(key, callRef + new String(body, StandardCharsets.UTF_8) + time));
    URI uri = URI.create(stripped(String.valueOf(api.webhookUrl())) + taken.eventType());
    return outbound.send(
        new Request("POST", uri, headers, body),
        new Outbound.Limits(AddressRanges.of(tenant.outbound().allowPrivate()), TIMEOUT));
  }

  /** With the token that was sealed, if there is one. */
  private JsonNode opened(Tenant tenant, JsonNode event) {
    if (!event.has(AccessNotices.SEALED_TOKEN)) {
      return event;
    }
    ObjectNode opened = event.deepCopy().asObject();
    byte[] sealed = Digest.fromBase64Url(opened.remove(AccessNotices.SEALED_TOKEN).asString());
    byte[] token = rootKey.open(AccessNotices.SEALED_TOKEN, tenant.id(), sealed);
    return opened.put("authToken", new String(token, StandardCharsets.UTF_8));
  }

  private static String stripped(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  private static String signature(String key, String text) {
    return Base64.getEncoder()
        .encodeToString(Hmac.sha256(key, text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Whether an answer with that status is worth another try. */
  static boolean isWorthRetrying(int status) {
    return status == 408 || status == 409 || status == 425 || status >= 500;
  }

  static boolean isOver(int made) {
    return made > RETRIES;
  }

  /**
   * @param made how many tries there were, from 1 on
   */
  static Duration after(int made) {
    return Duration.ofSeconds(10L * (long) Math.pow(6, made - 1));
  }
}
