package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** OpenID Connect Core section 5.3: userinfo as JSON or signed, and the ways to show the token. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignedUserinfoTest {

  private static final String USERINFO = "/identity/v1/userinfo";
  private static final Map<String, String> ALGORITHMS =
      Map.of(
          TestConfig.SPA, "ES256",
          TestConfig.OTHER_SPA, "RS256",
          TestConfig.NATIVE, "PS256");

  private TestServer server;

  @BeforeAll
  void start() {
    TestConfig config = TestConfig.standard();
    ALGORITHMS.forEach((id, algorithm) ->
        config.set(
            TestConfig.client(id) + "/openid", Map.of("userinfo_signed_response_alg", algorithm)));
    server = TestServer.start(config);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private OAuthClient client(String id) {
    return new OAuthClient(server.http(), id);
  }

  /** Section 5.3.2: signed as registered, from this issuer, for the client, of the same user. */
  @Test
  void a_client_gets_userinfo_signed_as_it_is_registered() throws Exception {
    Set<String> seen = new LinkedHashSet<>();
    for (String id : ALGORITHMS.keySet()) {
      Users.Tokens tokens = client(id).newUser();
      Answer answer = client(id).users().userinfo(tokens.accessToken());
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Content-Type")).startsWith("application/jwt");
      assertThat(answer.header("Cache-Control")).contains("no-store");
      SignedJWT signed = SignedJWT.parse(answer.body());
      seen.add(signed.getHeader().getAlgorithm().getName());
      assertThat(signed.getHeader().getAlgorithm().getName()).isEqualTo(ALGORITHMS.get(id));
      JWKSet keys = JWKSet.parse(server.http().get("/jwks.json").body());
      AsymmetricJWK key = (AsymmetricJWK) keys.getKeyByKeyId(signed.getHeader().getKeyID());
      assertThat(
              signed.verify(
                  new DefaultJWSVerifierFactory()
                      .createJWSVerifier(signed.getHeader(), key.toPublicKey())))
          .isTrue();
      assertThat(signed.getJWTClaimsSet().getIssuer()).isEqualTo(server.url());
      assertThat(signed.getJWTClaimsSet().getAudience()).containsExactly(id);
      assertThat(signed.getJWTClaimsSet().getSubject())
          .isEqualTo(SignedJWT.parse(tokens.idToken()).getJWTClaimsSet().getSubject());
      assertThat(signed.getJWTClaimsSet().getStringClaim("email")).contains("@");
    }
    JsonNode announced =
        server
            .http()
            .get("/.well-known/openid-configuration")
            .json()
            .path("userinfo_signing_alg_values_supported");
    assertThat(announced.valueStream().map(JsonNode::asString).toList())
        .containsExactlyInAnyOrderElementsOf(seen);
  }

  @Test
  void another_client_gets_json() {
    OAuthClient web = client(TestConfig.WEB_APP);
    Answer answer = web.users().userinfo(web.newUser().accessToken());
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.text("sub")).isNotEmpty();
  }

  /** It is signed by the same key as an ID token may be, and none all the same. */
  @Test
  void signed_userinfo_is_no_id_token() {
    OAuthClient other = client(TestConfig.OTHER_SPA);
    String signed = other.users().userinfo(other.newUser().accessToken()).body();
    assertThat(
            other
                .authorize("id_token_hint", signed, "tkn", other.newTkn())
                .redirectParameter("error"))
        .isEqualTo("invalid_request");
    assertThat(server.http().bearer(signed).get(USERINFO).status()).isEqualTo(401);
  }

  /** Section 5.3.1, RFC 6750 sections 2.1 and 2.2: in the header, or in a form; in one of them. */
  @Test
  void the_token_comes_in_the_header_or_in_a_form_and_not_in_both() {
    OAuthClient web = client(TestConfig.WEB_APP);
    String token = web.newUser().accessToken();
    Http http = server.http();
    JsonNode expected = http.bearer(token).get(USERINFO).json();
    assertThat(http.bearer(token).post(USERINFO).json()).isEqualTo(expected);
    assertThat(http.postForm(USERINFO, Map.of("access_token", token)).json()).isEqualTo(expected);

    Answer both = http.bearer(token).postForm(USERINFO, Map.of("access_token", token));
    assertThat(both.status()).isEqualTo(400);
    assertThat(both.text("error")).isEqualTo("invalid_request");
    for (Answer none :
        List.of(
            http.get(USERINFO + "?access_token=" + token),
            http.post(USERINFO, Map.of("access_token", token)),
            http.postForm(USERINFO, Map.of("token", token)))) {
      assertThat(none.status()).as("%s", none).isEqualTo(401);
    }
    assertThat(http.postForm(USERINFO, Map.of("access_token", token + "x")).status())
        .isEqualTo(401);
  }
}
