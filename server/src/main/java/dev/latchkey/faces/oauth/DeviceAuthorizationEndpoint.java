package dev.latchkey.faces.oauth;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.ClientAuthenticator;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.error.ApiException;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.token.DeviceCodes;
import dev.latchkey.faces.web.Answers;
import dev.latchkey.faces.web.Api;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.KnownScopes;
import dev.latchkey.faces.web.RateClass;
import dev.latchkey.flows.device.StartDevice;
import dev.latchkey.platform.http.Method;
import dev.latchkey.platform.http.Response;
import dev.latchkey.platform.http.Router;
import dev.latchkey.platform.json.Json;
import java.util.List;
import java.util.Set;

/** {@code POST /oauth/device_authorization} (RFC 8628 sections 3.1 and 3.2). */
public final class DeviceAuthorizationEndpoint {

  static final String PATH = "/oauth/device_authorization";

  /** Where users bring their codes. */
  private static final String PAGE = "/activate";

  private final ClientAuthentication authentication;
  private final KnownScopes knownScopes;
  private final StartDevice start;

  public DeviceAuthorizationEndpoint(
      ClientAuthenticator authenticator, KnownScopes knownScopes, StartDevice start) {
    this.authentication = new ClientAuthentication(authenticator);
    this.knownScopes = knownScopes;
    this.start = start;
  }

  public void on(Router router, Api api) {
    api.route(
        router,
        Method.POST,
        PATH,
        RateClass.DEVICE_AUTHORIZATION,
        call -> {
          try {
            return begin(call);
          } catch (ApiException e) {
            return ClientAuthentication.error(api, call, e);
          }
        });
  }

  private Response begin(Call call) {
    Fields body = call.bodyOrForm();
    Client client = authentication.client(call, body);
    String scope = body.text("scope", Limits.SCOPE);
    List<String> resources = body.texts("resource", Limits.URL, Limits.RESOURCES);
    body.check();
    Set<String> scopes = Scopes.granted(client, scope, knownScopes.of(call.tenant()));
    DeviceCodes.Begun begun = start.run(call.tenant(), client, scopes, resources);
    String page = call.tenant().publicUrl() + PAGE;
    return Answers.secret(
        Json.object()
            .put("device_code", begun.deviceCode())
            .put("user_code", begun.userCode())
            .put("verification_uri", page)
            .put("verification_uri_complete", page + "?user_code=" + begun.userCode())
            .put("expires_in", DeviceCodes.LIFETIME.toSeconds())
            .put("interval", DeviceCodes.INTERVAL.toSeconds()));
  }
}
