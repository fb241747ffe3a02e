package dev.latchkey.domain.event;

import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.json.Timestamps;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An event as it was written down. */
public record LoggedEvent(
    UUID id,
    String type,
    Instant at,
    @Nullable UUID profileId,
    @Nullable String clientId,
    @Nullable String authType,
    String ip,
    String userAgent,
    JsonNode details) {

  /** Kept as texts with a space between. */
  private static final Set<String> LISTS = Set.of("updated_keys", "scope");

  /** The event as the wire shows it (contract section 11.4). */
  public ObjectNode document() {
    ObjectNode json =
        Json.object().put("id", id.toString()).put("date", Timestamps.iso(at)).put("type", type);
    if (profileId != null) {
      json.put("user_id", profileId.toString()).put("profile_id", profileId.toString());
    }
    if (authType != null && !authType.isEmpty()) {
      json.put("auth_type", authType);
    }
    if (clientId != null) {
      json.put("client_id", clientId);
    }
    json.put("ip", ip)
        .put("user_agent", userAgent)
        .put("device", new UserAgent(userAgent).deviceClass());
    details.forEachEntry((name, value) -> {
      if (LISTS.contains(name)) {
        ArrayNode list = json.putArray(name);
        for (String element : value.asString().split(" ", -1)) {
          list.add(element);
        }
      } else {
        json.set(name, value);
      }
    });
    return json;
  }
}
