package dev.latchkey.faces.identity;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.KnownScopes;
import dev.latchkey.faces.web.authorize.AuthorizeRequest;
import dev.latchkey.faces.web.authorize.Reply;
import dev.latchkey.faces.web.authorize.ReplyFinder;
import dev.latchkey.faces.web.authorize.Rules;
import java.util.Set;

/** The parameters of an authorize request in the body of an identity endpoint. */
final class AccessRequests {

  private AccessRequests() {}

  /**
   * @throws dev.latchkey.domain.error.ApiException of the first rule that is broken
   */
  static AccessRequest read(
      Call call, Client client, Fields body, ReplyFinder replies, KnownScopes knownScopes) {
    AuthorizeRequest request = AuthorizeRequest.of(call.tenant(), client, Set.of(), body);
    Reply reply = replies.find(request, call.origin().orElse(null));
    Rules.check(request);
    return request.accessRequest(reply, knownScopes.of(call.tenant()));
  }
}
