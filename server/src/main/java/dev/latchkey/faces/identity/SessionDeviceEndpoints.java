package dev.latchkey.faces.identity;

import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.device.SessionDevices;
import dev.latchkey.domain.device.SessionDevices.SessionDevice;
import dev.latchkey.domain.event.UserAgent;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.proof.BearerProof;
import dev.latchkey.domain.proof.BearerVerifier;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.logout.EndSessionDevice;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.json.Timestamps;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET session-devices} and {@code DELETE session-devices/{id}} (contract section 11.1). */
public final class SessionDeviceEndpoints {

  private final BearerVerifier bearers;
  private final SessionDevices devices;
  private final EndSessionDevice end;

  public SessionDeviceEndpoints(
      BearerVerifier bearers, SessionDevices devices, EndSessionDevice end) {
    this.bearers = bearers;
    this.devices = devices;
    this.end = end;
  }

  public void on(Router router, Api api) {
    String path = "/identity/v1/session-devices";
    api.route(router, Method.GET, path, RateClass.NONE, this::list);
    api.route(router, Method.DELETE, path + "/{id}", RateClass.NONE, this::end);
  }

  private Response list(Call call) {
    BearerProof bearer = bearer(call);
    ObjectNode answer = Json.object();
    ArrayNode list = answer.putArray("session_devices");
    devices.of(call.tenant(), bearer.profileId()).forEach(device -> list.add(document(device)));
    return Answers.secret(answer);
  }

  private Response end(Call call) {
    BearerProof bearer = bearer(call);
    UUID id = Ids.ofPath(call.request().pathParameter("id"));
    end.run(call.tenant(), bearer, id, call.caller());
    return Response.noContent();
  }

  private BearerProof bearer(Call call) {
    BearerProof bearer = bearers.verify(call.tenant(), call.bearerToken());
    call.firstParty(bearer.clientId());
    CredentialPolicy.requireScope(bearer, Scopes.SESSION);
    return bearer;
  }

  private static ObjectNode document(SessionDevice device) {
    UserAgent agent = new UserAgent(device.userAgent());
    ObjectNode json =
        Json.object()
            .put("id", device.id().toString())
            .put("token_type", device.tokenType())
            .put("ip", device.ip());
    agent.operatingSystem().ifPresent(name -> json.put("operating_system", name));
    agent.program().ifPresent(name -> json.put("user_agent_name", name));
    return json.put("device_class", agent.deviceClass())
        .put("created_at", Timestamps.iso(device.createdAt()))
        .put("last_connection", Timestamps.iso(device.lastConnection()))
        .put("expires_at", Timestamps.iso(device.expiresAt()));
  }
}
