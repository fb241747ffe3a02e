package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.dpop.DPoPProofFactory;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.dpop.JWKThumbprintConfirmation;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.JWTID;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import com.nimbusds.oauth2.sdk.token.DPoPTokenError;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.DpopKey;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Pkce;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Access tokens that are bound to a key (RFC 9449). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DpopTest {

  private static final String TOKEN = "/oauth/token";
  private static final String PAR = "/oauth/par";
  private static final String USERINFO = "/identity/v1/userinfo";

  /** Gets bound tokens alone, and needs nonces. */
  private static final String STRICT = TestConfig.OTHER_SPA;

  /** Gets bound tokens alone, and is spared nonces. */
  private static final String SPARED = TestConfig.IMPLICIT;

  private TestServer server;
  private OAuthClient spa;
  private DpopKey key;

  @BeforeAll
  void start() {
    server = TestServer.start(config());
    server.clock().stop();
    spa = client(TestConfig.SPA);
    key = DpopKey.create();
  }

  private static TestConfig config() {
    return TestConfig.twoTenants()
        .set(TestConfig.client(STRICT) + "/security", Map.of("dpop_bound_access_tokens", true))
        .set(
            TestConfig.client(SPARED) + "/security",
            Map.of("dpop_bound_access_tokens", true, "dpop_nonce", false))
        .set(TestConfig.client(1, STRICT) + "/security", Map.of("dpop_bound_access_tokens", true));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private OAuthClient client(String id) {
    return new OAuthClient(server.http(), id);
  }

  /** A client whose next token request shows the key. */
  private OAuthClient showing(OAuthClient client, DpopKey shown) {
    return client.at(
        shown.beside(client.http(), "POST", server.url() + TOKEN, server.clock().instant()));
  }

  private OAuthClient showing(OAuthClient client, DpopKey shown, String nonce) {
    return client.at(client.http().with("DPoP", proof(shown, TOKEN, nonce)));
  }

  private String proof(DpopKey shown, String path, String nonce) {
    Map<String, Object> claims =
        DpopKey.claims("POST", server.url() + path, server.clock().instant());
    claims.put("nonce", nonce);
    return shown.sign(claims);
  }

  private Answer tokens(OAuthClient client, DpopKey shown, String... changes) {
    return showing(client, shown).redeem(client.code(client.newTkn(), changes));
  }

  private Answer userinfo(String token, DpopKey shown) {
    return shown
        .showing(token, server.http(), "GET", server.url() + USERINFO, server.clock().instant())
        .get(USERINFO);
  }

  private Answer userinfo(String token, DpopKey shown, String nonce) {
    Map<String, Object> claims =
        DpopKey.claims("GET", server.url() + USERINFO, server.clock().instant(), token);
    claims.put("nonce", nonce);
    return server
        .http()
        .with("Authorization", "DPoP " + token)
        .with("DPoP", shown.sign(claims))
        .get(USERINFO);
  }

  /** What the token says that it is bound to; null: nothing. */
  private static Object bound(Answer answer) throws ParseException {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return JWTParser.parse(answer.text("access_token")).getJWTClaimsSet().getClaim("cnf");
  }

  private static void assertRefused(Answer answer, int status, String error) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.text("error")).isEqualTo(error);
  }

  /** Sections 5, 6.1 and 7.1. */
  @Test
  void a_proof_at_the_token_endpoint_gives_a_token_that_is_good_with_proofs_alone()
      throws Exception {
    Answer given = tokens(spa, key);
    assertThat(given.text("token_type")).isEqualTo("DPoP");
    assertThat(bound(given)).isEqualTo(Map.of("jkt", key.thumbprint()));

    String token = given.text("access_token");
    assertThat(userinfo(token, key).status()).isEqualTo(200);
    assertThat(userinfo(token, key).text("email")).isNotEmpty();
    Answer withoutProof = server.http().with("Authorization", "DPoP " + token).get(USERINFO);
    assertRefused(withoutProof, 401, "invalid_dpop_proof");
    assertThat(withoutProof.header("WWW-Authenticate"))
        .isEqualTo("DPoP error=\"invalid_dpop_proof\", algs=\"ES256 PS256 EdDSA RS256\"");
  }

  /** Section 7.2: no bound token is a bearer token, with a proof or without. */
  @Test
  void a_bound_token_is_no_bearer_token() {
    String token = tokens(spa, key).text("access_token");
    Http proving =
        key.showing(token, server.http(), "GET", server.url() + USERINFO, server.clock().instant());
    for (Http http : List.of(server.http().bearer(token), proving.bearer(token))) {
      Answer answer = http.get(USERINFO);
      assertRefused(answer, 401, "invalid_grant");
      assertThat(answer.text("error_message_key")).isEqualTo("error.accessToken.bound");
      assertThat(answer.header("WWW-Authenticate"))
          .isEqualTo("DPoP error=\"invalid_token\", algs=\"ES256 PS256 EdDSA RS256\"");
    }
  }

  /** Section 7.1: a proof of a key that the token does not name proves nothing. */
  @Test
  void a_bearer_token_is_no_bound_token() {
    String token = spa.newUser().accessToken();
    Answer answer = userinfo(token, key);
    assertRefused(answer, 401, "invalid_grant");
    assertThat(answer.header("WWW-Authenticate")).startsWith("DPoP error=\"invalid_token\"");
    assertThat(server.http().bearer(token).get(USERINFO).status()).isEqualTo(200);
  }

  /** The name of a scheme is read in any case (RFC 9110 section 11.1). */
  @Test
  void the_scheme_is_known_in_any_case() {
    String token = tokens(spa, key).text("access_token");
    Http http =
        key.showing(token, server.http(), "GET", server.url() + USERINFO, server.clock().instant());
    assertThat(http.with("Authorization", "dpop " + token).get(USERINFO).status()).isEqualTo(200);
  }

  /** Section 4.3 (5): what discovery names works, and nothing else is announced. */
  @Test
  void every_algorithm_that_is_announced_is_taken() throws Exception {
    for (String document :
        List.of("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")) {
      assertThat(
              server
                  .http()
                  .get(document)
                  .json()
                  .at("/dpop_signing_alg_values_supported")
                  .toString())
          .isEqualTo("[\"ES256\",\"PS256\",\"EdDSA\",\"RS256\"]");
    }
    for (String algorithm : List.of("PS256", "EdDSA", "RS256")) {
      DpopKey other = DpopKey.of(algorithm);
      Answer given = tokens(spa, other);
      assertThat(bound(given)).isEqualTo(Map.of("jkt", other.thumbprint()));
      assertThat(userinfo(given.text("access_token"), other).status()).isEqualTo(200);
    }
  }

  /** Section 5: for every grant. */
  @Test
  void every_grant_gives_bound_tokens() throws Exception {
    Map<String, String> bound = Map.of("jkt", key.thumbprint());
    Answer own =
        showing(client(TestConfig.BACKEND), key).token("client_credentials", "scope", "openid");
    assertThat(own.text("token_type")).isEqualTo("DPoP");
    assertThat(bound(own)).isEqualTo(bound);

    OAuthClient legacy = client(TestConfig.LEGACY);
    String email = Users.newEmail();
    legacy.users().signUp(email);
    Answer byPassword =
        showing(legacy, key)
            .token("password", "username", email, "password", Users.PASSWORD, "scope", "openid");
    assertThat(bound(byPassword)).isEqualTo(bound);

    Answer refreshed = showing(spa, key).refresh(tokens(spa, key).text("refresh_token"));
    assertThat(refreshed.text("token_type")).isEqualTo("DPoP");
    assertThat(bound(refreshed)).isEqualTo(bound);
  }

  /** Section 7 at the management API: a client's own token is held to its key, too. */
  @Test
  void a_clients_own_bound_token_is_no_bearer_token() {
    String path = "/api/v2/signup-invitations";
    String token =
        showing(client(TestConfig.BACKEND), key).token("client_credentials").text("access_token");
    assertThat(server.http().bearer(token).post(path, Map.of()).text("error_message_key"))
        .isEqualTo("error.accessToken.bound");
    Answer shown =
        key.showing(token, server.http(), "POST", server.url() + path, server.clock().instant())
            .post(path, Map.of());
    assertRefused(shown, 400, "invalid_request");
    assertThat(shown.text("error_message_key")).isEqualTo("error.validation");
  }

  /** Section 5: the refresh tokens of a client that cannot authenticate are bound. */
  @Test
  void a_public_clients_refresh_token_is_good_with_its_key_alone() throws Exception {
    String token = tokens(spa, key).text("refresh_token");
    DpopKey thiefs = DpopKey.create();
    for (int i = 0; i < 2; i++) {
      assertRefused(spa.refresh(token), 400, "invalid_grant");
      assertRefused(showing(spa, thiefs).refresh(token), 400, "invalid_grant");
      server.clock().advance(Duration.ofSeconds(20));
    }
    Answer first = showing(spa, key).refresh(token);
    assertThat(bound(first)).isEqualTo(Map.of("jkt", key.thumbprint()));
    assertRefused(showing(spa, thiefs).refresh(token), 400, "invalid_grant");
    server.clock().advance(Duration.ofSeconds(20));
    assertRefused(showing(spa, thiefs).refresh(token), 400, "invalid_grant");
    assertThat(showing(spa, key).refresh(first.text("refresh_token")).status())
        .as("who has a token without its key cannot end what it is of")
        .isEqualTo(200);
  }

  /** Section 5: from the first proof on. */
  @Test
  void a_public_clients_refresh_token_is_bound_by_the_first_refresh_with_a_key() {
    Users.Tokens unbound = spa.newUser();
    Answer bound = showing(spa, key).refresh(unbound.refreshToken());
    assertThat(bound.text("token_type")).isEqualTo("DPoP");
    assertRefused(spa.refresh(bound.text("refresh_token")), 400, "invalid_grant");
    assertThat(showing(spa, key).refresh(bound.text("refresh_token")).status()).isEqualTo(200);
  }

  /** Section 5: one that authenticates is held to that already. */
  @Test
  void a_confidential_clients_refresh_token_is_bound_to_no_key() throws Exception {
    OAuthClient webApp = client(TestConfig.WEB_APP);
    Answer first = tokens(webApp, key);
    assertThat(bound(first)).isEqualTo(Map.of("jkt", key.thumbprint()));
    DpopKey next = DpopKey.create();
    Answer second = showing(webApp, next).refresh(first.text("refresh_token"));
    assertThat(bound(second)).isEqualTo(Map.of("jkt", next.thumbprint()));
    Answer third = webApp.refresh(second.text("refresh_token"));
    assertThat(third.text("token_type")).isEqualTo("Bearer");
    assertThat(bound(third)).isNull();
  }

  /** Section 10. */
  @Test
  void a_code_that_names_a_key_is_good_with_it_alone() throws Exception {
    String[] naming = {"dpop_jkt", key.thumbprint()};
    assertThat(bound(tokens(spa, key, naming))).isEqualTo(Map.of("jkt", key.thumbprint()));

    String code = spa.code(spa.newTkn(), naming);
    assertRefused(showing(spa, DpopKey.create()).redeem(code), 400, "invalid_grant");
    assertRefused(showing(spa, key).redeem(code), 400, "invalid_grant");
    assertRefused(spa.redeem(spa.code(spa.newTkn(), naming)), 400, "invalid_grant");
    assertThat(spa.authorize("dpop_jkt", "no thumbprint").redirectParameters())
        .containsEntry("error", "invalid_request");
  }

  private Answer push(Http http, Pkce pkce, String... changes) {
    Map<String, String> parameters = new LinkedHashMap<>(spa.users().authorizeParameters(pkce));
    for (int i = 0; i < changes.length; i += 2) {
      parameters.put(changes[i], changes[i + 1]);
    }
    return http.postForm(PAR, parameters);
  }

  private String codeOf(Answer pushed) {
    assertThat(pushed.status()).as(pushed.toString()).isEqualTo(201);
    return server
        .http()
        .get(
            "/oauth/authorize",
            Map.of(
                "client_id",
                TestConfig.SPA,
                "request_uri",
                pushed.text("request_uri"),
                "tkn",
                spa.newTkn()))
        .redirectParameter("code");
  }

  /** Section 10.1: by a proof, by its thumbprint, or by both if they agree. */
  @Test
  void a_pushed_request_names_the_key_by_a_proof_too() {
    Http proving = key.beside(server.http(), "POST", server.url() + PAR, server.clock().instant());
    String code = codeOf(push(proving, spa.pkce()));
    assertRefused(spa.redeem(code), 400, "invalid_grant");

    code = codeOf(push(server.http(), spa.pkce(), "dpop_jkt", key.thumbprint()));
    assertRefused(showing(spa, DpopKey.create()).redeem(code), 400, "invalid_grant");

    Http both = key.beside(server.http(), "POST", server.url() + PAR, server.clock().instant());
    code = codeOf(push(both, spa.pkce(), "dpop_jkt", key.thumbprint()));
    assertThat(showing(spa, key).redeem(code).status()).isEqualTo(200);

    Http other = key.beside(server.http(), "POST", server.url() + PAR, server.clock().instant());
    assertRefused(
        push(other, spa.pkce(), "dpop_jkt", DpopKey.create().thumbprint()),
        400,
        "invalid_dpop_proof");
    assertRefused(push(proving, spa.pkce()), 400, "invalid_dpop_proof");
  }

  /** Section 5.2, {@code dpop_bound_access_tokens}. */
  @Test
  void a_client_of_bound_tokens_gets_no_others() {
    OAuthClient spared = client(SPARED);
    String code = spared.code(spared.newTkn());
    assertRefused(spared.redeem(code), 400, "invalid_request");
    Answer given = showing(spared, key).redeem(code);
    assertThat(given.status()).as("the code was not used up").isEqualTo(200);
    assertRefused(spared.refresh(given.text("refresh_token")), 400, "invalid_request");

    Answer implicit =
        spared.authorize(
            "response_type", "token", "code_challenge", null, "code_challenge_method", null);
    assertThat(implicit.redirectParameters())
        .containsEntry("error", "unauthorized_client")
        .doesNotContainKey("access_token");
    Answer renewed =
        server
            .http()
            .post(
                "/identity/v1/token/access-token",
                Map.of("client_id", SPARED, "access_token", given.text("access_token")));
    assertRefused(renewed, 401, "invalid_grant");
  }

  /** Section 5.2: what a client got before it was told to show a key becomes nothing else. */
  @Test
  void a_bearer_token_of_before_is_not_renewed_for_a_client_of_bound_tokens() {
    Users.Tokens before = spa.newUser();
    TestConfig changed =
        config()
            .set("/tenants/0/public_url", server.url())
            .set(
                TestConfig.client(TestConfig.SPA) + "/security",
                Map.of("dpop_bound_access_tokens", true));
    try (TestServer after = server.secondNode(changed)) {
      Answer renewed =
          after
              .http()
              .post(
                  "/identity/v1/token/access-token",
                  Map.of("client_id", TestConfig.SPA, "access_token", before.accessToken()));
      assertRefused(renewed, 403, "unauthorized_client");
      assertRefused(spa.at(after.http()).refresh(before.refreshToken()), 400, "invalid_request");
    }
  }

  /** Sections 8 and 9. */
  @Test
  void a_client_of_bound_tokens_needs_a_nonce_at_both_ends() {
    OAuthClient strict = client(STRICT);
    String code = strict.code(strict.newTkn());
    Answer asked = showing(strict, key).redeem(code);
    assertRefused(asked, 400, "use_dpop_nonce");
    assertThat(asked.header("Cache-Control")).isEqualTo("no-store");
    String nonce = asked.header("DPoP-Nonce");
    assertThat(nonce).isNotEmpty();

    Answer given = showing(strict, key, nonce).redeem(code);
    assertThat(given.status()).as(given.toString()).isEqualTo(200);
    assertThat(given.headers().firstValue("DPoP-Nonce")).as("still the same").isEmpty();
    String token = given.text("access_token");

    Answer askedThere = userinfo(token, key);
    assertRefused(askedThere, 401, "use_dpop_nonce");
    assertThat(askedThere.header("WWW-Authenticate"))
        .isEqualTo("DPoP error=\"use_dpop_nonce\", algs=\"ES256 PS256 EdDSA RS256\"");
    assertThat(userinfo(token, key, askedThere.header("DPoP-Nonce")).status()).isEqualTo(200);

    Http pushing = server.http().with("DPoP", proof(key, PAR, "made up"));
    Answer pushed =
        pushing.postForm(
            PAR, new LinkedHashMap<>(strict.users().authorizeParameters(strict.pkce())));
    assertRefused(pushed, 400, "use_dpop_nonce");
    assertThat(pushed.header("DPoP-Nonce")).isEqualTo(nonce);
  }

  /** Section 8.2. */
  @Test
  void a_nonce_is_renewed_before_it_expires() {
    OAuthClient strict = client(STRICT);
    Answer asked = showing(strict, key).redeem(strict.code(strict.newTkn()));
    String nonce = asked.header("DPoP-Nonce");
    String token =
        showing(strict, key, nonce).redeem(strict.code(strict.newTkn())).text("access_token");

    server.clock().advance(Duration.ofMinutes(3));
    Answer good = userinfo(token, key, nonce);
    assertThat(good.status()).isEqualTo(200);
    String next = good.header("DPoP-Nonce");
    assertThat(next).isNotEmpty().isNotEqualTo(nonce);

    server.clock().advance(Duration.ofMinutes(2));
    Answer late = userinfo(token, key, nonce);
    assertRefused(late, 401, "use_dpop_nonce");
    assertThat(userinfo(token, key, next).status()).isEqualTo(200);
    assertThat(userinfo(token, key, late.header("DPoP-Nonce")).status()).isEqualTo(200);
  }

  /** Section 8: nothing is remembered, so the nodes of an installation share their nonces. */
  @Test
  void a_nonce_is_good_at_every_node_of_its_tenant_and_at_no_other_tenant() {
    OAuthClient strict = client(STRICT);
    String nonce = showing(strict, key).redeem(strict.code(strict.newTkn())).header("DPoP-Nonce");
    try (TestServer node = server.secondNode(config().set("/tenants/0/public_url", server.url()))) {
      String code = strict.code(strict.newTkn());
      Answer given = showing(strict.at(node.http()), key, nonce).redeem(code);
      assertThat(given.status()).as(given.toString()).isEqualTo(200);
    }
    OAuthClient elsewhere = strict.at(server.http().with("Host", "other.localhost"));
    Map<String, Object> claims =
        DpopKey.claims("POST", "http://other.localhost:9999/oauth/token", server.clock().instant());
    claims.put("nonce", nonce);
    Http foreign = elsewhere.http().with("DPoP", key.sign(claims));
    assertRefused(
        elsewhere.at(foreign).redeem(elsewhere.code(elsewhere.newTkn())), 400, "use_dpop_nonce");
  }

  /** Section 4.3 (10): who need not show one is still held to one that it shows. */
  @Test
  void a_nonce_that_nobody_asked_for_is_looked_at() {
    Answer answer = showing(spa, key, "made up").redeem(spa.code(spa.newTkn()));
    assertRefused(answer, 400, "use_dpop_nonce");
    Answer given = showing(spa, key, answer.header("DPoP-Nonce")).redeem(spa.code(spa.newTkn()));
    assertThat(given.status()).isEqualTo(200);
    assertThat(tokens(spa, key).headers().firstValue("DPoP-Nonce"))
        .as("who shows none is given none")
        .isEmpty();
  }

  /** Section 6.2. */
  @Test
  void introspection_says_what_a_token_is_bound_to() {
    OAuthClient backend = client(TestConfig.BACKEND);
    Answer told = backend.introspect(tokens(spa, key).text("access_token"));
    assertThat(told.json().path("active").asBoolean()).isTrue();
    assertThat(told.text("token_type")).isEqualTo("DPoP");
    assertThat(told.text("/cnf/jkt")).isEqualTo(key.thumbprint());

    Answer unbound = backend.introspect(spa.newUser().accessToken());
    assertThat(unbound.text("token_type")).isEqualTo("Bearer");
    assertThat(unbound.json().has("cnf")).isFalse();
  }

  /** A page of another origin may show proofs, and hears of nonces. */
  @Test
  void pages_may_show_proofs_and_read_nonces() {
    Answer preflight =
        server
            .http()
            .with("Origin", TestConfig.ORIGIN)
            .with("Access-Control-Request-Method", "POST")
            .with("Access-Control-Request-Headers", "dpop")
            .options(TOKEN);
    assertThat(preflight.header("Access-Control-Allow-Headers")).contains("dpop");

    OAuthClient page = client(STRICT).at(server.http().with("Origin", TestConfig.ORIGIN));
    Answer asked = showing(page, key).redeem("any");
    assertRefused(asked, 400, "use_dpop_nonce");
    assertThat(asked.header("Access-Control-Allow-Origin")).isEqualTo(TestConfig.ORIGIN);
    assertThat(asked.header("Access-Control-Expose-Headers"))
        .contains("DPoP-Nonce", "WWW-Authenticate");
  }

  /** Sections 4, 5, 7 and 8, by a client library that is not ours. */
  @Test
  void an_independent_client_gets_a_nonce_a_bound_token_and_an_answer() throws Exception {
    OAuthClient strict = client(STRICT);
    URI endpoint = URI.create(server.url() + TOKEN);
    DPoPProofFactory proofs = new DefaultDPoPProofFactory(key.pair().jwk(), JWSAlgorithm.ES256);
    HTTPRequest request =
        new TokenRequest(
                endpoint,
                new ClientID(STRICT),
                new AuthorizationCodeGrant(
                    new AuthorizationCode(strict.code(strict.newTkn())),
                    URI.create(TestConfig.CALLBACK),
                    new CodeVerifier(strict.pkce().verifier())))
            .toHTTPRequest();
    request.setDPoP(proof(proofs, "POST", endpoint, null, null));
    HTTPResponse asked = request.send();
    assertThat(TokenErrorResponse.parse(asked).getErrorObject().getCode())
        .isEqualTo(OAuth2Error.USE_DPOP_NONCE_CODE);

    request.setDPoP(proof(proofs, "POST", endpoint, null, asked.getDPoPNonce()));
    AccessToken token =
        OIDCTokenResponse.parse(request.send()).toSuccessResponse().getTokens().getAccessToken();
    assertThat(token).isInstanceOf(DPoPAccessToken.class);
    assertThat(JWKThumbprintConfirmation.parse(JWTParser.parse(token.getValue()).getJWTClaimsSet()))
        .isEqualTo(JWKThumbprintConfirmation.of(key.pair().jwk()));

    URI resource = URI.create(server.url() + USERINFO);
    HTTPRequest reading = new UserInfoRequest(resource, token).toHTTPRequest();
    reading.setDPoP(proof(proofs, "GET", resource, token, null));
    HTTPResponse refused = reading.send();
    DPoPTokenError error = DPoPTokenError.parse(refused.getWWWAuthenticate());
    assertThat(error.getCode()).isEqualTo(OAuth2Error.USE_DPOP_NONCE_CODE);
    assertThat(error.getJWSAlgorithms()).contains(JWSAlgorithm.ES256);

    reading.setDPoP(proof(proofs, "GET", resource, token, refused.getDPoPNonce()));
    assertThat(UserInfoResponse.parse(reading.send()).indicatesSuccess()).isTrue();
  }

  private SignedJWT proof(
      DPoPProofFactory proofs,
      String method,
      URI address,
      @Nullable AccessToken token,
      @Nullable Nonce nonce)
      throws JOSEException {
    Date now = Date.from(server.clock().instant());
    return proofs.createDPoPJWT(new JWTID(), method, address, now, token, nonce);
  }

  /** A key costs one row for each proof, and nothing where none is shown. */
  @Test
  void who_shows_no_key_pays_nothing_for_those_that_do() {
    String count = "select count(*) from used_jwt where issuer like 'dpop:%'";
    long before = Long.parseLong(server.sql(count));
    Users.Tokens unbound = spa.newUser();
    server.http().bearer(unbound.accessToken()).get(USERINFO);
    spa.refresh(unbound.refreshToken());
    assertThat(Long.parseLong(server.sql(count))).isEqualTo(before);

    String token = tokens(spa, key).text("access_token");
    userinfo(token, key);
    server.http().bearer(token).get(USERINFO);
    userinfo(token, DpopKey.create());
    assertThat(Long.parseLong(server.sql(count))).isEqualTo(before + 2);
  }
}
