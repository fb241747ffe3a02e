package dev.latchkey.acceptance.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.DpopKey;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.SigningPair;
import java.net.URI;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The modules of the plan for FAPI 2.0 on proofs that a key is held. */
final class Fapi2ProofsPlanTest extends Fapi2Plan {

  @Test
  @Module("access-token-type-header-case-sensitivity")
  void the_scheme_is_known_in_the_other_case() throws Exception {
    String token = flow().tokens().text("access_token");
    Http other = first.proving(token).with("Authorization", "dpOp " + token);
    assertThat(other.get(Checks.USERINFO).status()).isEqualTo(200);
  }

  private void goesWellWithProofs(Consumer<Map<String, Object>> change) throws Exception {
    PushedFlow flow = flow();
    String uri = PushedFlow.reference(flow.push(first.showing(PushedFlow.PAR, change)));
    String code = flow.visit(uri).code();
    Answer tokens = flow.redeem(first.party(), first.showing(Party.TOKEN, change), code);
    flow.idToken(tokens);
    assertThat(first.proving(tokens.text("access_token"), change).get(Checks.USERINFO).status())
        .isEqualTo(200);
  }

  @Test
  @Module("check-dpop-proof-nbf-exp")
  void proofs_may_say_from_when_and_until_when() throws Exception {
    goesWellWithProofs(claims -> {
      claims.put("nbf", now().getEpochSecond());
      claims.put("exp", now().plusSeconds(300).getEpochSecond());
    });
  }

  @Test
  @Module("ensure-dpopproof-with-iat-10seconds-before-succeeds")
  void proofs_may_be_ten_seconds_old() throws Exception {
    goesWellWithProofs(claims -> claims.put("iat", now().getEpochSecond() - 10));
  }

  @Test
  @Module("ensure-dpopproof-with-iat-10seconds-after-succeeds")
  void proofs_may_be_by_a_clock_that_is_ahead() throws Exception {
    goesWellWithProofs(claims -> claims.put("iat", now().getEpochSecond() + 10));
  }

  @Test
  @Module("ensure-mismatched-dpop-jkt-fails")
  void a_request_that_names_one_key_is_not_pushed_with_another() {
    PushedFlow flow = flow("dpop_jkt", DpopKey.create().thumbprint());
    Checks.refused(
        flow.push(first.showing(PushedFlow.PAR)), 400, "invalid_request", "invalid_dpop_proof");
  }

  @Test
  @Module("ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt")
  void a_code_of_a_request_pushed_with_one_key_is_not_redeemed_with_another() {
    PushedFlow flow = flow();
    String uri = PushedFlow.reference(flow.push(first.showing(PushedFlow.PAR)));
    String code = flow.visit(uri).code();
    Checks.refused(
        flow.redeem(first.with(DpopKey.create()), code),
        400,
        "invalid_request",
        "invalid_grant",
        "invalid_dpop_proof");
  }

  @Test
  @Module("ensure-token-endpoint-fails-with-mismatched-dpop-jkt")
  void a_code_of_a_request_that_names_one_key_is_not_redeemed_with_another() {
    PushedFlow flow = flow("dpop_jkt", DpopKey.create().thumbprint());
    String code = flow.visit(flow.reference()).code();
    Checks.refused(
        flow.redeem(code), 400, "invalid_request", "invalid_grant", "invalid_dpop_proof");
  }

  @Test
  @Module("ensure-dpopproof-at-par-endpoint-binding-success")
  void a_code_is_redeemed_with_the_key_that_its_request_was_pushed_with() throws Exception {
    goesWellWithProofs(claims -> {});
  }

  @Test
  @Module("ensure-dpop-auth-code-binding-success")
  void a_code_is_redeemed_with_the_key_that_its_request_names() throws Exception {
    PushedFlow flow = flow("dpop_jkt", first.dpop().thumbprint());
    String uri = PushedFlow.reference(flow.push(first.showing(PushedFlow.PAR)));
    areGood(first, flow.tokens(flow.visit(uri).code()));
  }

