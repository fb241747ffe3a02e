package dev.latchkey.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A back end that speaks the Access API to its tenant's server: the short way through what a test
 * is not about. Immutable; thread-safe.
 */
public final class AccessClient {

  /** What every tenant's key begins with; the number of the tenant ends it. */
  public static final String KEY = "an-api-key-of-the-tests-0123456789-";

  /** Good under any policy. */
  public static final String PASSWORD = "Riv3r-Stone-Bridge";

  /**
   * A consumer who was made, with a first password.
   *
   * @param id what the user is called by
   * @param identity what the identity is called by
   * @param token of the login that the first password is
   */
  public record Consumer(
      String email, String phoneNumber, String id, String identity, String token) {}

  private final Http http;

  private AccessClient(Http http) {
    this.http = http;
  }

  /** Of the first tenant. */
  public static AccessClient of(TestServer server) {
    return new AccessClient(server.http().with("api-key", KEY + 0));
  }

  /** The same with other headers. */
  public AccessClient with(String name, String value) {
    return new AccessClient(http.with(name, value));
  }

  /** The same for a user. */
  public AccessClient as(String token) {
    return new AccessClient(http.bearer(token));
  }

  public Answer post(String path, @Nullable Object body) {
    return body == null
        ? http.send("POST", "/multi" + path, null, null)
        : http.post("/multi" + path, body);
  }

  public Answer post(String path) {
    return post(path, null);
  }

  public Answer get(String path) {
    return http.get("/multi" + path);
  }

  public Answer send(String method, String path, @Nullable String body) {
    return http.send(method, "/multi" + path, body == null ? null : "application/json", body);
  }

  public static Map<String, Object> password(String value) {
    return Map.of("value", value);
  }

  /** The answer to a login. */
  public Answer tryLogin(String email, String password) {
    return post("/login_with_password", Map.of("email", email, "password", password(password)));
  }

  /** The token of a login with {@link #PASSWORD}. */
  public String logIn(String email) {
    return required(tryLogin(email, PASSWORD), 200).text("token");
  }

  /** The body of a new consumer. */
  public static Map<String, Object> consumer(String email, String phoneNumber) {
    Map<String, Object> root = root(email, phoneNumber);
    root.put("dateOfBirth", Map.of("year", 1990, "month", 2, "day", 3));
    return identity(root);
  }

  /** The body of a new company. */
  public static Map<String, Object> corporate(String email, String phoneNumber) {
    Map<String, Object> root = root(email, phoneNumber);
    root.put("companyPosition", "DIRECTOR");
    Map<String, Object> body = identity(root);
    body.put("baseCurrency", "EUR");
    body.put(
        "company",
        Map.of("name", "Okafor Imports Ltd", "type", "LLC", "registrationCountry", "GB"));
    return body;
  }

  private static Map<String, Object> root(String email, String phoneNumber) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("name", "Nadia");
    root.put("surname", "Okafor");
    root.put("email", email);
    root.put("mobile", mobile(phoneNumber));
    return root;
  }

  private static Map<String, Object> identity(Map<String, Object> root) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("profileId", "1001");
    body.put("ipAddress", "192.0.2.44");
    body.put("rootUser", root);
    return body;
  }

  /** A French number in its two parts. */
  public static Map<String, Object> mobile(String phoneNumber) {
    return Map.of("countryCode", "+33", "number", phoneNumber.substring(3));
  }

  /** A new consumer with {@link #PASSWORD}. */
  public Consumer newConsumer() {
    return made("/consumers", Users.newEmail());
  }

  /** A new company's root user with {@link #PASSWORD}. */
  public Consumer newCorporate() {
    return made("/corporates", Users.newEmail());
  }

  private Consumer made(String path, String email) {
    String phoneNumber = Users.newPhoneNumber();
    Answer made =
        required(
            post(
                path,
                path.equals("/consumers")
                    ? consumer(email, phoneNumber)
                    : corporate(email, phoneNumber)),
            200);
    String id = made.text("/rootUser/id/id");
    Answer password =
        required(post("/passwords/" + id + "/create", Map.of("password", password(PASSWORD))), 200);
    return new Consumer(email, phoneNumber, id, made.text("/id/id"), password.text("token"));
  }

  /** Enrols the user's number, by the code in the inbox; the token's session is stepped up. */
  public void enrol(TestServer server, Consumer user) {
    AccessClient own = as(user.token());
    int before = server.inbox().to(user.phoneNumber()).size();
    required(own.post("/authentication_factors/otp/SMS"), 204);
    String code = server.inbox().await(user.phoneNumber(), before + 1).code();
    required(
        own.post("/authentication_factors/otp/SMS/verify", Map.of("verificationCode", code)), 204);
  }

  /** The answer, if it has that status; a failure with anything else. */
  public static Answer required(Answer answer, int status) {
    if (answer.status() != status) {
      throw new AssertionError("Not " + status + ": " + answer);
    }
    return answer;
  }
}
