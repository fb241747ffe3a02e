package dev.latchkey.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.TestServer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What the tenant with the address of the page tells of itself, without any encryption between. */
record Metadata(Http http, Answer answer) {

  private static final String ISSUER = "https://id.example.com";

  static Metadata of(TestServer server) {
    Http http = server.http().with("Host", "id.example.com");
    return new Metadata(http, http.get(Checks.DISCOVERY));
  }

  private List<String> list(String name) {
    JsonNode list = answer.json().path(name);
    assertThat(list.isArray()).as(name).isTrue();
    assertThat(list.valueStream()).as(name).isNotEmpty().allMatch(JsonNode::isString);
    return Checks.texts(list);
  }

  /** Of types that are sets of words in any order. */
  Set<Set<String>> responseTypes() {
    return list("response_types_supported").stream()
        .map(type -> Set.of(type.split(" ")))
        .collect(Collectors.toSet());
  }

  List<String> grantTypes() {
    return list("grant_types_supported");
  }

  /** What is looked at whether clients register or not. */
  void check() throws Exception {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    JsonNode json = answer.json();
    OIDCProviderMetadata.parse(answer.body());
    assertThat(json.path("issuer").asString()).isEqualTo(ISSUER);
    for (String endpoint :
        List.of(
            "authorization_endpoint",
            "token_endpoint",
            "userinfo_endpoint",
            "registration_endpoint",
            "jwks_uri")) {
      assertThat(json.path(endpoint).asString("")).as(endpoint).startsWith(ISSUER + "/");
    }
    json.properties().stream()
        .filter(entry -> entry.getKey().endsWith("_endpoint"))
        .forEach(entry ->
            assertThat(entry.getValue().asString()).as(entry.getKey()).startsWith("https://"));
    assertThat(responseTypes()).contains(Set.of("code"));
    assertThat(grantTypes()).contains("authorization_code");
    assertThat(list("subject_types_supported")).isSubsetOf("public", "pairwise");
    assertThat(list("id_token_signing_alg_values_supported")).contains("RS256");
    assertThat(list("userinfo_signing_alg_values_supported")).contains("RS256");
    assertThat(list("request_object_signing_alg_values_supported")).contains("RS256");
    assertThat(list("token_endpoint_auth_methods_supported"))
        .contains("client_secret_basic", "client_secret_post", "private_key_jwt");
    assertThat(list("claims_supported")).contains("sub");
    assertThat(list("code_challenge_methods_supported")).contains("S256");
    for (String truth :
        List.of(
            "claims_parameter_supported",
            "request_parameter_supported",
            "request_uri_parameter_supported")) {
      assertThat(json.path(truth).asBoolean(false)).as(truth).isTrue();
    }
    assertThat(list("scopes_supported"))
        .contains("openid")
        .allMatch(scope -> scope.matches("[\\x21\\x23-\\x5B\\x5D-\\x7E]+"));
    assertThat(list("ui_locales_supported"))
        .allSatisfy(tag ->
            assertThat(new Locale.Builder().setLanguageTag(tag).build().toLanguageTag())
                .isEqualTo(tag));
    JWKSet keys = JWKSet.parse(http.get("/jwks.json").body());
    assertThat(keys.getKeys())
        .isNotEmpty()
        .noneMatch(key -> key.isPrivate() || key.getKeyType().getValue().equals("oct"));
  }
}
