package dev.latchkey.acceptance.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.acceptance.conformance.Person.Callback;
import dev.latchkey.acceptance.pages.Browser;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.HookReceiver;
import dev.latchkey.testkit.HookReceiver.Reply;
import dev.latchkey.testkit.SigningPair;
import dev.latchkey.testkit.TestServer;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The plan <i>dynamic</i>, for the response type {@code code}: clients register themselves, sign
 * what authenticates them, and are gone when they are done.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DynamicPlanTest {

  private static final String KID = "of-the-suite";

  private final SigningPair key = SigningPair.of("RS256", KID);
  private HookReceiver site;
  private TestServer server;
  private Checks checks;

  @BeforeAll
  void start() {
    site = HookReceiver.start();
    server =
        TestServer.start(
            Guide.here().set("/tenants/0/registration/allow_private", List.of("127.0.0.1")));
    checks = new Checks(server);
  }

  @AfterAll
  void stop() {
    server.close();
    site.close();
  }

  private Person person() {
    return Person.at(server, false);
  }

  /** A key as the suite makes it: for RS256, and without an id unless it is to be told apart. */
  private static Map<String, Object> keys(SigningPair pair, @Nullable String kid) {
    JWK jwk = pair.jwk().toPublicJWK();
    Map<String, Object> json = new LinkedHashMap<>(jwk.toJSONObject());
    json.put("alg", "RS256");
    json.put("use", "sig");
    if (kid == null) {
      json.remove("kid");
    }
    return Map.of("keys", List.of(json));
  }

  /** What the suite sends to register a client; a value null takes a member away. */
  private Map<String, Object> metadata(@Nullable Object... changes) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("client_name", "Latchkey Conformance");
    metadata.put("grant_types", List.of("authorization_code"));
    metadata.put("jwks", keys(key, null));
    metadata.put("token_endpoint_auth_method", "private_key_jwt");
    metadata.put("response_types", List.of("code"));
    metadata.put("redirect_uris", List.of(Guide.CALLBACK));
    metadata.put("contacts", List.of("certification@oidf.org"));
    return Fields.changed(metadata, changes);
  }

  private Answer register(@Nullable Object... changes) {
    return server.http().post("/oauth/register", metadata(changes));
  }

  private JsonNode registered(@Nullable Object... changes) {
    Answer answer = register(changes);
    assertThat(answer.status()).as("%s", answer).isEqualTo(201);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.json().has("error")).isFalse();
    assertThat(answer.text("client_id")).isNotEmpty();
    assertThat(answer.text("registration_client_uri")).startsWith(server.url() + "/");
    assertThat(answer.text("registration_access_token")).isNotEmpty();
    assertThat(answer.json().has("client_secret")).isFalse();
    return answer.json();
  }

  private Party party(JsonNode client) {
    return party(client, key, null, Guide.CALLBACK);
  }

  private Party party(JsonNode client, SigningPair pair, @Nullable String kid, String redirectUri) {
    String id = client.path("client_id").asString();
    return Party.signing(
        id,
        redirectUri,
        pair,
        new JWSHeader.Builder(Party.RS256).keyID(kid).build(),
        () -> SigningPair.assertion(id, server.url() + "/oauth/token", server.clock().instant()));
  }

  private void unregister(JsonNode client) {
    String address = client.path("registration_client_uri").asString();
    Answer answer =
        server
            .http()
            .bearer(client.path("registration_access_token").asString())
            .delete(address.substring(server.url().length()));
    assertThat(answer.status()).as("%s", answer).isEqualTo(204);
  }

  /** A flow that goes well, and the client's tokens. */
  private Answer tokens(Person person, Party party, @Nullable String... changes) throws Exception {
    Callback callback = person.authorizes(party, changes);
    Answer tokens = party.redeems(server.http(), checks.code(callback));
    JsonNode idToken = checks.idToken(party, tokens, callback.request().get("nonce"));
    assertThat(idToken.has("name")).isFalse();
    return tokens;
  }

  private void goesWell(JsonNode client) throws Exception {
    checks.userinfo(tokens(person(), party(client)));
    unregister(client);
  }

  @Test
  @Module("oidcc-idtoken-rs256")
  void a_client_may_ask_for_id_tokens_that_are_signed_with_rs256() throws Exception {
    goesWell(registered("id_token_signed_response_alg", "RS256"));
  }

  /** Which lets the suite skip it. */
  @Test
  @Module("oidcc-idtoken-unsigned")
  void id_tokens_without_a_signature_are_neither_announced_nor_registered() {
    assertThat(checks.announced("id_token_signing_alg_values_supported")).doesNotContain("none");
    Checks.refused(register("id_token_signed_response_alg", "none"), "invalid_client_metadata");
  }

  @Test
  @Module("oidcc-userinfo-rs256")
  void a_client_may_ask_for_userinfo_that_is_signed() throws Exception {
    assertThat(checks.announced("userinfo_signing_alg_values_supported")).contains("RS256");
    JsonNode client = registered("userinfo_signed_response_alg", "RS256");
    Answer tokens = tokens(person(), party(client));
    Answer answer = server.http().bearer(tokens.text("access_token")).get(Checks.USERINFO);
    assertThat(answer.header("Content-Type")).startsWith("application/jwt");
    SignedJWT userinfo = SignedJWT.parse(answer.body());
    assertThat(userinfo.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
    JWK signer = checks.keys().getKeyByKeyId(userinfo.getHeader().getKeyID());
    assertThat(userinfo.verify(new RSASSAVerifier(signer.toRSAKey()))).isTrue();
    JsonNode claims = Checks.payload(answer.body());
    checks.claimsAreOfTheirTypes(claims);
    assertThat(claims.path("iss").asString()).isEqualTo(server.url());
    assertThat(userinfo.getJWTClaimsSet().getAudience())
        .contains(client.path("client_id").asString());
    assertThat(claims.has("nonce")).isFalse();
    assertThat(claims.path("sub")).isEqualTo(Checks.payload(tokens.text("id_token")).path("sub"));
  }

  @Test
  @Module("oidcc-ensure-redirect-uri-in-authorization-request")
  void a_request_that_does_not_say_where_to_answer_gets_a_page() {
    JsonNode client =
        registered("redirect_uris", List.of(Guide.CALLBACK, "https://example.org/redirect"));
    Person person = person();
    Checks.errorPage(person.opens(person.request(party(client), "redirect_uri", null)));
  }

  private static final String WITH_QUERY = Guide.CALLBACK + "?dummy1=lorem&dummy2=ipsum";

  @Test
  @Module("oidcc-redirect-uri-query-OK")
  void an_address_with_a_query_keeps_it() throws Exception {
    JsonNode client = registered("redirect_uris", List.of(WITH_QUERY));
    Party party = party(client, key, null, WITH_QUERY);
    Callback callback = person().authorizes(party);
    assertThat(callback.parameters())
        .containsEntry("dummy1", "lorem")
        .containsEntry("dummy2", "ipsum");
    Answer tokens = party.redeems(server.http(), checks.code(callback));
    checks.idToken(party, tokens, callback.request().get("nonce"));
  }

  @Test
  @Module("oidcc-redirect-uri-query-mismatch")
  void an_address_with_another_query_is_another_address() {
    Party party = party(registered("redirect_uris", List.of(WITH_QUERY)));
    Person person = person();
    String another = Guide.CALLBACK + "?dummy1=ipsum&dummy2=lorem";
    Checks.errorPage(person.opens(person.request(party, "redirect_uri", another)));
  }

  @Test
  @Module("oidcc-redirect-uri-query-added")
  void an_address_with_a_query_of_which_nothing_was_said_is_another_address() {
    Person person = person();
    Party party = party(registered());
    Checks.errorPage(person.opens(person.request(party, "redirect_uri", WITH_QUERY)));
  }

  @Test
  @Module("oidcc-redirect-uri-regfrag")
  void no_address_with_a_fragment_can_be_registered() {
    Answer answer = register("redirect_uris", List.of(Guide.CALLBACK + "#foobar"));
    Checks.refused(answer, "invalid_redirect_uri");
  }

  /** OpenID Connect Discovery section 3, of dynamic providers. */
  @Test
  @Module("oidcc-discovery-endpoint-verification")
  void the_metadata_say_what_a_dynamic_provider_must_say() throws Exception {
    try (TestServer https = TestServer.start(Guide.asItStands())) {
      Metadata metadata = Metadata.of(https);
      metadata.check();
      assertThat(metadata.responseTypes())
          .contains(Set.of("code"), Set.of("id_token"), Set.of("id_token", "token"));
      assertThat(metadata.grantTypes()).contains("authorization_code", "implicit");
    }
  }

  @Test
  @Module("oidcc-server")
  void a_client_registers_and_is_let_in_and_leaves() throws Exception {
    JsonNode client = registered();
    Party party = party(client);
    Callback callback = person().authorizes(party);
    assertThat(callback.asked()).containsExactly("/login", "/consent");
    Answer tokens = party.redeems(server.http(), checks.code(callback));
    checks.idToken(party, tokens, callback.request().get("nonce"));
    checks.userinfo(tokens);
    unregister(client);
  }

  /** The login page for a client that registered an address of that name. */
  private Browser loginPage(String member, String address) {
    Person person = person();
    Browser browser = person.opens(person.request(party(registered(member, address))));
    assertThat(browser.title()).isEqualTo("Log in");
    return browser;
  }

  @Test
  @Module("oidcc-registration-logo-uri")
  void the_login_page_shows_the_logo_of_the_client() {
    Browser browser = loginPage("logo_uri", "https://www.certification.openid.net/openid.png");
    assertThat(browser.page().body())
        .contains("<img src=\"https://www.certification.openid.net/openid.png\" alt=\"\">");
    assertThat(browser.page().header("Content-Security-Policy"))
        .contains("img-src 'self' data: https://www.certification.openid.net;");
  }

  @Test
  @Module("oidcc-registration-policy-uri")
  void the_login_page_links_to_the_policy_of_the_client() {
    assertThat(loginPage("policy_uri", "https://openid.net").page().body())
        .contains("<a href=\"https://openid.net\">Privacy policy of Latchkey Conformance");
  }

  @Test
  @Module("oidcc-registration-tos-uri")
  void the_login_page_links_to_the_terms_of_the_client() {
    assertThat(loginPage("tos_uri", "https://openid.net").page().body())
        .contains("<a href=\"https://openid.net\">Terms of service of Latchkey Conformance");
  }

  @Test
  @Module("oidcc-registration-jwks-uri")
  void a_client_may_publish_its_keys() throws Exception {
    JsonNode client = registered("jwks", null, "jwks_uri", published("/jwks", keys(key, KID)));
    checks.userinfo(tokens(person(), party(client, key, KID, Guide.CALLBACK)));
  }

  private String published(String path, Map<String, Object> json) {
    site.answer(path, Reply.json(JsonMapper.shared().writeValueAsString(json)));
    return site.url(path);
  }

  /** Pairwise subjects are not announced, which lets the suite skip it. */
  @Test
  @Module("oidcc-registration-sector-uri")
  void subjects_are_the_same_for_everybody() {
    assertThat(checks.announced("subject_types_supported")).containsExactly("public");
  }

  /** Likewise; and who asks for one is refused. */
  @Test
  @Module("oidcc-registration-sector-bad")
  void a_client_cannot_register_for_others() {
    String sector = site.url("/redirect_uris.json");
    site.answer("/redirect_uris.json", Reply.json("[\"https://example.org/redirect\"]"));
    Checks.refused(
        register("subject_type", "pairwise", "sector_identifier_uri", sector),
        "invalid_client_metadata");
    Checks.refused(register("sector_identifier_uri", sector), "invalid_client_metadata");
  }

  @Test
  @Module("oidcc-server-rotate-keys")
  void new_keys_stand_beside_the_old_ones() throws Exception {
    Set<String> before = thumbprints();
    server.rotateKeys(false);
    // A node reads the keys anew after a minute.
    server.clock().advance(Duration.ofSeconds(61));
    Set<String> after = thumbprints();
    assertThat(after).containsAll(before);
    Set<String> added = new HashSet<>(after);
    added.removeAll(before);
    assertThat(added).hasSameSizeAs(before);
  }

  private Set<String> thumbprints() throws Exception {
    Set<String> found = new HashSet<>();
    for (JWK one : checks.keys().getKeys()) {
      found.add(one.computeThumbprint().toString());
    }
    return found;
  }

  @Test
  @Module("oidcc-refresh-token-rp-key-rotation")
  void a_client_that_rotates_its_keys_keeps_its_refresh_token() throws Exception {
    SigningPair next = SigningPair.of("RS256", "the-next");
    String jwksUri = published("/rotating", keys(key, KID));
    JsonNode client =
        registered(
            "jwks",
            null,
            "jwks_uri",
            jwksUri,
            "grant_types",
            List.of("authorization_code", "refresh_token"));
    Party party = party(client, key, KID, Guide.CALLBACK);
    Answer first = tokens(person(), party, "scope", "openid offline_access", "prompt", "consent");
    published("/rotating", keys(next, "the-next"));
    server.clock().advance(Duration.ofSeconds(60));
    Party rotated = party(client, next, "the-next", Guide.CALLBACK);
    checks.refreshed(
        rotated,
        first,
        rotated.refreshes(
            server.http(), first.text("refresh_token"), "scope", "openid offline_access"));
  }

  /** Which lets the suite skip them. */
  @Test
  @Module("oidcc-request-uri-unsigned")
  void request_objects_without_a_signature_are_not_announced() {
    assertThat(checks.announced("request_object_signing_alg_values_supported"))
        .contains("RS256")
        .doesNotContain("none");
    assertThat(checks.metadata().path("request_uri_parameter_supported").asBoolean()).isTrue();
  }

  /** Likewise. */
  @Test
  @Module("oidcc-ensure-request-object-with-redirect-uri")
  void nor_can_a_client_register_for_them() {
    Checks.refused(register("request_object_signing_alg", "none"), "invalid_client_metadata");
  }

  @Test
  @Module("oidcc-request-uri-signed-rs256")
  void a_signed_request_is_fetched_from_where_the_client_registered() throws Exception {
    String path = "/requesturi/" + "r".repeat(96);
    JsonNode client =
        registered("request_object_signing_alg", "RS256", "request_uris", List.of(site.url(path)));
    Party party = party(client);
    Person person = person();
    Map<String, String> request = person.request(party);
    Map<String, Object> claims = new LinkedHashMap<>(request);
    claims.put("aud", server.url());
    claims.put("iss", party.id());
    site.answer(path, Reply.json(key.sign(Party.RS256, claims)));

    Map<String, String> sent =
        request.entrySet().stream()
            .filter(entry ->
                Set.of("client_id", "redirect_uri", "response_type", "scope")
                    .contains(entry.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    sent.put("request_uri", site.url(path));
    person.opens(sent);
    Callback callback = person.answered(request);
    Answer tokens = party.redeems(server.http(), checks.code(callback));
    checks.idToken(party, tokens, request.get("nonce"));
    checks.userinfo(tokens);
  }

  @Test
  @Module("oidcc-refresh-token")
  void a_refresh_token_is_bound_to_the_client_that_got_it() throws Exception {
    List<String> grants = List.of("authorization_code", "refresh_token");
    Party one = party(registered("grant_types", grants));
    Party other = party(registered("grant_types", grants));
    Person person = person();
    String scope = "openid offline_access";
    Answer first = tokens(person, one, "scope", scope, "prompt", "consent");
    server.clock().advance(Duration.ofSeconds(1));
    checks.refreshed(
        one, first, one.refreshes(server.http(), first.text("refresh_token"), "scope", scope));
    Answer second = tokens(person, other, "scope", scope, "prompt", "consent");
    Checks.refused(
        one.refreshes(server.http(), second.text("refresh_token"), "scope", scope),
        "invalid_grant");
  }

  @Test
  @Module("oidcc-ensure-client-assertion-with-iss-aud-succeeds")
  void an_assertion_may_be_for_the_issuer() throws Exception {
    String id = registered().path("client_id").asString();
    Party party =
        Party.signing(
            id,
            Guide.CALLBACK,
            key,
            Party.RS256,
            () -> SigningPair.assertion(id, server.url(), server.clock().instant()));
    tokens(person(), party);
  }
}
