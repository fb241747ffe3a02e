package dev.latchkey.faces.oauth;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.ClientAuthenticator;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.proof.AccessKind;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.Endpoint;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.grants.IntrospectToken;
import dev.latchkey.flows.grants.RevokeToken;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;

/**
 * {@code POST /oauth/revoke} (RFC 7009) and {@code POST /oauth/introspect} (RFC 7662); contract
 * sections 4.3 and 4.4.
 */
public final class RevocationEndpoint {

  private final ClientAuthentication authentication;
  private final RevokeToken revoke;
  private final IntrospectToken introspect;

  public RevocationEndpoint(
      ClientAuthenticator authenticator, RevokeToken revoke, IntrospectToken introspect) {
    this.authentication = new ClientAuthentication(authenticator);
    this.revoke = revoke;
    this.introspect = introspect;
  }

  public void on(Router router, Api api) {
    api.route(
        router, Method.POST, "/oauth/revoke", RateClass.TOKEN, challenging(api, this::revoke));
    api.route(
        router,
        Method.POST,
        "/oauth/introspect",
        RateClass.NONE,
        challenging(api, this::introspect));
  }

  private static Endpoint challenging(Api api, Endpoint endpoint) {
    return call -> {
      try {
        return endpoint.handle(call);
      } catch (ApiException e) {
        return ClientAuthentication.error(api, call, e);
      }
    };
  }

  private Response revoke(Call call) {
    Fields body = call.bodyOrForm();
    Client client = authentication.client(call, body);
    String token = body.required("token", Limits.TOKEN);
    body.check();
    revoke.run(call.tenant(), client, token, call.caller());
    // RFC 7009 section 2.2, for those that post forms as it says; the vendor's clients post JSON
    // and
    // want no body (contract section 4.3), others of theirs take no empty 200.
    return call.isForm() ? Answers.secret(Json.object()) : Response.noContent();
  }

  /**
   * Only for clients that prove themselves: the answer says who somebody is (RFC 7662 section 4).
   */
  private Response introspect(Call call) {
    Fields body = call.bodyOrForm();
    Client client = authentication.client(call, body);
    if (client.isPublic()) {
      throw ApiError.UNAUTHORIZED_CLIENT.exception("A public client may not introspect");
    }
    String token = body.required("token", Limits.TOKEN);
    Boolean use = body.truth("count_as_use");
    body.check();
    return Answers.secret(
        AccessKind.isPrefixOf(token)
            ? introspect.ofAccess(call.tenant(), token, Boolean.TRUE.equals(use))
            : introspect.run(call.tenant(), token));
  }
}
