package dev.latchkey.domain.event;

import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.json.Timestamps;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

  /**
   * @param loginTime of the login that the session stands on; told in whole seconds, as tokens do
   */
  public Event inSession(UUID session, Instant loginTime) {
    return new Event(
        type,
        profileId,
        clientId,
        session,
        authType,
        details
            .deepCopy()
            .put("login_time", Timestamps.iso(loginTime.truncatedTo(ChronoUnit.SECONDS))));
  }

  /** How the user logged in, or tried to (contract section 11.4). */
  public Event by(String authenticationType) {
    return new Event(type, profileId, clientId, sessionId, authenticationType, details);
  }

  /** With one more detail; never a secret. */
  public Event with(String name, String value) {
    return new Event(
        type, profileId, clientId, sessionId, authType, details.deepCopy().put(name, value));
  }

  public Event with(String name, int value) {
    return new Event(
        type, profileId, clientId, sessionId, authType, details.deepCopy().put(name, value));
  }
}
