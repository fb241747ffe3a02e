package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.SigningPair;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Together;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * RFC 7523 section 3 and OpenID Connect Core section 9: clients that show by a signature of theirs
 * that they are themselves.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientAssertionTest {

  private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  /** Of {@link TestConfig#BACKEND}: registered with the server. */
  private final SigningPair ec = SigningPair.of("ES256", "ec");

  private final SigningPair rsa = SigningPair.of("RS256", "rsa");

  /** Registered as well, though too short. */
  private final RSAKey weak = weakKey();

  /** Of {@link TestConfig#LEGACY}: what it publishes at the moment. */
  private volatile SigningPair published = SigningPair.of("ES256", "first");

  private final AtomicInteger fetches = new AtomicInteger();
  private final AtomicInteger status = new AtomicInteger(200);
  private HttpServer keySite;
  private TestServer server;

  @BeforeAll
  void start() throws IOException {
    keySite = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    keySite.createContext(
        "/keys",
        exchange -> {
          fetches.incrementAndGet();
          byte[] body = JsonMapper.shared().writeValueAsBytes(SigningPair.publicSet(published));
          exchange.sendResponseHeaders(status.get(), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    keySite.start();
    String keysUrl = "http://127.0.0.1:" + keySite.getAddress().getPort() + "/keys";
    server =
        TestServer.start(
            TestConfig.twoTenants()
                .set("/tenants/0/outbound", Map.of("allow_private", List.of("127.0.0.1")))
                .set(TestConfig.client(TestConfig.BACKEND) + "/auth_method", "private_key_jwt")
                .set(TestConfig.client(TestConfig.BACKEND) + "/secrets", List.of())
                .set(
                    TestConfig.client(TestConfig.BACKEND) + "/security",
                    Map.of(
                        "jwks", new JWKSet(List.of(ec.jwk(), rsa.jwk(), weak)).toJSONObject(true)))
                .set(TestConfig.client(TestConfig.WEB_APP) + "/auth_method", "client_secret_jwt")
                .set(TestConfig.client(TestConfig.WEB_APP) + "/client_credentials", true)
                .set(TestConfig.client(TestConfig.LEGACY) + "/auth_method", "private_key_jwt")
                .set(TestConfig.client(TestConfig.LEGACY) + "/client_credentials", true)
                .set(
                    TestConfig.client(TestConfig.LEGACY) + "/security",
                    Map.of("jwks_uri", keysUrl, "token_endpoint_auth_signing_alg", "ES256"))
                .set(TestConfig.client(1, TestConfig.BACKEND) + "/auth_method", "private_key_jwt")
                .set(TestConfig.client(1, TestConfig.BACKEND) + "/secrets", List.of())
                .set(
                    TestConfig.client(1, TestConfig.BACKEND) + "/security",
                    Map.of("jwks", SigningPair.publicSet(ec))));
  }

  @AfterAll
  void stop() {
    server.close();
    keySite.stop(0);
  }

  private Map<String, Object> claims(String clientId) {
    return SigningPair.assertion(clientId, server.url(), server.clock().instant());
  }

  private String assertion(Consumer<Map<String, Object>> change) {
    Map<String, Object> claims = claims(TestConfig.BACKEND);
    change.accept(claims);
    return ec.sign("ES256", "JWT", claims);
  }

  private Answer show(String assertion, String... more) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "client_credentials");
    form.put("client_assertion_type", TYPE);
    form.put("client_assertion", assertion);
    for (int i = 0; i < more.length; i += 2) {
      form.put(more[i], more[i + 1]);
    }
    return server.http().postForm("/oauth/token", form);
  }

  private static void assertAccepted(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.text("access_token")).isNotEmpty();
  }

  private static void assertRefused(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
    assertThat(answer.text("error")).isEqualTo("invalid_client");
  }

  @Test
  void a_registered_key_opens_with_or_without_a_client_id_beside_it() {
    assertAccepted(show(assertion(claims -> {})));
    assertAccepted(show(assertion(claims -> {}), "client_id", TestConfig.BACKEND));
    assertAccepted(show(rsa.sign("PS256", null, claims(TestConfig.BACKEND))));
    assertAccepted(show(rsa.sign("RS256", "JWT", claims(TestConfig.BACKEND))));
  }

  /** OpenID Connect Core section 9: the audience may be the address of the token endpoint. */
  @Test
  void it_is_for_this_server_by_its_issuer_or_the_address_that_is_asked() {
    assertAccepted(show(assertion(claims -> claims.put("aud", List.of(server.url())))));
    assertAccepted(show(assertion(claims -> claims.put("aud", server.url() + "/oauth/token"))));
    assertRefused(show(assertion(claims -> claims.put("aud", server.url() + "/oauth/par"))));
    assertRefused(show(assertion(claims -> claims.put("aud", "https://other.example"))));
    assertRefused(
        show(
            assertion(
                claims -> claims.put("aud", List.of(server.url(), "https://other.example")))));
    assertRefused(show(assertion(claims -> claims.remove("aud"))));
  }

  @Test
  @AttackClass(16)
  void it_is_good_once_even_for_two_at_the_same_moment() {
    String once = assertion(claims -> {});
    List<Answer> answers = Together.run(8, i -> show(once));
    assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
    assertRefused(show(once));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "sub", "exp", "jti"})
  void what_makes_it_an_assertion_must_be_there(String claim) {
    assertRefused(show(assertion(claims -> claims.remove(claim))));
  }

  @Test
  void it_is_of_now() {
    long now = server.clock().instant().getEpochSecond();
    assertRefused(show(assertion(claims -> claims.put("exp", now - 31))));
    assertRefused(show(assertion(claims -> claims.put("exp", now + 2 * 3600))));
    assertRefused(show(assertion(claims -> claims.put("iat", now + 60))));
    assertRefused(show(assertion(claims -> claims.put("nbf", now + 60))));
  }

  @Test
  void it_is_about_the_client_that_signs() {
    assertRefused(show(assertion(claims -> claims.put("iss", TestConfig.LEGACY))));
    assertRefused(show(assertion(claims -> claims.put("sub", TestConfig.LEGACY))));
    assertRefused(show(assertion(claims -> {}), "client_id", TestConfig.LEGACY));
    assertRefused(show(ec.sign("ES256", "JWT", claims(TestConfig.LEGACY))));
    assertRefused(show(ec.sign("ES256", "JWT", claims(TestConfig.SPA))));
    assertRefused(show(ec.sign("ES256", "JWT", claims("nobody"))));
  }

  @Test
  @AttackClass(29)
  void it_is_not_good_at_another_tenant() {
    String ours = assertion(claims -> {});
    Map<String, String> form =
        Map.of(
            "grant_type", "client_credentials",
            "client_assertion_type", TYPE,
            "client_assertion", ours);
    assertRefused(server.http().with("Host", "other.localhost").postForm("/oauth/token", form));
    assertAccepted(show(ours));
  }

  @Test
  @AttackClass(24)
  void a_public_key_is_no_secret_and_no_algorithm_is_none() {
    String publicKey = ec.jwk().toPublicJWK().toJSONString();
    assertRefused(show(SigningPair.signWithSecret("HS256", publicKey, claims(TestConfig.BACKEND))));

    String[] parts = assertion(claims -> {}).split("\\.");
    String none =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
    assertRefused(show(none + "." + parts[1] + "."));
    assertRefused(show(parts[0] + "." + parts[1] + "." + "A".repeat(86)));
    assertRefused(show("no token"));
  }

  /** RFC 7518 section 3.5, FAPI 2.0 Security Profile section 5.4.1 (2). */
  @Test
  void an_rsa_key_has_2048_bits() throws JOSEException {
    for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.PS256, JWSAlgorithm.RS256)) {
      JWSObject assertion =
          new JWSObject(
              new JWSHeader.Builder(algorithm).keyID("weak").build(),
              new Payload(JsonMapper.shared().writeValueAsString(claims(TestConfig.BACKEND))));
      assertion.sign(new RSASSASigner(weak.toPrivateKey(), true));
      assertRefused(show(assertion.serialize()));
    }
  }

  private static RSAKey weakKey() {
    try {
      return new RSAKeyGenerator(1024, true).keyID("weak").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_key_in_the_header_of_the_token_is_not_looked_at() {
    SigningPair stranger = SigningPair.of("ES256", "ec");
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .keyID("ec")
            .jwk(stranger.jwk().toPublicJWK())
            .build();
    assertRefused(show(stranger.sign(header, claims(TestConfig.BACKEND))));
  }

  @Test
  void the_secret_that_both_sides_know_signs_by_hs256_alone() {
    assertAccepted(show(bySecret("HS256", TestConfig.SECRET)));
    assertRefused(show(bySecret("HS384", TestConfig.SECRET)));
    assertRefused(show(bySecret("HS256", TestConfig.SECRET + "?")));
    assertRefused(show(ec.sign("ES256", "JWT", claims(TestConfig.WEB_APP))));
  }

  private String bySecret(String algorithm, String secret) {
    return SigningPair.signWithSecret(algorithm, secret, claims(TestConfig.WEB_APP));
  }

  /** OpenID Connect Core section 10.1.1. */
  @Test
  void published_keys_are_kept_and_fetched_again_when_the_client_rotates_them() {
    server.clock().advance(Duration.ofMinutes(61));
    fetches.set(0);
    SigningPair first = published;
    assertAccepted(show(first.sign("ES256", "JWT", claims(TestConfig.LEGACY))));
    assertAccepted(show(first.sign("ES256", "JWT", claims(TestConfig.LEGACY))));
    assertThat(fetches).hasValue(1);

    published = SigningPair.of("ES256", "second");
    assertAccepted(show(published.sign("ES256", "JWT", claims(TestConfig.LEGACY))));
    assertThat(fetches).hasValue(2);
    assertRefused(show(first.sign("ES256", "JWT", claims(TestConfig.LEGACY))));
    assertThat(fetches).hasValue(3);

    published = SigningPair.of("ES256", "third");
    assertRefused(show(published.sign("ES256", "JWT", claims(TestConfig.LEGACY))));
    assertThat(fetches).as("asked at most thrice a minute").hasValue(3);
    server.clock().advance(Duration.ofSeconds(61));
    assertAccepted(show(published.sign("ES256", "JWT", claims(TestConfig.LEGACY))));
    assertThat(fetches).hasValue(4);
  }

  /** Whoever wants it, a site that is down is not asked for each request. */
  @Test
  @AttackClass(27)
  void keys_that_cannot_be_fetched_are_not_asked_for_again_at_once() {
    server.clock().advance(Duration.ofMinutes(61));
    fetches.set(0);
    status.set(503);
    for (int i = 0; i < 3; i++) {
      assertUnavailable(show(published.sign("ES256", "JWT", claims(TestConfig.LEGACY))));
    }
    assertThat(fetches).hasValue(1);
    server.clock().advance(Duration.ofSeconds(11));
    assertUnavailable(show(published.sign("ES256", "JWT", claims(TestConfig.LEGACY))));
    assertThat(fetches).hasValue(2);

    status.set(200);
    assertUnavailable(show(published.sign("ES256", "JWT", claims(TestConfig.LEGACY))));
    server.clock().advance(Duration.ofSeconds(11));
    assertAccepted(show(published.sign("ES256", "JWT", claims(TestConfig.LEGACY))));
    assertThat(fetches).hasValue(3);
  }

  private static void assertUnavailable(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
    assertThat(answer.text("error")).isEqualTo("temporarily_unavailable");
  }

  @Test
  void a_registered_algorithm_is_the_only_one() {
    SigningPair other = SigningPair.of("RS256", published.jwk().getKeyID());
    assertRefused(show(other.sign("RS256", "JWT", claims(TestConfig.LEGACY))));
  }

  @Test
  @Requirement("ASVS 10.4.16")
  void a_client_with_a_key_has_no_other_way_in() {
    assertRefused(
        server
            .http()
            .basic(TestConfig.BACKEND, TestConfig.SECRET)
            .postForm("/oauth/token", Map.of("grant_type", "client_credentials")));
    assertRefused(
        server
            .http()
            .postForm(
                "/oauth/token",
                Map.of(
                    "grant_type", "client_credentials",
                    "client_id", TestConfig.BACKEND,
                    "client_secret", TestConfig.SECRET)));
    assertRefused(
        server
            .http()
            .postForm(
                "/oauth/token",
                Map.of("grant_type", "client_credentials", "client_id", TestConfig.BACKEND)));
  }

  /** RFC 6749 section 2.3: one method a request. */
  @Test
  void two_ways_at_once_are_none() {
    assertRefused(show(assertion(claims -> {}), "client_secret", TestConfig.SECRET));
    Map<String, String> form =
        Map.of(
            "grant_type",
            "client_credentials",
            "client_assertion_type",
            TYPE,
            "client_assertion",
            assertion(claims -> {}));
    assertRefused(
        server.http().basic(TestConfig.BACKEND, TestConfig.SECRET).postForm("/oauth/token", form));
    assertRefused(show(assertion(claims -> {}), "client_assertion_type", "something-else"));
  }

  @Test
  @Requirement("ASVS 10.4.16")
  void it_opens_introspection_and_revocation_too() {
    String token = show(assertion(claims -> {})).text("access_token");
    Answer introspected =
        server
            .http()
            .postForm(
                "/oauth/introspect",
                Map.of(
                    "token", token,
                    "client_assertion_type", TYPE,
                    "client_assertion",
                        assertion(
                            claims -> claims.put("aud", server.url() + "/oauth/introspect"))));
    assertThat(introspected.json().path("active").asBoolean()).isTrue();
    Answer revoked =
        server
            .http()
            .postForm(
                "/oauth/revoke",
                Map.of(
                    "token", token,
                    "client_assertion_type", TYPE,
                    "client_assertion", assertion(claims -> {})));
    assertThat(revoked.status()).as(revoked.toString()).isLessThan(300);
  }
}
