package dev.latchkey.faces.oauth.authorize;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.token.TokenAnswer;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.ErrorPage;
import dev.latchkey.faces.web.KnownScopes;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.flows.grants.AuthorizeStep;
import dev.latchkey.flows.grants.AuthorizeStep.Access;
import dev.latchkey.flows.grants.AuthorizeStep.Wanted;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /oauth/authorize}, and its name of the seed's time, {@code password/callback}
 * (contract sections 4.1 and 4.10).
 */
public final class AuthorizeEndpoint {

  private final Api api;
  private final Clients clients;
  private final KnownScopes knownScopes;
  private final ReplyFinder replies;
  private final AuthorizeStep step;

  public AuthorizeEndpoint(
      Api api, Clients clients, KnownScopes knownScopes, Secrets secrets, AuthorizeStep step) {
    this.api = api;
    this.clients = clients;
    this.knownScopes = knownScopes;
    this.replies = new ReplyFinder(secrets);
    this.step = step;
  }

  public void on(Router router) {
    router.on(Method.GET, "/oauth/authorize", api.around(RateClass.NONE, this::authorize));
    router.on(
        Method.GET, "/identity/v1/password/callback", api.around(RateClass.NONE, this::authorize));
  }

  private Response authorize(Call call) {
    AuthorizeRequest request;
    Reply reply;
    try {
      request = request(call);
      reply = replies.find(request, call.request().header("Referer").orElse(null));
    } catch (ApiException e) {
      return onTheSpot(call, e);
    }
    try {
      Rules.IN_ORDER.forEach(rule -> rule.check(request));
      return answer(call, request, reply);
    } catch (ApiException e) {
      ObjectNode error = api.errorBody(call, e);
      error.remove("error_details");
      return reply.send(withState(error, request.state()));
    }
  }

  /**
   * Nobody authenticates here, so an unknown client is a bad request like any other (contract
   * section 1.8).
   */
  private Response onTheSpot(Call call, ApiException e) {
    return e.error() == ApiError.INVALID_CLIENT
        ? ErrorPage.jsonOrPage(api, call, e, 400)
        : ErrorPage.jsonOrPage(api, call, e);
  }

  private AuthorizeRequest request(Call call) {
    Set<String> repeated;
    try {
      repeated = call.request().query().repeated();
    } catch (IllegalArgumentException e) {
      throw ApiError.VALIDATION.exception("The query cannot be decoded");
    }
    Fields query = call.query();
    String clientId = query.text("client_id", Limits.NAME);
    Client client =
        clients
            .find(call.tenant().id(), clientId == null ? "" : clientId)
            .orElseThrow(ApiError.INVALID_CLIENT::exception);
    return AuthorizeRequest.of(call.tenant(), call.of(client), repeated, query);
  }

  private Response answer(Call call, AuthorizeRequest request, Reply reply) {
    AuthorizeStep.Input input = input(call, request, reply);
    Access access =
        step.run(call.tenant(), request.client(), input, call.caller().withOrigin(request.origin()))
            .orElseThrow(ApiError.LOGIN_REQUIRED::exception);
    Response response = reply.send(withState(parameters(access), request.state()));
    return access.cookie() == null
        ? response
        : SessionCookies.withSession(response, call.tenant(), access.cookie(), access.persistent());
  }

  private AuthorizeStep.Input input(Call call, AuthorizeRequest request, Reply reply) {
    String maxAge = request.maxAge();
    return new AuthorizeStep.Input(
        request.tkn(),
        SessionCookies.session(call.request()),
        request.prompt().contains("login") || request.prompt().contains("select_account"),
        maxAge == null ? null : Duration.ofSeconds(Long.parseLong(maxAge)),
        request.persistent(),
        wanted(request),
        request.redirectUri(),
        reply instanceof Reply.WebMessage message ? message.targetOrigin() : null,
        request.codeChallenge(),
        Scopes.granted(request.client(), request.scope(), knownScopes.of(call.tenant())),
        request.nonce());
  }

  private static Wanted wanted(AuthorizeRequest request) {
    return request.wantsCode()
        ? Wanted.CODE
        : request.responseTypes().contains("token") ? Wanted.TOKENS : Wanted.ID_TOKEN;
  }

  private static ObjectNode parameters(Access access) {
    ObjectNode parameters = Json.object();
    TokenAnswer tokens = access.tokens();
    String idToken = tokens == null ? access.idToken() : tokens.idToken();
    if (access.code() != null) {
      parameters.put("code", access.code());
    }
    if (tokens != null) {
      parameters
          .put("access_token", tokens.accessToken())
          .put("token_type", tokens.tokenType())
          .put("expires_in", tokens.expiresIn());
    }
    if (idToken != null) {
      parameters.put("id_token", idToken);
    }
    return parameters;
  }

  private static ObjectNode withState(ObjectNode parameters, @Nullable String state) {
    return state == null ? parameters : parameters.put("state", state);
  }
}
