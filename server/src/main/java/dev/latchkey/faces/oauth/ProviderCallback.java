package dev.latchkey.faces.oauth;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.proof.Departures.Returned;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.ErrorPage;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.faces.web.authorize.Reply;
import dev.latchkey.flows.federation.FederatedLogin;
import dev.latchkey.flows.federation.FinishProviderLogin;
import dev.latchkey.flows.federation.FinishProviderLogin.Answer;
import dev.latchkey.platform.crypto.Digest;
import dev.latchkey.platform.crypto.Secrets;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * {@code /login/{provider}/callback}, where providers send the browser back, and {@code
 * /popup/relay} (contract sections 4.1.5 and 4.5).
 */
public final class ProviderCallback {

  /** Of a provider's code, in characters. */
  private static final int CODE = 8_192;

  /** The one function that the library WinChan calls in it; only pages of this origin can. */
  private static final String RELAY_SCRIPT =
      "function doPost(message, origin) { window.parent.postMessage(message, origin); }";

  private static final Response RELAY =
      Response.html(
              200,
              "<!doctype html><html><head><meta charset=\"utf-8\"><title>Latchkey</title></head>"
                  + "<body><script>"
                  + RELAY_SCRIPT
                  + "</script></body></html>")
          .with(
              "Content-Security-Policy",
              "default-src 'none'; base-uri 'none'; form-action 'none'; script-src 'sha256-"
                  + Base64.getEncoder().encodeToString(Digest.sha256(RELAY_SCRIPT))
                  + "'")
          .with("Cache-Control", "max-age=3600");

  private final Api api;
  private final Secrets secrets;
  private final FinishProviderLogin finish;

  public ProviderCallback(Api api, Secrets secrets, FinishProviderLogin finish) {
    this.api = api;
    this.secrets = secrets;
    this.finish = finish;
  }

  public void on(Router router) {
    String path = "/login/{provider}/callback";
    router.on(Method.GET, path, api.around(RateClass.NONE, this::back));
    router.on(Method.POST, path, api.aroundForeign(RateClass.NONE, this::back));
    router.on(Method.GET, "/popup/relay", api.around(RateClass.NONE, call -> RELAY));
  }

  private Response back(Call call) {
    Returned returned;
    Answer answer;
    JsonNode user;
    try {
      Fields fields = fields(call);
      String state = fields.required("state", Limits.TOKEN);
      answer =
          new Answer(
              fields.text("code", CODE),
              fields.text("error", Limits.NAME),
              fields.text("iss", Limits.URL));
      user = name(fields.text("user", Limits.TEXT));
      fields.check();
      returned =
          finish.recognise(
              call.tenant(),
              call.request().pathParameter("provider"),
              state,
              SessionCookies.providerLogin(call.request())
                  .orElseThrow(ApiError.INVALID_STATE::exception));
    } catch (ApiException e) {
      // Nobody to tell but who sits there.
      return ErrorPage.jsonOrPage(api, call, e);
    }
    AccessRequest request = returned.request();
    Reply reply = Reply.of(call.tenant(), request, secrets);
    try {
      FederatedLogin.Input input =
          ProviderInput.of(
              call,
              request,
              user.path("firstName").asString(""),
              user.path("lastName").asString(""));
      return LoginReply.of(
          call,
          reply,
          request.state(),
          finish.run(call.tenant(), returned, answer, input, call.caller()));
    } catch (ApiException e) {
      return reply.send(Reply.error(api.errorBody(call, e), request.state()));
    }
  }

  /** Apple's form has the user's name, as JSON, when the user comes for the first time. */
  private static JsonNode name(@Nullable String user) {
    try {
      return user == null ? Json.object() : Json.read(user).path("name");
    } catch (JacksonException e) {
      return Json.object();
    }
  }

  /** Some providers let the browser post a form (OAuth 2.0 Form Post Response Mode). */
  private static Fields fields(Call call) {
    if (call.request().method() == Method.POST) {
      return call.bodyOrForm();
    }
    try {
      if (!call.request().query().repeated().isEmpty()) {
        throw ApiError.VALIDATION.exception("A parameter was sent twice");
      }
    } catch (IllegalArgumentException e) {
      throw ApiError.VALIDATION.exception("The query cannot be decoded");
    }
    return call.query();
  }
}
