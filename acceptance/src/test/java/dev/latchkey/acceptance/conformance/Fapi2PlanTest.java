package dev.latchkey.acceptance.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.AccessTokenHash;
import com.nimbusds.openid.connect.sdk.validators.AccessTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import dev.latchkey.acceptance.pages.Browser;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.DpopKey;
import dev.latchkey.testkit.HookReceiver;
import dev.latchkey.testkit.HookReceiver.Reply;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.SigningPair;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The plan {@code fapi2-security-profile-final-test-plan} of the conformance suite for {@code
 * private_key_jwt}, {@code openid_connect}, {@code dpop}, {@code plain_fapi}, {@code unsigned} and
 * {@code plain_response}, a test a module. The names of modules stand without {@code
 * fapi2-security-profile-final-}. Requests are pushed, users log in and agree on the hosted pages,
 * the resource is userinfo.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Fapi2PlanTest {

  private static final String CALLBACK = Snippet.SUITE + "/callback";
  private static final String PAR = "/oauth/par";
  private static final String TOKEN = "/oauth/token";
  private static final String USERINFO = "/identity/v1/userinfo";
  private static final String SCOPE = "openid profile email";

  /** What an error may be described with (RFC 6749 section 5.2). */
  private static final String DESCRIPTION = "[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]*";

  /** A client of the suite's, with the key that its tokens are bound to. */
  private record Client(
      String id, String redirectUri, SigningPair pair, String algorithm, DpopKey dpop) {

    Client with(DpopKey other) {
      return new Client(id, redirectUri, pair, algorithm, other);
    }
  }

  private final Client first =
      new Client(
          "suite-fapi", CALLBACK, SigningPair.of("PS256", "first"), "PS256", DpopKey.of("ES256"));
  private final Client second =
      new Client(
          "suite-fapi-2",
          CALLBACK + "?dummy1=lorem&dummy2=ipsum",
          SigningPair.of("ES256", "second"),
          "ES256",
          DpopKey.of("PS256"));
  private HookReceiver keys;
  private TestServer server;

  @BeforeAll
  void start() {
    keys = HookReceiver.start();
    for (Client client : List.of(first, second)) {
      keys.answer(
          "/" + client.id() + ".json",
          Reply.json(JsonMapper.shared().writeValueAsString(SigningPair.publicSet(client.pair()))));
    }
    server =
        TestServer.start(
            Snippet.of(
                text -> text.replace("https://keys.example.com", keys.url("")),
                "FAPI 2.0 Security Profile"));
    server.clock().stop();
  }

  @AfterAll
  void stop() {
    server.close();
    keys.close();
  }

  // --- Words for the tests ----------------------------------------------------------------------

  private Instant now() {
    return server.clock().instant();
  }

  private static void change(Map<String, String> map, @Nullable String... changes) {
    for (int i = 0; i < changes.length; i += 2) {
      String name = String.valueOf(changes[i]);
      String value = changes[i + 1];
      if (value == null) {
        map.remove(name);
      } else {
        map.put(name, value);
      }
    }
  }

  private static String nonce(int length) {
    return (UUID.randomUUID() + "n".repeat(length)).substring(0, length);
  }

  /** A form posted by a client that authenticates, with an assertion that is changed. */
  private Answer post(
      Client client,
      Http http,
      String path,
      Map<String, String> fields,
      Consumer<Map<String, Object>> change) {
    Map<String, Object> claims = SigningPair.assertion(client.id(), server.url(), now());
    claims.put("nbf", claims.get("iat"));
    change.accept(claims);
    return post(http, path, fields, client.pair().sign(client.algorithm(), null, claims));
  }

  private static Answer post(Http http, String path, Map<String, String> fields, String assertion) {
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    all.put("client_assertion", assertion);
    return http.postForm(path, all);
  }

  /** Requests that show the client's key to an endpoint of the client's. */
  private Http showing(Client client, String path, Consumer<Map<String, Object>> change) {
    Map<String, Object> claims = DpopKey.claims("POST", server.url() + path, now());
    change.accept(claims);
    return server.http().with("DPoP", client.dpop().sign(claims));
  }

  /** A flow from the pushed request to the tokens; nothing of it is done until it is asked for. */
  private final class Flow {

    private final Client client;
    private final Pkce pkce = Pkce.create();
    private final Map<String, String> request = new LinkedHashMap<>();
    private final Browser browser = new Browser(server.url());
    private Map<String, String> profile = Map.of();
    private String decision = "allow";

    Flow(Client client, @Nullable String... changes) {
      this.client = client;
      request.put("client_id", client.id());
      request.put("redirect_uri", client.redirectUri());
      request.put("scope", SCOPE);
      request.put("state", nonce(10));
      request.put("nonce", nonce(10));
      request.put("response_type", "code");
      request.put("code_challenge", pkce.challenge());
      request.put("code_challenge_method", "S256");
      change(request, changes);
    }

    Flow of(Map<String, String> user) {
      profile = user;
      return this;
    }

    Flow refused() {
      decision = "deny";
      return this;
    }

    Answer push() {
      return push(server.http(), claims -> {});
    }

    Answer push(Http http, Consumer<Map<String, Object>> change) {
      return post(client, http, PAR, request, change);
    }

    String requestUri() {
      return requestUri(push());
    }

    String requestUri(Answer pushed) {
      assertThat(pushed.status()).as("%s", pushed).isEqualTo(201);
      assertThat(pushed.header("Content-Type")).startsWith("application/json");
      assertThat(pushed.json().path("expires_in").asInt()).isPositive();
      assertThat(pushed.text("request_uri")).hasSizeGreaterThan(40);
      return pushed.text("request_uri");
    }

    /** The browser at the reference, with parameters beside it. */
    Flow visit(String requestUri, String... beside) {
      Map<String, String> query = new LinkedHashMap<>();
      query.put("client_id", client.id());
      query.put("request_uri", requestUri);
      change(query, beside);
      browser.open("/oauth/authorize?" + Http.form(query));
      return this;
    }

    /** What the client is answered when a new user has logged in and decided. */
    Map<String, String> answered() {
      String email = Users.newEmail();
      Map<String, Object> user = new LinkedHashMap<>(profile);
      user.put("email", email);
      user.put("password", Users.PASSWORD);
      Answer signedUp =
          server
              .http()
              .post("/identity/v1/signup", Map.of("client_id", TestConfig.SPA, "data", user));
      assertThat(signedUp.status()).as("%s", signedUp).isEqualTo(200);
      assertThat(browser.title()).as("%s", browser.page()).isEqualTo("Log in");
      browser.submit("/login", "identifier", email, "password", Users.PASSWORD);
      server.clock().advance(Duration.ofMillis(1)); // Nobody answers in no time at all.
      browser.submit("/consent", "decision", decision);
      URI back = URI.create(String.valueOf(browser.elsewhere()));
      assertThat(back.getRawFragment()).isNull();
      assertThat(back.toString()).startsWith(client.redirectUri());
      Map<String, String> parameters = new LinkedHashMap<>();
      for (String pair : back.getRawQuery().split("&")) {
        String[] parts = pair.split("=", 2);
        parameters.put(parts[0], URLDecoder.decode(parts[1], UTF_8));
      }
      assertThat(parameters).containsEntry("iss", server.url());
      String state = request.get("state");
      if (state == null) {
        assertThat(parameters).doesNotContainKey("state");
      } else {
        assertThat(parameters).containsEntry("state", state);
      }
      return parameters;
    }

    String code() {
      return code(answered());
    }

    String code(Map<String, String> parameters) {
      Map<String, String> expected = new LinkedHashMap<>(parameters);
      expected.keySet().removeAll(List.of("dummy1", "dummy2", "state"));
      assertThat(expected).containsOnlyKeys("code", "iss");
      String code = parameters.getOrDefault("code", "");
      assertThat(code).hasSizeGreaterThanOrEqualTo(22);
      return code;
    }

    Map<String, String> redemption(String code, @Nullable String... changes) {
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("grant_type", "authorization_code");
      fields.put("code", code);
      fields.put("redirect_uri", client.redirectUri());
      fields.put("code_verifier", pkce.verifier());
      change(fields, changes);
      return fields;
    }

    Answer redeem(String code, @Nullable String... changes) {
      return redeem(client, code, changes);
    }

    Answer redeem(Client by, String code, @Nullable String... changes) {
      return post(by, showing(by, TOKEN, c -> {}), TOKEN, redemption(code, changes), claims -> {});
    }

    /** Tokens, which are what they must be. */
    Answer tokens(String code) throws Exception {
      return checked(redeem(code));
    }

    Answer tokens() throws Exception {
      return visit(requestUri()).tokens(code());
    }

    Answer checked(Answer tokens) throws Exception {
      assertTokens(tokens);
      claims(client, tokens, request.get("nonce"));
      return tokens;
    }
  }

  private static void assertTokens(Answer tokens) {
    assertThat(tokens.status()).as("%s", tokens).isEqualTo(200);
    assertThat(tokens.header("Content-Type")).startsWith("application/json");
    assertThat(tokens.header("Cache-Control")).contains("no-store");
    assertThat(tokens.text("token_type")).isEqualTo("DPoP");
    assertThat(tokens.json().path("expires_in").asInt()).isPositive();
    assertThat(tokens.text("access_token")).matches("[\\x21-\\x7E]{22,}");
    assertThat(tokens.text("refresh_token")).matches("([\\x21-\\x7E]{22,})?");
  }

  /** The claims of an ID token that is the client's. */
  private JsonNode claims(Client client, Answer tokens, @Nullable String nonce) throws Exception {
    String text = tokens.text("id_token");
    SignedJWT token = (SignedJWT) JWTParser.parse(text);
    JWSAlgorithm algorithm = JWSAlgorithm.parse(client.algorithm());
    assertThat(token.getHeader().getKeyID()).isNotEmpty();
    IDTokenValidator validator =
        new IDTokenValidator(
            new Issuer(server.url()),
            new ClientID(client.id()),
            algorithm,
            JWKSet.parse(server.http().get("/jwks.json").body()));
    // The server's clock is put forward by some tests.
    validator.setMaxClockSkew(3600);
    validator.validate(token, nonce == null ? null : new Nonce(nonce));
    JsonNode claims = payload(text);
    AccessTokenValidator.validate(
        new DPoPAccessToken(tokens.text("access_token")),
        algorithm,
        new AccessTokenHash(claims.path("at_hash").asString()));
    assertThat(claims.path("nonce").asString("")).isEqualTo(nonce == null ? "" : nonce);
    return claims;
  }

  private static JsonNode payload(String token) {
    return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
  }

  private Http proving(Client client, String token, Consumer<Map<String, Object>> change) {
    Map<String, Object> claims = DpopKey.claims("GET", server.url() + USERINFO, now(), token);
    change.accept(claims);
    return with(token, client.dpop().sign(claims));
  }

  private Http with(String token, String proof) {
    return server.http().with("Authorization", "DPoP " + token).with("DPoP", proof);
  }

  private void assertGood(Client client, Answer tokens) {
    Answer answer = proving(client, tokens.text("access_token"), claims -> {}).get(USERINFO);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    assertThat(answer.header("Date")).isNotEmpty();
  }

  private static void assertRefused(Answer answer, int status, String... errors) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.text("error")).as("%s", answer).isIn((Object[]) errors);
    assertThat(answer.text("error_description")).matches(DESCRIPTION);
    assertThat(answer.json().has("error_uri")).isFalse();
  }

  /** A page of ours, from which nothing leads to the client. */
  private static void assertErrorPage(Flow flow, String error) {
    assertThat(flow.browser.elsewhere()).isNull();
    assertThat(flow.browser.page().status()).isEqualTo(400);
    assertThat(flow.browser.page().body()).contains("class=\"detail\">" + error + " ");
  }

  private void assertDone(Client client, Flow flow) throws Exception {
    assertGood(client, flow.tokens());
  }

  private void assertDone(Flow flow) throws Exception {
    assertDone(first, flow);
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asString).toList();
  }

  // --- Clients that behave ----------------------------------------------------------------------

  @Test
  @Module("discovery-end-point-verification")
  void what_the_profile_needs_is_announced() {
    Answer answer = server.http().get("/.well-known/openid-configuration");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    JsonNode metadata = answer.json();
    assertThat(metadata.path("issuer").asString()).isEqualTo(server.url());
    for (String endpoint :
        List.of(
            "authorization_endpoint",
            "token_endpoint",
            "pushed_authorization_request_endpoint",
            "userinfo_endpoint",
            "jwks_uri")) {
      assertThat(metadata.path(endpoint).asString()).as(endpoint).startsWith(server.url() + "/");
    }
    assertThat(texts(metadata.path("response_types_supported"))).contains("code");
    assertThat(metadata.path("authorization_response_iss_parameter_supported").asBoolean())
        .isTrue();
    assertThat(metadata.path("require_pushed_authorization_requests").isBoolean()).isTrue();
    for (String name :
        List.of(
            "dpop_signing_alg_values_supported",
            "token_endpoint_auth_signing_alg_values_supported",
            "request_object_signing_alg_values_supported")) {
      assertThat(texts(metadata.path(name))).as(name).contains("PS256", "ES256", "EdDSA");
    }
    assertThat(texts(metadata.path("id_token_signing_alg_values_supported")))
        .contains("PS256", "ES256");
    assertThat(metadata.has("userinfo_signing_alg_values_supported")).isFalse();
    assertThat(texts(metadata.path("token_endpoint_auth_methods_supported")))
        .contains("private_key_jwt");
    assertThat(texts(metadata.path("code_challenge_methods_supported"))).containsExactly("S256");
    assertThat(texts(metadata.path("scopes_supported"))).contains("openid", "profile", "email");
    assertThat(texts(metadata.path("subject_types_supported"))).contains("public");
    assertThat(texts(metadata.path("grant_types_supported"))).contains("refresh_token");
  }

  /** Two clients, the second with more of everything. */
  @Test
  @Module("happy-flow")
  void two_clients_get_tokens_that_are_good_by_their_own_keys() throws Exception {
    Answer firsts = new Flow(first, "scope", "openid").tokens();
    assertGood(first, firsts);
    assertThat(payload(firsts.text("id_token")).propertyNames())
        .containsOnly(
            "iss",
            "sub",
            "aud",
            "exp",
            "iat",
            "auth_time",
            "nonce",
            "acr",
            "amr",
            "azp",
            "at_hash",
            "sid",
            "auth_type");
    String token = firsts.text("access_token");
    Http proving = server.http().with("DPoP", proof(first, token));
    assertThat(proving.get(USERINFO, Map.of("access_token", token)).status()).isEqualTo(401);
    for (String accept :
        List.of(
            "application/json;charset=UTF-8",
            "application/json, application/*+json, */*",
            "text/html, */*")) {
      assertThat(proving(first, token, claims -> {}).with("Accept", accept).get(USERINFO).status())
          .isEqualTo(200);
    }

    Flow flow =
        new Flow(
            second,
            "state",
            nonce(128),
            "nonce",
            nonce(43),
            "dpop_jkt",
            second.dpop().thumbprint());
    Map<String, String> answered =
        flow.visit(flow.requestUri(), "response_type", "code", "scope", SCOPE).answered();
    assertThat(answered).containsEntry("dummy1", "lorem").containsEntry("dummy2", "ipsum");
    Answer seconds = flow.tokens(flow.code(answered));
    assertGood(second, seconds);
    assertThat(proving(first, seconds.text("access_token"), c -> {}).get(USERINFO).status())
        .isEqualTo(401);
  }

  private String proof(Client client, String token) {
    return client.dpop().sign(DpopKey.claims("GET", server.url() + USERINFO, now(), token));
  }

  /** By both clients. */
  @Test
  @Module("user-rejects-authentication")
  void a_user_who_says_no_is_told_to_the_client() {
    for (Client client : List.of(first, second)) {
      Flow flow = new Flow(client, "state", nonce(128)).refused();
      Map<String, String> answered = flow.visit(flow.requestUri()).answered();
      assertThat(answered).containsEntry("error", "access_denied").doesNotContainKey("code");
      assertThat(answered.getOrDefault("dummy1", "")).isEqualTo(client == second ? "lorem" : "");
    }
  }

  @Test
  @Module("ensure-authorization-request-without-state-success")
  void a_request_may_have_no_state() throws Exception {
    assertDone(new Flow(first, "state", null));
  }

  @Test
  @Module("ensure-authorization-request-without-nonce-success")
  void a_request_may_have_no_nonce() throws Exception {
    assertDone(new Flow(first, "nonce", null));
  }

  @Test
  @Module("ensure-authorization-request-with-64-char-nonce-success")
  void a_nonce_of_64_characters_comes_back() throws Exception {
    assertDone(new Flow(first, "nonce", nonce(64)));
  }

  @Test
  @Module("ensure-other-scope-order-succeeds")
  void scopes_may_come_in_any_order() throws Exception {
    assertDone(new Flow(first, "scope", "email profile openid"));
  }

  /** Of a user of whom everything is known. */
  @Test
  @Module("test-claims-parameter-identity-claims")
  void every_claim_that_is_announced_can_be_asked_for_by_its_name() throws Exception {
    List<String> standard =
        List.of(
            "name",
            "given_name",
            "family_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "email",
            "email_verified",
            "gender",
            "birthdate",
            "locale",
            "phone_number",
            "phone_number_verified",
            "updated_at");
    assertThat(
            texts(
                server
                    .http()
                    .get("/.well-known/openid-configuration")
                    .json()
                    .path("claims_supported")))
        .containsAll(standard)
        .doesNotContain("website", "zoneinfo");
    Map<String, Object> wanted = new LinkedHashMap<>();
    standard.forEach(claim -> wanted.put(claim, null));
    wanted.put("given_name", Map.of("essential", true));
    wanted.put("a_random_claim", Map.of("essential", true));
    String claims =
        JsonMapper.shared()
            .writeValueAsString(Map.of("id_token", wanted, "userinfo", wanted, "nowhere", wanted));
    Flow flow =
        new Flow(first, "scope", "openid", "claims", claims)
            .of(
                Map.ofEntries(
                    Map.entry("name", "Ada King Lovelace"),
                    Map.entry("given_name", "Ada"),
                    Map.entry("family_name", "Lovelace"),
                    Map.entry("middle_name", "King"),
                    Map.entry("nickname", "Countess"),
                    Map.entry("username", "ada"),
                    Map.entry("profile_url", "https://ada.example/"),
                    Map.entry("picture", "https://ada.example/ada.png"),
                    Map.entry("gender", "female"),
                    Map.entry("birthdate", "1815-12-10"),
                    Map.entry("locale", "en-GB"),
                    Map.entry("phone_number", Users.newPhoneNumber())));
    Answer tokens = flow.tokens();
    JsonNode idToken = claims(first, tokens, flow.request.get("nonce"));
    Answer answer = proving(first, tokens.text("access_token"), c -> {}).get(USERINFO);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    JsonNode userinfo = answer.json();
    assertThat(userinfo.path("sub")).isEqualTo(idToken.path("sub"));
    for (JsonNode source : List.of(idToken, userinfo)) {
      assertThat(source.propertyNames()).containsAll(standard).doesNotContain("a_random_claim");
      assertThat(source.path("updated_at").isIntegralNumber()).isTrue();
      assertThat(source.path("email_verified").isBoolean()).isTrue();
    }
  }

  @Test
  @Module("access-token-type-header-case-sensitivity")
  void the_scheme_is_known_in_the_other_case() throws Exception {
    String token = new Flow(first).tokens().text("access_token");
    Http other = proving(first, token, c -> {}).with("Authorization", "dpOp " + token);
    assertThat(other.get(USERINFO).status()).isEqualTo(200);
  }

  // --- Proofs -----------------------------------------------------------------------------------

  private void assertDoneWithProofs(Consumer<Map<String, Object>> change) throws Exception {
    Flow flow = new Flow(first);
    String uri = flow.requestUri(flow.push(showing(first, PAR, change), c -> {}));
    String code = flow.visit(uri).code();
    Answer tokens =
        flow.checked(
            post(first, showing(first, TOKEN, change), TOKEN, flow.redemption(code), c -> {}));
    assertThat(proving(first, tokens.text("access_token"), change).get(USERINFO).status())
        .isEqualTo(200);
  }

  @Test
  @Module("check-dpop-proof-nbf-exp")
  void proofs_may_say_from_when_and_until_when() throws Exception {
    assertDoneWithProofs(claims -> {
      claims.put("nbf", now().getEpochSecond());
      claims.put("exp", now().plusSeconds(300).getEpochSecond());
    });
  }

  @Test
  @Module("ensure-dpopproof-with-iat-10seconds-before-succeeds")
  void proofs_may_be_ten_seconds_old() throws Exception {
    assertDoneWithProofs(claims -> claims.put("iat", now().getEpochSecond() - 10));
  }

  @Test
  @Module("ensure-dpopproof-with-iat-10seconds-after-succeeds")
  void proofs_may_be_by_a_clock_that_is_ahead() throws Exception {
    assertDoneWithProofs(claims -> claims.put("iat", now().getEpochSecond() + 10));
  }

  @Test
  @Module("ensure-mismatched-dpop-jkt-fails")
  void a_request_that_names_one_key_is_not_pushed_with_another() {
    Flow flow = new Flow(first, "dpop_jkt", DpopKey.create().thumbprint());
    assertRefused(
        flow.push(showing(first, PAR, c -> {}), c -> {}),
        400,
        "invalid_request",
        "invalid_dpop_proof");
  }

  @Test
  @Module("ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt")
  void a_code_of_a_request_pushed_with_one_key_is_not_redeemed_with_another() {
    Flow flow = new Flow(first);
    String uri = flow.requestUri(flow.push(showing(first, PAR, c -> {}), c -> {}));
    String code = flow.visit(uri).code();
    assertRefused(
        flow.redeem(first.with(DpopKey.create()), code),
        400,
        "invalid_request",
        "invalid_grant",
        "invalid_dpop_proof");
  }

  @Test
  @Module("ensure-token-endpoint-fails-with-mismatched-dpop-jkt")
  void a_code_of_a_request_that_names_one_key_is_not_redeemed_with_another() {
    Flow flow = new Flow(first, "dpop_jkt", DpopKey.create().thumbprint());
    String code = flow.visit(flow.requestUri()).code();
    assertRefused(flow.redeem(code), 400, "invalid_request", "invalid_grant", "invalid_dpop_proof");
  }

  @Test
  @Module("ensure-dpopproof-at-par-endpoint-binding-success")
  void a_code_is_redeemed_with_the_key_that_its_request_was_pushed_with() throws Exception {
    assertDoneWithProofs(claims -> {});
  }

  @Test
  @Module("ensure-dpop-auth-code-binding-success")
  void a_code_is_redeemed_with_the_key_that_its_request_names() throws Exception {
    Flow flow = new Flow(first, "dpop_jkt", first.dpop().thumbprint());
    String uri = flow.requestUri(flow.push(showing(first, PAR, c -> {}), c -> {}));
    assertGood(first, flow.tokens(flow.visit(uri).code()));
  }

  @Test
  @Module("dpop-negative-tests")
  void no_wrong_proof_gets_anything_of_the_resource() throws Exception {
    String token = new Flow(first).tokens().text("access_token");
    Map<String, Object> good = DpopKey.claims("GET", server.url() + USERINFO, now(), token);

    for (Map.Entry<String, Http> wrong : wrongProofs(token).entrySet()) {
      Answer answer = wrong.getValue().get(USERINFO);
      assertThat(answer.status()).as(wrong.getKey() + ": " + answer).isIn(400, 401);
    }

    Http capital =
        server.http().with("Authorization", "DPoP " + token).with("DPOP", proof(first, token));
    assertThat(capital.get(USERINFO).status()).isEqualTo(200);
    URI resource = URI.create(server.url() + USERINFO);
    for (String address :
        List.of(
            resource + "?any=thing#part",
            resource.toString(),
            resource
                .toString()
                .replace("http", "HTTP")
                .replace(resource.getHost(), resource.getHost().toUpperCase(Locale.ROOT)))) {
      assertThat(proving(first, token, c -> c.put("htu", address)).get(USERINFO).status())
          .as(address)
          .isEqualTo(200);
    }
    Http more =
        with(
            token,
            first
                .dpop()
                .pair()
                .sign(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType("dpop+jwt"))
                        .jwk(first.dpop().header().getJWK())
                        .customParam("tx_id", 1)
                        .build(),
                    changed(good, "jti", UUID.randomUUID().toString(), "tx_id_key", 1)));
    assertThat(more.get(USERINFO).status()).isEqualTo(200);

    Http once = proving(first, token, c -> {});
    assertThat(once.get(USERINFO).status()).isEqualTo(200);
    assertThat(once.get(USERINFO).status()).as("the same proof again").isEqualTo(401);
    assertThat(proving(first, token, c -> {}).get(USERINFO).status()).isEqualTo(200);
  }

  private static Map<String, Object> changed(Map<String, Object> claims, Object... changes) {
    Map<String, Object> changed = new LinkedHashMap<>(claims);
    for (int i = 0; i < changes.length; i += 2) {
      changed.put((String) changes[i], changes[i + 1]);
    }
    return changed;
  }

  /** Requests with the token, by what is wrong with their proof. */
  private Map<String, Http> wrongProofs(String token) {
    Map<String, Http> wrong = new LinkedHashMap<>();
    String good = proof(first, token);
    String other = proof(first, token);
    wrong.put("two proofs", with(token, good).with("dpop", proof(first, token)));
    wrong.put("two parts", with(token, good.substring(0, good.lastIndexOf('.'))));
    for (String name : List.of("jti", "htm", "htu", "iat", "ath")) {
      wrong.put("no " + name, proving(first, token, claims -> claims.remove(name)));
    }
    SigningPair pair = first.dpop().pair();
    JWSHeader header = first.dpop().header();
    Map<String, Object> claims = DpopKey.claims("GET", server.url() + USERINFO, now(), token);
    wrong.put(
        "no typ",
        with(
            token,
            pair.sign(
                new JWSHeader.Builder(header.getAlgorithm()).jwk(header.getJWK()).build(),
                claims)));
    wrong.put(
        "another typ",
        with(
            token,
            pair.sign(
                new JWSHeader.Builder(header).type(new JOSEObjectType("dpop+jwt+wrong")).build(),
                claims)));
    wrong.put(
        "no jwk", with(token, pair.sign(new JWSHeader.Builder(header).jwk(null).build(), claims)));
    String rest = good.substring(good.indexOf('.'));
    String head = new String(Base64.getUrlDecoder().decode(good.split("\\.")[0]), UTF_8);
    wrong.put("no alg", with(token, encoded(head.replace("alg", "alg2")) + rest));
    wrong.put(
        "none",
        with(
            token,
            encoded("{\"alg\":\"none\",\"typ\":\"dpop+jwt\"}")
                + rest.substring(0, rest.lastIndexOf('.') + 1)));
    wrong.put(
        "the private key",
        with(
            token,
            encoded(head.replace(header.getJWK().toJSONString(), pair.jwk().toJSONString()))
                + rest));
    wrong.put(
        "another signature",
        with(
            token,
            good.substring(0, good.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'))));
    wrong.put("another method", proving(first, token, c -> c.put("htm", "PUT")));
    wrong.put(
        "another address",
        proving(first, token, c -> c.put("htu", server.url() + USERINFO + "elsewhere")));
    wrong.put(
        "an hour ahead", proving(first, token, c -> c.put("iat", now().getEpochSecond() + 3600)));
    wrong.put(
        "an hour old", proving(first, token, c -> c.put("iat", now().getEpochSecond() - 3600)));
    wrong.put("another ath", proving(first, token, c -> c.put("ath", "wrong")));
    wrong.put("another key", proving(first.with(DpopKey.create()), token, c -> {}));
    wrong.put("no proof", server.http().with("Authorization", "DPoP " + token));
    wrong.put("a bearer", server.http().bearer(token));
    return wrong;
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  // --- Requests ---------------------------------------------------------------------------------

  @Test
  @Module("ensure-different-nonce-inside-and-outside-request-object")
  void a_nonce_beside_the_reference_is_not_looked_at() throws Exception {
    Flow flow = new Flow(first);
    flow.visit(flow.requestUri(), "nonce", "another");
    assertGood(first, flow.tokens(flow.code()));
  }

  @Test
  @Module("ensure-different-state-inside-and-outside-request-object")
  void a_state_beside_the_reference_is_not_looked_at() throws Exception {
    Flow flow = new Flow(first);
    flow.visit(flow.requestUri(), "state", "another");
    assertGood(first, flow.tokens(flow.code()));
  }

  @Test
  @Module("state-only-outside-request-object-not-used")
  void a_state_that_was_not_pushed_does_not_come_back() throws Exception {
    Flow flow = new Flow(first, "state", null);
    flow.visit(flow.requestUri(), "state", "outside");
    assertGood(first, flow.tokens(flow.code()));
  }

  @Test
  @Module("ensure-authorization-request-with-long-nonce")
  void a_nonce_of_384_characters_comes_back() throws Exception {
    assertDone(new Flow(first, "nonce", nonce(384)));
  }

  @Test
  @Module("ensure-authorization-request-with-long-state")
  void a_state_of_1000_characters_comes_back() throws Exception {
    assertDone(new Flow(first, "state", nonce(1000)));
  }

  /** Nothing is signed in this plan. */
  @Test
  @Module("ensure-request-object-without-redirect-uri-fails")
  void nor_is_a_request_object_that_names_no_redirect_uri() {
    a_request_without_a_redirect_uri_is_not_taken();
  }

  @Test
  @Module("ensure-redirect-uri-in-authorization-request")
  void a_request_without_a_redirect_uri_is_not_taken() {
    assertRefused(new Flow(first, "redirect_uri", null).push(), 400, "invalid_request");
  }

  @Test
  @Module("plain-fapi-tolerate-unregistered-redirect-uri")
  void a_redirect_uri_that_is_not_registered_is_not_taken() {
    assertRefused(
        new Flow(first, "redirect_uri", CALLBACK + "/" + nonce(10)).push(), 400, "invalid_request");
  }

  @Test
  @Module("ensure-unsigned-authorization-request-without-using-par-fails")
  void a_request_that_was_not_pushed_is_an_error() {
    Flow flow = new Flow(first);
    flow.browser.open("/oauth/authorize?" + Http.form(flow.request));
    assertErrorPage(flow, "invalid_request");
  }

  @Test
  @Module("ensure-response-type-code-idtoken-fails")
  void no_id_token_travels_through_the_browser() {
    assertRefused(
        new Flow(first, "response_type", "code id_token").push(),
        403,
        "unsupported_response_type",
        "invalid_request",
        "unauthorized_client");
  }

  @Test
  @Module("ensure-response-type-token-fails")
  void no_access_token_travels_through_the_browser() {
    assertRefused(
        new Flow(first, "response_type", "token").push(),
        403,
        "unsupported_response_type",
        "invalid_request",
        "unauthorized_client");
  }

  // --- Tokens -----------------------------------------------------------------------------------

  /** A flow that has come to its code. */
  private record Coded(Flow flow, String code) {}

  private Coded coded() {
    Flow flow = new Flow(first);
    return new Coded(flow, flow.visit(flow.requestUri()).code());
  }

  private Answer redeemed(Coded coded, Consumer<Map<String, Object>> change) {
    return post(
        first,
        showing(first, TOKEN, c -> {}),
        TOKEN,
        coded.flow().redemption(coded.code()),
        change);
  }

  /** What names one client is signed by the other. */
  @Test
  @Module("ensure-client-id-in-token-endpoint")
  void a_client_is_not_another_by_saying_so() {
    Coded coded = coded();
    Map<String, Object> claims = SigningPair.assertion(second.id(), server.url(), now());
    Answer answer =
        post(
            showing(first, TOKEN, c -> {}),
            TOKEN,
            coded.flow().redemption(coded.code(), "client_id", second.id()),
            first.pair().sign("PS256", null, claims));
    assertRefused(answer, 401, "invalid_client");
  }

  @Test
  @Module("ensure-holder-of-key-required")
  void no_token_without_a_proof() {
    Coded coded = coded();
    Answer answer =
        post(first, server.http(), TOKEN, coded.flow().redemption(coded.code()), c -> {});
    assertRefused(answer, 400, "invalid_request", "invalid_grant", "invalid_dpop_proof");
  }

  @Test
  @Module("ensure-authorization-code-is-bound-to-client")
  void a_code_is_the_clients_that_asked_for_it() {
    Coded coded = coded();
    assertRefused(coded.flow().redeem(second, coded.code()), 400, "invalid_grant");
  }

  @Test
  @Module("attempt-reuse-authorization-code-after-one-second")
  void a_code_is_good_once_and_who_tries_again_loses_the_tokens() throws Exception {
    Coded coded = coded();
    Answer tokens = coded.flow().tokens(coded.code());
    server.clock().advance(Duration.ofSeconds(1));
    assertRefused(coded.flow().redeem(coded.code()), 400, "invalid_grant");
    assertThat(proving(first, tokens.text("access_token"), c -> {}).get(USERINFO).status())
        .isEqualTo(401);
  }

  @Test
  @Module("ensure-token-endpoint-fails-with-expired-auth-code")
  void a_code_is_good_for_a_minute() {
    Coded coded = coded();
    server.clock().advance(Duration.ofSeconds(62));
    assertRefused(coded.flow().redeem(coded.code()), 400, "invalid_grant");
  }

  @Test
  @Module("ensure-signed-client-assertion-with-RS256-fails")
  void no_assertion_is_signed_with_rs256() {
    Coded coded = coded();
    Map<String, Object> claims = SigningPair.assertion(first.id(), server.url(), now());
    Answer answer =
        post(
            showing(first, TOKEN, c -> {}),
            TOKEN,
            coded.flow().redemption(coded.code()),
            first.pair().sign("RS256", null, claims));
    assertRefused(answer, 401, "invalid_client");
  }

  @Test
  @Module("ensure-client-assertion-in-token-endpoint")
  void no_token_for_who_only_says_which_client_it_is() {
    Coded coded = coded();
    Answer answer =
        showing(first, TOKEN, c -> {})
            .postForm(TOKEN, coded.flow().redemption(coded.code(), "client_id", first.id()));
    assertRefused(answer, 401, "invalid_client");
  }

  @Test
  @Module("ensure-client-assertion-with-exp-is-5-minutes-in-past-fails")
  void an_assertion_of_before_is_not_taken() {
    assertRefused(
        redeemed(coded(), claims -> claims.put("exp", now().getEpochSecond() - 300)),
        401,
        "invalid_client");
  }

  @Test
  @Module("ensure-client-assertion-with-wrong-aud-fails")
  void an_assertion_for_another_server_is_not_taken() {
    assertRefused(
        redeemed(coded(), claims -> claims.put("aud", "https://www.other1.example.com/")),
        401,
        "invalid_client");
  }

  @Test
  @Module("ensure-client-assertion-with-no-sub-fails")
  void an_assertion_of_nobody_is_not_taken() {
    assertRefused(redeemed(coded(), claims -> claims.remove("sub")), 401, "invalid_client");
  }

  @Test
  @Module("refresh-token")
  void a_refresh_token_is_the_clients_and_needs_a_key_but_not_the_same() throws Exception {
    Answer firsts = refreshedTwice(first);
    Map<String, String> fields =
        Map.of("grant_type", "refresh_token", "refresh_token", firsts.text("refresh_token"));
    assertRefused(
        post(first, server.http(), TOKEN, fields, c -> {}),
        400,
        "invalid_request",
        "invalid_grant");

    Answer seconds = refreshedTwice(second);
    Map<String, String> others =
        Map.of("grant_type", "refresh_token", "refresh_token", seconds.text("refresh_token"));
    assertRefused(
        post(first, showing(first, TOKEN, c -> {}), TOKEN, others, c -> {}), 400, "invalid_grant");
  }

  /** The tokens of a login, from which others were made; the refresh token has stayed. */
  private Answer refreshedTwice(Client client) throws Exception {
    String scope = SCOPE + " offline_access";
    Answer before = new Flow(client, "scope", scope, "prompt", "consent").tokens();
    JsonNode idToken = payload(before.text("id_token"));
    for (String asked : client == first ? List.of(scope, "") : List.of("")) {
      server.clock().advance(Duration.ofSeconds(1));
      Client other = client.with(DpopKey.create());
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("grant_type", "refresh_token");
      fields.put("refresh_token", before.text("refresh_token"));
      change(fields, "scope", asked.isEmpty() ? null : asked);
      Answer after = post(other, showing(other, TOKEN, c -> {}), TOKEN, fields, c -> {});
      assertTokens(after);
      assertThat(after.text("refresh_token")).isEqualTo(before.text("refresh_token"));
      assertThat(after.text("access_token")).isNotEqualTo(before.text("access_token"));
      JsonNode again = claims(client, after, null);
      for (String same : List.of("iss", "sub", "aud", "auth_time", "azp")) {
        assertThat(again.path(same)).as(same).isEqualTo(idToken.path(same));
      }
      assertThat(again.path("iat").asLong()).isGreaterThan(idToken.path("iat").asLong());
      assertGood(other, after);
    }
    return before;
  }

  // --- Pushed requests --------------------------------------------------------------------------

  @Test
  @Module("par-ensure-reused-request-uri-prior-to-auth-completion-succeeds")
  void a_reference_may_be_visited_again_until_it_is_answered() throws Exception {
    Flow flow = new Flow(first);
    String uri = flow.requestUri();
    flow.visit(uri);
    assertThat(flow.browser.title()).isEqualTo("Log in");
    assertGood(first, flow.tokens(flow.visit(uri).code()));
  }

  @Test
  @Module("par-attempt-reuse-request_uri")
  void a_reference_that_was_answered_is_an_error() throws Exception {
    Flow flow = new Flow(first);
    String uri = flow.requestUri();
    assertGood(first, flow.tokens(flow.visit(uri).code()));
    assertErrorPage(flow.visit(uri), "invalid_request_uri");
  }

  @Test
  @Module("par-attempt-to-use-expired-request_uri")
  void a_reference_is_an_error_when_its_time_is_over() {
    Flow flow = new Flow(first);
    Answer pushed = flow.push();
    String uri = flow.requestUri(pushed);
    server.clock().advance(Duration.ofSeconds(pushed.json().path("expires_in").asInt() + 1));
    assertErrorPage(flow.visit(uri), "invalid_request_uri");
  }

  @Test
  @Module("par-attempt-to-use-request_uri-for-different-client")
  void a_reference_is_the_clients_that_pushed() {
    Flow flow = new Flow(first);
    assertErrorPage(flow.visit(flow.requestUri(), "client_id", second.id()), "invalid_request_uri");
  }

  @Test
  @Module("par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted")
  void an_assertion_may_be_by_a_clock_that_is_ahead() throws Exception {
    Flow flow = new Flow(first);
    String uri = flow.requestUri(flow.push(server.http(), claims -> later(claims, 8)));
    assertGood(first, flow.tokens(flow.visit(uri).code()));
  }

  @Test
  @Module("par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-fails")
  void an_assertion_is_not_of_a_minute_from_now() {
    assertRefused(
        new Flow(first).push(server.http(), claims -> later(claims, 62)), 401, "invalid_client");
  }

  private static void later(Map<String, Object> claims, int seconds) {
    for (String name : List.of("iat", "nbf", "exp")) {
      claims.computeIfPresent(name, (claim, time) -> ((Number) time).longValue() + seconds);
    }
  }

  @Test
  @Module("par-authorization-request-containing-request_uri-form-param")
  void a_reference_is_not_pushed() {
    assertRefused(
        new Flow(first, "request_uri", "urn:ietf:params:oauth:request_uri:" + nonce(43)).push(),
        400,
        "invalid_request",
        "invalid_request_object",
        "request_uri_not_supported");
  }

  @Test
  @Module("par-attempt-invalid-http-method")
  void requests_are_pushed_by_post_alone() {
    Answer answer =
        server
            .http()
            .send(
                "PUT",
                PAR,
                "application/x-www-form-urlencoded",
                Http.form(new Flow(first).request));
    assertThat(answer.status()).isBetween(400, 499);
  }

  @Test
  @Module("par-without-duplicate-parameters")
  void the_reference_and_the_client_are_enough() throws Exception {
    assertDone(second, new Flow(second));
  }

  @Test
  @Module("par-ensure-pkce-required")
  void no_request_without_a_challenge() {
    assertRefused(
        new Flow(first, "code_challenge", null, "code_challenge_method", null).push(),
        400,
        "invalid_request");
  }

  @Test
  @Module("ensure-pkce-code-verifier-required")
  void no_token_without_a_verifier() {
    Coded coded = coded();
    assertRefused(coded.flow().redeem(coded.code(), "code_verifier", null), 400, "invalid_grant");
  }

  @Test
  @Module("incorrect-pkce-code-verifier-rejected")
  void no_token_for_another_verifier() {
    Coded coded = coded();
    assertRefused(
        coded.flow().redeem(coded.code(), "code_verifier", Pkce.create().verifier()),
        400,
        "invalid_grant");
  }

  @Test
  @Module("par-plain-pkce-rejected")
  void no_request_whose_challenge_is_the_verifier() {
    Flow flow = new Flow(first);
    change(flow.request, "code_challenge", flow.pkce.verifier(), "code_challenge_method", "plain");
    assertRefused(flow.push(), 400, "invalid_request");
  }

  private void assertNotFor(Object audience) {
    assertRefused(
        new Flow(first).push(server.http(), claims -> claims.put("aud", audience)),
        401,
        "invalid_client");
  }

  @Test
  @Module("par-test-array-as-audience-fails")
  void an_assertion_is_for_one_server() {
    assertNotFor(List.of(server.url(), "https://www.other1.example.com/"));
  }

  @Test
  @Module("par-test-par-endpoint-url-as-audience-fails")
  void an_assertion_is_not_for_the_endpoint_of_pushed_requests() {
    assertNotFor(server.url() + PAR);
  }

  @Test
  @Module("par-test-token-endpoint-url-as-audience-fails")
  void an_assertion_is_not_for_the_endpoint_of_tokens() {
    assertNotFor(server.url() + TOKEN);
  }
}