  @Test
  @Module("dpop-negative-tests")
  void no_wrong_proof_gets_anything_of_the_resource() throws Exception {
    String token = flow().tokens().text("access_token");
    Map<String, Object> good = first.proofClaims(token);

    for (Map.Entry<String, Http> wrong : wrongProofs(token).entrySet()) {
      Answer answer = wrong.getValue().get(Checks.USERINFO);
      assertThat(answer.status()).as(wrong.getKey() + ": " + answer).isIn(400, 401);
    }

    Http capital =
        server.http().with("Authorization", "DPoP " + token).with("DPOP", first.proof(token));
    assertThat(capital.get(Checks.USERINFO).status()).isEqualTo(200);
    URI resource = URI.create(server.url() + Checks.USERINFO);
    for (String address :
        List.of(
            resource + "?any=thing#part",
            resource.toString(),
            resource
                .toString()
                .replace("http", "HTTP")
                .replace(resource.getHost(), resource.getHost().toUpperCase(Locale.ROOT)))) {
      assertThat(first.proving(token, c -> c.put("htu", address)).get(Checks.USERINFO).status())
          .as(address)
          .isEqualTo(200);
    }
    Http more =
        first.proving(
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
                    Fields.changed(good, "jti", UUID.randomUUID().toString(), "tx_id_key", 1)));
    assertThat(more.get(Checks.USERINFO).status()).isEqualTo(200);

    Http once = first.proving(token);
    assertThat(once.get(Checks.USERINFO).status()).isEqualTo(200);
    assertThat(once.get(Checks.USERINFO).status()).as("the same proof again").isEqualTo(401);
    assertThat(first.proving(token).get(Checks.USERINFO).status()).isEqualTo(200);
  }

  /** Requests with the token, by what is wrong with their proof. */
  private Map<String, Http> wrongProofs(String token) {
    Map<String, Http> wrong = new LinkedHashMap<>();
    String good = first.proof(token);
    String other = first.proof(token);
    wrong.put("two proofs", first.proving(token, good).with("dpop", first.proof(token)));
    wrong.put("two parts", first.proving(token, good.substring(0, good.lastIndexOf('.'))));
    for (String name : List.of("jti", "htm", "htu", "iat", "ath")) {
      wrong.put("no " + name, first.proving(token, claims -> claims.remove(name)));
    }
    SigningPair pair = first.dpop().pair();
    JWSHeader header = first.dpop().header();
    Map<String, Object> claims = first.proofClaims(token);
    wrong.put(
        "no typ",
        first.proving(
            token,
            pair.sign(
                new JWSHeader.Builder(header.getAlgorithm()).jwk(header.getJWK()).build(),
                claims)));
    wrong.put(
        "another typ",
        first.proving(
            token,
            pair.sign(
                new JWSHeader.Builder(header).type(new JOSEObjectType("dpop+jwt+wrong")).build(),
                claims)));
    wrong.put(
        "no jwk",
        first.proving(token, pair.sign(new JWSHeader.Builder(header).jwk(null).build(), claims)));
    String rest = good.substring(good.indexOf('.'));
    String head = new String(Base64.getUrlDecoder().decode(good.split("\\.")[0]), UTF_8);
    wrong.put("no alg", first.proving(token, encoded(head.replace("alg", "alg2")) + rest));
    wrong.put(
        "none",
        first.proving(
            token,
            encoded("{\"alg\":\"none\",\"typ\":\"dpop+jwt\"}")
                + rest.substring(0, rest.lastIndexOf('.') + 1)));
    wrong.put(
        "the private key",
        first.proving(
            token,
            encoded(head.replace(header.getJWK().toJSONString(), pair.jwk().toJSONString()))
                + rest));
    wrong.put(
        "another signature",
        first.proving(
            token,
            good.substring(0, good.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'))));
    wrong.put("another method", first.proving(token, c -> c.put("htm", "PUT")));
    wrong.put(
        "another address",
        first.proving(token, c -> c.put("htu", server.url() + Checks.USERINFO + "elsewhere")));
    wrong.put(
        "an hour ahead", first.proving(token, c -> c.put("iat", now().getEpochSecond() + 3600)));
    wrong.put(
        "an hour old", first.proving(token, c -> c.put("iat", now().getEpochSecond() - 3600)));
    wrong.put("another ath", first.proving(token, c -> c.put("ath", "wrong")));
    wrong.put("another key", first.with(DpopKey.create()).proving(token));
    wrong.put("no proof", server.http().with("Authorization", "DPoP " + token));
    wrong.put("a bearer", server.http().bearer(token));
    return wrong;
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }
}
