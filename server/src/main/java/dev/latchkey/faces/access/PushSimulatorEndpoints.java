package dev.latchkey.faces.access;

import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.organisation.Member;
import dev.latchkey.domain.organisation.Organisations;
import dev.latchkey.domain.proof.AccessProof;
import dev.latchkey.domain.proof.AccessVerifier;
import dev.latchkey.domain.proof.ChallengeState;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.Call;
import dev.latchkey.flows.push.SimulateAnswer;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;

/** What a sandbox has a device answer, though there is none (contract 7). Others have none. */
public final class PushSimulatorEndpoints {

  private static final String PATH =
      SimulatorEndpoints.BASE + "/factors/{credentials_id}/challenges/{challenge_id}/";

  private final Clients clients;
  private final Organisations organisations;
  private final AccessVerifier verifier;
  private final SimulateAnswer simulate;

  public PushSimulatorEndpoints(
      Clients clients,
      Organisations organisations,
      AccessVerifier verifier,
      SimulateAnswer simulate) {
    this.clients = clients;
    this.organisations = organisations;
    this.verifier = verifier;
    this.simulate = simulate;
  }

  public void on(Router router, AccessApi api) {
    route(router, api, "verify_success", ChallengeState.VERIFIED);
    route(router, api, "verify_invalid", ChallengeState.DECLINED);
    route(router, api, "verify_expired", ChallengeState.EXPIRED);
  }

  private void route(Router router, AccessApi api, String name, ChallengeState ended) {
    router.on(
        Method.POST, PATH + name, request -> api.answer(request, call -> answer(call, ended)));
  }

  private Response answer(Call call, ChallengeState ended) {
    SimulatorEndpoints.requireSandbox(call, clients);
    AccessProof access =
        call.bearerTokenIfAny()
            .flatMap(token -> verifier.use(call.tenant(), token))
            .orElseThrow(() -> Refusal.empty(401));
    Member user =
        organisations
            .user(call.tenant(), Body.number(call.request().pathParameter("credentials_id")))
            .filter(member -> member.profile().id().equals(access.profileId()))
            .orElseThrow(ApiError.RESOURCE_NOT_FOUND::exception);
    boolean live =
        simulate.run(
            call.tenant(),
            user.profile().id(),
            Body.number(call.request().pathParameter("challenge_id")),
            ended,
            call.messageLanguage(),
            call.caller());
    return Answers.ok(Json.object().put("code", live ? "COMPLETED" : "DENIED"));
  }
}
