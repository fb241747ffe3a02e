package dev.latchkey.faces.oauth;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.ClientAuthenticator;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.dpop.DpopProofs;
import dev.latchkey.domain.dpop.ProvenKey;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.event.Caller;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Identifier;
import dev.latchkey.domain.input.Identifiers;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.TokenAnswer;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.KnownScopes;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.flows.grants.AuthorizationCodeGrant;
import dev.latchkey.flows.grants.ClientCredentialsGrant;
import dev.latchkey.flows.grants.DeviceCodeGrant;
import dev.latchkey.flows.grants.PasswordGrant;
import dev.latchkey.flows.grants.RefreshTokenGrant;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code POST /oauth/token} (RFC 6749 section 3.2, contract section 4.2): JSON or form. */
public final class TokenEndpoint {

  private final ClientAuthentication authentication;
  private final DpopProofs proofs;
  private final KnownScopes knownScopes;
  private final AuthorizationCodeGrant authorizationCode;
  private final RefreshTokenGrant refreshToken;
  private final ClientCredentialsGrant clientCredentials;
  private final PasswordGrant password;
  private final DeviceCodeGrant deviceCode;

  public TokenEndpoint(
      ClientAuthenticator authenticator,
      DpopProofs proofs,
      KnownScopes knownScopes,
      AuthorizationCodeGrant authorizationCode,
      RefreshTokenGrant refreshToken,
      ClientCredentialsGrant clientCredentials,
      PasswordGrant password,
      DeviceCodeGrant deviceCode) {
    this.authentication = new ClientAuthentication(authenticator);
    this.proofs = proofs;
    this.knownScopes = knownScopes;
    this.authorizationCode = authorizationCode;
    this.refreshToken = refreshToken;
    this.clientCredentials = clientCredentials;
    this.password = password;
    this.deviceCode = deviceCode;
  }

  public void on(Router router, Api api) {
    api.route(
        router,
        Method.POST,
        "/oauth/token",
        RateClass.TOKEN,
        call -> {
          try {
            return token(call);
          } catch (ApiException e) {
            return error(api, call, e);
          }
        });
  }

  private Response token(Call call) {
    Fields body = call.bodyOrForm();
    Client client = authentication.client(call, body);
    String origin = body.text("origin", Limits.NAME);
    Caller caller = call.caller().withOrigin(origin == null ? "" : origin);
    String grantType = body.required("grant_type", 100);
    ProvenKey key = proofs.ofTokenRequest(call.tenant(), client, call.proof());
    return switch (grantType) {
      case "authorization_code" -> code(call, client, body, key, caller);
      case "refresh_token" -> Answers.secret(refresh(call.tenant(), client, body, key, caller));
      case "client_credentials" ->
          Answers.secret(
              clientCredentials.run(
                  call.tenant(),
                  client,
                  scopes(call.tenant(), client, body),
                  resources(body),
                  key));
      case DeviceCodeGrant.TYPE -> Answers.secret(device(call.tenant(), client, body, key, caller));
      case "password" -> Answers.secret(password(call.tenant(), client, body, key, caller));
      default -> {
        body.check();
        throw ApiError.UNSUPPORTED_GRANT_TYPE.exception();
      }
    };
  }

  private Response code(
      Call call, Client client, Fields body, @Nullable ProvenKey key, Caller caller) {
    AuthorizationCodeGrant.Input input =
        new AuthorizationCodeGrant.Input(
            body.required("code", Limits.TOKEN),
            body.text("redirect_uri", Limits.URL),
            body.text("code_verifier", Limits.NAME),
            key,
            Boolean.TRUE.equals(body.truth("return_provider_token")),
            resources(body));
    body.check();
    AuthorizationCodeGrant.Result result =
        authorizationCode.run(call.tenant(), client, input, caller);
    Response response = Answers.secret(result.tokens());
    return result.cookie() == null
        ? response
        : SessionCookies.withSession(response, call.tenant(), result.cookie(), result.persistent());
  }

  private TokenAnswer refresh(
      Tenant tenant, Client client, Fields body, @Nullable ProvenKey key, Caller caller) {
    // Android sends an empty one when it has none, and expects to hear that it is no good (contract
    // section 4.2).
    String token = body.text("refresh_token", Limits.TOKEN);
    String asked = body.text("scope", Limits.SCOPE);
    List<String> resources = resources(body);
    if (token == null) {
      body.missing("refresh_token");
    }
    body.check();
    Set<String> scopes =
        Scopes.parse(asked).isEmpty()
            ? null
            : Scopes.granted(client, asked, knownScopes.of(tenant));
    return refreshToken.run(
        tenant, client, token == null ? "" : token, key, scopes, resources, caller);
  }

  private TokenAnswer device(
      Tenant tenant, Client client, Fields body, @Nullable ProvenKey key, Caller caller) {
    String code = body.required("device_code", Limits.TOKEN);
    return deviceCode.run(
        tenant, client, new DeviceCodeGrant.Input(code, resources(body), key), caller);
  }

  private TokenAnswer password(
      Tenant tenant, Client client, Fields body, @Nullable ProvenKey key, Caller caller) {
    String username = body.required("username", Limits.EMAIL);
    String secret = body.requiredPassword("password");
    String nonce = body.text("nonce", Limits.STATE);
    Set<String> scopes = scopes(tenant, client, body);
    body.check();
    Identifier identifier =
        Identifiers.any(username, tenant.country())
            .orElseThrow(ApiError.INVALID_EMAIL_OR_PASSWORD::exception);
    return password.run(
        tenant, client, new PasswordGrant.Input(identifier, secret, scopes, nonce, key), caller);
  }

  /** Which APIs the access token is for (RFC 8707 section 2.2). */
  private static List<String> resources(Fields body) {
    List<String> resources = body.texts("resource", Limits.URL, Limits.RESOURCES);
    body.check();
    return resources;
  }

  private Set<String> scopes(Tenant tenant, Client client, Fields body) {
    String asked = body.text("scope", Limits.SCOPE);
    body.check();
    return Scopes.granted(client, asked, knownScopes.of(tenant));
  }

  /**
   * RFC 6749 section 5.2 wants 400 for {@code invalid_grant}; clients written against the vendor
   * may want 401 (DECISIONS 1).
   */
  private static Response error(Api api, Call call, ApiException e) {
    boolean grant = e.error().type().equals("invalid_grant");
    return ClientAuthentication.error(
        api, call, e, grant ? call.tenant().compat().tokenErrorStatus() : e.error().status());
  }
}
