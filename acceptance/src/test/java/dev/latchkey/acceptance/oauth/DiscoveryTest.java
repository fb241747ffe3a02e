package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.SigningPair;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/**
 * Contract sections 3.1 and 3.2: metadata and keys. Whatever the metadata announce is walked and
 * must work; what works nowhere must not be announced.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DiscoveryTest {

  private static final String OPENID = "/.well-known/openid-configuration";
  private static final String RFC_8414 = "/.well-known/oauth-authorization-server";
  private static final List<String> CLIENTS =
      List.of(
          TestConfig.SPA,
          TestConfig.OTHER_SPA,
          TestConfig.WEB_APP,
          TestConfig.LEGACY,
          TestConfig.IMPLICIT,
          TestConfig.NATIVE);

  private final SigningPair key = SigningPair.of("ES256", "client");
  private TestServer server;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.twoTenants()
                .set(TestConfig.client(TestConfig.NATIVE) + "/id_token_alg", "ES256")
                .set(TestConfig.client(TestConfig.WEB_APP) + "/id_token_alg", "EdDSA")
                .set(TestConfig.client(TestConfig.OTHER_SPA) + "/id_token_alg", "PS256")
                .set(TestConfig.client(TestConfig.OTHER_SPA) + "/auth_method", "private_key_jwt")
                .set(
                    TestConfig.client(TestConfig.OTHER_SPA) + "/security",
                    Map.of("jwks", SigningPair.publicSet(key)))
                .set(TestConfig.client(TestConfig.NATIVE) + "/auth_method", "client_secret_jwt")
                .set(TestConfig.client(TestConfig.NATIVE) + "/openid", Map.of("device_grant", true))
                .set(TestConfig.client(TestConfig.NATIVE) + "/secrets", List.of(TestConfig.SECRET))
                .set(TestConfig.client(1, TestConfig.LEGACY) + "/legacy", Map.of())
                .set(TestConfig.client(1, TestConfig.IMPLICIT) + "/legacy", Map.of()));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Http otherTenant() {
    return server.http().with("Host", "other.localhost");
  }

  private OAuthClient client(String id) {
    OAuthClient client = new OAuthClient(server.http(), id);
    return switch (id) {
      case TestConfig.OTHER_SPA -> client.asserting(() -> key.sign("ES256", "JWT", assertion(id)));
      case TestConfig.NATIVE ->
          client.asserting(
              () -> SigningPair.signWithSecret("HS256", TestConfig.SECRET, assertion(id)));
      default -> client;
    };
  }

  private Map<String, Object> assertion(String clientId) {
    return SigningPair.assertion(clientId, server.url(), server.clock().instant());
  }

  private JsonNode metadata() {
    return server.http().get(OPENID).json();
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asString).toList();
  }

  private List<String> announced(String name) {
    List<String> values = texts(metadata().path(name));
    assertThat(values).as(name).isNotEmpty().doesNotHaveDuplicates();
    return values;
  }

  @Test
  void both_paths_tell_the_same() {
    Answer openid = server.http().get(OPENID);
    assertThat(openid.status()).isEqualTo(200);
    assertThat(openid.header("Content-Type")).startsWith("application/json");
    assertThat(server.http().get(RFC_8414).body()).isEqualTo(openid.body());
  }

  @Test
  void metadata_and_keys_are_for_everybody_and_may_be_cached() {
    for (String path : List.of(OPENID, RFC_8414, "/jwks.json")) {
      Answer answer = server.http().with("Origin", "https://anybody.example").get(path);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
      assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
      assertThat(answer.header("Cache-Control")).contains("max-age=");
      assertThat(answer.header("Set-Cookie")).isEmpty();
    }
    assertThat(server.http().get(OPENID).header("Cache-Control")).contains("max-age=3600");
  }

  @Test
  void an_openid_connect_library_reads_the_metadata() throws Exception {
    OIDCProviderMetadata read = OIDCProviderMetadata.parse(server.http().get(OPENID).body());
    assertThat(read.getIssuer().getValue()).isEqualTo(server.url());
    assertThat(read.getAuthorizationEndpointURI())
        .isEqualTo(URI.create(server.url() + "/oauth/authorize"));
    assertThat(read.getTokenEndpointURI()).isEqualTo(URI.create(server.url() + "/oauth/token"));
    assertThat(read.supportsRequestParam()).isTrue();
    assertThat(read.supportsRequestURIParam()).isTrue();
    assertThat(read.requiresRequestURIRegistration()).isTrue();
    assertThat(read.getPushedAuthorizationRequestEndpointURI())
        .isEqualTo(URI.create(server.url() + "/oauth/par"));
    assertThat(read.supportsClaimsParam()).isTrue();
  }

  @Test
  void each_tenant_announces_its_own_issuer_and_addresses() {
    JsonNode other = otherTenant().get(OPENID).json();
    assertThat(other.path("issuer").asString()).isEqualTo("http://other.localhost:9999");
    other
        .properties()
        .forEach(field -> {
          if (field.getKey().endsWith("_endpoint") || field.getKey().endsWith("_uri")) {
            assertThat(field.getValue().asString()).startsWith("http://other.localhost:9999/");
          }
        });
  }

  @Test
  void every_announced_address_answers() {
    Map<String, String> methods =
        Map.of(
            "authorization_endpoint", "GET",
            "token_endpoint", "POST",
            "userinfo_endpoint", "GET",
            "jwks_uri", "GET",
            "revocation_endpoint", "POST",
            "introspection_endpoint", "POST",
            "pushed_authorization_request_endpoint", "POST",
            "end_session_endpoint", "GET");
    Set<String> found = new LinkedHashSet<>();
    metadata()
        .properties()
        .forEach(field -> {
          if (field.getKey().endsWith("_endpoint") || field.getKey().endsWith("_uri")) {
            found.add(field.getKey());
            String path = field.getValue().asString().substring(server.url().length());
            Answer answer =
                server.http().send(methods.getOrDefault(field.getKey(), "GET"), path, null, null);
            assertThat(answer.status()).as(field.getKey()).isNotIn(404, 405, 500);
          }
        });
    assertThat(found).isEqualTo(methods.keySet());
  }

  @Test
  void every_announced_response_type_is_answered_as_its_name_says() {
    Map<String, Set<String>> parts =
        Map.of(
            "code", Set.of("code", "iss"),
            "token", Set.of("access_token", "token_type", "expires_in", "id_token", "iss"),
            "id_token", Set.of("id_token", "iss"),
            "id_token token", Set.of("access_token", "token_type", "expires_in", "id_token", "iss"),
            "code id_token", Set.of("code", "id_token", "iss"),
            "code token", Set.of("code", "access_token", "token_type", "expires_in", "iss"),
            "code id_token token",
                Set.of("code", "access_token", "token_type", "expires_in", "id_token", "iss"));
    for (String type : announced("response_types_supported")) {
      OAuthClient client = client(TestConfig.IMPLICIT);
      Answer answer =
          client.authorize(
              "response_type", type, "nonce", "n", "tkn", client.newTkn(), "scope", "openid");
      assertThat(answer.redirectParameters().keySet()).as(type).isEqualTo(parts.get(type));
    }
  }

  @Test
  void a_response_type_that_is_not_announced_is_refused() {
    List<String> announced = announced("response_types_supported");
    for (String type : List.of("none", "code none", "messenger_code")) {
      assertThat(announced).doesNotContain(type);
      Answer answer =
          client(TestConfig.IMPLICIT)
              .authorize("response_type", type, "tkn", client(TestConfig.IMPLICIT).newTkn());
      assertThat(answer.redirectParameters()).as(type).containsEntry("error", "invalid_request");
    }
  }

  @Test
  @Requirement("ASVS 10.6.1")
  void every_announced_response_mode_works_and_no_other() {
    OAuthClient client = client(TestConfig.IMPLICIT);
    for (String mode : announced("response_modes_supported")) {
      boolean tokens = mode.equals("fragment");
      Answer answer =
          client.authorize(
              "response_type",
              tokens ? "token" : "code",
              "response_mode",
              mode,
              "tkn",
              client.newTkn());
      switch (mode) {
        case "query" -> assertThat(answer.location().getRawQuery()).contains("code=");
        case "fragment" -> assertThat(answer.location().getRawFragment()).contains("access_token=");
        case "form_post" -> assertThat(answer.body()).contains("name=\"code\"");
        case "web_message" -> assertThat(PostedMessage.of(answer).text("code")).isNotEmpty();
        default -> throw new AssertionError("Announced and not tested: " + mode);
      }
    }
    assertThat(
            client.authorize("response_mode", "jwt", "tkn", client.newTkn()).redirectParameters())
        .containsEntry("error", "invalid_request");
  }

  @Test
  void answers_are_announced_to_name_their_issuer_and_do() {
    JsonNode metadata = server.http().get(OPENID).json();
    assertThat(metadata.path("authorization_response_iss_parameter_supported").asBoolean())
        .isTrue();
    OAuthClient spa = client(TestConfig.SPA);
    assertThat(spa.authorize("tkn", spa.newTkn()).redirectParameters())
        .containsEntry("iss", metadata.path("issuer").asString());
  }

  @Test
  @Requirement("ASVS 10.4.4")
  void every_announced_grant_type_gives_tokens_and_no_other() {
    OAuthClient spa = client(TestConfig.SPA);
    for (String grant : announced("grant_types_supported")) {
      Answer answer =
          switch (grant) {
            case "authorization_code" -> spa.redeem(spa.code(spa.newTkn()));
            case "refresh_token" -> spa.refresh(spa.newUser().refreshToken());
            case "client_credentials" -> client(TestConfig.BACKEND).token("client_credentials");
            case "password" -> byPassword(server.http());
            case "implicit" -> implicit(server.http());
            default -> throw new AssertionError("Announced and not tested: " + grant);
          };
      assertThat(answer.status()).as(grant).isIn(200, 302);
      assertThat(answer.toString()).as(grant).contains("access_token");
    }
    Answer exchange = spa.token("urn:ietf:params:oauth:grant-type:token-exchange");
    assertThat(exchange.text("error")).isEqualTo("unsupported_grant_type");
  }

  /** RFC 8628: without a page there is nowhere to let a device in, whatever a client has on. */
  @Test
  void the_device_grant_is_not_announced_nor_begun_where_there_are_no_pages() {
    assertThat(metadata().toString()).doesNotContain("device_");
    Answer begun = client(TestConfig.NATIVE).post("/oauth/device_authorization", Map.of());
    assertThat(begun.status()).isEqualTo(400);
    assertThat(begun.body()).doesNotContain("user_code");
  }

  private static Answer byPassword(Http http) {
    OAuthClient legacy = new OAuthClient(http, TestConfig.LEGACY);
    String email = Users.newEmail();
    legacy.users().signUp(email);
    return legacy.token("password", "username", email, "password", Users.PASSWORD);
  }

  private static Answer implicit(Http http) {
    OAuthClient client = new OAuthClient(http, TestConfig.IMPLICIT);
    return client.authorize("response_type", "token", "tkn", client.newTkn());
  }

  @Test
  @Requirement("ASVS 10.4.4")
  void a_tenant_whose_clients_have_no_legacy_switch_announces_nothing_legacy_and_does_none() {
    JsonNode metadata = otherTenant().get(OPENID).json();
    assertThat(texts(metadata.path("response_types_supported"))).containsExactly("code");
    assertThat(texts(metadata.path("grant_types_supported")))
        .doesNotContain("implicit", "password")
        .contains("authorization_code", "refresh_token", "client_credentials");
    assertThat(texts(metadata.path("id_token_signing_alg_values_supported")))
        .containsExactly("RS256");
    assertThat(byPassword(otherTenant()).text("error")).isEqualTo("unauthorized_client");
    assertThat(implicit(otherTenant()).redirectParameters())
        .containsEntry("error", "unauthorized_client");
  }

  @Test
  void every_announced_way_of_client_authentication_works_and_no_other() {
    for (String method : announced("token_endpoint_auth_methods_supported")) {
      OAuthClient client = clientThatAuthenticatesBy(method);
      assertThat(client.redeem(client.code(client.newTkn())).status()).as(method).isEqualTo(200);
    }
    for (String method : announced("introspection_endpoint_auth_methods_supported")) {
      OAuthClient client = clientThatAuthenticatesBy(method);
      String token = client.newUser().accessToken();
      assertThat(client.introspect(token).json().path("active").asBoolean()).as(method).isTrue();
    }
    assertThat(texts(metadata().path("introspection_endpoint_auth_methods_supported")))
        .doesNotContain("none");
  }

  private OAuthClient clientThatAuthenticatesBy(String method) {
    return client(
        switch (method) {
          case "none" -> TestConfig.SPA;
          case "client_secret_post" -> TestConfig.WEB_APP;
          case "client_secret_basic" -> TestConfig.BACKEND;
          case "client_secret_jwt" -> TestConfig.NATIVE;
          case "private_key_jwt" -> TestConfig.OTHER_SPA;
          default -> throw new AssertionError("Announced and not tested: " + method);
        });
  }

  @Test
  void every_announced_algorithm_signs_the_id_tokens_of_some_client_and_no_other_does()
      throws Exception {
    Set<String> seen = new LinkedHashSet<>();
    for (String id : CLIENTS) {
      SignedJWT token = SignedJWT.parse(client(id).newUser("scope", "openid").idToken());
      seen.add(token.getHeader().getAlgorithm().getName());
    }
    assertThat(seen)
        .containsExactlyInAnyOrderElementsOf(announced("id_token_signing_alg_values_supported"));
  }

  @Test
  void the_announced_challenge_method_is_the_only_one() {
    assertThat(announced("code_challenge_methods_supported")).containsExactly("S256");
    OAuthClient spa = client(TestConfig.SPA);
    assertThat(spa.redeem(spa.code(spa.newTkn())).status()).isEqualTo(200);
    assertThat(
            spa.authorize("code_challenge_method", "plain", "tkn", spa.newTkn())
                .redirectParameters())
        .containsEntry("error", "invalid_request");
  }

  @Test
  void every_announced_scope_is_given_to_some_client_that_asks() {
    for (String scope : announced("scopes_supported")) {
      assertThat(CLIENTS)
          .as("clients that may have " + scope)
          .anyMatch(id ->
              client(id)
                  .authorize("scope", scope, "tkn", client(id).newTkn())
                  .redirectParameters()
                  .containsKey("code"));
    }
  }

  @Test
  void every_announced_claim_stands_in_the_id_token_of_a_user_who_has_everything()
      throws Exception {
    Set<String> claims =
        SignedJWT.parse(Everything.newUser(server, client(TestConfig.SPA)).idToken())
            .getJWTClaimsSet()
            .getClaims()
            .keySet();
    assertThat(claims).containsExactlyInAnyOrderElementsOf(announced("claims_supported"));
  }

  /** OpenID Connect Core section 5.5. */
  @Test
  void the_announced_claims_parameter_is_understood() throws Exception {
    assertThat(metadata().path("claims_parameter_supported").asBoolean()).isTrue();
    OAuthClient spa = client(TestConfig.SPA);
    String idToken =
        spa.newUser("scope", "openid", "claims", "{\"id_token\":{\"email\":null}}").idToken();
    assertThat(SignedJWT.parse(idToken).getJWTClaimsSet().getStringClaim("email")).contains("@");
  }

  /** Initiating User Registration 1.0 section 3. */
  @Test
  void every_announced_prompt_is_taken_and_no_other() {
    OAuthClient spa = client(TestConfig.SPA);
    for (String prompt : announced("prompt_values_supported")) {
      assertThat(spa.authorize("prompt", prompt, "tkn", spa.newTkn()).redirectParameters())
          .as(prompt)
          .containsKey("code");
    }
    assertThat(spa.authorize("prompt", "create", "tkn", spa.newTkn()).redirectParameters())
        .containsEntry("error", "invalid_request");
  }

  /**
   * OpenID Connect Core section 2; how the stronger one comes about is AuthenticationContextTest's.
   */
  @Test
  void the_announced_classes_are_those_that_tokens_name() throws Exception {
    assertThat(announced("acr_values_supported")).containsExactly("aal1", "aal2");
    assertThat(
            SignedJWT.parse(client(TestConfig.SPA).newUser().idToken())
                .getJWTClaimsSet()
                .getStringClaim("acr"))
        .isEqualTo("aal1");
  }

  /**
   * Tags of BCP 47, as RFC 8414 section 2 wants them: Japanese is ja, whatever else is understood.
   */
  @Test
  void every_announced_language_is_spoken() {
    assertThat(announced("ui_locales_supported"))
        .hasSize(20)
        .contains("ja", "zh-Hant")
        .doesNotContain("jp");
    for (String language : announced("ui_locales_supported")) {
      Answer config =
          server
              .http()
              .get("/identity/v1/config", Map.of("client_id", TestConfig.SPA, "lang", language));
      assertThat(config.text("language")).isEqualTo(language);
    }
  }

  @Test
  void subjects_are_public_the_same_user_has_one_at_every_client() throws Exception {
    assertThat(announced("subject_types_supported")).containsExactly("public");
    String email = Users.newEmail();
    Users.Tokens first =
        client(TestConfig.SPA).tokens(client(TestConfig.SPA).users().signUp(email));
    OAuthClient web = client(TestConfig.WEB_APP);
    Users.Tokens second = web.tokens(web.users().logIn(email));
    assertThat(subject(second)).isEqualTo(subject(first));
  }

  private static String subject(Users.Tokens tokens) throws Exception {
    return SignedJWT.parse(tokens.idToken()).getJWTClaimsSet().getSubject();
  }

  @Test
  void keys_are_public_signing_keys_each_with_an_id_and_one_algorithm() throws Exception {
    JWKSet keys = JWKSet.parse(server.http().get("/jwks.json").body());
    assertThat(keys.getKeys()).isNotEmpty();
    for (JWK key : keys.getKeys()) {
      assertThat(key.isPrivate()).isFalse();
      assertThat(key.getKeyUse().identifier()).isEqualTo("sig");
      assertThat(key.getAlgorithm().getName()).isIn("ES256", "RS256", "PS256", "EdDSA");
    }
    assertThat(keys.getKeys().stream().map(JWK::getKeyID))
        .doesNotContainNull()
        .doesNotHaveDuplicates();
    for (JsonNode key : server.http().get("/jwks.json").json().path("keys")) {
      assertThat(Set.copyOf(key.propertyNames()))
          .isSubsetOf("kty", "kid", "use", "alg", "n", "e", "crv", "x", "y");
    }
  }

  @Test
  void every_token_names_a_key_of_the_set() throws Exception {
    Users.Tokens tokens = client(TestConfig.SPA).newUser();
    JWKSet keys = JWKSet.parse(server.http().get("/jwks.json").body());
    for (String token : List.of(tokens.accessToken(), tokens.idToken())) {
      SignedJWT jwt = SignedJWT.parse(token);
      JWK key = keys.getKeyByKeyId(jwt.getHeader().getKeyID());
      assertThat(key.getAlgorithm()).isEqualTo(jwt.getHeader().getAlgorithm());
    }
  }

  @Test
  void tenants_have_no_key_in_common() throws Exception {
    Set<String> own =
        JWKSet.parse(server.http().get("/jwks.json").body()).getKeys().stream()
            .map(JWK::getKeyID)
            .collect(Collectors.toSet());
    JWKSet other = JWKSet.parse(otherTenant().get("/jwks.json").body());
    assertThat(other.getKeys().stream().map(JWK::getKeyID)).doesNotContainAnyElementsOf(own);
  }

  @Test
  void a_second_node_has_the_same_keys() throws Exception {
    Users.Tokens tokens = client(TestConfig.SPA).newUser();
    try (TestServer second =
        server.secondNode(TestConfig.standard().set("/tenants/0/public_url", server.url()))) {
      assertThat(second.http().get("/jwks.json").json())
          .isEqualTo(server.http().get("/jwks.json").json());
      assertThat(new Users(second.http()).userinfo(tokens.accessToken()).status()).isEqualTo(200);
    }
  }
}
