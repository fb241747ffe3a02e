package dev.latchkey.acceptance.conformance;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.SigningPair;
import dev.latchkey.testkit.TestConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client of the suite's.
 *
 * @param authenticated posts a form to the token endpoint
 */
record Party(
    String id, String redirectUri, BiFunction<Http, Map<String, String>, Answer> authenticated) {

  /** As registered in the page's tenant. */
  static final String CALLBACK = "https://www.certification.openid.net/test/a/latchkey/callback";

  /** The header of what the suite signs, where the key has no id. */
  static final JWSHeader RS256 = new JWSHeader(JWSAlgorithm.RS256);

  private static final String TOKEN = "/oauth/token";
  private static final String ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  static Party basic(String id) {
    return new Party(
        id, CALLBACK, (http, fields) -> http.basic(id, TestConfig.SECRET).postForm(TOKEN, fields));
  }

  static Party post(String id) {
    return new Party(
        id,
        CALLBACK,
        (http, fields) ->
            http.postForm(
                TOKEN, with(fields, "client_id", id, "client_secret", TestConfig.SECRET)));
  }

  /**
   * @param claims of each new assertion
   * @param kid of its header; null: none
   */
  static Party signing(
      String id,
      String redirectUri,
      SigningPair key,
      @Nullable String kid,
      Supplier<Map<String, Object>> claims) {
    JWSHeader header = new JWSHeader.Builder(RS256).keyID(kid).build();
    return new Party(
        id,
        redirectUri,
        (http, fields) ->
            http.postForm(
                TOKEN,
                with(
                    fields,
                    "client_assertion_type",
                    ASSERTION,
                    "client_assertion",
                    key.sign(header, claims.get()))));
  }

  Answer redeems(Http http, String code, String... more) {
    return authenticated.apply(
        http,
        with(
            with(Map.of(), more),
            "grant_type",
            "authorization_code",
            "code",
            code,
            "redirect_uri",
            redirectUri));
  }

  Answer refreshes(Http http, String token, String... more) {
    return authenticated.apply(
        http, with(with(Map.of(), more), "grant_type", "refresh_token", "refresh_token", token));
  }

  private static Map<String, String> with(Map<String, String> fields, String... more) {
    Map<String, String> all = new LinkedHashMap<>(fields);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }
}
