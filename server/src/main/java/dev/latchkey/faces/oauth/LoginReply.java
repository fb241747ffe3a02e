package dev.latchkey.faces.oauth;

import dev.latchkey.domain.token.Access;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.faces.web.authorize.Reply;
import dev.latchkey.flows.grants.LoginOutcome;
import dev.latchkey.platform.http.Response;
import org.jspecify.annotations.Nullable;

/** What a login ended in, on its way to the client and into the browser. */
final class LoginReply {

  private LoginReply() {}

  static Response of(Call call, Reply reply, @Nullable String state, LoginOutcome outcome) {
    Response response = reply.send(Reply.parameters(outcome, state));
    return outcome instanceof LoginOutcome.Given given
        ? withSession(call, response, given.access())
        : response;
  }

  static Response of(Call call, Reply reply, @Nullable String state, Access access) {
    return withSession(call, reply.send(Reply.parameters(access, state)), access);
  }

  private static Response withSession(Call call, Response response, Access access) {
    return access.cookie() == null
        ? response
        : SessionCookies.withSession(response, call.tenant(), access.cookie(), access.persistent());
  }
}
