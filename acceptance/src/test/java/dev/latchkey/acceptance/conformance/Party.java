package dev.latchkey.acceptance.conformance;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.SigningPair;
import dev.latchkey.testkit.TestConfig;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A client of the suite's. */
record Party(String id, String redirectUri, Authentication authentication) {

  /** How a client posts a form so that the server knows who it is. */
  @FunctionalInterface
  interface Authentication {

    Answer post(Http http, String path, Map<String, String> fields);
  }

  /** The header of what the suite signs, where the key has no id. */
  static final JWSHeader RS256 = new JWSHeader(JWSAlgorithm.RS256);

  static final String TOKEN = "/oauth/token";

  private static final String ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  static Party basic(String id) {
    return new Party(
        id,
        Guide.CALLBACK,
        (http, path, fields) -> http.basic(id, TestConfig.SECRET).postForm(path, fields));
  }

  static Party post(String id) {
    return new Party(
        id,
        Guide.CALLBACK,
        (http, path, fields) ->
            http.postForm(
                path, Fields.changed(fields, "client_id", id, "client_secret", TestConfig.SECRET)));
  }

  /**
   * @param header of each new assertion
   * @param claims likewise
   */
  static Party signing(
      String id,
      String redirectUri,
      SigningPair key,
      JWSHeader header,
      Supplier<Map<String, Object>> claims) {
    return new Party(
        id,
        redirectUri,
        (http, path, fields) ->
            http.postForm(
                path,
                Fields.changed(
                    fields,
                    "client_assertion_type",
                    ASSERTION,
                    "client_assertion",
                    key.sign(header, claims.get()))));
  }

  /** One that only says who it is. */
  Party unauthenticated() {
    return new Party(
        id,
        redirectUri,
        (http, path, fields) -> http.postForm(path, Fields.changed(fields, "client_id", id)));
  }

  /** Posts a form, authenticated. */
  Answer posts(Http http, String path, Map<String, String> fields) {
    return authentication.post(http, path, fields);
  }

  /** What redeems a code. */
  Map<String, String> redemption(String code) {
    return Map.of("grant_type", "authorization_code", "code", code, "redirect_uri", redirectUri);
  }

  /** Changed by name and value; null: without it. */
  Answer redeems(Http http, String code, @Nullable String... changes) {
    return posts(http, TOKEN, Fields.changed(redemption(code), changes));
  }

  /** Likewise. */
  Answer refreshes(Http http, String token, @Nullable String... changes) {
    Map<String, String> fields = Map.of("grant_type", "refresh_token", "refresh_token", token);
    return posts(http, TOKEN, Fields.changed(fields, changes));
  }
}
