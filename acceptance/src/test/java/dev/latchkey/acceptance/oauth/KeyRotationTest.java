package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Together;
import dev.latchkey.testkit.Users;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * OpenID Connect Core section 10.1.1, RFC 7517 section 4.5: signing keys follow each other, and
 * nobody who checks signatures notices; DECISIONS 9.
 */
class KeyRotationTest {

  private static final Duration AHEAD = Duration.ofMinutes(10);
  private static final Duration NOTICED = Duration.ofSeconds(61);

  private TestServer server;
  private OAuthClient spa;

  @BeforeEach
  void start() {
    server =
        TestServer.start(
            TestConfig.standard()
                .set(
                    TestConfig.client(TestConfig.SPA) + "/lifetimes", Map.of("access_token", "24h"))
                .set(TestConfig.client(TestConfig.OTHER_SPA) + "/id_token_alg", "EdDSA")
                .set(TestConfig.client(TestConfig.OTHER_SPA) + "/access_token_alg", "EdDSA"));
    spa = new OAuthClient(server.http(), TestConfig.SPA);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JWKSet published() throws Exception {
    return JWKSet.parse(server.http().get("/jwks.json").body());
  }

  private Set<String> kids() throws Exception {
    return published().getKeys().stream().map(JWK::getKeyID).collect(Collectors.toSet());
  }

  private static String kid(String token) throws Exception {
    return SignedJWT.parse(token).getHeader().getKeyID();
  }

  private int userinfo(Users.Tokens tokens) {
    return spa.users().userinfo(tokens.accessToken()).status();
  }

  private void assertSignedByAPublishedKey(String token) throws Exception {
    SignedJWT jwt = SignedJWT.parse(token);
    JWK key = published().getKeyByKeyId(jwt.getHeader().getKeyID());
    assertThat(
            jwt.verify(
                new DefaultJWSVerifierFactory()
                    .createJWSVerifier(jwt.getHeader(), ((AsymmetricJWK) key).toPublicKey())))
        .isTrue();
  }

  @Test
  void the_next_key_is_published_before_it_signs_and_the_last_one_until_its_tokens_have_expired()
      throws Exception {
    Users.Tokens first = spa.newUser();
    Set<String> before = kids();

    server.rotateKeys(false);
    server.clock().advance(NOTICED);
    assertThat(kids()).hasSize(2 * before.size()).containsAll(before);
    Users.Tokens meanwhile = spa.newUser();
    assertThat(kid(meanwhile.accessToken())).isEqualTo(kid(first.accessToken()));

    server.clock().advance(AHEAD);
    Users.Tokens second = spa.newUser();
    for (String token : List.of(second.accessToken(), second.idToken())) {
      assertThat(before).doesNotContain(kid(token));
      assertSignedByAPublishedKey(token);
    }
    assertThat(userinfo(first)).isEqualTo(200);
    assertSignedByAPublishedKey(first.accessToken());

    server.clock().advance(Duration.ofHours(23));
    assertThat(userinfo(first)).isEqualTo(200);
    server.clock().advance(Duration.ofHours(3));
    assertThat(kids()).hasSameSizeAs(before).doesNotContainAnyElementsOf(before);
    assertSignedByAPublishedKey(spa.newUser().idToken());

    assertThat(spa.revoke(first.accessToken()).status())
        .as("known here, if nowhere else")
        .isEqualTo(204);
    assertThat(spa.refresh(first.refreshToken()).text("error")).isEqualTo("invalid_grant");
  }

  @Test
  void one_that_waits_already_is_the_next() throws Exception {
    int keys = kids().size();
    Together.run(
        4,
        i -> {
          server.rotateKeys(false);
          return i;
        });
    server.rotateKeys(false);
    server.clock().advance(NOTICED);
    assertThat(kids()).hasSize(2 * keys);
  }

  @Test
  void keys_rotate_by_themselves_on_every_node_to_the_same() throws Exception {
    Set<String> before = kids();
    try (TestServer second =
        server.secondNode(TestConfig.standard().set("/tenants/0/public_url", server.url()))) {
      server.clock().advance(Duration.ofDays(90).minus(AHEAD).plusSeconds(1));
      Together.run(2, i -> (i == 0 ? server : second).http().get("/jwks.json"));
      server.clock().advance(NOTICED);
      assertThat(kids()).hasSize(2 * before.size()).containsAll(before);
      assertThat(second.http().get("/jwks.json").json())
          .isEqualTo(server.http().get("/jwks.json").json());

      server.clock().advance(AHEAD);
      assertThat(before).doesNotContain(kid(spa.newUser().accessToken()));
    }
  }

  /** Also what was checked a moment ago and is remembered. */
  @Test
  @AttackClass(24)
  void a_key_that_somebody_else_may_have_proves_nothing_any_more() throws Exception {
    Users.Tokens before = spa.newUser();
    assertThat(userinfo(before)).isEqualTo(200);
    Set<String> given = kids();

    server.rotateKeys(true);
    server.clock().advance(NOTICED);

    assertThat(userinfo(before)).isEqualTo(401);
    assertThat(kids()).hasSameSizeAs(given).doesNotContainAnyElementsOf(given);
    Users.Tokens after = Users.Tokens.of(spa.refresh(before.refreshToken()));
    assertThat(userinfo(after)).isEqualTo(200);
    assertSignedByAPublishedKey(after.accessToken());
  }

  /** RFC 8037 section 3.1, checked by the JDK: the library's own would need another one. */
  @Test
  void a_client_may_have_its_tokens_signed_by_ed25519() throws Exception {
    OAuthClient client = new OAuthClient(server.http(), TestConfig.OTHER_SPA);
    Users.Tokens tokens = client.newUser();
    for (String token : List.of(tokens.idToken(), tokens.accessToken())) {
      SignedJWT jwt = SignedJWT.parse(token);
      assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo("EdDSA");
      JWK key = published().getKeyByKeyId(jwt.getHeader().getKeyID());
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(
          KeyFactory.getInstance("Ed25519")
              .generatePublic(
                  new X509EncodedKeySpec(
                      HexFormat.of()
                          .parseHex(
                              "302a300506032b6570032100"
                                  + HexFormat.of()
                                      .formatHex(key.toOctetKeyPair().getDecodedX())))));
      signature.update(jwt.getSigningInput());
      assertThat(signature.verify(jwt.getSignature().decode())).isTrue();
    }
    assertThat(client.users().userinfo(tokens.accessToken()).status()).isEqualTo(200);
    // OpenID Connect Core section 3.1.3.6: half of the hash that Ed25519 uses, SHA-512.
    byte[] hash =
        MessageDigest.getInstance("SHA-512")
            .digest(tokens.accessToken().getBytes(StandardCharsets.US_ASCII));
    assertThat(SignedJWT.parse(tokens.idToken()).getJWTClaimsSet().getStringClaim("at_hash"))
        .isEqualTo(Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 32)));
  }
}
