package dev.latchkey.faces.web;

import dev.latchkey.domain.proof.PasskeyVerifier;
import dev.latchkey.domain.tenant.RelyingParty;
import dev.latchkey.domain.tenant.WebauthnSettings.UserVerification;
import dev.latchkey.flows.passkey.CreationOptions;
import dev.latchkey.flows.passkey.StartPasskeyLogin;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.json.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code navigator.credentials} is given, on the wire (contract section 2.6): snake_case
 * names, binary values in base64url, lists that are always there.
 */
public final class PasskeyOptions {

  private static final int TIMEOUT_MILLIS = 60_000;

  private PasskeyOptions() {}

  /** WebAuthn section 5.4. */
  public static ObjectNode creation(RelyingParty party, CreationOptions options) {
    return creation(party, options, userVerification(party));
  }

  /** As above, for a device that approves: its authenticator must check who holds it. */
  public static ObjectNode creationOfDevice(RelyingParty party, CreationOptions options) {
    return creation(party, options, UserVerification.REQUIRED.wireName());
  }

  private static ObjectNode creation(
      RelyingParty party, CreationOptions options, String userVerification) {
    ObjectNode answer = Json.object().put("friendly_name", options.friendlyName());
    ObjectNode key = answer.putObject("options").putObject("public_key");
    key.putObject("rp").put("id", party.id()).put("name", party.name());
    key.putObject("user")
        .put("id", options.userHandle())
        .put("name", options.userName())
        .put("display_name", options.displayName());
    key.put("challenge", options.challenge());
    ArrayNode algorithms = key.putArray("pub_key_cred_params");
    PasskeyVerifier.ALGORITHMS.forEach(
        algorithm -> algorithms.addObject().put("type", "public-key").put("alg", algorithm));
    key.put("timeout", TIMEOUT_MILLIS);
    ArrayNode excluded = key.putArray("exclude_credentials");
    options
        .excluded()
        .forEach(passkey -> excluded.add(descriptor(passkey.credentialId(), passkey.transports())));
    key.putObject("authenticator_selection")
        .put("resident_key", "preferred")
        .put("require_resident_key", false)
        .put("user_verification", userVerification);
    key.put("attestation", "none");
    return answer;
  }

  /** WebAuthn section 5.5. */
  public static ObjectNode request(RelyingParty party, StartPasskeyLogin.Result options) {
    ObjectNode answer = Json.object();
    ObjectNode key = request(answer, party, options.challenge(), userVerification(party));
    ArrayNode allowed = key.putArray("allow_credentials");
    options
        .allowed()
        .forEach(passkey -> allowed.add(descriptor(passkey.credentialId(), passkey.transports())));
    return answer;
  }

  /** As above, for the one passkey of a device that approves. */
  public static ObjectNode requestOfDevice(
      RelyingParty party, String challenge, byte[] credentialId) {
    ObjectNode answer = Json.object();
    request(answer, party, challenge, UserVerification.REQUIRED.wireName())
        .putArray("allow_credentials")
        .add(descriptor(credentialId, List.of()));
    return answer;
  }

  private static ObjectNode request(
      ObjectNode answer, RelyingParty party, String challenge, String userVerification) {
    return answer
        .putObject("public_key")
        .put("challenge", challenge)
        .put("timeout", TIMEOUT_MILLIS)
        .put("rp_id", party.id())
        .put("user_verification", userVerification);
  }

  private static String userVerification(RelyingParty party) {
    return party.settings().userVerification().wireName();
  }

  private static ObjectNode descriptor(byte[] credentialId, List<String> transports) {
    ObjectNode descriptor =
        Json.object().put("type", "public-key").put("id", Digest.base64Url(credentialId));
    if (!transports.isEmpty()) {
      transports.forEach(descriptor.putArray("transports")::add);
    }
    return descriptor;
  }
}
