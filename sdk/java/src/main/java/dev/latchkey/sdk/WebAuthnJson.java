package dev.latchkey.sdk;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Between the JSON of WebAuthn Level 3 (camelCase) and that of the wire (snake_case, contract
 * section 2.6).
 */
final class WebAuthnJson {

  private WebAuthnJson() {}

  /** The options to make a passkey with. */
  static String creation(JsonObject answer) throws MalformedAnswerException {
    return standard(answer.requiredObject("options").requiredObject("public_key"));
  }

  /** What identifies a sign-up under way, as it was received. */
  static String userId(JsonObject answer) throws MalformedAnswerException {
    return answer
        .requiredObject("options")
        .requiredObject("public_key")
        .requiredObject("user")
        .required("id");
  }

  /** The options to show a passkey with. */
  static String request(JsonObject answer) throws MalformedAnswerException {
    return standard(answer.requiredObject("public_key"));
  }

  private static String standard(JsonObject options) {
    Map<String, @Nullable Object> standard = new LinkedHashMap<>();
    options.fields().forEach((key, value) -> standard.put(camelCase(key), camelCased(value)));
    return Json.write(standard);
  }

  private static @Nullable Object camelCased(@Nullable Object value) {
    if (value instanceof Map) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      ((Map<?, ?>) value)
          .forEach((key, inner) -> map.put(camelCase((String) key), camelCased(inner)));
      return map;
    }
    if (value instanceof List) {
      List<@Nullable Object> list = new ArrayList<>();
      ((List<?>) value).forEach(inner -> list.add(camelCased(inner)));
      return list;
    }
    return value;
  }

  /** A name that is in camelCase already stays. */
  private static String camelCase(String name) {
    StringBuilder camel = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      boolean hump = name.charAt(i) == '_' && i + 1 < name.length();
      camel.append(hump ? Character.toUpperCase(name.charAt(++i)) : name.charAt(i));
    }
    return camel.toString();
  }

  /** A new passkey. */
  static JsonObject registration(String response) throws MalformedAnswerException {
    JsonObject standard = Json.object(response);
    JsonObject inner = standard.requiredObject("response");
    Map<String, @Nullable Object> wire = new LinkedHashMap<>();
    wire.put("client_data_json", inner.required("clientDataJSON"));
    wire.put("attestation_object", inner.required("attestationObject"));
    List<String> transports = inner.texts("transports");
    if (transports != null) {
      wire.put("transports", transports);
    }
    return credential(standard, wire);
  }

  /** A passkey that was shown. */
  static Map<String, @Nullable Object> authentication(String response)
      throws MalformedAnswerException {
    JsonObject standard = Json.object(response);
    JsonObject inner = standard.requiredObject("response");
    Map<String, @Nullable Object> wire = new LinkedHashMap<>();
    wire.put("authenticator_data", inner.required("authenticatorData"));
    wire.put("client_data_json", inner.required("clientDataJSON"));
    wire.put("signature", inner.required("signature"));
    String userHandle = inner.text("userHandle");
    if (userHandle != null) {
      wire.put("user_handle", userHandle);
    }
    return credential(standard, wire).fields();
  }

  private static JsonObject credential(JsonObject standard, Map<String, @Nullable Object> response)
      throws MalformedAnswerException {
    Map<String, @Nullable Object> wire = new LinkedHashMap<>();
    wire.put("id", standard.required("id"));
    wire.put("raw_id", standard.textOr("rawId", standard.required("id")));
    wire.put("type", standard.textOr("type", "public-key"));
    wire.put("response", response);
    return new JsonObject(wire);
  }
}
