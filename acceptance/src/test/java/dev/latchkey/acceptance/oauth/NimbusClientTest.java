package dev.latchkey.acceptance.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.PushedAuthorizationRequest;
import com.nimbusds.oauth2.sdk.PushedAuthorizationResponse;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenIntrospectionResponse;
import com.nimbusds.oauth2.sdk.TokenIntrospectionSuccessResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretJWT;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.JWTAuthenticationClaimsSet;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.AuthenticationSuccessResponse;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.OAuthClient;
import dev.latchkey.testkit.SigningPair;
import dev.latchkey.testkit.TestConfig;
import dev.latchkey.testkit.TestServer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A back end with Nimbus' oauth2-oidc-sdk, a client library that is not ours, from discovery to
 * revocation; it reads every answer by its specification.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NimbusClientTest {

  private static final URI CALLBACK = URI.create(TestConfig.CALLBACK);

  private final SigningPair key = SigningPair.of("ES256", "nimbus");
  private TestServer server;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            TestConfig.standard()
                .set(TestConfig.client(TestConfig.BACKEND) + "/refresh_tokens", true)
                .set(
                    TestConfig.client(TestConfig.BACKEND) + "/scopes",
                    List.of("openid", "email", "offline_access"))
                .set(TestConfig.client(TestConfig.LEGACY) + "/legacy", Map.of())
                .set(TestConfig.client(TestConfig.LEGACY) + "/auth_method", "client_secret_jwt")
                .set(TestConfig.client(TestConfig.LEGACY) + "/id_token_alg", "ES256")
                .set(TestConfig.client(TestConfig.THIRD_PARTY) + "/party", "first")
                .set(TestConfig.client(TestConfig.THIRD_PARTY) + "/refresh_tokens", true)
                .set(
                    TestConfig.client(TestConfig.THIRD_PARTY) + "/scopes",
                    List.of("openid", "email", "offline_access"))
                .set(TestConfig.client(TestConfig.THIRD_PARTY) + "/auth_method", "private_key_jwt")
                .set(TestConfig.client(TestConfig.THIRD_PARTY) + "/secrets", List.of())
                .set(TestConfig.client(TestConfig.THIRD_PARTY) + "/id_token_alg", "PS256")
                .set(
                    TestConfig.client(TestConfig.THIRD_PARTY) + "/security",
                    Map.of("jwks", SigningPair.publicSet(key))));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** Anew for each request: one that is signed is good once. */
  private ClientAuthentication authentication(String id) throws JOSEException {
    ClientID client = new ClientID(id);
    Secret secret = new Secret(TestConfig.SECRET);
    JWTAuthenticationClaimsSet claims =
        new JWTAuthenticationClaimsSet(client, new Audience(server.url()));
    return switch (id) {
      case TestConfig.BACKEND -> new ClientSecretBasic(client, secret);
      case TestConfig.WEB_APP -> new ClientSecretPost(client, secret);
      case TestConfig.LEGACY ->
          new ClientSecretJWT(client, URI.create(server.url()), JWSAlgorithm.HS256, secret);
      default ->
          new PrivateKeyJWT(
              claims, JWSAlgorithm.ES256, key.jwk().toECKey().toPrivateKey(), "nimbus", null);
    };
  }

  private static JWSAlgorithm idTokenAlgorithm(String id) {
    return switch (id) {
      case TestConfig.LEGACY -> JWSAlgorithm.ES256;
      case TestConfig.THIRD_PARTY -> JWSAlgorithm.PS256;
      default -> JWSAlgorithm.RS256;
    };
  }

  /** The answer to a pushed request, in the browser of a new user. */
  private AuthenticationSuccessResponse login(
      OIDCProviderMetadata provider, AuthenticationRequest request) throws Exception {
    String id = request.getClientID().getValue();
    PushedAuthorizationResponse pushed =
        PushedAuthorizationResponse.parse(
            new PushedAuthorizationRequest(
                    provider.getPushedAuthorizationRequestEndpointURI(),
                    authentication(id),
                    request)
                .toHTTPRequest()
                .send());
    URI address =
        new AuthorizationRequest.Builder(
                pushed.toSuccessResponse().getRequestURI(), request.getClientID())
            .endpointURI(provider.getAuthorizationEndpointURI())
            .build()
            .toURI();
    Http browser = server.http();
    String tkn = new OAuthClient(browser, id).newTkn();
    String path = address.toString().substring(server.url().length());
    URI location = browser.get(path + "&tkn=" + tkn).location();
    return AuthenticationResponseParser.parse(location).toSuccessResponse();
  }

  private HTTPResponse token(OIDCProviderMetadata provider, String id, AuthorizationGrant grant)
      throws Exception {
    return new TokenRequest.Builder(provider.getTokenEndpointURI(), authentication(id), grant)
        .build()
        .toHTTPRequest()
        .send();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {TestConfig.BACKEND, TestConfig.WEB_APP, TestConfig.LEGACY, TestConfig.THIRD_PARTY})
  void a_back_end_logs_users_in_and_keeps_and_gives_back_its_tokens(String id) throws Exception {
    OIDCProviderMetadata provider = OIDCProviderMetadata.resolve(new Issuer(server.url()));
    CodeVerifier verifier = new CodeVerifier();
    State state = new State();
    Nonce nonce = new Nonce();
    AuthenticationSuccessResponse answer =
        login(
            provider,
            new AuthenticationRequest.Builder(
                    ResponseType.CODE,
                    new Scope("openid", "email", "offline_access"),
                    new ClientID(id),
                    CALLBACK)
                .state(state)
                .nonce(nonce)
                .codeChallenge(verifier, CodeChallengeMethod.S256)
                .build());
    assertThat(answer.getState()).isEqualTo(state);
    assertThat(answer.getIssuer()).isEqualTo(provider.getIssuer());

    OIDCTokens tokens =
        OIDCTokenResponse.parse(
                token(
                    provider,
                    id,
                    new AuthorizationCodeGrant(answer.getAuthorizationCode(), CALLBACK, verifier)))
            .getOIDCTokens();
    IDTokenValidator validator =
        new IDTokenValidator(
            provider.getIssuer(),
            new ClientID(id),
            idTokenAlgorithm(id),
            provider.getJWKSetURI().toURL());
    String subject = validator.validate(tokens.getIDToken(), nonce).getSubject().getValue();
    UserInfoResponse userinfo =
        UserInfoResponse.parse(
            new UserInfoRequest(provider.getUserInfoEndpointURI(), tokens.getAccessToken())
                .toHTTPRequest()
                .send());
    assertThat(userinfo.toSuccessResponse().getUserInfo().getSubject().getValue())
        .isEqualTo(subject);
    assertThat(userinfo.toSuccessResponse().getUserInfo().getEmailAddress()).contains("@");

    OIDCTokens refreshed =
        OIDCTokenResponse.parse(
                token(provider, id, new RefreshTokenGrant(tokens.getRefreshToken())))
            .getOIDCTokens();
    TokenIntrospectionSuccessResponse introspected =
        TokenIntrospectionResponse.parse(
                new TokenIntrospectionRequest(
                        provider.getIntrospectionEndpointURI(),
                        authentication(id),
                        refreshed.getAccessToken())
                    .toHTTPRequest()
                    .send())
            .toSuccessResponse();
    assertThat(introspected.isActive()).isTrue();
    assertThat(introspected.getSubject().getValue()).isEqualTo(subject);

    HTTPResponse revoked =
        new TokenRevocationRequest(
                provider.getRevocationEndpointURI(),
                authentication(id),
                refreshed.getRefreshToken())
            .toHTTPRequest()
            .send();
    assertThat(revoked.indicatesSuccess()).isTrue();
    HTTPResponse refused = token(provider, id, new RefreshTokenGrant(refreshed.getRefreshToken()));
    assertThat(TokenErrorResponse.parse(refused).getErrorObject().getCode())
        .isEqualTo("invalid_grant");
  }
}
