package dev.latchkey.acceptance.conformance;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.DpopKey;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.SigningPair;
import dev.latchkey.testkit.TestServer;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A client of the plan for FAPI 2.0.
 *
 * @param pair signs what authenticates it
 * @param algorithm of that, and of its ID tokens
 * @param dpop the key that its tokens are bound to
 */
record Bank(
    TestServer server,
    String id,
    String redirectUri,
    SigningPair pair,
    String algorithm,
    DpopKey dpop) {

  Bank with(DpopKey other) {
    return new Bank(server, id, redirectUri, pair, algorithm, other);
  }

  /** Authenticated by assertions signed with another algorithm. */
  Bank with(String other) {
    return new Bank(server, id, redirectUri, pair, other, dpop);
  }

  Party party() {
    return party(claims -> {});
  }

  /** Authenticated by assertions that are changed. */
  Party party(Consumer<Map<String, Object>> change) {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.parse(algorithm)).keyID(pair.jwk().getKeyID()).build();
    return Party.signing(
        id,
        redirectUri,
        pair,
        header,
        () -> {
          Map<String, Object> claims = SigningPair.assertion(id, server.url(), now());
          claims.put("nbf", claims.get("iat"));
          change.accept(claims);
          return claims;
        });
  }

  /** Requests that show the key to an endpoint that is posted to. */
  Http showing(String path) {
    return showing(path, claims -> {});
  }

  /** Likewise, by a proof that is changed. */
  Http showing(String path, Consumer<Map<String, Object>> change) {
    Map<String, Object> claims = DpopKey.claims("POST", server.url() + path, now());
    change.accept(claims);
    return server.http().with("DPoP", dpop.sign(claims));
  }

  /** Requests for userinfo with a token and a proof. */
  Http proving(String token) {
    return proving(token, claims -> {});
  }

  /** Likewise, by a proof that is changed. */
  Http proving(String token, Consumer<Map<String, Object>> change) {
    Map<String, Object> claims = proofClaims(token);
    change.accept(claims);
    return proving(token, dpop.sign(claims));
  }

  Http proving(String token, String proof) {
    return server.http().with("Authorization", "DPoP " + token).with("DPoP", proof);
  }

  /** A proof for userinfo. */
  String proof(String token) {
    return dpop.sign(proofClaims(token));
  }

  Map<String, Object> proofClaims(String token) {
    return DpopKey.claims("GET", server.url() + Checks.USERINFO, now(), token);
  }

  /**
   * The claims of the ID token of what the token endpoint answered.
   *
   * @param nonce null: there must be none
   */
  JsonNode idToken(Answer tokens, @Nullable String nonce) throws Exception {
    return new Checks(server)
        .idToken(party(), tokens, nonce, "DPoP", JWSAlgorithm.parse(algorithm));
  }

  private Instant now() {
    return server.clock().instant();
  }
}
