package dev.latchkey.faces.access;

import dev.latchkey.domain.client.Clients;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.organisation.Organisations;
import dev.latchkey.faces.web.Call;
import dev.latchkey.flows.access.SimulateVerification;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;

/** What a sandbox has done to a user in the place of a person (contract 7). Others have none. */
public final class SimulatorEndpoints {

  static final String BASE = "/simulate/api";

  private final Clients clients;
  private final Organisations organisations;
  private final SimulateVerification verification;

  public SimulatorEndpoints(
      Clients clients, Organisations organisations, SimulateVerification verification) {
    this.clients = clients;
    this.organisations = organisations;
    this.verification = verification;
  }

  public void on(Router router, AccessApi api) {
    verify(router, api, "/consumers/{id}/verify", "consumer");
    verify(router, api, "/corporates/{id}/verify", "corporate");
  }

  private void verify(Router router, AccessApi api, String path, String type) {
    router.on(
        Method.POST,
        BASE + path,
        request ->
            api.answer(
                request,
                call -> {
                  requireSandbox(call, clients);
                  long number = Body.number(request.pathParameter("id"));
                  verification.run(
                      call.tenant(),
                      organisations
                          .root(call.tenant(), type, number)
                          .orElseThrow(ApiError.RESOURCE_NOT_FOUND::exception),
                      call.caller());
                  return Response.noContent();
                }));
  }

  /** The API key goes by another name here. */
  static void requireSandbox(Call call, Clients clients) {
    if (!call.tenant().isSandbox()) {
      throw ApiError.RESOURCE_NOT_FOUND.exception();
    }
    call.of(
        call.request()
            .header("programme-key")
            .flatMap(key -> clients.byApiKey(call.tenant().id(), key))
            .orElseThrow(() -> Refusal.empty(401)));
  }
}
