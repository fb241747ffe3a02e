package dev.latchkey.faces.identity;

import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.event.EventLog;
import dev.latchkey.domain.event.EventLog.Logged;
import dev.latchkey.domain.event.UserAgent;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.profile.Timestamps;
import dev.latchkey.domain.proof.BearerProof;
import dev.latchkey.domain.proof.BearerVerifier;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET events}: the user's own events, newest first (contract section 11.4). A page ends
 * where {@code before} of the next one begins: at the id of its last event.
 */
public final class UserEvents {

  private static final int DEFAULT_LIMIT = 20;
  private static final int MAX_LIMIT = 100;

  private final BearerVerifier bearers;
  private final EventLog log;

  public UserEvents(BearerVerifier bearers, EventLog log) {
    this.bearers = bearers;
    this.log = log;
  }

  public void on(Router router, Api api) {
    api.route(router, Method.GET, "/identity/v1/events", RateClass.NONE, this::list);
  }

  private Response list(Call call) {
    BearerProof bearer = bearers.verify(call.tenant(), call.bearerToken());
    call.firstParty(bearer.clientId());
    CredentialPolicy.requireScope(bearer, Scopes.EVENTS);
    Fields query = call.query();
    int limit = limit(query);
    UUID before = Ids.optional(query, "before");
    query.check();
    ObjectNode answer = Json.object();
    ArrayNode events = answer.putArray("events");
    for (Logged event : log.of(call.tenant(), bearer.profileId(), before, limit)) {
      events.add(document(event, bearer.profileId()));
    }
    return Answers.secret(answer);
  }

  private static int limit(Fields query) {
    String text = query.text("limit", 10);
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > MAX_LIMIT) {
      query.invalid("limit", "Must be a number from 1 to " + MAX_LIMIT);
    }
    return limit;
  }

  private static ObjectNode document(Logged event, UUID profileId) {
    String id = profileId.toString();
    ObjectNode json =
        Json.object()
            .put("id", event.id().toString())
            .put("date", Timestamps.iso(event.at()))
            .put("type", event.type())
            .put("user_id", id)
            .put("profile_id", id);
    put(json, "auth_type", event.authType());
    put(json, "client_id", event.clientId());
    json.put("ip", event.ip())
        .put("user_agent", event.userAgent())
        .put("device", new UserAgent(event.userAgent()).deviceClass());
    event
        .details()
        .forEachEntry((name, value) -> {
          if (name.equals("updated_keys")) {
            ArrayNode keys = json.putArray(name);
            for (String key : value.asString().split(" ", -1)) {
              keys.add(key);
            }
          } else {
            json.set(name, value);
          }
        });
    return json;
  }

  private static void put(ObjectNode json, String name, @Nullable String value) {
    Optional.ofNullable(value).filter(text -> !text.isEmpty()).ifPresent(v -> json.put(name, v));
  }
}
