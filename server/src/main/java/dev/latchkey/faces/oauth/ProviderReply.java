package dev.latchkey.faces.oauth;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.token.Access;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.faces.web.authorize.Reply;
import dev.latchkey.flows.federation.FederatedLogin;
import dev.latchkey.flows.federation.FederatedLogin.Result;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The end of a login by a provider, on its way to the client. */
final class ProviderReply {

  private ProviderReply() {}

  static FederatedLogin.Input input(
      Call call, AccessRequest request, @Nullable String givenName, @Nullable String familyName) {
    ObjectNode names = Json.object();
    if (givenName != null) {
      names.put("given_name", givenName);
    }
    if (familyName != null) {
      names.put("family_name", familyName);
    }
    return new FederatedLogin.Input(
        request,
        SessionCookies.session(call.request()),
        call.messageLanguage((String) null),
        names);
  }

  static Response of(Call call, Reply reply, AccessRequest request, Result result) {
    return switch (result) {
      case Result.Given given -> {
        Access access = given.access();
        Response response = reply.send(Reply.parameters(access, request.state()));
        yield access.cookie() == null
            ? response
            : SessionCookies.withSession(
                response, call.tenant(), access.cookie(), access.persistent());
      }
      case Result.MfaRequired mfa -> {
        ObjectNode answer = Json.object().put("tkn", mfa.tkn()).put("mfa_required", true);
        yield reply.send(request.state() == null ? answer : answer.put("state", request.state()));
      }
    };
  }
}
