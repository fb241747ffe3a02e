package dev.latchkey.faces.oauth;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.ClientAuthenticator;
import dev.latchkey.domain.client.ClientDocuments;
import dev.latchkey.domain.client.PushedRequests;
import dev.latchkey.domain.dpop.DpopProofs;
import dev.latchkey.domain.dpop.ProvenKey;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.authorize.AuthorizeRequest;
import dev.latchkey.faces.web.authorize.ReplyFinder;
import dev.latchkey.faces.web.authorize.RequestReader;
import dev.latchkey.faces.web.authorize.Rules;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /oauth/par} (RFC 9126): a client authenticates, and its authorization request is
 * checked by the rules of the authorization endpoint before any browser is sent.
 */
public final class PushedRequestEndpoint {

  private final ClientAuthentication authentication;
  private final ClientDocuments documents;
  private final RequestReader reader;
  private final ReplyFinder replies;
  private final PushedRequests pushed;
  private final DpopProofs proofs;

  public PushedRequestEndpoint(
      ClientAuthenticator authenticator,
      ClientDocuments documents,
      RequestReader reader,
      ReplyFinder replies,
      PushedRequests pushed,
      DpopProofs proofs) {
    this.authentication = new ClientAuthentication(authenticator);
    this.documents = documents;
    this.reader = reader;
    this.replies = replies;
    this.pushed = pushed;
    this.proofs = proofs;
  }

  public void on(Router router, Api api) {
    api.route(
        router,
        Method.POST,
        "/oauth/par",
        RateClass.PUSHED_REQUEST,
        call -> {
          try {
            return push(call, api);
          } catch (ApiException e) {
            return ClientAuthentication.error(api, call, e);
          }
        });
  }

  private Response push(Call call, Api api) {
    Fields body = call.bodyOrForm();
    String id = body.text("client_id", Limits.NAME);
    documents.bringUpToDate(
        call.tenant(), id == null ? "" : id, () -> api.count(call, RateClass.FETCHED_REQUEST));
    Client client = authentication.client(call, body);
    AuthorizeRequest request = reader.readPushed(call.tenant(), client, body);
    replies.find(request, null);
    Rules.check(request);
    String uri = pushed.keep(call.tenant(), client, kept(call, client, request));
    return Response.json(
            201,
            Json.write(
                Json.object()
                    .put("request_uri", uri)
                    .put("expires_in", PushedRequests.LIFETIME.toSeconds())))
        .with("Cache-Control", "no-store");
  }

  /** A key that is shown here is the one that the code is bound to (RFC 9449 section 10.1). */
  private ObjectNode kept(Call call, Client client, AuthorizeRequest request) {
    ProvenKey key = proofs.ofClient(call.tenant(), client, call.proof());
    if (key == null) {
      return request.kept();
    }
    if (request.dpopJkt() != null && !key.is(request.dpopJkt())) {
      throw ApiError.INVALID_DPOP_PROOF.exception("The DPoP proof is not by the key of dpop_jkt");
    }
    return request.keptFor(key);
  }
}
