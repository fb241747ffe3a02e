package dev.latchkey.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes users and logs them in the way clients do: the short way through what a test is not about.
 */
public final class Users {

  public static final String PASSWORD = "correct horse battery staple";
  public static final String SCOPES =
      "openid profile email phone address full_write offline_access";

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Http http;
  private final String clientId;

  /** By the client {@link TestConfig#SPA}. */
  public Users(Http http) {
    this(http, TestConfig.SPA);
  }

  public Users(Http http, String clientId) {
    this.http = http;
    this.clientId = clientId;
  }

  /** An address that no other test has. */
  public static String newEmail() {
    return "user" + COUNT.incrementAndGet() + "@example.org";
  }

  /** A French mobile number that no other test has. */
  public static String newPhoneNumber() {
    return "+3361%07d".formatted(COUNT.incrementAndGet());
  }

  /** What a login gives. */
  public record Tokens(String accessToken, String idToken, String refreshToken) {

    /** Of a token answer; a failure with anything else. */
    public static Tokens of(Answer answer) {
      if (answer.status() != 200) {
        throw new AssertionError("No tokens: " + answer);
      }
      return new Tokens(
          answer.text("access_token"), answer.text("id_token"), answer.text("refresh_token"));
    }
  }

  /** Signs up with the address and {@link #PASSWORD}; the one-time token. */
  public String signUp(String email) {
    return signUp(Map.of("email", email));
  }

  /** Signs up with those profile fields and {@link #PASSWORD}; the one-time token. */
  public String signUp(Map<String, ?> fields) {
    Map<String, Object> data = new LinkedHashMap<>(fields);
    data.putIfAbsent("password", PASSWORD);
    Answer answer = http.post("/identity/v1/signup", Map.of("client_id", clientId, "data", data));
    if (answer.status() != 200) {
      throw new AssertionError("No sign-up: " + answer);
    }
    return answer.text("tkn");
  }

  /** The answer to a login with the password. */
  public Answer tryPassword(String email, String password) {
    return http.post(
        "/identity/v1/password/login",
        Map.of("client_id", clientId, "email", email, "password", password));
  }

  /** The one-time token of a login with {@link #PASSWORD}. */
  public String logIn(String email) {
    return logIn(email, PASSWORD);
  }

  public String logIn(String email, String password) {
    Answer answer = tryPassword(email, password);
    if (answer.status() != 200) {
      throw new AssertionError("No login: " + answer);
    }
    return answer.text("tkn");
  }

  /** The parameters of an authorize request for a code. */
  public Map<String, String> authorizeParameters(Pkce pkce) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("client_id", clientId);
    parameters.put("response_type", "code");
    parameters.put("redirect_uri", TestConfig.CALLBACK);
    parameters.put("scope", SCOPES);
    parameters.put("code_challenge", pkce.challenge());
    parameters.put("code_challenge_method", "S256");
    return parameters;
  }

  /** A code for a one-time token. */
  public String code(String tkn, Pkce pkce) {
    Map<String, String> parameters = authorizeParameters(pkce);
    parameters.put("tkn", tkn);
    Answer answer = http.get("/oauth/authorize", parameters);
    String code = answer.redirectParameters().get("code");
    if (code == null) {
      throw new AssertionError("No code: " + answer);
    }
    return code;
  }

  /** The answer of the token endpoint to a code. */
  public Answer exchange(String code, Pkce pkce) {
    return http.post(
        "/oauth/token",
        Map.of(
            "grant_type",
            "authorization_code",
            "client_id",
            clientId,
            "code",
            code,
            "redirect_uri",
            TestConfig.CALLBACK,
            "code_verifier",
            pkce.verifier()));
  }

  /** Tokens for a one-time token. */
  public Tokens tokens(String tkn) {
    Pkce pkce = Pkce.create();
    return Tokens.of(exchange(code(tkn, pkce), pkce));
  }

  /** Signs up a new user and logs in. */
  public Tokens newUser() {
    return tokens(signUp(newEmail()));
  }

  /** The answer to a refresh. */
  public Answer refresh(String refreshToken) {
    return http.post(
        "/oauth/token",
        Map.of(
            "grant_type", "refresh_token",
            "client_id", clientId,
            "refresh_token", refreshToken));
  }

  /** The answer of userinfo. */
  public Answer userinfo(String accessToken) {
    return http.bearer(accessToken).get("/identity/v1/userinfo");
  }
}
