package dev.latchkey.faces.web;

import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.proof.PasskeyVerifier.Assertion;
import dev.latchkey.domain.proof.PasskeyVerifier.Attestation;
import dev.latchkey.platform.crypto.Digest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Credentials of authenticators as bodies carry them (contract section 2.6). */
public final class CredentialFields {

  /** WebAuthn section 5.8.4. Others may come: they are left out. */
  private static final Set<String> TRANSPORTS =
      Set.of("usb", "nfc", "ble", "smart-card", "hybrid", "internal");

  private CredentialFields() {}

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code VALIDATION}
   */
  public static Attestation attestation(Fields credential) {
    byte[] id = id(credential);
    Fields response = response(credential);
    Attestation attestation =
        new Attestation(
            id,
            required(response, "client_data_json", Limits.TOKEN),
            required(response, "attestation_object", Limits.ATTESTATION),
            transports(response));
    credential.check();
    return attestation;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code VALIDATION}
   */
  public static Assertion assertion(Fields credential) {
    byte[] id = id(credential);
    Fields response = response(credential);
    Assertion assertion =
        new Assertion(
            id,
            required(response, "client_data_json", Limits.TOKEN),
            required(response, "authenticator_data", Limits.TOKEN),
            required(response, "signature", Limits.TOKEN),
            bytes(response, "user_handle", Limits.TOKEN));
    credential.check();
    return assertion;
  }

  private static byte[] id(Fields credential) {
    String type = credential.text("type", Limits.NAME);
    if (type != null && !type.equals("public-key")) {
      credential.invalid("type", "Must be public-key");
    }
    byte[] id = required(credential, "id", Limits.TOKEN);
    byte[] raw = bytes(credential, "raw_id", Limits.TOKEN);
    if (raw != null && !Arrays.equals(raw, id)) {
      credential.invalid("raw_id", "Must be the same as id");
    }
    return id;
  }

  private static Fields response(Fields credential) {
    if (!credential.has("response")) {
      credential.missing("response");
    }
    return credential.object("response");
  }

  private static byte[] required(Fields fields, String name, int maxLength) {
    byte[] bytes = bytes(fields, name, maxLength);
    if (bytes == null) {
      fields.missing(name);
      return new byte[0];
    }
    return bytes;
  }

  private static byte @Nullable [] bytes(Fields fields, String name, int maxLength) {
    String text = fields.text(name, maxLength);
    if (text == null || text.isEmpty()) {
      return null;
    }
    byte[] bytes = decode(text);
    if (bytes == null) {
      fields.invalid(name, "Must be base64url");
      return new byte[0];
    }
    return bytes;
  }

  /** Either alphabet, padded or not: clients differ; null when it is neither. */
  public static byte @Nullable [] decode(String text) {
    try {
      return Digest.fromBase64Url(text.replace('+', '-').replace('/', '_'));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static List<String> transports(Fields response) {
    List<String> known = new ArrayList<>();
    for (JsonNode transport :
        response.node("transports").stream().flatMap(JsonNode::valueStream).toList()) {
      String name = transport.asString("");
      if (TRANSPORTS.contains(name) && !known.contains(name)) {
        known.add(name);
      }
    }
    return known;
  }
}
