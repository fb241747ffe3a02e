package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.SigningPair;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Clients that register themselves (RFC 7591, OpenID Connect Dynamic Client Registration 1.0) and
 * manage what they registered (RFC 7592). Tenant {@code demo} wants a token, {@code open} none, and
 * {@code closed} has no registration.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistrationTest {

  private static final String TOKEN = "an-initial-access-token-of-the-tests";
  private static final String OTHER_TOKEN = "an-initial-access-token-kept-as-a-hash";
  private static final String HASHED =
      "sha256:45518f9e71afb37c65f7bc245c18ddf02db6c00ac92d10d8e2dd435270271beb";
  private static final String REDIRECT = "https://third.example/callback";
  private static final int MOST = 3;

  private TestServer server;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.standard()
                .alsoTenant("open")
                .alsoTenant("closed")
                .set(
                    "/tenants/0/registration",
                    Map.of(
                        "initial_access_tokens",
                        List.of(TOKEN, HASHED),
                        "scopes",
                        List.of("openid", "email", "offline_access")))
                .set("/tenants/1/registration", Map.of("open", true, "most", MOST)));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Http tenant(String id) {
    return server.http().with("Host", id + ".localhost:9999");
  }

  private static Map<String, Object> metadata(Object... more) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("redirect_uris", List.of(REDIRECT));
    metadata.put("client_name", "A shop of others");
    for (int i = 0; i < more.length; i += 2) {
      metadata.put((String) more[i], more[i + 1]);
    }
    return metadata;
  }

  private Answer register(Object... more) {
    return server.http().bearer(TOKEN).post("/oauth/register", metadata(more));
  }

  private ObjectNode registered(Object... more) {
    Answer answer = register(more);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    return (ObjectNode) answer.json();
  }

  private static void refused(Answer answer, String error) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(answer.text("error")).isEqualTo(error);
  }

  private static void unknown(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
    assertThat(answer.text("error")).isEqualTo("invalid_token");
    assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
  }

  private static String own(ObjectNode client) {
    return "/oauth/register/" + client.path("client_id").asString();
  }

  private Http manager(ObjectNode client) {
    return server.http().bearer(client.path("registration_access_token").asString());
  }

  /** The browser of a user who has let the client have that. */
  private Http browserOfOneWhoLets(ObjectNode client, String scope) {
    Http browser = server.browser();
    Users users = new Users(browser);
    Pkce pkce = Pkce.create();
    String token =
        users.exchange(users.code(users.signUp(Users.newEmail()), pkce), pkce).text("access_token");
    server.sql(
        """
        with given as (insert into third_party_grant (tenant, profile_id, client_id, scope, granted_at)
          values ('demo', '%s', '%s', '%s', now()) returning 1) select count(*) from given\
        """
            .formatted(
                users.userinfo(token).text("id"), client.path("client_id").asString(), scope));
    return browser;
  }

  private Answer authorize(Http browser, ObjectNode client, Pkce pkce, String scope) {
    return browser.get(
        "/oauth/authorize",
        Map.of(
            "client_id",
            client.path("client_id").asString(),
            "response_type",
            "code",
            "redirect_uri",
            REDIRECT,
            "scope",
            scope,
            "prompt",
            "none",
            "code_challenge",
            pkce.challenge(),
            "code_challenge_method",
            "S256"));
  }

  private Answer redeem(ObjectNode client, String code, Pkce pkce) {
    return server
        .http()
        .basic(client.path("client_id").asString(), client.path("client_secret").asString())
        .postForm(
            "/oauth/token",
            Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                REDIRECT,
                "code_verifier",
                pkce.verifier()));
  }

  private Answer tokens(ObjectNode client, String scope) {
    Pkce pkce = Pkce.create();
    Answer answer = authorize(browserOfOneWhoLets(client, scope), client, pkce, scope);
    assertThat(answer.redirectParameters()).as(answer.toString()).containsKey("code");
    return redeem(client, answer.redirectParameter("code"), pkce);
  }

  /** RFC 7591 section 3.2.1. */
  @Test
  void a_client_registers_and_is_told_everything_that_it_needs() {
    Answer answer = register();
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.text("client_id")).hasSize(43);
    assertThat(answer.text("client_secret")).hasSize(43);
    assertThat(answer.json().path("client_secret_expires_at").asInt(-1)).isZero();
    assertThat(answer.json().path("client_id_issued_at").asLong())
        .isEqualTo(server.clock().instant().getEpochSecond());
    assertThat(answer.text("registration_client_uri"))
        .isEqualTo(server.url() + "/oauth/register/" + answer.text("client_id"));
    assertThat(answer.text("token_endpoint_auth_method")).isEqualTo("client_secret_basic");
    assertThat(answer.json().path("grant_types").toString()).isEqualTo("[\"authorization_code\"]");
    assertThat(answer.json().path("response_types").toString()).isEqualTo("[\"code\"]");
    assertThat(answer.text("application_type")).isEqualTo("web");
    assertThat(answer.text("id_token_signed_response_alg")).isEqualTo("RS256");
    assertThat(answer.text("subject_type")).isEqualTo("public");
  }

  @Test
  @Requirement("ASVS 10.4.7")
  void a_registered_client_gets_what_a_user_lets_it_have() {
    ObjectNode client = registered("grant_types", List.of("authorization_code", "refresh_token"));
    Answer tokens = tokens(client, "openid email offline_access");
    assertThat(tokens.status()).as(tokens.toString()).isEqualTo(200);
    assertThat(tokens.text("refresh_token")).isNotEmpty();
    assertThat(introspected(client, tokens).path("scope").asString())
        .isEqualTo("openid email offline_access");
  }

  private JsonNode introspected(ObjectNode client, Answer tokens) {
    return server
        .http()
        .basic(client.path("client_id").asString(), client.path("client_secret").asString())
        .postForm("/oauth/introspect", Map.of("token", tokens.text("access_token")))
        .json();
  }

  @Test
  void what_a_client_says_of_logins_and_signatures_holds() {
    ObjectNode client =
        registered(
            "default_max_age",
            60,
            "default_acr_values",
            List.of("aal1", "unheard-of"),
            "userinfo_signed_response_alg",
            "ES256");
    assertThat(client.path("default_acr_values").toString()).isEqualTo("[\"aal1\"]");
    Answer tokens = tokens(client, "openid");
    Answer user = new Users(server.http()).userinfo(tokens.text("access_token"));
    assertThat(user.header("Content-Type")).isEqualTo("application/jwt");
    Http browser = browserOfOneWhoLets(client, "openid");
    assertThat(authorize(browser, client, Pkce.create(), "openid").redirectParameters())
        .containsKey("code");
    server.clock().advance(Duration.ofSeconds(61));
    assertThat(authorize(browser, client, Pkce.create(), "openid").redirectParameters())
        .containsKey("error");
  }

  @Test
  void nobody_gets_anything_who_was_not_let_in() {
    ObjectNode client = registered();
    Http browser = browserOfOneWhoLets(client, "openid");
    Answer more = authorize(browser, client, Pkce.create(), "openid email");
    assertThat(more.redirectParameters()).containsEntry("error", "access_denied");
  }

  /** RFC 7591 section 3: by an initial access token, unless the tenant is open to all. */
  @Test
  void who_may_register_is_the_tenants_to_say() {
    unknown(server.http().post("/oauth/register", metadata()));
    unknown(server.http().bearer(TOKEN + "x").post("/oauth/register", metadata()));
    unknown(server.http().bearer(HASHED).post("/oauth/register", metadata()));
    assertThat(server.http().bearer(OTHER_TOKEN).post("/oauth/register", metadata()).status())
        .isEqualTo(201);
    unknown(tenant("open").bearer(TOKEN).post("/oauth/register", metadata()));
    assertThat(tenant("closed").bearer(TOKEN).post("/oauth/register", metadata()).status())
        .isEqualTo(404);
  }

  @Test
  void an_open_tenant_takes_so_many_and_no_more() {
    for (int i = 0; i < MOST; i++) {
      assertThat(tenant("open").post("/oauth/register", metadata()).status()).isEqualTo(201);
    }
    Answer full = tenant("open").post("/oauth/register", metadata());
    assertThat(full.status()).isEqualTo(403);
    assertThat(full.text("error")).isEqualTo("access_denied");
  }

  @Test
  void what_is_announced_is_what_there_is() {
    assertThat(server.http().get("/.well-known/openid-configuration").text("registration_endpoint"))
        .isEqualTo(server.url() + "/oauth/register");
    assertThat(
            tenant("closed")
                .get("/.well-known/openid-configuration")
                .json()
                .has("registration_endpoint"))
        .isFalse();
  }

  /** RFC 7591 section 2: values that the server does not understand are ignored. */
  @Test
  @Requirement({"ASVS 10.4.7", "ASVS 10.4.11"})
  void what_is_not_known_is_left_away_and_so_are_scopes_that_it_may_not_have() {
    ObjectNode client =
        registered(
            "scope",
            "openid full_write email",
            "favourite_colour",
            "red",
            "client_uri",
            NullNode.getInstance());
    assertThat(client.path("scope").asString()).isEqualTo("openid email");
    assertThat(client.has("favourite_colour")).isFalse();
    assertThat(client.has("client_uri")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://third.example/callback",
        "https://third.example/callback#fragment",
        "https://*.third.example/callback",
        "https://user@third.example/callback",
        "javascript:alert(1)",
        "data:text/html,hello",
        "com.third.app:/callback",
        "/callback",
        "no address"
      })
  @AttackClass(3)
  void no_such_redirect_uri_can_be_registered(String uri) {
    refused(register("redirect_uris", List.of(uri)), "invalid_redirect_uri");
    refused(register("redirect_uris", List.of(REDIRECT, uri)), "invalid_redirect_uri");
  }

  @Test
  void apps_have_schemes_of_their_own_and_loopback_addresses() {
    registered("application_type", "native", "redirect_uris", List.of("com.third.app:/callback"));
    registered(
        "redirect_uris",
        List.of("http://127.0.0.1/callback"),
        "token_endpoint_auth_method",
        "none");
    refused(
        register("application_type", "native", "redirect_uris", List.of("shop://callback")),
        "invalid_redirect_uri");
    refused(register("redirect_uris", List.of()), "invalid_redirect_uri");
  }

  @ParameterizedTest
  @Requirement("ASVS 10.4.7")
  @CsvSource(
      delimiter = '|',
      value = {
        "token_endpoint_auth_method | \"client_secret_jwt\"",
        "token_endpoint_auth_method | 1",
        "grant_types | [\"password\"]",
        "grant_types | [\"refresh_token\"]",
        "grant_types | \"authorization_code\"",
        "response_types | [\"token\"]",
        "application_type | \"desktop\"",
        "subject_type | \"pairwise\"",
        "id_token_signed_response_alg | \"none\"",
        "id_token_signed_response_alg | \"HS256\"",
        "request_object_signing_alg | \"none\"",
        "userinfo_signed_response_alg | \"none\"",
        "default_max_age | 0",
        "default_max_age | \"an hour\"",
        "require_auth_time | 1",
        "scope | \"full_write\"",
        "jwks | {\"keys\":[]}",
        "jwks | {\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}",
        "jwks_uri | \"http://third.example/keys\"",
        "logo_uri | \"javascript:alert(1)\"",
        "tos_uri | \"no address\"",
        "request_uris | [\"ftp://third.example/request\"]",
        "require_signed_request_object | \"yes\"",
        "client_name | \"a\\u0000b\"",
        "contacts | [1]"
      })
  void metadata_that_cannot_be_used_is_refused_by_its_name(String member, String value) {
    Answer answer = register(member, JsonMapper.shared().readTree(value));
    refused(answer, "invalid_client_metadata");
    assertThat(answer.json().path("error_details").toString()).contains("\"" + member + "\"");
  }

  @Test
  void a_client_with_a_key_authenticates_by_it() {
    SigningPair pair = SigningPair.of("ES256", "mine");
    ObjectNode client =
        registered(
            "token_endpoint_auth_method", "private_key_jwt", "jwks", SigningPair.publicSet(pair));
    assertThat(client.has("client_secret")).isFalse();
    refused(register("token_endpoint_auth_method", "private_key_jwt"), "invalid_client_metadata");
    String id = client.path("client_id").asString();
    Answer answer =
        server
            .http()
            .postForm(
                "/oauth/token",
                Map.of(
                    "grant_type", "authorization_code",
                    "code", "none",
                    "redirect_uri", REDIRECT,
                    "client_assertion_type",
                        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                    "client_assertion",
                        pair.sign(
                            "ES256",
                            "JWT",
                            SigningPair.assertion(id, server.url(), server.clock().instant()))));
    assertThat(answer.text("error")).as(answer.toString()).isEqualTo("invalid_grant");
  }

  /** RFC 7592 section 2.1. */
  @Test
  void a_client_reads_what_it_registered_but_not_its_secret() {
    ObjectNode client = registered("client_uri", "https://third.example");
    Answer answer = manager(client).get(own(client));
    assertThat(answer.status()).isEqualTo(200);
    ObjectNode expected = client.deepCopy();
    expected.remove(List.of("client_secret", "client_secret_expires_at"));
    assertThat(answer.json()).isEqualTo(expected);
  }

  /** RFC 7592 section 2.2. */
  @Test
  void a_client_replaces_what_it_registered() {
    ObjectNode client = registered("client_uri", "https://third.example");
    String id = client.path("client_id").asString();
    String other = "https://third.example/elsewhere";
    Answer answer =
        put(
            client,
            metadata(
                "client_id", id,
                "client_secret", client.path("client_secret").asString(),
                "redirect_uris", List.of(other)));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.json().path("redirect_uris").toString()).isEqualTo("[\"" + other + "\"]");
    assertThat(answer.json().has("client_uri")).isFalse();
    assertThat(answer.json().has("client_secret")).isFalse();
    Answer old = authorize(browserOfOneWhoLets(client, "openid"), client, Pkce.create(), "openid");
    assertThat(old.status()).isEqualTo(400);
  }

  private Answer put(ObjectNode client, Map<String, Object> metadata) {
    return manager(client)
        .send(
            "PUT",
            own(client),
            "application/json",
            JsonMapper.shared().writeValueAsString(metadata));
  }

  @Test
  void
      a_client_that_becomes_confidential_is_told_its_secret_and_one_that_becomes_public_loses_it() {
    ObjectNode client = registered("token_endpoint_auth_method", "none");
    String id = client.path("client_id").asString();
    Answer confidential = put(client, metadata("client_id", id));
    assertThat(confidential.text("client_secret")).hasSize(43);
    assertThat(
            put(client, metadata("client_id", id, "token_endpoint_auth_method", "none")).status())
        .isEqualTo(200);
    ObjectNode asBefore =
        client.deepCopy().put("client_secret", confidential.text("client_secret"));
    assertThat(redeem(asBefore, "none", Pkce.create()).text("error")).isEqualTo("invalid_client");
  }

  @Test
  void what_is_the_servers_to_say_cannot_be_replaced() {
    ObjectNode client = registered();
    String id = client.path("client_id").asString();
    refused(put(client, metadata()), "invalid_client_metadata");
    refused(put(client, metadata("client_id", "another")), "invalid_client_metadata");
    refused(
        put(client, metadata("client_id", id, "client_secret", "of-its-own-choice")),
        "invalid_client_metadata");
    for (String member :
        List.of(
            "registration_access_token",
            "registration_client_uri",
            "client_secret_expires_at",
            "client_id_issued_at")) {
      refused(put(client, metadata("client_id", id, member, "mine")), "invalid_client_metadata");
    }
  }

  /** RFC 7592 section 2.3. */
  @Test
  @AttackClass(42)
  void a_client_that_goes_leaves_no_token_behind_that_is_good() {
    ObjectNode client = registered("grant_types", List.of("authorization_code", "refresh_token"));
    Answer tokens = tokens(client, "openid offline_access");
    assertThat(manager(client).delete(own(client)).status()).isEqualTo(204);
    assertThat(new Users(server.http()).userinfo(tokens.text("access_token")).status())
        .isEqualTo(401);
    assertThat(
            server
                .http()
                .basic(client.path("client_id").asString(), client.path("client_secret").asString())
                .postForm(
                    "/oauth/token",
                    Map.of(
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        tokens.text("refresh_token")))
                .text("error"))
        .isEqualTo("invalid_client");
    unknown(manager(client).get(own(client)));
    unknown(manager(client).delete(own(client)));
  }

  @Test
  void a_registration_is_managed_by_its_own_token_alone() {
    ObjectNode client = registered();
    ObjectNode other = registered();
    unknown(server.http().get(own(client)));
    unknown(server.http().bearer(TOKEN).get(own(client)));
    unknown(manager(other).get(own(client)));
    unknown(manager(other).delete(own(client)));
    unknown(manager(client).get("/oauth/register/unknown"));
    unknown(manager(client).with("Host", "open.localhost:9999").get(own(client)));
  }

  @Test
  @AttackClass(31)
  void neither_secrets_nor_registration_tokens_are_kept() {
    ObjectNode client = registered();
    String row =
        server.sql(
            "select row_to_json(c)::text from registered_client c where id = '"
                + client.path("client_id").asString()
                + "'");
    assertThat(row)
        .contains("sha256:")
        .doesNotContain(client.path("client_secret").asString())
        .doesNotContain(client.path("registration_access_token").asString());
  }

  /** Contract section 1.9: only authorize and token. */
  @Test
  @AttackClass(37)
  void a_registered_client_sees_no_password() {
    ObjectNode client = registered("token_endpoint_auth_method", "none");
    Answer answer =
        new Users(server.http(), client.path("client_id").asString())
            .tryPassword(Users.newEmail(), Users.PASSWORD);
    assertThat(answer.text("error")).isEqualTo("unauthorized_client");
    assertThat(answer.text("error_message_key")).isEqualTo("error.client.notFirstParty");
  }

  @Test
  void a_code_of_a_registered_client_needs_its_challenge() {
    ObjectNode client = registered();
    Answer answer =
        server
            .http()
            .get(
                "/oauth/authorize",
                Map.of(
                    "client_id",
                    client.path("client_id").asString(),
                    "response_type",
                    "code",
                    "redirect_uri",
                    REDIRECT));
    assertThat(answer.redirectParameters())
        .containsEntry("error_message_key", "error.pkce.required");
  }

  /** A browser app registers from a page whose origin nobody knew before. */
  @Test
  void pages_of_any_origin_may_register_where_it_is_on_and_send_no_cookie_along() {
    String origin = "https://third.example";
    Answer preflight = server.http().browser(origin).options("/oauth/register");
    assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(preflight.headers().map()).doesNotContainKey("access-control-allow-credentials");
    Answer answer =
        server
            .http()
            .browser(origin)
            .bearer(TOKEN)
            .post("/oauth/register", metadata("token_endpoint_auth_method", "none"));
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");

    Map<String, String> grant =
        Map.of(
            "grant_type",
            "authorization_code",
            "client_id",
            answer.text("client_id"),
            "code",
            "none",
            "redirect_uri",
            REDIRECT,
            "code_verifier",
            Pkce.create().verifier());
    assertThat(server.http().browser(origin).postForm("/oauth/token", grant).text("error"))
        .isEqualTo("invalid_grant");
    assertThat(
            server
                .http()
                .browser("https://evil.example")
                .postForm("/oauth/token", grant)
                .text("error"))
        .isEqualTo("origin_not_allowed");
    assertThat(
            server
                .http()
                .browser(origin)
                .with("Host", "closed.localhost:9999")
                .options("/oauth/token")
                .headers()
                .map())
        .doesNotContainKey("access-control-allow-origin");
  }
}
