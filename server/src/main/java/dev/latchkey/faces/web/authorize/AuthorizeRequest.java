package dev.latchkey.faces.web.authorize;

import dev.latchkey.domain.client.AccessRequest;
import dev.latchkey.domain.client.AccessRequest.Wanted;
import dev.latchkey.domain.client.Client;
import dev.latchkey.domain.client.PendingRequests;
import dev.latchkey.domain.client.PushedRequests;
import dev.latchkey.domain.client.Scopes;
import dev.latchkey.domain.dpop.ProvenKey;
import dev.latchkey.domain.input.Fields;
import dev.latchkey.domain.input.Limits;
import dev.latchkey.domain.tenant.Tenant;
import dev.latchkey.domain.token.IdTokenHints;
import dev.latchkey.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The parameters of an authorize request, as sent (contract section 4.1.1).
 *
 * @param query remembers the parameters that cannot be read: those are null here
 * @param repeated names that came twice
 * @param pushed the key of the request in {@link PushedRequests}; null: it was not pushed
 * @param resumed null when it was not asked before
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
    @Nullable String dpopJkt,
    @Nullable String maxAge,
    @Nullable String tkn,
    OpenIdParameters openid,
    Social social,
    boolean persistent,
    String origin,
    @Nullable String pushed,
    @Nullable Resumed resumed) {

  /**
   * What is for a provider of the user's choice.
   *
   * @param provider key, or key and variant
   * @param accessToken of the user to link to
   * @param idToken that the client got from the provider
   * @param givenName which the provider told the client beside the token, once (Apple)
   */
  public record Social(
      @Nullable String provider,
      @Nullable String providerScope,
      @Nullable String display,
      @Nullable String loginHint,
      @Nullable String accessToken,
      @Nullable String idToken,
      @Nullable String givenName,
      @Nullable String familyName) {

    static Social of(Fields query) {
      return new Social(
          query.text("provider", Limits.NAME),
          query.text("provider_scope", Limits.SCOPE),
          query.text("display", Limits.NAME),
          query.text("login_hint", Limits.NAME),
          query.text("access_token", Limits.TOKEN),
          query.text("id_token", ID_TOKEN),
          query.text("given_name", Limits.NAME),
          query.text("family_name", Limits.NAME));
    }

    public boolean isThere() {
      return provider != null;
    }
  }

  /**
   * A request that was asked before, and goes on after the client's login page.
   *
   * @param token the request token
   * @param since when the user was sent there
   * @param userCode of the device whose user was sent there; null: it is a client's request
   */
  public record Resumed(String key, String token, Instant since, @Nullable String userCode) {}

  private static final String DPOP_JKT = "dpop_jkt";

  private static final List<String> KEPT =
      Stream.concat(
              OpenIdParameters.KEPT.stream(),
              Stream.of(
                  "response_type",
                  "response_mode",
                  "redirect_uri",
                  "scope",
                  "state",
                  "nonce",
                  "prompt",
                  "max_age",
                  "code_challenge",
                  "code_challenge_method",
                  DPOP_JKT,
                  "persistent",
                  "origin",
                  "login_hint",
                  "provider",
                  "provider_scope",
                  "display"))
          .toList();

  /** What a login page can make something of. */
  private static final List<String> FOR_PAGE =
      List.of("login_hint", "ui_locales", "display", "prompt", "acr_values");

  /** Of a provider's, in characters: they carry more than ours. */
  private static final int ID_TOKEN = 8_192;

  static final String WEB_MESSAGE = "web_message";
  static final String FORM_POST = "form_post";

  /**
   * @throws dev.latchkey.domain.error.ApiException {@code VALIDATION} when a parameter cannot be
   *     read that decides where the answer goes; the others are left to the rules
   */
  public static AuthorizeRequest of(
      Tenant tenant, Client client, Set<String> repeated, Fields query) {
    return of(tenant, client, repeated, query, null, null, null);
  }

  static AuthorizeRequest of(
      Tenant tenant,
      Client client,
      Set<String> repeated,
      Fields query,
      @Nullable IdTokenHints hints,
      @Nullable String pushed,
      @Nullable Resumed resumed) {
    Set<String> responseTypes = Scopes.parse(query.text("response_type", 100));
    String responseMode = query.text("response_mode", 100);
    String redirectUri = query.text("redirect_uri", Limits.URL);
    query.check();
    // Only handed on, and held to the rules like the rest.
    query.text("ui_locales", Limits.NAME);
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
        query.text(DPOP_JKT, Limits.NAME),
        query.text("max_age", 20),
        query.text("tkn", Limits.TOKEN),
        OpenIdParameters.of(tenant, client, query, hints),
        Social.of(query),
        persistent == null || persistent,
        origin == null ? "" : origin,
        pushed,
        resumed);
  }

  /** The parameters to go on with after a login; what tells who is there is not among them. */
  public ObjectNode kept() {
    ObjectNode kept = Json.object();
    KEPT.forEach(name -> query.node(name).ifPresent(value -> kept.set(name, value)));
    openid.keepHint(kept);
    return pushed == null ? kept : kept.put(PendingRequests.PUSHED, pushed);
  }

  /** As {@link #kept}, bound to a key that was shown as it was pushed. */
  public ObjectNode keptFor(ProvenKey key) {
    return kept().put(DPOP_JKT, key.thumbprint());
  }

  /** Whether the answer may wait until the user has been at a login page. */
  public boolean canWait() {
    return redirectUri != null && !prompt.contains("none") && !isWebMessage();
  }

  /** The request as flows take it, once it has passed the rules. */
  public AccessRequest accessRequest(Reply reply, Set<String> knownScopes) {
    return new AccessRequest(
        Wanted.of(responseTypes),
        reply.mode(),
        reply instanceof Reply.Redirect redirect ? redirect.uri() : redirectUri,
        switch (reply) {
          case Reply.WebMessage message -> message.targetOrigin();
          case Reply.Popup popup -> popup.targetOrigin();
          case Reply.Redirect redirect -> null;
          case Reply.FormPost form -> null;
          case Reply.Onward onward -> null;
        },
        Scopes.granted(client, scope, knownScopes),
        state,
        nonce,
        codeChallenge,
        dpopJkt,
        persistent,
        resumed == null ? null : resumed.key(),
        pushed,
        openid.wish(client));
  }

  /** The scopes, and those that the claims asked for by name belong to. */
  public Set<String> reach(Set<String> scopes) {
    return openid.wish(client).reach(scopes);
  }

  /** What the page may know of the request that it logs a user in for. */
  public Map<String, String> forPage() {
    Map<String, String> told = new LinkedHashMap<>();
    FOR_PAGE.forEach(name -> query.node(name).ifPresent(value -> told.put(name, value.asString())));
    return told;
  }

  /** The oldest login that is enough, in time; null: any is. */
  public @Nullable Duration oldestLogin() {
    return maxAge == null
        ? client.openid().defaultMaxAge()
        : Duration.ofSeconds(Long.parseLong(maxAge));
  }

  /** How the answer travels, said or not (OAuth 2.0 Multiple Response Types section 2.1). */
  String effectiveMode() {
    return responseMode != null ? responseMode : wantsTokens() ? "fragment" : "query";
  }

  boolean wantsCode() {
    return responseTypes.contains("code");
  }

  boolean wantsTokens() {
    return responseTypes.contains("token") || responseTypes.contains("id_token");
  }

  /** Whether the answer goes to the page that opened this one; only where a provider is asked. */
  boolean isPopup() {
    return social.isThere() && "popup".equals(social.display()) && !isWebMessage();
  }

  /** Whether the client shows an ID token of a provider instead of a user. */
  boolean hasIdToken() {
    return social.isThere() && social.idToken() != null;
  }

  boolean isWebMessage() {
    return WEB_MESSAGE.equals(responseMode);
  }
}
