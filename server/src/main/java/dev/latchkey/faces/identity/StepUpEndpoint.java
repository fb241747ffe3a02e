package dev.latchkey.faces.identity;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.proof.BearerVerifier;
import dev.latchkey.domain.proof.ShownToken;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.faces.web.authorize.RequestReader;
import dev.latchkey.flows.stepup.StartStepUp;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST mfa/stepup} (contract section 10.7). */
public final class StepUpEndpoint {

  /** Of the client's word for what the user is about to do, in characters. */
  private static final int ACTION = 64;

  private final StartStepUp start;
  private final BearerVerifier bearers;
  private final AccessRequests requests;

  public StepUpEndpoint(StartStepUp start, BearerVerifier bearers, AccessRequests requests) {
    this.start = start;
    this.bearers = bearers;
    this.requests = requests;
  }

  public void on(Router router, Api api) {
    api.route(router, Method.POST, "/identity/v1/mfa/stepup", RateClass.LOGIN, this::start);
  }

  /**
   * The vendor's web client, on a client's login page, says only when a factor is chosen which
   * request it logs in for: until then it sends neither of these, and always one of them otherwise
   * (contract section 10.7).
   */
  private static boolean isTold(Client client, Fields body) {
    return client.loginUrl() == null
        || body.has("scope")
        || body.has("code_challenge")
        || RequestReader.hasToken(body);
  }

  /** The ticket of a login wins, then the token, then the session. */
  private Response start(Call call) {
    Fields body = call.body();
    Client client = call.firstParty(body.text("client_id", Limits.NAME));
    String tkn = body.text("tkn", Limits.TOKEN);
    String action = body.text("action", ACTION);
    AccessRequest request = isTold(client, body) ? requests.read(call, client, body) : null;
    body.check();
    ShownToken bearer = call.bearerTokenIfAny().orElse(null);
    StartStepUp.Result result;
    if (tkn != null && !tkn.isEmpty()) {
      result = start.byTicket(call.tenant(), client, request, tkn, action);
    } else if (bearer != null) {
      result =
          start.byToken(
              call.tenant(), client, request, bearers.verify(call.tenant(), bearer), action);
    } else {
      result =
          start.bySession(
              call.tenant(), client, request, SessionCookies.session(call.request()), action);
    }
    ObjectNode answer = Json.object();
    result.offered().forEach(kind -> answer.withArray("/amr").add(kind.wireName()));
    return Answers.secret(answer.put("token", result.token()));
  }
}
