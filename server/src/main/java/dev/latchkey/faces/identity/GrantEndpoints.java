package dev.latchkey.faces.identity;

import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.proof.BearerProof;
import dev.latchkey.domain.proof.BearerVerifier;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.ThirdPartyGrants;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.grants.RemoveThirdPartyGrant;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import dev.latchkey.platform.json.Timestamps;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET grants} and {@code DELETE grants/{client_id}}: what the user let clients of other
 * parties have (contract section 11.3).
 */
public final class GrantEndpoints {

  private final BearerVerifier bearers;
  private final ThirdPartyGrants grants;
  private final RemoveThirdPartyGrant remove;

  public GrantEndpoints(
      BearerVerifier bearers, ThirdPartyGrants grants, RemoveThirdPartyGrant remove) {
    this.bearers = bearers;
    this.grants = grants;
    this.remove = remove;
  }

  public void on(Router router, Api api) {
    String path = "/identity/v1/grants";
    api.route(router, Method.GET, path, RateClass.NONE, this::list);
    api.route(router, Method.DELETE, path + "/{client_id}", RateClass.NONE, this::remove);
  }

  private Response list(Call call) {
    BearerProof bearer = bearer(call);
    ObjectNode answer = Json.object();
    answer.set("grants", documents(grants, call.tenant(), bearer.profileId()));
    return Answers.secret(answer);
  }

  private Response remove(Call call) {
    BearerProof bearer = bearer(call);
    String clientId = call.request().pathParameter("client_id");
    if (clientId.chars().anyMatch(Character::isISOControl)) {
      throw ApiError.RESOURCE_NOT_FOUND.exception();
    }
    remove.run(call.tenant(), bearer, clientId, call.caller());
    return Response.noContent();
  }

  private BearerProof bearer(Call call) {
    BearerProof bearer = bearers.verify(call.tenant(), call.bearerToken());
    call.firstParty(bearer.clientId());
    return bearer;
  }

  /** As a profile shows them, too (contract section 2.2). */
  static ArrayNode documents(ThirdPartyGrants grants, Tenant tenant, UUID profileId) {
    ArrayNode list = Json.object().putArray("grants");
    grants
        .of(tenant, profileId)
        .forEach(grant ->
            list.addObject()
                .put("client_id", grant.clientId())
                .put("date", Timestamps.iso(grant.grantedAt()))
                .put("scope", grant.scope()));
    return list;
  }
}
