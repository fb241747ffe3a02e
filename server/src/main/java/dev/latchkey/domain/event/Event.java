package dev.latchkey.domain.event;

import dev.latchkey.platform.json.Json;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Something that happened, as a use case tells it. */
public record Event(
    EventType type,
    @Nullable UUID profileId,
    @Nullable String clientId,
    @Nullable UUID sessionId,
    @Nullable String authType,
    ObjectNode details) {

  public static Event of(EventType type, @Nullable UUID profileId, @Nullable String clientId) {
    return new Event(type, profileId, clientId, null, null, Json.object());
  }

  public Event inSession(UUID session, String authenticationType) {
    return new Event(type, profileId, clientId, session, authenticationType, details);
  }

  /** With one more detail; never a secret. */
  public Event with(String name, String value) {
    return new Event(
        type, profileId, clientId, sessionId, authType, details.deepCopy().put(name, value));
  }
}
