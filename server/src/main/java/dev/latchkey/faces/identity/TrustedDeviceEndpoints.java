package dev.latchkey.faces.identity;

import dev.latchkey.domain.device.TrustedDevices;
import dev.latchkey.domain.device.TrustedDevices.TrustedDevice;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.event.UserAgent;
import dev.latchkey.domain.policy.CredentialPolicy;
import dev.latchkey.domain.proof.BearerProof;
import dev.latchkey.domain.proof.BearerVerifier;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.mfa.RemoveTrustedDevice;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.json.Timestamps;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** {@code mfa/trusteddevices} (contract sections 10.8 and 10.9). */
public final class TrustedDeviceEndpoints {

  private final BearerVerifier bearers;
  private final TrustedDevices devices;
  private final RemoveTrustedDevice remove;

  public TrustedDeviceEndpoints(
      BearerVerifier bearers, TrustedDevices devices, RemoveTrustedDevice remove) {
    this.bearers = bearers;
    this.devices = devices;
    this.remove = remove;
  }

  public void on(Router router, Api api) {
    String path = "/identity/v1/mfa/trusteddevices";
    api.route(router, Method.GET, path, RateClass.NONE, this::list);
    api.route(router, Method.DELETE, path + "/{id}", RateClass.NONE, this::remove);
  }

  private BearerProof bearer(Call call) {
    BearerProof bearer = bearers.verify(call.tenant(), call.bearerToken());
    call.firstParty(bearer.clientId());
    return bearer;
  }

  private Response list(Call call) {
    BearerProof bearer = bearer(call);
    CredentialPolicy.requireMfa(bearer);
    ObjectNode answer = Json.object();
    var list = answer.putArray("trusted_devices");
    devices
        .of(call.tenant(), bearer.profileId())
        .forEach(device -> list.add(json(device, bearer.profileId())));
    return Answers.secret(answer);
  }

  /** Contract section 2.7. */
  private static ObjectNode json(TrustedDevice device, UUID profileId) {
    ObjectNode json =
        Json.object()
            .put("id", device.id().toString())
            .put("user_id", profileId.toString())
            .put("created_at", Timestamps.iso(device.createdAt()));
    UserAgent agent = new UserAgent(device.userAgent());
    ObjectNode metadata = json.putObject("metadata").put("ip", device.ip());
    agent.operatingSystem().ifPresent(name -> metadata.put("operating_system", name));
    if (!device.userAgent().isEmpty()) {
      metadata.put("user_agent", device.userAgent());
      metadata.put("device_class", agent.deviceClass());
    }
    agent.deviceName().ifPresent(name -> metadata.put("device_name", name));
    return json;
  }

  private Response remove(Call call) {
    remove.run(call.tenant(), bearer(call), id(call), call.caller());
    return Response.noContent();
  }

  private static UUID id(Call call) {
    try {
      return UUID.fromString(call.request().pathParameter("id"));
    } catch (IllegalArgumentException e) {
      throw ApiError.RESOURCE_NOT_FOUND.causedBy(e);
    }
  }
}
