package dev.latchkey.faces.web.authorize;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.AccessRequest.Wanted;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.tenant.Tenant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of an authorize request, as sent (contract section 4.1.1).
 *
 * @param query remembers the parameters that cannot be read: those are null here
 * @param repeated names that came twice
 */
public record AuthorizeRequest(
    Tenant tenant,
    Client client,
    Fields query,
    Set<String> repeated,
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
   * @throws dev.latchkey.domain.error.ApiException {@code VALIDATION} when a parameter cannot be
   *     read that decides where the answer goes; the others are left to the rules
   */
  public static AuthorizeRequest of(
      Tenant tenant, Client client, Set<String> repeated, Fields query) {
    Set<String> responseTypes = Scopes.parse(query.text("response_type", 100));
    String responseMode = query.text("response_mode", 100);
    String redirectUri = query.text("redirect_uri", Limits.URL);
    query.check();
    Boolean persistent = query.truth("persistent");
    String origin = query.text("origin", Limits.NAME);
    return new AuthorizeRequest(
        tenant,
        client,
        query,
        repeated,
        responseTypes,
        responseMode,
        redirectUri,
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
  }

  /** The request as flows take it, once it has passed the rules. */
  public AccessRequest accessRequest(Reply reply, Set<String> knownScopes) {
    return new AccessRequest(
        wantsCode()
            ? Wanted.CODE
            : responseTypes.contains("token") ? Wanted.TOKENS : Wanted.ID_TOKEN,
        reply.mode(),
        reply instanceof Reply.Redirect redirect ? redirect.uri() : redirectUri,
        reply instanceof Reply.WebMessage message ? message.targetOrigin() : null,
        Scopes.granted(client, scope, knownScopes),
        state,
        nonce,
        codeChallenge,
        persistent);
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
}
