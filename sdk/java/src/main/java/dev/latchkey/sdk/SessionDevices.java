package dev.latchkey.sdk;

import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.SessionDevice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Contract section 11.1. */
final class SessionDevices implements SessionDeviceCommands {

  private final Api api;

  SessionDevices(Api api) {
    this.api = api;
  }

  @Override
  public Command<List<SessionDevice>> listSessionDevices(AuthToken authToken) {
    return api.start(exchange -> {
      JsonObject answer = exchange.ask(WireRequest.get("session-devices").bearer(authToken));
      List<SessionDevice> devices = new ArrayList<>();
      for (JsonObject device : answer.objectsOrNone("session_devices")) {
        devices.add(device(device));
      }
      return Collections.unmodifiableList(devices);
    });
  }

  private static SessionDevice device(JsonObject json) throws MalformedAnswerException {
    return SessionDevice.builder()
        .setId(json.required("id"))
        .setTokenType(json.text("token_type"))
        .setIp(json.text("ip"))
        .setCountry(json.text("country"))
        .setCity(json.text("city"))
        .setOperatingSystem(json.text("operating_system"))
        .setUserAgentName(json.text("user_agent_name"))
        .setDeviceClass(json.text("device_class"))
        .setDeviceName(json.text("device_name"))
        .setCreatedAt(json.text("created_at"))
        .setLastConnection(json.text("last_connection"))
        .setExpiresAt(json.text("expires_at"))
        .build();
  }

  @Override
  public Command<Void> removeSessionDevice(AuthToken authToken, String deviceId) {
    WireRequest request =
        WireRequest.delete("session-devices/" + Paths.segment(deviceId)).bearer(authToken);
    return api.startTask(exchange -> exchange.succeed(request));
  }
}
