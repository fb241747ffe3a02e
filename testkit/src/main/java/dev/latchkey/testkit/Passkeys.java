package dev.latchkey.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Calls the endpoints of passkeys as the client {@link TestConfig#SPA} does on its page. */
public final class Passkeys {

  private static final String API = "/identity/v1/webauthn/";

  private final Http http;

  public Passkeys(Http http) {
    this.http = http;
  }

  public Answer signupOptions(Map<String, ?> profile) {
    return http.post(
        API + "signup-options",
        Map.of(
            "client_id",
            TestConfig.SPA,
            "origin",
            TestConfig.ORIGIN,
            "friendly_name",
            "Laptop",
            "profile",
            profile));
  }

  public Answer signup(JsonNode options, Authenticator authenticator) {
    return http.post(
        API + "signup",
        Map.of(
            "webauthn_id",
            options.at("/options/public_key/user/id").asString(),
            "public_key_credential",
            authenticator.create(options)));
  }

  /** Signs up; the one-time token. */
  public String signUp(String email, Authenticator authenticator) {
    return text(signup(json(signupOptions(Map.of("email", email))), authenticator), "tkn");
  }

  /**
   * @param identifier empty: any passkey will do
   */
  public Answer loginOptions(Map<String, ?> identifier) {
    Map<String, Object> body = new LinkedHashMap<>(identifier);
    body.put("client_id", TestConfig.SPA);
    body.put("origin", TestConfig.ORIGIN);
    return http.post(API + "authentication-options", body);
  }

  public Answer login(JsonNode options, Authenticator authenticator) {
    return http.post(API + "authentication", authenticator.get(options));
  }

  /** The answer to a login that names the user. */
  public Answer login(String email, Authenticator authenticator) {
    return login(json(loginOptions(Map.of("email", email))), authenticator);
  }

  public Answer registrationOptions(String accessToken, String friendlyName) {
    return http.bearer(accessToken)
        .post(
            API + "registration-options",
            Map.of("origin", TestConfig.ORIGIN, "friendly_name", friendlyName));
  }

  public Answer register(String accessToken, JsonNode options, Authenticator authenticator) {
    return http.bearer(accessToken).post(API + "registration", authenticator.create(options));
  }

  /** Adds a passkey to the profile of that token. */
  public void add(String accessToken, String friendlyName, Authenticator authenticator) {
    Answer answer =
        register(accessToken, json(registrationOptions(accessToken, friendlyName)), authenticator);
    if (answer.status() != 204) {
      throw new AssertionError("No passkey: " + answer);
    }
  }

  public Answer list(String accessToken) {
    return http.bearer(accessToken).get(API + "registration");
  }

  public Answer remove(String accessToken, String id) {
    return http.bearer(accessToken).delete(API + "registration/" + id);
  }

  public Answer resetOptions(String email, String code) {
    return http.post(
        API + "reset-options",
        Map.of(
            "client_id",
            TestConfig.SPA,
            "origin",
            TestConfig.ORIGIN,
            "friendly_name",
            "Phone",
            "email",
            email,
            "verification_code",
            code));
  }

  public Answer reset(String email, String code, Map<String, Object> credential) {
    return http.post(
        API + "reset",
        Map.of(
            "client_id",
            TestConfig.SPA,
            "email",
            email,
            "verification_code",
            code,
            "public_key_credential",
            credential));
  }

  private static JsonNode json(Answer answer) {
    if (answer.status() != 200) {
      throw new AssertionError("No options: " + answer);
    }
    return answer.json();
  }

  private static String text(Answer answer, String name) {
    String text = answer.text(name);
    if (text.isEmpty()) {
      throw new AssertionError("No " + name + ": " + answer);
    }
    return text;
  }
}
