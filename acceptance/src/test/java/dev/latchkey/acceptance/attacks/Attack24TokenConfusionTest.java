package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;

/**
 * Attack class 24: a token of another type, tenant or making is taken for an access token: an ID
 * token, one under HS256 with a public key, one under no algorithm, one that brings its own key.
 * Every forgery carries the claims of a live token, so nothing but its making can be what refuses
 * it; every one is tried at every endpoint that takes tokens.
 */
@AttackClass(24)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack24TokenConfusionTest {

  private static final String ACCESS_TOKEN = "at+jwt";

  private TestServer server;
  private OAuthClient spa;
  private OAuthClient backend;
  private JWKSet keys;
  private RSAKey ownRsa;
  private ECKey ownEc;

  @BeforeAll
  void start() throws Exception {
    // Access and ID tokens under one RSA key: only their type tells them apart.
    server =
        TestServer.start(
            TestConfig.twoTenants()
                .set(TestConfig.client(TestConfig.SPA) + "/access_token_alg", "RS256"));
    spa = new OAuthClient(server.http(), TestConfig.SPA);
    backend = new OAuthClient(server.http(), TestConfig.BACKEND);
    keys = JWKSet.parse(server.http().get("/jwks.json").body());
    ownRsa = new RSAKeyGenerator(2048).keyID("the-attackers").generate();
    ownEc = new ECKeyGenerator(Curve.P_256).keyID("the-attackers").generate();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static Payload claims(String token) throws Exception {
    return JWSObject.parse(token).getPayload();
  }

  private static String header(String json) {
    return Base64URL.encode(json).toString();
  }

  private static JWSHeader.Builder header(JWSAlgorithm algorithm, JWK named) {
    return new JWSHeader.Builder(algorithm)
        .type(new JOSEObjectType(ACCESS_TOKEN))
        .keyID(named.getKeyID());
  }

  private static String signed(JWSHeader header, Payload claims, JWSSigner signer)
      throws Exception {
    JWSObject token = new JWSObject(header, claims);
    token.sign(signer);
    return token.serialize();
  }

  /** Tokens that would be the victim's if their making were not looked at, by what was tried. */
  private Map<String, String> forgeries(Users.Tokens victim) throws Exception {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("the ID token", victim.idToken());
    addUnsigned(all, victim);
    addPublicKeysAsSecrets(all, victim);
    addOwnKeys(all, victim);
    addMixed(all, victim);
    return all;
  }

  private void addUnsigned(Map<String, String> all, Users.Tokens victim) throws Exception {
    String payload = claims(victim.accessToken()).toBase64URL().toString();
    String signature = victim.accessToken().split("\\.")[2];
    String kid = JWSObject.parse(victim.accessToken()).getHeader().getKeyID();
    for (String none : List.of("none", "None", "NONE", "nOnE", "")) {
      String header =
          header("{\"alg\":\"%s\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}".formatted(none, kid));
      all.put("alg " + none, header + "." + payload + ".");
      all.put("alg " + none + ", signed", header + "." + payload + "." + signature);
      all.put("alg " + none + ", two parts", header + "." + payload);
    }
    String noAlgorithm = header("{\"typ\":\"at+jwt\",\"kid\":\"%s\"}".formatted(kid));
    all.put("no alg", noAlgorithm + "." + payload + "." + signature);
    String own = victim.accessToken().split("\\.")[0];
    all.put("signature left out", own + "." + payload + ".");
    all.put("signature of zeros", own + "." + payload + "." + Base64URL.encode(new byte[256]));
    String idHeader = victim.idToken().split("\\.")[0];
    all.put("header of the ID token", idHeader + "." + payload + "." + signature);
    all.put(
        "typ changed",
        header("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"%s\"}".formatted(kid))
            + "."
            + payload
            + "."
            + signature);
    String[] id = victim.idToken().split("\\.");
    all.put("the ID token under the access token's header", own + "." + id[1] + "." + id[2]);
  }

  /** The published key is no secret, so it must never serve as one. */
  private void addPublicKeysAsSecrets(Map<String, String> all, Users.Tokens victim)
      throws Exception {
    Payload claims = claims(victim.accessToken());
    for (JWK key : keys.getKeys()) {
      byte[] der = ((AsymmetricJWK) key).toPublicKey().getEncoded();
      String pem =
          "-----BEGIN PUBLIC KEY-----\n"
              + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
              + "\n-----END PUBLIC KEY-----";
      Map<String, byte[]> secrets = new LinkedHashMap<>();
      secrets.put("DER", der);
      secrets.put("PEM", pem.getBytes(StandardCharsets.US_ASCII));
      secrets.put("PEM with a line end", (pem + "\n").getBytes(StandardCharsets.US_ASCII));
      secrets.put("JWK", key.toJSONString().getBytes(StandardCharsets.UTF_8));
      if (key instanceof RSAKey rsa) {
        secrets.put("modulus", rsa.getModulus().decode());
        secrets.put(
            "modulus as text", rsa.getModulus().toString().getBytes(StandardCharsets.US_ASCII));
      }
      for (Map.Entry<String, byte[]> secret : secrets.entrySet()) {
        all.put(
            "HS256 with the public key as " + secret.getKey() + ", " + key.getAlgorithm(),
            signed(
                header(JWSAlgorithm.HS256, key).build(),
                claims,
                new MACSigner(
                    Arrays.copyOf(secret.getValue(), Math.max(32, secret.getValue().length)))));
      }
    }
    JWSHeader secretHeader =
        new JWSHeader.Builder(JWSAlgorithm.HS256).type(new JOSEObjectType(ACCESS_TOKEN)).build();
    all.put(
        "HS256 with a client's own secret",
        signed(secretHeader, claims, new MACSigner(TestConfig.SECRET)));
    all.put(
        "HS256 with a client's own secret, kid named",
        signed(
            header(JWSAlgorithm.HS256, keys.getKeys().get(0)).build(),
            claims,
            new MACSigner(TestConfig.SECRET)));
  }

  /**
   * RFC 8725 section 3.10: keys and addresses of keys in the token's own header are not looked at.
   */
  private void addOwnKeys(Map<String, String> all, Users.Tokens victim) throws Exception {
    Payload claims = claims(victim.accessToken());
    URI url = URI.create("https://evil.example/jwks.json");
    for (JWK named : keys.getKeys()) {
      all.put(
          "an RSA key of his own, kid of " + named.getAlgorithm(),
          signed(header(JWSAlgorithm.RS256, named).build(), claims, new RSASSASigner(ownRsa)));
      all.put(
          "an EC key of his own, kid of " + named.getAlgorithm(),
          signed(header(JWSAlgorithm.ES256, named).build(), claims, new ECDSASigner(ownEc)));
      all.put(
          "jwk in the header, kid of " + named.getAlgorithm(),
          signed(
              header(JWSAlgorithm.RS256, named).jwk(ownRsa.toPublicJWK()).build(),
              claims,
              new RSASSASigner(ownRsa)));
      all.put(
          "jku in the header, kid of " + named.getAlgorithm(),
          signed(
              header(JWSAlgorithm.RS256, named).jwkURL(url).build(),
              claims,
              new RSASSASigner(ownRsa)));
      all.put(
          "x5u in the header, kid of " + named.getAlgorithm(),
          signed(
              header(JWSAlgorithm.RS256, named).x509CertURL(url).build(),
              claims,
              new RSASSASigner(ownRsa)));
    }
    for (JWK own : List.of(ownRsa, ownEc)) {
      JWSHeader header =
          new JWSHeader.Builder(own == ownRsa ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256)
              .type(new JOSEObjectType(ACCESS_TOKEN))
              .keyID(own.getKeyID())
              .jwk(own.toPublicJWK())
              .build();
      all.put(
          "a key of his own under its own kid, " + own.getKeyType(),
          signed(
              header, claims, own == ownRsa ? new RSASSASigner(ownRsa) : new ECDSASigner(ownEc)));
    }
    for (String kid : List.of("../../../../dev/null", "' or 1=1 --", "", "A".repeat(500))) {
      JWSHeader header =
          new JWSHeader.Builder(JWSAlgorithm.RS256)
              .type(new JOSEObjectType(ACCESS_TOKEN))
              .keyID(kid)
              .build();
      all.put("kid " + kid, signed(header, claims, new RSASSASigner(ownRsa)));
    }
  }

  private void addMixed(Map<String, String> all, Users.Tokens victim) throws Exception {
    OAuthClient legacy = new OAuthClient(server.http(), TestConfig.LEGACY);
    all.put("an ID token under a client's secret", legacy.newUser().idToken());
    OAuthClient elsewhere =
        new OAuthClient(server.http().with("Host", "other.localhost"), TestConfig.SPA);
    Users.Tokens foreign = elsewhere.newUser();
    all.put("another tenant's access token", foreign.accessToken());
    all.put("another tenant's ID token", foreign.idToken());
    String[] own = victim.accessToken().split("\\.");
    String[] other = foreign.accessToken().split("\\.");
    all.put("another tenant's header", other[0] + "." + own[1] + "." + own[2]);
    all.put("another tenant's signature", own[0] + "." + own[1] + "." + other[2]);
    for (JWK key : keys.getKeys()) {
      String header =
          header(
              "{\"alg\":\"%s\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}"
                  .formatted(key.getAlgorithm(), key.getKeyID()));
      if (!header.equals(own[0])) {
        all.put("kid of the key of " + key.getAlgorithm(), header + "." + own[1] + "." + own[2]);
      }
    }
    all.put("a client's own token", backend.token("client_credentials").text("access_token"));
    all.put("the refresh token", victim.refreshToken());
    all.put("JSON serialization", "{\"payload\":\"" + own[1] + "\",\"signatures\":[]}");
    all.put("five parts", String.join(".", own[0], "", own[1], own[2], ""));
    all.put("twice", victim.accessToken() + "." + victim.accessToken());
  }

  @Test
  void attack_24_a_real_access_token_is_accepted_wherever_a_forgery_is_refused_below() {
    Users.Tokens tokens = spa.newUser();
    Http bearer = server.http().bearer(tokens.accessToken());
    assertThat(bearer.get("/identity/v1/userinfo").status()).isEqualTo(200);
    assertThat(bearer.get("/identity/v1/me").status()).isEqualTo(200);
    assertThat(update(bearer).status()).isEqualTo(200);
    assertThat(renew(tokens.accessToken()).status()).isEqualTo(200);
    assertThat(backend.introspect(tokens.accessToken()).json().path("active").asBoolean()).isTrue();
    assertThat(changePassword(bearer).status()).isEqualTo(204);
    assertThat(spa.revoke(tokens.accessToken()).status()).isEqualTo(204);
    assertThat(bearer.get("/identity/v1/userinfo").status()).isEqualTo(401);
  }

  private static Answer update(Http bearer) {
    return bearer.post("/identity/v1/update-profile", Map.of("given_name", "Eve"));
  }

  private static Answer changePassword(Http bearer) {
    return bearer.post(
        "/identity/v1/update-password",
        Map.of("old_password", Users.PASSWORD, "password", "the attacker's own choice"));
  }

  private Answer renew(String token) {
    return server
        .http()
        .post(
            "/identity/v1/token/access-token",
            Map.of("client_id", TestConfig.SPA, "access_token", token));
  }

  @Test
  @Requirement("ASVS 10.3.1")
  void attack_24_no_forgery_is_a_bearer_token_anywhere() throws Exception {
    for (Map.Entry<String, String> forgery : forgeries(spa.newUser()).entrySet()) {
      String what = forgery.getKey();
      Http bearer = server.http().bearer(forgery.getValue());
      for (Answer answer :
          List.of(
              bearer.get("/identity/v1/userinfo"),
              bearer.post("/identity/v1/userinfo"),
              bearer.get("/identity/v1/me"),
              update(bearer),
              changePassword(bearer))) {
        assertThat(answer.status()).as(what).isEqualTo(401);
        assertThat(answer.text("error")).as(what).isEqualTo("invalid_grant");
      }
    }
  }

  @Test
  void attack_24_no_forgery_is_renewed_refreshed_or_logged_in_with() throws Exception {
    Users.Tokens victim = spa.newUser();
    for (Map.Entry<String, String> forgery : forgeries(victim).entrySet()) {
      String what = forgery.getKey();
      String token = forgery.getValue();
      assertThat(renew(token).status()).as(what).isEqualTo(401);
      assertThat(spa.redeem(token).text("error")).as(what).isEqualTo("invalid_grant");
      assertThat(spa.authorize("tkn", token).redirectParameters())
          .as(what)
          .containsEntry("error", "invalid_grant");
      if (!token.equals(victim.refreshToken())) {
        assertThat(spa.refresh(token).text("error")).as(what).isEqualTo("invalid_grant");
      }
    }
  }

  @Test
  void attack_24_no_forgery_is_active_and_none_revokes_the_real_one() throws Exception {
    Users.Tokens victim = spa.newUser();
    for (Map.Entry<String, String> forgery : forgeries(victim).entrySet()) {
      if (forgery.getKey().equals("the refresh token")
          || forgery.getKey().equals("a client's own token")) {
        continue; // Real ones, at these two endpoints.
      }
      Answer told = backend.introspect(forgery.getValue());
      assertThat(told.body()).as(forgery.getKey()).isEqualTo("{\"active\":false}");
      assertThat(spa.revoke(forgery.getValue()).status()).as(forgery.getKey()).isEqualTo(204);
    }
    assertThat(spa.users().userinfo(victim.accessToken()).status()).isEqualTo(200);
    assertThat(spa.refresh(victim.refreshToken()).status()).isEqualTo(200);
  }

  /** The check of a signature is remembered; the memory must not mix up types or tenants. */
  @Test
  void attack_24_a_token_that_was_accepted_elsewhere_is_not_remembered_here() {
    Users.Tokens own = spa.newUser();
    Http other = server.http().with("Host", "other.localhost");
    Users.Tokens foreign = new OAuthClient(other, TestConfig.SPA).newUser();
    for (int i = 0; i < 2; i++) {
      assertThat(new Users(server.http()).userinfo(own.accessToken()).status()).isEqualTo(200);
      assertThat(new Users(other).userinfo(own.accessToken()).status()).isEqualTo(401);
      assertThat(new Users(other).userinfo(foreign.accessToken()).status()).isEqualTo(200);
      assertThat(new Users(server.http()).userinfo(foreign.accessToken()).status()).isEqualTo(401);
      assertThat(new Users(server.http()).userinfo(own.idToken()).status()).isEqualTo(401);
    }
  }

  /** Tokens say who issued them and for whom: a resource server has something to check. */
  @Test
  void attack_24_tokens_of_different_kinds_differ_in_type_and_form() throws Exception {
    Users.Tokens tokens = spa.newUser();
    assertThat(JWSObject.parse(tokens.accessToken()).getHeader().getType().getType())
        .isEqualTo(ACCESS_TOKEN);
    assertThat(JWSObject.parse(tokens.idToken()).getHeader().getType().getType()).isEqualTo("JWT");
    assertThat(tokens.refreshToken()).doesNotContain(".");
    var claims = JsonMapper.shared().readTree(claims(tokens.accessToken()).toString());
    assertThat(claims.path("iss").asString()).isEqualTo(server.url());
    assertThat(claims.path("aud").asString()).isEqualTo(TestConfig.SPA);
  }
}
