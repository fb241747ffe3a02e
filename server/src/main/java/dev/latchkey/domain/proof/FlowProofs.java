package dev.latchkey.domain.proof;

import dev.latchkey.domain.input.Identifier;
import dev.latchkey.platform.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The proofs of a flow as its row keeps them between requests, all of one profile. */
final class FlowProofs {

  private FlowProofs() {}

  static ArrayNode write(List<LoginProof> proofs) {
    ArrayNode list = Json.object().putArray("proofs");
    for (LoginProof proof : proofs) {
      ObjectNode json = list.addObject().put("kind", kind(proof)).put("at", proof.at().toString());
      switch (proof) {
        case PasswordProof password ->
            json.put("identifier", password.identifierKind().name())
                .put("set_at", password.passwordSetAt().toString());
        case SignupProof signup -> json.put("with_password", signup.withPassword());
        case CodeProof code ->
            json.put("id", code.codeId().toString())
                .put("purpose", code.purpose().name())
                .put("channel", code.channel().name())
                .put("destination", code.destination());
        case PasskeyProof passkey ->
            json.put("credential", passkey.credentialId())
                .put("user_verified", passkey.isUserVerified());
        case FederatedProof federated ->
            json.put("provider", federated.provider()).put("subject", federated.subject());
        case CustomTokenProof token -> json.put("client_id", token.clientId());
        case PushProof push ->
            json.put("device", push.deviceId().toString())
                .put("user_verified", push.isUserVerified());
        case TrustedDeviceProof device -> json.put("device", device.deviceId().toString());
        case SessionProof session -> {
          json.put("session", session.sessionId().toString())
              .put("auth_time", session.authTime().toString());
          session.amr().forEach(json.putArray("amr")::add);
        }
        case TotpProof totp -> {}
        case RecoveryCodeProof code -> {}
      }
    }
    return list;
  }

  private static String kind(LoginProof proof) {
    return proof instanceof CodeProof ? "code" : proof.factor();
  }

  static List<LoginProof> read(UUID profileId, JsonNode list) {
    List<LoginProof> proofs = new ArrayList<>();
    for (JsonNode json : list) {
      proofs.add(read(profileId, json, Instant.parse(text(json, "at"))));
    }
    return List.copyOf(proofs);
  }

  private static LoginProof read(UUID profileId, JsonNode json, Instant at) {
    return switch (text(json, "kind")) {
      case "password" ->
          new PasswordProof(
              profileId,
              Identifier.Kind.valueOf(text(json, "identifier")),
              Instant.parse(text(json, "set_at")),
              at);
      case "signup" -> new SignupProof(profileId, json.path("with_password").asBoolean(), at);
      case "code" ->
          new CodeProof(
              UUID.fromString(text(json, "id")),
              profileId,
              CodePurpose.valueOf(text(json, "purpose")),
              CodeChannel.valueOf(text(json, "channel")),
              text(json, "destination"),
              at);
      case "passkey" ->
          new PasskeyProof(
              profileId, text(json, "credential"), json.path("user_verified").asBoolean(), at);
      case "federated" ->
          new FederatedProof(profileId, text(json, "provider"), text(json, "subject"), at);
      case "external" -> new CustomTokenProof(profileId, text(json, "client_id"), at);
      case "push" ->
          new PushProof(
              profileId,
              UUID.fromString(text(json, "device")),
              json.path("user_verified").asBoolean(),
              at);
      case "trusted_device" ->
          new TrustedDeviceProof(profileId, UUID.fromString(text(json, "device")), at);
      case "session" ->
          new SessionProof(
              profileId,
              UUID.fromString(text(json, "session")),
              Instant.parse(text(json, "auth_time")),
              json.path("amr").valueStream().map(JsonNode::asString).toList(),
              at);
      case "totp" -> new TotpProof(profileId, at);
      case "recovery_code" -> new RecoveryCodeProof(profileId, at);
      default -> throw new IllegalStateException("Unknown proof in a flow");
    };
  }

  private static String text(JsonNode json, String name) {
    return json.path(name).asString();
  }
}
