package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.AccessTokenHash;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.AccessTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import dev.latchkey.testkit.Answer;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.Requirement;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Users;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Contract sections 1.13 and 1.13.1, DECISIONS 9: what the tokens say, in which types, under which
 * signature. The signatures, {@code at_hash} and all that OpenID Connect Core section 3.1.3.7 wants
 * are checked by a client library that is not ours, against the published keys.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdTokenTest {

  private TestServer server;
  private JWKSet keys;
  private OAuthClient spa;

  @BeforeAll
  void start() throws Exception {
    server =
        TestServer.start(
            TestConfig.standard()
                .set(TestConfig.client(TestConfig.OTHER_SPA) + "/id_token_alg", "ES256")
                .set(TestConfig.client(TestConfig.OTHER_SPA) + "/access_token_alg", "RS256")
                .set(TestConfig.client(TestConfig.NATIVE) + "/id_token_alg", "PS256")
                .set(TestConfig.client(TestConfig.NATIVE) + "/access_token_alg", "PS256"));
    spa = client(TestConfig.SPA);
    client(TestConfig.NATIVE).newUser(); // Makes the key that is only there once it is needed.
    keys = JWKSet.parse(server.http().get("/jwks.json").body());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private OAuthClient client(String id) {
    return new OAuthClient(server.http(), id);
  }

  private IDTokenClaimsSet validated(String idToken, String clientId, String algorithm, Nonce nonce)
      throws Exception {
    return new IDTokenValidator(
            new Issuer(server.url()), new ClientID(clientId), JWSAlgorithm.parse(algorithm), keys)
        .validate(SignedJWT.parse(idToken), nonce);
  }

  private static JsonNode payload(String token) {
    return JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
  }

  @Test
  void an_independent_client_accepts_the_tokens_of_every_algorithm() throws Exception {
    for (Map.Entry<String, String> expected :
        Map.of(
                TestConfig.SPA, "RS256",
                TestConfig.OTHER_SPA, "ES256",
                TestConfig.NATIVE, "PS256",
                TestConfig.WEB_APP, "RS256")
            .entrySet()) {
      Nonce nonce = new Nonce();
      Users.Tokens tokens = client(expected.getKey()).newUser("nonce", nonce.getValue());
      IDTokenClaimsSet claims =
          validated(tokens.idToken(), expected.getKey(), expected.getValue(), nonce);
      assertThat(claims.getSubject().getValue())
          .isEqualTo(spa.users().userinfo(tokens.accessToken()).text("id"));
      assertThat(SignedJWT.parse(tokens.idToken()).getHeader().getType().getType())
          .isEqualTo("JWT");
    }
  }

  @Test
  void an_independent_client_finds_the_access_token_by_its_hash() throws Exception {
    for (String id : List.of(TestConfig.SPA, TestConfig.OTHER_SPA, TestConfig.NATIVE)) {
      Users.Tokens tokens = client(id).newUser();
      JWSAlgorithm algorithm = SignedJWT.parse(tokens.idToken()).getHeader().getAlgorithm();
      AccessTokenHash hash =
          new AccessTokenHash(payload(tokens.idToken()).path("at_hash").asString());
      AccessTokenValidator.validate(new BearerAccessToken(tokens.accessToken()), algorithm, hash);
      Answer refreshed = client(id).refresh(tokens.refreshToken());
      assertThatThrownBy(() ->
              AccessTokenValidator.validate(
                  new BearerAccessToken(refreshed.text("access_token")), algorithm, hash))
          .isInstanceOf(Exception.class);
    }
  }

  @Test
  void access_tokens_verify_under_the_published_key_that_they_name() throws Exception {
    for (Map.Entry<String, String> expected :
        Map.of(
                TestConfig.SPA, "ES256",
                TestConfig.OTHER_SPA, "RS256",
                TestConfig.NATIVE, "PS256",
                TestConfig.LEGACY, "ES256")
            .entrySet()) {
      SignedJWT token = SignedJWT.parse(client(expected.getKey()).newUser().accessToken());
      assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo(expected.getValue());
      assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
      AsymmetricJWK key = (AsymmetricJWK) keys.getKeyByKeyId(token.getHeader().getKeyID());
      assertThat(
              token.verify(
                  new DefaultJWSVerifierFactory()
                      .createJWSVerifier(token.getHeader(), key.toPublicKey())))
          .isTrue();
    }
  }

  /** RFC 9068 section 2.2, contract section 1.13. */
  @Test
  void an_access_token_says_what_it_must() throws Exception {
    Users.Tokens tokens = spa.newUser();
    JsonNode claims = payload(tokens.accessToken());
    assertThat(claims.path("iss").asString()).isEqualTo(server.url());
    assertThat(claims.path("aud").asString()).isEqualTo(TestConfig.SPA);
    assertThat(claims.path("client_id").asString()).isEqualTo(TestConfig.SPA);
    assertThat(claims.path("scope").asString()).isEqualTo(Users.SCOPES);
    assertThat(claims.path("sub").asString())
        .isEqualTo(spa.users().userinfo(tokens.accessToken()).text("id"));
    assertThat(claims.path("auth_type").asString()).isEqualTo("password");
    assertThat(claims.path("amr").isArray()).isTrue();
    for (String name : List.of("iat", "exp", "auth_time")) {
      assertThat(claims.path(name).isIntegralNumber()).as(name).isTrue();
    }
    assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(3600);
    for (String name : List.of("jti", "sid")) {
      assertThat(claims.path(name).asString()).as(name).isNotEmpty();
    }
    assertThat(claims.has("email")).as("who reads logs learns no address").isFalse();
  }

  @Test
  void no_two_access_tokens_have_the_same_id() {
    Set<String> seen = new HashSet<>();
    String refreshToken = spa.newUser().refreshToken();
    for (int i = 0; i < 10; i++) {
      Answer answer = spa.refresh(refreshToken);
      assertThat(seen.add(payload(answer.text("access_token")).path("jti").asString())).isTrue();
      refreshToken = answer.text("refresh_token");
    }
  }

  @Test
  void the_claims_of_a_user_who_has_everything_have_the_types_of_the_contract() {
    String idToken = Everything.newUser(server, spa).idToken();
    JsonNode claims = payload(idToken);
    assertThat(claims.path("iss").asString()).isEqualTo(server.url());
    assertThat(claims.path("aud").isArray()).isTrue();
    assertThat(claims.path("aud")).hasSize(1);
    assertThat(claims.path("aud").path(0).asString()).isEqualTo(TestConfig.SPA);
    assertThat(claims.path("azp").asString()).isEqualTo(TestConfig.SPA);
    assertThat(claims.path("amr").isArray()).isTrue();
    for (String name : List.of("exp", "iat", "auth_time")) {
      assertThat(claims.path(name).isIntegralNumber()).as(name).isTrue();
    }
    for (String name : List.of("email_verified", "phone_number_verified", "new_user")) {
      assertThat(claims.path(name).isBoolean()).as(name).isTrue();
    }
    Map.of(
            "name", "Ada King Lovelace",
            "given_name", "Ada",
            "middle_name", "King",
            "family_name", "Lovelace",
            "nickname", "Countess",
            "preferred_username", "ada",
            "profile", "https://ada.example/",
            "picture", "https://ada.example/ada.png",
            "gender", "female",
            "birthdate", "1815-12-10")
        .forEach((name, value) -> {
          assertThat(claims.path(name).isString()).as(name).isTrue();
          assertThat(claims.path(name).asString()).isEqualTo(value);
        });
    for (String name :
        List.of(
            "sub",
            "sid",
            "auth_type",
            "email",
            "phone_number",
            "locale",
            "external_id",
            "custom_identifier",
            "nonce",
            "at_hash")) {
      assertThat(claims.path(name).isString()).as(name).isTrue();
      assertThat(claims.path(name).asString()).as(name).isNotEmpty();
    }
    assertThat(claims.path("updated_at").asString())
        .matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z");
    JsonNode address = claims.path("address");
    assertThat(address.isObject()).isTrue();
    assertThat(address.propertyNames())
        .containsExactlyInAnyOrder(
            "formatted", "street_address", "locality", "region", "postal_code", "country");
    assertThat(address.path("formatted").asString()).contains("London");
    assertThat(claims.path("custom_fields").path("loyalty_card").asString()).isEqualTo("4711");
    assertThat(claims.path("custom_fields").path("shoe_size").asInt()).isEqualTo(38);
  }

  @Test
  void a_user_of_whom_little_is_known_has_no_empty_claims() {
    JsonNode claims = payload(spa.newUser().idToken());
    assertThat(claims.properties())
        .noneMatch(claim -> claim.getValue().isNull() || claim.getValue().asString("x").isEmpty());
    assertThat(Set.copyOf(claims.propertyNames()))
        .doesNotContain("address", "phone_number", "name", "nonce", "external_id");
  }

  @Test
  void a_token_is_utf_8_in_base64url_without_padding() {
    String name = "Zoë Ναταλία 山田 😀";
    Users.Tokens tokens =
        spa.tokens(spa.users().signUp(Map.of("email", Users.newEmail(), "name", name)));
    assertThat(tokens.idToken()).matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
    assertThat(payload(tokens.idToken()).path("name").asString()).isEqualTo(name);
  }

  @Test
  void only_the_id_token_of_the_sign_up_calls_the_user_new() {
    String email = Users.newEmail();
    assertThat(
            payload(spa.tokens(spa.users().signUp(email)).idToken()).path("new_user").asBoolean())
        .isTrue();
    assertThat(payload(spa.tokens(spa.users().logIn(email)).idToken()).has("new_user")).isFalse();
  }

  @Test
  void each_scope_brings_its_own_claims() {
    OAuthClient client = client(TestConfig.WEB_APP);
    String email = Users.newEmail();
    client
        .users()
        .signUp(
            Map.of(
                "email",
                email,
                "phone_number",
                Users.newPhoneNumber(),
                "given_name",
                "Ada",
                "addresses",
                List.of(Map.of("locality", "London", "country", "GB", "default", true))));
    Map<String, String> claimOf =
        Map.of(
            "profile",
            "given_name",
            "email",
            "email",
            "phone",
            "phone_number",
            "address",
            "address");
    for (String scope : claimOf.keySet()) {
      JsonNode claims =
          payload(client.tokens(client.users().logIn(email), "scope", "openid " + scope).idToken());
      for (Map.Entry<String, String> other : claimOf.entrySet()) {
        assertThat(claims.has(other.getValue()))
            .as(other.getValue() + " with " + scope)
            .isEqualTo(other.getKey().equals(scope));
      }
    }
  }

  @Test
  @Requirement("ASVS 10.3.4")
  void the_time_of_the_login_and_its_method_are_told() {
    JsonNode claims = payload(spa.newUser().idToken());
    long now = server.clock().instant().getEpochSecond();
    assertThat(claims.path("auth_time").asLong()).isBetween(now - 60, now + 1);
    assertThat(claims.path("auth_time").asLong()).isLessThanOrEqualTo(claims.path("iat").asLong());
    assertThat(claims.path("amr").path(0).asString()).isEqualTo("pwd");
  }

  /** DECISIONS 5: the vendor's default of old, for confidential clients that ask for it. */
  @Test
  void a_legacy_clients_id_token_verifies_under_its_secret_and_under_no_key() throws Exception {
    Users.Tokens tokens = client(TestConfig.LEGACY).newUser("nonce", "n");
    SignedJWT token = SignedJWT.parse(tokens.idToken());
    assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.HS256);
    assertThat(token.getHeader().getKeyID()).isNull();
    Issuer issuer = new Issuer(server.url());
    ClientID id = new ClientID(TestConfig.LEGACY);
    IDTokenClaimsSet claims =
        new IDTokenValidator(issuer, id, JWSAlgorithm.HS256, new Secret(TestConfig.SECRET))
            .validate(token, new Nonce("n"));
    assertThat(claims.getAudience())
        .extracting(a -> a.getValue())
        .containsExactly(TestConfig.LEGACY);
    assertThatThrownBy(() ->
            new IDTokenValidator(
                    issuer, id, JWSAlgorithm.HS256, new Secret(TestConfig.SECRET + "x"))
                .validate(token, new Nonce("n")))
        .isInstanceOf(BadJOSEException.class);
    AccessTokenValidator.validate(
        new BearerAccessToken(tokens.accessToken()),
        JWSAlgorithm.HS256,
        new AccessTokenHash(payload(tokens.idToken()).path("at_hash").asString()));
  }

  @Test
  @Requirement("ASVS 10.3.1")
  void an_independent_client_refuses_a_token_of_another_client() {
    Nonce nonce = new Nonce();
    Users.Tokens tokens = spa.newUser("nonce", nonce.getValue());
    assertThatThrownBy(() -> validated(tokens.idToken(), TestConfig.OTHER_SPA, "RS256", nonce))
        .isInstanceOf(BadJOSEException.class);
  }

  @Test
  void both_tokens_end_when_the_answer_says() throws Exception {
    Users.Tokens tokens = spa.newUser();
    for (String token : Arrays.asList(tokens.accessToken(), tokens.idToken())) {
      JWTClaimsSet claims = SignedJWT.parse(token).getJWTClaimsSet();
      assertThat(claims.getExpirationTime().getTime() - claims.getIssueTime().getTime())
          .isEqualTo(3_600_000);
    }
  }
}
