package dev.latchkey.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One of {@link TestConfig}'s clients at the OAuth endpoints, authenticating as it is registered.
 * Every request starts from one that works; a test changes what it is about by pairs of name and
 * value, and leaves a parameter out by the value null. Immutable.
 */
public final class OAuthClient {

  private static final Set<String> BY_BASIC = Set.of(TestConfig.BACKEND, TestConfig.THIRD_PARTY);
  private static final Set<String> BY_POST = Set.of(TestConfig.WEB_APP, TestConfig.LEGACY);

  private final Http http;
  private final String id;
  private final Pkce pkce;
  private final boolean forms;

  /** Makes a new assertion for each request; null: the client has another way. */
  private final @Nullable Supplier<String> assertions;

  public OAuthClient(Http http, String id) {
    this(http, id, Pkce.create(), false, null);
  }

  private OAuthClient(
      Http http, String id, Pkce pkce, boolean forms, @Nullable Supplier<String> assertions) {
    this.http = http;
    this.id = id;
    this.pkce = pkce;
    this.forms = forms;
    this.assertions = assertions;
  }

  /** The same client with the same verifier at another server, or in another browser. */
  public OAuthClient at(Http other) {
    return new OAuthClient(other, id, pkce, forms, assertions);
  }

  /** The same client, authenticating by tokens that it signs (RFC 7523). */
  public OAuthClient asserting(Supplier<String> newAssertion) {
    return new OAuthClient(http, id, pkce, forms, newAssertion);
  }

  /** The same client, posting forms instead of JSON. */
  public OAuthClient withForms() {
    return new OAuthClient(http, id, pkce, true, assertions);
  }

  public String id() {
    return id;
  }

  public Http http() {
    return http;
  }

  public Pkce pkce() {
    return pkce;
  }

  public Users users() {
    return new Users(http, id);
  }

  /** The one-time token of a new user. */
  public String newTkn() {
    return users().signUp(Users.newEmail());
  }

  /** The parameters of an authorize request for a code, with a challenge. */
  public Map<String, String> authorizeParameters(@Nullable String... changes) {
    Map<String, String> parameters = users().authorizeParameters(pkce);
    if (BY_BASIC.contains(id)) {
      parameters.put("scope", Users.SCOPES.replace(" offline_access", ""));
    }
    return changed(parameters, changes);
  }

  public Answer authorize(@Nullable String... changes) {
    return http.get("/oauth/authorize", authorizeParameters(changes));
  }

  /** A code for a one-time token. */
  public String code(String tkn, @Nullable String... changes) {
    Map<String, String> parameters = authorizeParameters(changes);
    parameters.put("tkn", tkn);
    Answer answer = http.get("/oauth/authorize", parameters);
    String code = answer.redirectParameters().get("code");
    if (code == null) {
      throw new AssertionError("No code: " + answer);
    }
    return code;
  }

  /** The answer of the token endpoint to a code, with its verifier. */
  public Answer redeem(String code, @Nullable String... changes) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("code", code);
    fields.put("redirect_uri", TestConfig.CALLBACK);
    fields.put("code_verifier", pkce.verifier());
    return grant("authorization_code", changed(fields, changes));
  }

  public Answer refresh(String refreshToken, @Nullable String... changes) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("refresh_token", refreshToken);
    return grant("refresh_token", changed(fields, changes));
  }

  /** The answer of the token endpoint to any other grant. */
  public Answer token(String grantType, @Nullable String... fields) {
    return grant(grantType, changed(new LinkedHashMap<>(), fields));
  }

  private Answer grant(String grantType, Map<String, String> fields) {
    fields.putIfAbsent("grant_type", grantType);
    return post("/oauth/token", fields);
  }

  public Answer revoke(String token, @Nullable String... changes) {
    return post("/oauth/revoke", changed(token(token), changes));
  }

  public Answer introspect(String token, @Nullable String... changes) {
    return post("/oauth/introspect", changed(token(token), changes));
  }

  private static Map<String, String> token(String token) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("token", token);
    return fields;
  }

  /** Posts the fields together with what authenticates the client. */
  public Answer post(String path, Map<String, String> fields) {
    Map<String, String> all = new LinkedHashMap<>(fields);
    if (assertions != null) {
      all.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
      all.put("client_assertion", assertions.get());
      return send(http, path, all);
    }
    if (BY_BASIC.contains(id)) {
      return send(http.basic(id, TestConfig.SECRET), path, all);
    }
    all.putIfAbsent("client_id", id);
    if (BY_POST.contains(id)) {
      all.putIfAbsent("client_secret", TestConfig.SECRET);
    }
    return send(http, path, all);
  }

  private Answer send(Http as, String path, Map<String, String> fields) {
    return forms ? as.postForm(path, fields) : as.post(path, fields);
  }

  /** Tokens for a one-time token. */
  public Users.Tokens tokens(String tkn, @Nullable String... changes) {
    return Users.Tokens.of(redeem(code(tkn, changes)));
  }

  /** Tokens of a new user. */
  public Users.Tokens newUser(@Nullable String... changes) {
    return tokens(newTkn(), changes);
  }

  private static Map<String, String> changed(
      Map<String, String> parameters, @Nullable String... changes) {
    for (int i = 0; i < changes.length; i += 2) {
      String name = String.valueOf(changes[i]);
      String value = changes[i + 1];
      if (value == null) {
        parameters.remove(name);
      } else {
        parameters.put(name, value);
      }
    }
    return parameters;
  }
}
