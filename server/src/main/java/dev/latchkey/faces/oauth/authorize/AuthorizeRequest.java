package dev.latchkey.faces.oauth.authorize;

import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.platform.http.Parameters;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parameters of an authorize request, as sent (contract section 4.1.1). */
record AuthorizeRequest(
    Tenant tenant,
    Client client,
    Parameters parameters,
    Set<String> responseTypes,
    @Nullable String responseMode,
    @Nullable String redirectUri,
    @Nullable String scope,
    @Nullable String state,
    @Nullable String nonce,
    Set<String> prompt,
    @Nullable String codeChallenge,
    @Nullable String codeChallengeMethod,
    @Nullable String maxAge,
    @Nullable String tkn,
    boolean persistent,
    String origin) {

  static final String WEB_MESSAGE = "web_message";

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code VALIDATION} when a parameter is too long or has control characters
   */
  static AuthorizeRequest of(Tenant tenant, Client client, Parameters parameters, Fields query) {
    Boolean persistent = query.truth("persistent");
    String origin = query.text("origin", Limits.NAME);
    AuthorizeRequest request =
        new AuthorizeRequest(
            tenant,
            client,
            parameters,
            Scopes.parse(query.text("response_type", 100)),
            query.text("response_mode", 100),
            query.text("redirect_uri", Limits.URL),
            query.text("scope", Limits.SCOPE),
            query.text("state", Limits.STATE),
            query.text("nonce", Limits.STATE),
            Scopes.parse(query.text("prompt", 100)),
            query.text("code_challenge", Limits.NAME),
            query.text("code_challenge_method", 20),
            query.text("max_age", 20),
            query.text("tkn", Limits.TOKEN),
            persistent == null || persistent,
            origin == null ? "" : origin);
    query.check();
    return request;
  }

  boolean wantsCode() {
    return responseTypes.contains("code");
  }

  boolean wantsTokens() {
    return responseTypes.contains("token") || responseTypes.contains("id_token");
  }

  boolean isWebMessage() {
    return WEB_MESSAGE.equals(responseMode);
  }

  /** A web message is in a hidden frame: nothing can be asked there (contract section 4.1.4). */
  boolean isSilent() {
    return isWebMessage() || prompt.contains("none");
  }
}
