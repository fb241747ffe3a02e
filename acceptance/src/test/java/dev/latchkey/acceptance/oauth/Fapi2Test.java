package dev.latchkey.acceptance.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.DpopKey;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.SigningPair;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Users;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * FAPI 2.0 Security Profile, Final: what it asks of the server for a client with {@code
 * security.fapi2}. Sections and numbers are those of the profile. What every client has by the same
 * rules is tried where those rules are ({@link DpopTest}, {@link PushedRequestTest}, {@link
 * ClientAssertionTest} for 5.4.1 (2)).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Fapi2Test {

  private static final String BANK = TestConfig.WEB_APP;
  private static final String TOKEN = "/oauth/token";
  private static final String USERINFO = "/identity/v1/userinfo";

  private final SigningPair ec = SigningPair.of("ES256", "ec");
  private final SigningPair rsa = SigningPair.of("PS256", "rsa");
  private final SigningPair ed = SigningPair.of("EdDSA", "ed");
  private final DpopKey key = DpopKey.create();
  private TestServer server;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.standard()
                .set(TestConfig.client(BANK) + "/auth_method", "private_key_jwt")
                .set(TestConfig.client(BANK) + "/secrets", List.of())
                .set(TestConfig.client(BANK) + "/pkce_enforced", true)
                .set(TestConfig.client(BANK) + "/id_token_alg", "PS256")
                .set(
                    TestConfig.client(BANK) + "/security",
                    Map.of(
                        "fapi2", true,
                        "require_pushed_authorization_requests", true,
                        "dpop_bound_access_tokens", true,
                        "dpop_nonce", false,
                        "jwks", SigningPair.publicSet(ec, rsa, ed))));
    server.clock().stop();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  // --- Words for the tests ----------------------------------------------------------------------

  private long now() {
    return server.clock().instant().getEpochSecond();
  }

  private Map<String, Object> claims() {
    return SigningPair.assertion(BANK, server.url(), server.clock().instant());
  }

  private OAuthClient bank() {
    return bank(claims -> {});
  }

  private OAuthClient bank(Consumer<Map<String, Object>> change) {
    return new OAuthClient(server.http(), BANK)
        .withForms()
        .asserting(() -> {
          Map<String, Object> claims = claims();
          change.accept(claims);
          return ec.sign("ES256", "JWT", claims);
        });
  }

  private OAuthClient signing(SigningPair pair, String algorithm) {
    return bank().asserting(() -> pair.sign(algorithm, "JWT", claims()));
  }

  /** A client whose next token request shows the key. */
  private OAuthClient showing(OAuthClient client, DpopKey shown) {
    return client.at(
        shown.beside(server.http(), "POST", server.url() + TOKEN, server.clock().instant()));
  }

  private static Answer push(OAuthClient client, @Nullable String... changes) {
    return client.post("/oauth/par", client.authorizeParameters(changes));
  }

  private Map<String, String> arrival(String requestUri) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("client_id", BANK);
    query.put("request_uri", requestUri);
    query.put("tkn", bank().newTkn());
    return query;
  }

  private Answer authorize(OAuthClient client, @Nullable String... changes) {
    Answer pushed = push(client, changes);
    assertThat(pushed.status()).as(pushed.toString()).isEqualTo(201);
    return server.http().get("/oauth/authorize", arrival(pushed.text("request_uri")));
  }

  private String code(OAuthClient client) {
    return authorize(client).redirectParameter("code");
  }

  private Answer tokens() {
    OAuthClient client = bank();
    return showing(client, key).redeem(code(client));
  }

  private Answer userinfo(String token) {
    return key.showing(
            token, server.http(), "GET", server.url() + USERINFO, server.clock().instant())
        .get(USERINFO);
  }

  private static void assertTokens(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.text("token_type")).isEqualTo("DPoP");
  }

  private static void assertRefused(Answer answer, int status, String error) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.text("error")).isEqualTo(error);
    assertThat(answer.header("Location")).isEmpty();
  }

  // --- 5.3.2.1, general requirements
  // --------------------------------------------------------------

  /** (2). */
  @Test
  void a_password_is_no_grant() {
    String email = Users.newEmail();
    bank().users().signUp(email);
    assertRefused(
        showing(bank(), key).token("password", "username", email, "password", Users.PASSWORD),
        403,
        "unauthorized_client");
  }

  /** (3), (6). */
  @Test
  void the_client_shows_by_its_key_that_it_is_itself_everywhere() {
    Map<String, String> form = new LinkedHashMap<>(bank().authorizeParameters());
    assertRefused(server.http().postForm("/oauth/par", form), 401, "invalid_client");
    OAuthClient client = bank();
    Map<String, String> redeem = new LinkedHashMap<>();
    redeem.put("grant_type", "authorization_code");
    redeem.put("client_id", BANK);
    redeem.put("code", code(client));
    redeem.put("redirect_uri", TestConfig.CALLBACK);
    redeem.put("code_verifier", client.pkce().verifier());
    assertRefused(showing(client, key).http().postForm(TOKEN, redeem), 401, "invalid_client");
    assertRefused(
        server.http().postForm("/oauth/introspect", Map.of("client_id", BANK, "token", "any")),
        401,
        "invalid_client");
  }

  /** (4), (5). */
  @Test
  void tokens_are_bound_to_a_key_and_there_are_no_others() throws ParseException {
    OAuthClient client = bank();
    assertRefused(client.redeem(code(client)), 400, "invalid_request");
    Answer tokens = tokens();
    assertTokens(tokens);
    assertThat(JWTParser.parse(tokens.text("access_token")).getJWTClaimsSet().getClaim("cnf"))
        .isEqualTo(Map.of("jkt", key.thumbprint()));
  }

  /** (7); RFC 9700 section 4.11. */
  @Test
  @AttackClass(3)
  void nobody_is_led_to_an_address_that_is_not_registered() {
    String elsewhere = "https://attacker.example/";
    assertRefused(push(bank(), "redirect_uri", elsewhere), 400, "invalid_request");
    Answer direct =
        server
            .http()
            .get("/oauth/authorize", bank().authorizeParameters("redirect_uri", elsewhere));
    assertRefused(direct, 400, "invalid_request");
  }

  /** (8): the issuer, as a text. */
  @Test
  @AttackClass(24)
  void an_assertion_is_for_the_issuer_alone() {
    assertThat(push(bank()).status()).isEqualTo(201);
    List<Object> others =
        List.of(
            List.of(server.url()),
            server.url() + TOKEN,
            server.url() + "/oauth/par",
            server.url() + "/",
            List.of(server.url(), "https://other.example"));
    for (Object audience : others) {
      Answer refused = push(bank(claims -> claims.put("aud", audience)));
      assertRefused(refused, 401, "invalid_client");
    }
  }

  /** (9). */
  @Test
  void a_refresh_token_stays_the_same_for_who_has_the_clients_key() {
    String token = tokens().text("refresh_token");
    for (Answer answer : Together.run(4, i -> showing(bank(), key).refresh(token))) {
      assertTokens(answer);
      assertThat(answer.text("refresh_token")).isEqualTo(token);
    }
    server.clock().advance(Duration.ofDays(20));
    assertTokens(showing(bank(), key).refresh(token));
    server.clock().advance(Duration.ofDays(20));
    // Each use starts the time without one anew. The key that tokens are bound to may change.
    Answer refreshed = showing(bank(), DpopKey.create()).refresh(token);
    assertTokens(refreshed);

    assertRefused(bank().refresh(token), 400, "invalid_request");
    Map<String, String> unauthenticated =
        Map.of("grant_type", "refresh_token", "client_id", BANK, "refresh_token", token);
    assertRefused(
        showing(bank(), key).http().postForm(TOKEN, unauthenticated), 401, "invalid_client");
    assertThat(bank().revoke(token).status()).isEqualTo(200);
    assertRefused(showing(bank(), key).refresh(token), 400, "invalid_grant");
    assertThat(userinfo(refreshed.text("access_token")).status()).isEqualTo(401);
  }

  /** (11), and 5.3.2.2 (9). */
  @Test
  @AttackClass(16)
  void a_code_is_good_for_sixty_seconds_and_once() {
    OAuthClient client = bank();
    String late = code(client);
    server.clock().advance(Duration.ofSeconds(60));
    assertRefused(showing(client, key).redeem(late), 400, "invalid_grant");

    String code = code(client);
    server.clock().advance(Duration.ofSeconds(59));
    Answer first = showing(client, key).redeem(code);
    assertTokens(first);
    assertRefused(showing(client, key).redeem(code), 400, "invalid_grant");
    assertThat(userinfo(first.text("access_token")).status()).isEqualTo(401);
  }

  /** (12): by {@code dpop_jkt}, and by a proof beside the pushed request. */
  @Test
  void a_code_is_bound_to_the_key_that_the_request_names() {
    OAuthClient client = bank();
    String named = authorize(client, "dpop_jkt", key.thumbprint()).redirectParameter("code");
    assertRefused(showing(client, DpopKey.create()).redeem(named), 400, "invalid_grant");

    Http beside =
        key.beside(server.http(), "POST", server.url() + "/oauth/par", server.clock().instant());
    String uri = push(client.at(beside)).text("request_uri");
    Answer answer = server.http().get("/oauth/authorize", arrival(uri));
    assertTokens(showing(client, key).redeem(answer.redirectParameter("code")));
  }

  /** (13). */
  @Test
  void clocks_may_be_ten_seconds_ahead_and_not_more_than_sixty() {
    for (String claim : List.of("iat", "nbf")) {
      assertThat(push(bank(claims -> claims.put(claim, now() + 10))).status()).isEqualTo(201);
      assertRefused(push(bank(claims -> claims.put(claim, now() + 61))), 401, "invalid_client");
      assertThat(pushSigned(claim, 10).status()).isEqualTo(201);
      assertRefused(pushSigned(claim, 61), 400, "invalid_request_object");
    }
    OAuthClient client = bank();
    String code = code(client);
    assertRefused(ahead(client, 61).redeem(code), 400, "invalid_dpop_proof");
    assertTokens(ahead(client, 10).redeem(code));
  }

  private Answer pushSigned(String claim, int ahead) {
    return pushSigned(ec, "ES256", claim, ahead);
  }

  private Answer pushSigned(SigningPair pair, String algorithm, String claim, int ahead) {
    OAuthClient client = bank();
    Map<String, Object> request = new LinkedHashMap<>(client.authorizeParameters());
    request.put("iss", BANK);
    request.put("aud", server.url());
    request.put("exp", now() + 120);
    request.put(claim, now() + ahead);
    String signed = pair.sign(algorithm, "oauth-authz-req+jwt", request);
    return client.post("/oauth/par", Map.of("request", signed));
  }

  private OAuthClient ahead(OAuthClient client, int seconds) {
    return client.at(
        key.beside(
            server.http(),
            "POST",
            server.url() + TOKEN,
            server.clock().instant().plusSeconds(seconds)));
  }

  // --- 5.3.2.2, flows by the authorization endpoint
  // -----------------------------------------------

  /** (1), (3), (5), (6), (12). */
  @Test
  void a_request_is_pushed_for_a_code_with_pkce_and_a_redirect_uri() {
    Answer direct = server.http().get("/oauth/authorize", bank().authorizeParameters());
    assertRefused(direct, 400, "invalid_request");

    assertRefused(push(bank(), "redirect_uri", null), 400, "invalid_request");
    assertRefused(
        push(bank(), "redirect_uri", null, "response_mode", "web_message"), 400, "invalid_request");
    assertRefused(
        push(bank(), "code_challenge", null, "code_challenge_method", null),
        400,
        "invalid_request");
    assertRefused(push(bank(), "code_challenge_method", "plain"), 400, "invalid_request");
    assertRefused(push(bank(), "code_challenge_method", null), 400, "invalid_request");
    for (String type : List.of("token", "id_token", "code id_token", "code token")) {
      assertRefused(push(bank(), "response_type", type, "nonce", "n"), 403, "unauthorized_client");
    }
    Answer pushed = push(bank());
    assertThat(pushed.json().path("expires_in").asInt()).isBetween(5, 599);
  }

  /** (7), (10), (11): nor is what was posted sent on. */
  @Test
  void the_answer_names_the_issuer_and_repeats_no_post() {
    Answer answer = authorize(bank());
    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.redirectParameters()).containsEntry("iss", server.url());
    String uri = push(bank()).text("request_uri");
    Answer posted = server.http().postForm("/oauth/authorize", arrival(uri));
    assertThat(posted.status()).isEqualTo(303);
    Answer got = server.http().get(posted.location().toString().substring(server.url().length()));
    assertThat(got.status()).isEqualTo(303);
    assertThat(got.redirectParameters()).containsKey("code").containsEntry("iss", server.url());
  }

  /** (14), and Note 4 on {@code state}. */
  @Test
  void a_nonce_has_64_characters_and_a_state_a_thousand() throws ParseException {
    String nonce = "n".repeat(64);
    String state = "s".repeat(1_200);
    OAuthClient client = bank();
    Answer answer = authorize(client, "nonce", nonce, "state", state);
    assertThat(answer.redirectParameters()).containsEntry("state", state);
    Answer tokens = showing(client, key).redeem(answer.redirectParameter("code"));
    assertThat(JWTParser.parse(tokens.text("id_token")).getJWTClaimsSet().getClaim("nonce"))
        .isEqualTo(nonce);
  }

  // --- 5.3.4, resource servers
  // --------------------------------------------------------------------

  /** (1), (2), (3), (5). */
  @Test
  void a_token_is_good_in_the_header_beside_its_key_until_it_is_revoked() {
    String token = tokens().text("access_token");
    assertThat(userinfo(token).status()).isEqualTo(200);
    assertThat(server.http().get(USERINFO, Map.of("access_token", token)).status()).isEqualTo(401);
    assertThat(server.http().bearer(token).get(USERINFO).status()).isEqualTo(401);
    assertThat(bank().revoke(token).status()).isEqualTo(200);
    assertThat(userinfo(token).status()).isEqualTo(401);
  }

  // --- 5.4, cryptography
  // --------------------------------------------------------------------------

  /** 5.4.1 (1). */
  @Test
  void nothing_is_signed_with_rs256() throws ParseException {
    assertThat(push(signing(rsa, "PS256")).status()).isEqualTo(201);
    assertRefused(push(signing(rsa, "RS256")), 401, "invalid_client");

    OAuthClient client = bank();
    String code = code(client);
    assertRefused(showing(client, DpopKey.of("RS256")).redeem(code), 400, "invalid_dpop_proof");
    Answer tokens = showing(client, DpopKey.of("PS256")).redeem(code);
    assertTokens(tokens);
    assertThat(algorithm(tokens.text("access_token"))).isEqualTo(JWSAlgorithm.ES256);
    assertThat(algorithm(tokens.text("id_token"))).isEqualTo(JWSAlgorithm.PS256);
  }

  /** 5.4.1 (1): each of its three, wherever a client signs, and by the key that it names. */
  @Test
  @AttackClass(24)
  void clients_sign_with_ed25519_as_well() throws ParseException {
    OAuthClient client = signing(ed, "EdDSA");
    DpopKey proof = DpopKey.of("EdDSA");
    Answer answer = authorize(client);
    Answer tokens = showing(client, proof).redeem(answer.redirectParameter("code"));
    assertTokens(tokens);
    assertThat(JWTParser.parse(tokens.text("access_token")).getJWTClaimsSet().getClaim("cnf"))
        .isEqualTo(Map.of("jkt", proof.thumbprint()));
    String token = tokens.text("access_token");
    assertThat(
            proof
                .showing(
                    token, server.http(), "GET", server.url() + USERINFO, server.clock().instant())
                .get(USERINFO)
                .status())
        .isEqualTo(200);
    assertThat(pushSigned(ed, "EdDSA", "iat", 0).status()).isEqualTo(201);

    SigningPair stranger = SigningPair.of("EdDSA", "ed");
    assertRefused(push(signing(stranger, "EdDSA")), 401, "invalid_client");
    assertRefused(pushSigned(stranger, "EdDSA", "iat", 0), 400, "invalid_request_object");
    String good = ed.sign("EdDSA", "JWT", claims());
    String cut = good.substring(0, good.length() - 4);
    assertRefused(push(bank().asserting(() -> cut)), 401, "invalid_client");
    // Another algorithm's name over a signature of this one.
    String signed = good.substring(good.indexOf('.'));
    String named =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"alg\":\"ES256\",\"kid\":\"ed\"}".getBytes(UTF_8));
    assertRefused(push(bank().asserting(() -> named + signed)), 401, "invalid_client");
  }

  private static JWSAlgorithm algorithm(String token) throws ParseException {
    return SignedJWT.parse(token).getHeader().getAlgorithm();
  }
}
