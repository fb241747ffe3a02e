package dev.latchkey.faces.oauth;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.faces.web.Call;
import dev.latchkey.faces.web.SessionCookies;
import dev.latchkey.flows.federation.FederatedLogin;
import dev.latchkey.platform.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What a browser brings along to a login by a provider. */
final class ProviderInput {

  private ProviderInput() {}

  static FederatedLogin.Input of(
      Call call, AccessRequest request, @Nullable String givenName, @Nullable String familyName) {
    ObjectNode names = Json.object();
    if (givenName != null) {
      names.put("given_name", givenName);
    }
    if (familyName != null) {
      names.put("family_name", familyName);
    }
    return new FederatedLogin.Input(
        request,
        SessionCookies.browser(call.request()),
        call.messageLanguage((String) null),
        names);
  }
}
