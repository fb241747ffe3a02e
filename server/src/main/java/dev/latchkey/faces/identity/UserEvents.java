package dev.latchkey.faces.identity;

import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.event.EventLog;
import dev.latchkey.domain.event.LoggedEvent;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.policy.CredentialPolicy;
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
import java.util.UUID;
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
    for (LoggedEvent event : log.of(call.tenant(), bearer.profileId(), before, limit)) {
      events.add(event.document());
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
}
