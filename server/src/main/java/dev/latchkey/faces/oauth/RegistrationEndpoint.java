package dev.latchkey.faces.oauth;

import dev.latchkey.domain.client.RegisteredClients.Registration;
import dev.latchkey.domain.error.ApiError;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.proof.ShownToken;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.Endpoint;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.registration.ReadRegistration;
import dev.latchkey.flows.registration.RegisterClient;
import dev.latchkey.flows.registration.Registered;
import dev.latchkey.flows.registration.RemoveRegistration;
import dev.latchkey.flows.registration.ReplaceRegistration;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /oauth/register} (RFC 7591, OpenID Connect Registration), and {@code GET}, {@code
 * PUT} and {@code DELETE /oauth/register/{client_id}} (RFC 7592).
 */
public final class RegistrationEndpoint {

  static final String PATH = "/oauth/register";
  private static final String OWN_PATH = PATH + "/{client_id}";

  private final RegisterClient register;
  private final ReadRegistration read;
  private final ReplaceRegistration replace;
  private final RemoveRegistration remove;

  public RegistrationEndpoint(
      RegisterClient register,
      ReadRegistration read,
      ReplaceRegistration replace,
      RemoveRegistration remove) {
    this.register = register;
    this.read = read;
    this.replace = replace;
    this.remove = remove;
  }

  public void on(Router router, Api api) {
    api.route(router, Method.POST, PATH, RateClass.REGISTRATION, guarded(api, this::register));
    api.route(router, Method.GET, OWN_PATH, RateClass.NONE, guarded(api, this::read));
    api.alsoRoute(
        router, Method.PUT, OWN_PATH, RateClass.REGISTRATION, guarded(api, this::replace));
    api.alsoRoute(router, Method.DELETE, OWN_PATH, RateClass.NONE, guarded(api, this::remove));
  }

  /** Nothing where it is off; the challenge of RFC 6750 section 3 where a token is wrong. */
  private static Endpoint guarded(Api api, Endpoint endpoint) {
    return call -> {
      try {
        if (call.tenant().registration() == null) {
          throw ApiError.RESOURCE_NOT_FOUND.exception();
        }
        return endpoint.handle(call);
      } catch (ApiException e) {
        Response error = api.error(call, e, e.error().status());
        return e.error() == ApiError.REGISTRATION_TOKEN_INVALID
            ? error.with("WWW-Authenticate", "Bearer error=\"invalid_token\"")
            : error;
      }
    };
  }

  private Response register(Call call) {
    String token = call.bearerTokenIfAny().map(ShownToken::value).orElse(null);
    Registered registered = register.run(call.tenant(), token, call.body());
    return answer(201, call.tenant(), registered.client(), registered.secret(), registered.token());
  }

  private Response read(Call call) {
    String token = token(call);
    return answer(200, call.tenant(), read.run(call.tenant(), id(call), token), null, token);
  }

  private Response replace(Call call) {
    Registered registered = replace.run(call.tenant(), id(call), token(call), call.body());
    return answer(200, call.tenant(), registered.client(), registered.secret(), registered.token());
  }

  private Response remove(Call call) {
    remove.run(call.tenant(), id(call), token(call));
    return Response.noContent().with("Cache-Control", "no-store");
  }

  private static String id(Call call) {
    return call.request().pathParameter("client_id");
  }

  private static String token(Call call) {
    return call.bearerTokenIfAny()
        .map(ShownToken::value)
        .orElseThrow(ApiError.REGISTRATION_TOKEN_INVALID::exception);
  }

  /** The client's information (RFC 7591 section 3.2.1, RFC 7592 section 3). */
  private static Response answer(
      int status, Tenant tenant, Registration client, @Nullable String secret, String token) {
    ObjectNode json =
        Json.object()
            .put("client_id", client.id())
            .put("client_id_issued_at", client.createdAt().getEpochSecond());
    if (secret != null) {
      json.put("client_secret", secret).put("client_secret_expires_at", 0);
    }
    json.put("registration_access_token", token)
        .put("registration_client_uri", tenant.publicUrl() + PATH + "/" + client.id())
        .setAll(client.metadata().values());
    return Response.json(status, Json.write(json)).with("Cache-Control", "no-store");
  }
}
