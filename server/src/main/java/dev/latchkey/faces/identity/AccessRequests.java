package dev.latchkey.faces.identity;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.KnownScopes;
import dev.latchkey.faces.web.authorize.AuthorizeRequest;
import dev.latchkey.faces.web.authorize.Reply;
import dev.latchkey.faces.web.authorize.ReplyFinder;
import dev.latchkey.faces.web.authorize.RequestReader;
import dev.latchkey.faces.web.authorize.Rules;
import java.util.Set;

/** The parameters of an authorize request in the body of an identity endpoint. */
public final class AccessRequests {

  private final RequestReader reader;
  private final ReplyFinder replies;
  private final KnownScopes knownScopes;

  public AccessRequests(RequestReader reader, ReplyFinder replies, KnownScopes knownScopes) {
    this.reader = reader;
    this.replies = replies;
    this.knownScopes = knownScopes;
  }

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code INVALID_STATE}, and that of the first
   *     rule that is broken
   */
  AccessRequest read(Call call, Client client, Fields body) {
    AuthorizeRequest request = reader.read(call.tenant(), client, Set.of(), body);
    Reply reply = replies.find(request, call.origin().orElse(null));
    Rules.check(request);
    return request.accessRequest(reply, knownScopes.of(call.tenant()));
  }
}
