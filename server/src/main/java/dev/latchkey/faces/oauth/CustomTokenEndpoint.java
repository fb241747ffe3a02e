package dev.latchkey.faces.oauth;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.error.FieldError;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.KnownScopes;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.faces.web.authorize.AuthorizeRequest;
import dev.latchkey.faces.web.authorize.Reply;
import dev.latchkey.faces.web.authorize.ReplyFinder;
import dev.latchkey.faces.web.authorize.Rules;
import dev.latchkey.flows.grants.LoginOutcome;
import dev.latchkey.flows.login.CustomTokenLogin;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;

/** {@code GET custom-token/login} (contract section 4.6): ends as an authorize request does. */
public final class CustomTokenEndpoint {

  private final Api api;
  private final AuthorizeRequests requests;
  private final KnownScopes knownScopes;
  private final ReplyFinder replies;
  private final CustomTokenLogin login;

  public CustomTokenEndpoint(
      Api api,
      AuthorizeRequests requests,
      KnownScopes knownScopes,
      ReplyFinder replies,
      CustomTokenLogin login) {
    this.api = api;
    this.requests = requests;
    this.knownScopes = knownScopes;
    this.replies = replies;
    this.login = login;
  }

  public void on(Router router) {
    router.on(
        Method.GET, "/identity/v1/custom-token/login", api.around(RateClass.LOGIN, this::logIn));
  }

  private Response logIn(Call call) {
    AuthorizeRequest request;
    Reply reply;
    try {
      request = requests.read(call);
      reply = replies.find(request, call.request().header("Referer").orElse(null));
    } catch (ApiException e) {
      return requests.onTheSpot(call, e);
    }
    try {
      if (!request.client().isFirstParty()) {
        throw ApiError.NOT_FIRST_PARTY.exception();
      }
      login.requireAllowed(request.client());
      String token = request.query().text("token", Limits.TOKEN);
      Rules.check(request);
      if (token == null) {
        throw ApiException.validation(FieldError.missing("token"));
      }
      AccessRequest wanted = request.accessRequest(reply, knownScopes.of(call.tenant()));
      LoginOutcome outcome =
          login.run(
              call.tenant(),
              request.client(),
              token,
              wanted,
              SessionCookies.browser(call.request()),
              call.caller().withOrigin(request.origin()));
      return LoginReply.of(call, reply, request.state(), outcome)
          .with("Referrer-Policy", "no-referrer");
    } catch (ApiException e) {
      return reply.send(Reply.error(api.errorBody(call, e), request.state()));
    }
  }
}
