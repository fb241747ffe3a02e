package dev.latchkey.acceptance.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.AttackClass;
import dev.latchkey.testkit.DpopKey;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;

/**
 * Attack class 24 at proofs of possession: each rule of RFC 9449 section 4.3 is broken by itself,
 * in a proof in which all the rest is right, at a token endpoint, at the endpoint for pushed
 * requests and at a resource.
 */
@AttackClass(24)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Attack24ProofConfusionTest {

  private static final String USERINFO = "/identity/v1/userinfo";

  private TestServer server;
  private OAuthClient spa;
  private DpopKey key;
  private DpopKey other;
  private String token;

  @BeforeAll
  void start() {
    server = TestServer.start();
    server.clock().stop();
    spa = new OAuthClient(server.http(), TestConfig.SPA);
    key = DpopKey.create();
    other = DpopKey.create();
    token =
        spa.at(server.http().with("DPoP", key.sign(claims("POST", "/oauth/token"))))
            .redeem(spa.code(spa.newTkn()))
            .text("access_token");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Instant now() {
    return server.clock().instant();
  }

  private Map<String, Object> claims(String method, String path) {
    return DpopKey.claims(method, server.url() + path, now());
  }

  /** The claims of a good proof with one of them changed; null: without it. */
  private static Map<String, Object> but(
      Map<String, Object> claims, String name, @Nullable Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(claims);
    changed.put("jti", UUID.randomUUID().toString());
    if (value == null) {
      changed.remove(name);
    } else {
      changed.put(name, value);
    }
    return changed;
  }

  private static String text(Map<String, Object> claims, String name) {
    return String.valueOf(claims.get(name));
  }

  private static String signed(String header, Map<String, Object> claims, JWSSigner signer)
      throws Exception {
    String input =
        Base64URL.encode(header)
            + "."
            + Base64URL.encode(JsonMapper.shared().writeValueAsString(claims));
    JWSAlgorithm algorithm = signer.supportedJWSAlgorithms().iterator().next();
    String named = JsonMapper.shared().readTree(header).path("alg").asString(algorithm.getName());
    JWSAlgorithm used =
        signer.supportedJWSAlgorithms().stream()
            .filter(each -> each.getName().equals(named))
            .findFirst()
            .orElse(algorithm);
    return input
        + "."
        + signer.sign(new JWSHeader(used), input.getBytes(StandardCharsets.US_ASCII));
  }

  private static String header(String algorithm, String type, String jwk) {
    return "{\"typ\":\"%s\",\"alg\":\"%s\",\"jwk\":%s}".formatted(type, algorithm, jwk);
  }

  /**
   * Proofs that are wrong in one thing each, by what is wrong.
   *
   * @param good the claims of one that is right
   */
  private Map<String, String> wrong(Map<String, Object> good) throws Exception {
    Map<String, String> all = new LinkedHashMap<>();
    addWrongForms(all, good);
    addWrongHeaders(all, good);
    addWrongKeys(all, good);
    addWrongClaims(all, good);
    return all;
  }

  /** Section 4.3 (1), (2) and (6). */
  private void addWrongForms(Map<String, String> all, Map<String, Object> good) {
    String proof = key.sign(but(good, "any", 1));
    String[] parts = proof.split("\\.");
    all.put("empty", "");
    all.put("no token", "proof");
    all.put("two in one line", proof + ", " + key.sign(but(good, "any", 2)));
    all.put("without signature", parts[0] + "." + parts[1] + ".");
    all.put("two parts", parts[0] + "." + parts[1]);
    all.put("five parts", String.join(".", parts[0], "", parts[1], parts[2], ""));
    all.put("JSON serialization", "{\"payload\":\"" + parts[1] + "\",\"signatures\":[]}");
    all.put("claims that are no object", parts[0] + "." + Base64URL.encode("[]") + "." + parts[2]);
    all.put(
        "claims of another",
        parts[0] + "." + key.sign(but(good, "any", 3)).split("\\.")[1] + "." + parts[2]);
    char first = parts[2].charAt(0);
    all.put(
        "a changed signature",
        parts[0] + "." + parts[1] + "." + (first == 'A' ? 'B' : 'A') + parts[2].substring(1));
  }

  /** Section 4.3 (4) and (5). */
  private void addWrongHeaders(Map<String, String> all, Map<String, Object> good) throws Exception {
    ECKey own = key.pair().jwk().toECKey();
    String jwk = own.toPublicJWK().toJSONString();
    ECDSASigner signer = new ECDSASigner(own);
    for (String type : List.of("JWT", "at+jwt", "dpop", "application/dpop", "")) {
      all.put("typ " + type, signed(header("ES256", type, jwk), but(good, "any", 1), signer));
    }
    all.put(
        "no typ", signed("{\"alg\":\"ES256\",\"jwk\":" + jwk + "}", but(good, "any", 1), signer));
    all.put(
        "crit that nobody knows",
        signed(
            "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"crit\":[\"x\"],\"x\":1,\"jwk\":" + jwk + "}",
            but(good, "any", 1),
            signer));
    for (String none : List.of("none", "None", "NONE", "")) {
      String unsigned = signed(header(none, "dpop+jwt", jwk), but(good, "any", 1), signer);
      all.put("alg '" + none + "'", unsigned.substring(0, unsigned.lastIndexOf('.') + 1));
      all.put("alg '" + none + "' with a signature", unsigned);
    }
    for (String secret : List.of(jwk, own.toPublicJWK().getX().toString())) {
      MACSigner mac = new MACSigner((secret + " ".repeat(64)).getBytes(StandardCharsets.UTF_8));
      all.put(
          "HS256 by the public key " + secret.length(),
          signed(header("HS256", "dpop+jwt", jwk), but(good, "any", 1), mac));
    }
    var octets = new OctetSequenceKeyGenerator(256).generate();
    all.put(
        "HS256 by the secret that it brings",
        signed(
            header("HS256", "dpop+jwt", octets.toJSONString()),
            but(good, "any", 1),
            new MACSigner(octets)));
  }

  /** Section 4.3 (5), (6) and (7). */
  private void addWrongKeys(Map<String, String> all, Map<String, Object> good) throws Exception {
    ECKey own = key.pair().jwk().toECKey();
    String jwk = own.toPublicJWK().toJSONString();
    ECDSASigner signer = new ECDSASigner(own);
    all.put(
        "no jwk", signed("{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\"}", but(good, "any", 1), signer));
    all.put(
        "a jwk with its private part",
        signed(header("ES256", "dpop+jwt", own.toJSONString()), but(good, "any", 1), signer));
    all.put(
        "a jwk that is none",
        signed(header("ES256", "dpop+jwt", "{\"kty\":\"EC\"}"), but(good, "any", 1), signer));
    all.put(
        "a jwk that is not on its curve",
        signed(
            header(
                "ES256",
                "dpop+jwt",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%1$s\"}"
                    .formatted(own.getX())),
            but(good, "any", 1),
            signer));
    all.put(
        "another's jwk",
        signed(
            header("ES256", "dpop+jwt", other.pair().jwk().toPublicJWK().toJSONString()),
            but(good, "any", 1),
            signer));
    ECKey large = new ECKeyGenerator(Curve.P_384).generate();
    all.put(
        "ES384, which is not offered",
        signed(
            header("ES384", "dpop+jwt", large.toPublicJWK().toJSONString()),
            but(good, "any", 1),
            new ECDSASigner(large)));
    all.put(
        "ES256 with a key for ES384",
        signed(
            header("ES256", "dpop+jwt", large.toPublicJWK().toJSONString()),
            but(good, "any", 1),
            new ECDSASigner(large)));
    RSAKey rsa = new RSAKeyGenerator(2048).generate();
    all.put(
        "RS512, which is not offered",
        signed(
            header("RS512", "dpop+jwt", rsa.toPublicJWK().toJSONString()),
            but(good, "any", 1),
            new RSASSASigner(rsa)));
    all.put(
        "ES256 with an RSA key",
        signed(
            header("ES256", "dpop+jwt", rsa.toPublicJWK().toJSONString()),
            but(good, "any", 1),
            signer));
    all.put(
        "RS256 with a curve",
        signed(header("RS256", "dpop+jwt", jwk), but(good, "any", 1), new RSASSASigner(rsa)));
    RSAKey weak = new RSAKeyGenerator(1024, true).generate();
    all.put(
        "an RSA key of 1024 bits",
        signed(
            header("RS256", "dpop+jwt", weak.toPublicJWK().toJSONString()),
            but(good, "any", 1),
            new RSASSASigner(weak.toPrivateKey(), true)));
    all.put(
        "an RSA key that takes long to check",
        signed(
            header(
                "RS256",
                "dpop+jwt",
                new RSAKey.Builder(rsa.getModulus(), rsa.getModulus()).build().toJSONString()),
            but(good, "any", 1),
            new RSASSASigner(rsa)));
  }

  /** Section 4.3 (3), (8), (9) and (11). */
  private void addWrongClaims(Map<String, String> all, Map<String, Object> good) {
    for (String name : List.of("jti", "htm", "htu", "iat")) {
      all.put("no " + name, key.sign(but(good, name, null)));
      all.put("an empty " + name, key.sign(but(good, name, "")));
      all.put(name + " that is a list", key.sign(but(good, name, List.of(text(good, name)))));
    }
    all.put("a jti without end", key.sign(but(good, "jti", "j".repeat(256))));
    String method = text(good, "htm");
    for (String wrong : List.of("PUT", "HEAD", method.toLowerCase(Locale.ROOT))) {
      all.put("htm " + wrong, key.sign(but(good, "htm", wrong)));
    }
    String address = text(good, "htu");
    String path = address.substring(server.url().length());
    for (String wrong :
        List.of(
            path,
            server.url(),
            server.url() + "/",
            server.url() + "/oauth/revoke",
            address + "/",
            address + "/..",
            address.replace("localhost", "evil.example"),
            address.replace("localhost", "localhost.evil.example"),
            address.replace("http://", "https://"),
            address.replace("http://", "http://evil.example@"),
            address.replace("http://", "http://evil.example/"),
            address.replaceFirst(":[0-9]+/", "/"),
            address.replaceFirst(":[0-9]+/", ":1/"),
            address.replace("/o", "/%6f").replace("/i", "/%69"),
            address.toUpperCase(Locale.ROOT),
            "mailto:" + address,
            address + " ",
            "http://[" + address)) {
      all.put("htu " + wrong, key.sign(but(good, "htu", wrong)));
    }
    long iat = now().getEpochSecond();
    for (long wrong : List.of(0L, iat - 62, iat + 62, iat * 1000, -iat, Long.MAX_VALUE)) {
      all.put("iat " + wrong, key.sign(but(good, "iat", wrong)));
    }
    all.put("iat that is a text", key.sign(but(good, "iat", Long.toString(iat))));
  }

  @Test
  void attack_24_no_wrong_proof_is_taken_at_the_token_endpoint() throws Exception {
    for (Map.Entry<String, String> wrong : wrong(claims("POST", "/oauth/token")).entrySet()) {
      Answer answer =
          spa.at(server.http().with("DPoP", wrong.getValue()))
              .redeem("no code is needed to be refused");
      assertThat(answer.status()).as(wrong.getKey() + ": " + answer).isEqualTo(400);
      assertThat(answer.text("error")).as(wrong.getKey()).isEqualTo("invalid_dpop_proof");
    }
  }

  @Test
  void attack_24_no_wrong_proof_is_taken_with_a_pushed_request() throws Exception {
    for (Map.Entry<String, String> wrong : wrong(claims("POST", "/oauth/par")).entrySet()) {
      Answer answer =
          server
              .http()
              .with("DPoP", wrong.getValue())
              .postForm("/oauth/par", spa.authorizeParameters());
      assertThat(answer.status()).as(wrong.getKey() + ": " + answer).isEqualTo(400);
      assertThat(answer.text("error")).as(wrong.getKey()).isEqualTo("invalid_dpop_proof");
    }
  }

  /** Section 4.3 (12) too: the proof is for this token, by the key of this token. */
  @Test
  void attack_24_no_wrong_proof_is_taken_with_an_access_token() throws Exception {
    Map<String, Object> good = DpopKey.claims("GET", server.url() + USERINFO, now(), token);
    Map<String, String> all = wrong(good);
    all.put("no ath", key.sign(but(good, "ath", null)));
    all.put("an empty ath", key.sign(but(good, "ath", "")));
    all.put("ath that is the token", key.sign(but(good, "ath", token)));
    Map<String, Object> others =
        DpopKey.claims("GET", server.url() + USERINFO, now(), spa.newUser().accessToken());
    all.put("ath of another token", key.sign(but(good, "ath", text(others, "ath"))));
    all.put("another key", other.sign(but(good, "any", 1)));
    for (Map.Entry<String, String> wrong : all.entrySet()) {
      Answer answer = userinfo(wrong.getValue());
      assertThat(answer.status()).as(wrong.getKey() + ": " + answer).isEqualTo(401);
      assertThat(answer.text("error")).as(wrong.getKey()).isEqualTo("invalid_dpop_proof");
    }
    assertThat(userinfo(key.sign(good)).status()).isEqualTo(200);
  }

  private Answer userinfo(String proof) {
    return server.http().with("Authorization", "DPoP " + token).with("DPoP", proof).get(USERINFO);
  }

  /** Section 4.3 (1). */
  @Test
  void attack_24_of_two_proofs_none_is_taken() {
    Map<String, Object> good = DpopKey.claims("GET", server.url() + USERINFO, now(), token);
    String line = "DPoP: " + key.sign(but(good, "any", 1)) + "\r\n";
    String start =
        "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nAuthorization: DPoP %s\r\n"
            .formatted(USERINFO, server.url().substring("http://".length()), token);
    String two = start + line + "DPoP: " + key.sign(but(good, "any", 2)) + "\r\n\r\n";
    assertThat(RawHttp.status(RawHttp.exchange(server.url(), two))).isEqualTo(401);
    String one = start + line + "\r\n";
    assertThat(RawHttp.status(RawHttp.exchange(server.url(), one))).isEqualTo(200);
  }

  /** Or all the refusals above could be of something else. */
  @Test
  void attack_24_what_is_only_spelled_otherwise_is_taken() throws Exception {
    Map<String, Object> good = DpopKey.claims("GET", server.url() + USERINFO, now(), token);
    String address = text(good, "htu");
    for (String same :
        List.of(
            address,
            address + "?fields=id",
            address + "#top",
            address.replace("http://localhost", "HTTP://LocalHost"))) {
      assertThat(userinfo(key.sign(but(good, "htu", same))).status()).as(same).isEqualTo(200);
    }
    long iat = now().getEpochSecond();
    for (long near : List.of(iat - 59, iat + 59)) {
      assertThat(userinfo(key.sign(but(good, "iat", near))).status()).isEqualTo(200);
    }
    String jwk = key.pair().jwk().toPublicJWK().toJSONString();
    assertThat(
            userinfo(
                    signed(
                        header("ES256", "DPoP+JWT", jwk),
                        but(good, "any", 1),
                        new ECDSASigner(key.pair().jwk().toECKey())))
                .status())
        .isEqualTo(200);
  }
}
