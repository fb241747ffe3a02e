package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.openid.connect.sdk.AuthenticationSuccessResponse;
import com.nimbusds.openid.connect.sdk.claims.AccessTokenHash;
import com.nimbusds.openid.connect.sdk.claims.CodeHash;
import com.nimbusds.openid.connect.sdk.validators.AccessTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.AuthorizationCodeValidator;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * OpenID Connect Core section 3.3: tokens from the authorization endpoint beside a code, for
 * clients whose legacy switch is on. A library that nobody here wrote reads the answers.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HybridTest {

  private TestServer server;
  private OAuthClient client;

  @BeforeAll
  void start() {
    server = TestServer.start();
    client = new OAuthClient(server.http(), TestConfig.IMPLICIT);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Answer authorize(String type, @Nullable String... changes) {
    OAuthClient fresh = new OAuthClient(server.http(), TestConfig.IMPLICIT);
    var parameters = client.authorizeParameters(changes);
    parameters.putIfAbsent("nonce", "n");
    parameters.put("response_type", type);
    parameters.put("tkn", fresh.newTkn());
    return server.http().get("/oauth/authorize", parameters);
  }

  private AuthenticationSuccessResponse hybrid(String type, String... changes) throws Exception {
    Answer answer = authorize(type, changes);
    assertThat(answer.header("Location")).startsWith(TestConfig.CALLBACK + "#");
    return AuthenticationSuccessResponse.parse(answer.location());
  }

  @Test
  void section_3_3_2_11_the_id_token_names_the_code_and_the_access_token_beside_it()
      throws Exception {
    AuthenticationSuccessResponse both = hybrid("code id_token token", "state", "xyz");
    assertThat(both.getState().getValue()).isEqualTo("xyz");
    SignedJWT idToken = (SignedJWT) both.getIDToken();
    JWSAlgorithm algorithm = idToken.getHeader().getAlgorithm();
    AuthorizationCodeValidator.validate(
        both.getAuthorizationCode(),
        algorithm,
        new CodeHash(idToken.getJWTClaimsSet().getStringClaim("c_hash")));
    AccessTokenValidator.validate(
        both.getAccessToken(),
        algorithm,
        new AccessTokenHash(idToken.getJWTClaimsSet().getStringClaim("at_hash")));
    assertThat(idToken.getJWTClaimsSet().getStringClaim("nonce")).isEqualTo("n");
  }

  @Test
  void section_3_3_2_5_each_type_brings_what_it_names() throws Exception {
    AuthenticationSuccessResponse withIdToken = hybrid("code id_token");
    assertThat(withIdToken.getAccessToken()).isNull();
    SignedJWT idToken = (SignedJWT) withIdToken.getIDToken();
    assertThat(idToken.getJWTClaimsSet().getClaim("at_hash")).isNull();
    assertThat(idToken.getJWTClaimsSet().getClaim("c_hash")).isNotNull();

    AuthenticationSuccessResponse withToken = hybrid("code token");
    assertThat(withToken.getIDToken()).isNull();
    assertThat(withToken.getAccessToken()).isInstanceOf(BearerAccessToken.class);
    assertThat(client.users().userinfo(withToken.getAccessToken().getValue()).status())
        .isEqualTo(200);
  }

  @Test
  void section_3_3_3_6_the_token_endpoint_tells_of_the_same_user() throws Exception {
    AuthenticationSuccessResponse front = hybrid("code id_token");
    Answer back = client.redeem(front.getAuthorizationCode().getValue());
    SignedJWT second = SignedJWT.parse(back.text("id_token"));
    var first = front.getIDToken().getJWTClaimsSet();
    assertThat(second.getJWTClaimsSet().getSubject()).isEqualTo(first.getSubject());
    assertThat(second.getJWTClaimsSet().getIssuer()).isEqualTo(first.getIssuer());
    assertThat(second.getJWTClaimsSet().getClaim("nonce")).isEqualTo("n");
  }

  @Test
  void the_code_needs_its_verifier_and_what_came_beside_it_none() throws Exception {
    AuthorizationCode code = hybrid("code id_token token").getAuthorizationCode();
    assertThat(client.redeem(code.getValue(), "code_verifier", null).text("error"))
        .isEqualTo("invalid_grant");
    assertThat(authorize("code id_token", "code_challenge", null).redirectParameters())
        .containsEntry("error", "invalid_request")
        .doesNotContainKeys("code", "id_token");
  }

  /** RFC 6749 section 4.2.2: what stands in an address is not refreshed. */
  @Test
  void only_the_code_brings_a_refresh_token() throws Exception {
    Answer front = authorize("code token", "scope", "openid offline_access");
    assertThat(front.redirectParameters()).doesNotContainKey("refresh_token");
    SignedJWT token = SignedJWT.parse(front.redirectParameter("access_token"));
    assertThat(token.getJWTClaimsSet().getStringClaim("scope")).isEqualTo("openid");
    assertThat(client.redeem(front.redirectParameter("code")).text("refresh_token")).isNotEmpty();
  }

  /** RFC 7009 section 2.1: whatever ends the one ends the other. */
  @Test
  void the_code_and_what_came_beside_it_are_one_grant() {
    Answer front = authorize("code token", "scope", "openid offline_access");
    String beside = front.redirectParameter("access_token");
    Answer back = client.redeem(front.redirectParameter("code"));
    assertThat(client.users().userinfo(beside).status()).isEqualTo(200);
    client.revoke(back.text("access_token"));
    assertThat(client.users().userinfo(beside).status()).isEqualTo(401);
    assertThat(client.refresh(back.text("refresh_token")).status()).isEqualTo(400);

    front = authorize("code id_token token", "scope", "openid offline_access");
    back = client.redeem(front.redirectParameter("code"));
    client.revoke(front.redirectParameter("access_token"));
    assertThat(client.users().userinfo(back.text("access_token")).status()).isEqualTo(401);
    assertThat(client.refresh(back.text("refresh_token")).status()).isEqualTo(400);
  }

  @Test
  void a_code_is_worth_nothing_once_what_came_beside_it_was_revoked() {
    Answer front = authorize("code token");
    client.revoke(front.redirectParameter("access_token"));
    assertThat(client.redeem(front.redirectParameter("code")).text("error"))
        .isEqualTo("invalid_grant");
  }

  @ParameterizedTest
  @ValueSource(strings = {"code id_token", "code token", "code id_token token"})
  void tokens_never_stand_in_a_query(String type) {
    assertThat(authorize(type, "response_mode", "query").redirectParameters())
        .containsEntry("error", "invalid_request")
        .doesNotContainKeys("code", "access_token", "id_token");
  }

  @Test
  void a_form_carries_them_too() {
    assertThat(authorize("code id_token", "response_mode", "form_post").body())
        .contains("name=\"code\"", "name=\"id_token\"");
  }
}
