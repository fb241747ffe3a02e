package dev.latchkey.faces.oauth;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.ClientAuthenticator;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.grants.IntrospectToken;
import dev.latchkey.flows.grants.RevokeToken;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;

/** {@code POST /oauth/revoke} (RFC 7009) and {@code POST /oauth/introspect} (RFC 7662); contract sections 4.3 and 4.4. */
public final class RevocationEndpoint {

  private final ClientAuthenticator authenticator;
  private final RevokeToken revoke;
  private final IntrospectToken introspect;

  public RevocationEndpoint(
      ClientAuthenticator authenticator, RevokeToken revoke, IntrospectToken introspect) {
    this.authenticator = authenticator;
    this.revoke = revoke;
    this.introspect = introspect;
  }

  public void on(Router router, Api api) {
    api.route(router, Method.POST, "/oauth/revoke", RateClass.TOKEN, this::revoke);
    api.route(router, Method.POST, "/oauth/introspect", RateClass.NONE, this::introspect);
  }

  private Response revoke(Call call) {
    Fields body = call.bodyOrForm();
    Client client = client(call, body);
    String token = body.required("token", Limits.TOKEN);
    body.check();
    revoke.run(call.tenant(), client, token, call.caller());
    return Response.noContent();
  }

  /** Only for clients that prove themselves: the answer says who somebody is (RFC 7662 section 4). */
  private Response introspect(Call call) {
    Fields body = call.bodyOrForm();
    Client client = client(call, body);
    if (client.isPublic()) {
      throw ApiError.UNAUTHORIZED_CLIENT.exception("A public client may not introspect");
    }
    String token = body.required("token", Limits.TOKEN);
    body.check();
    return Answers.secret(introspect.run(call.tenant(), token));
  }

  private Client client(Call call, Fields body) {
    return call.of(
        authenticator.authenticate(
            call.tenant().id(),
            call.request().header("Authorization").orElse(null),
            body.text("client_id", Limits.NAME),
            body.text("client_secret", Limits.NAME)));
  }
}
