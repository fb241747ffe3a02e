package dev.latchkey.sdk;

import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.ErrorCode;
import dev.latchkey.sdk.model.PendingLogin;
import dev.latchkey.sdk.model.WebLoginRequest;
import dev.latchkey.sdk.platform.Browser;
import dev.latchkey.sdk.platform.Pkce;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Contract sections 4.1 and 4.7, in the user's browser as RFC 8252 wants it: PKCE, a state that
 * only this client knows, and a redirect that names no other issuer (RFC 9207).
 */
final class Web implements WebCommands {

  private static final String STATE = "state:";

  private final Api api;
  private final Start start;
  private final Tokens tokens;
  private final Pages pages;

  Web(Api api, Start start, Tokens tokens, Pages pages) {
    this.api = api;
    this.start = start;
    this.tokens = tokens;
    this.pages = pages;
  }

  @Override
  public Command<AuthToken> loginWithProvider(
      String name, @Nullable Collection<String> scope, @Nullable String origin) {
    return loginWithWeb(
        WebLoginRequest.builder()
            .setProvider(Objects.requireNonNull(name, "name"))
            .setScope(scope == null ? null : new ArrayList<>(scope))
            .setOrigin(origin)
            .build());
  }

  @Override
  public Command<AuthToken> loginWithWeb(WebLoginRequest request) {
    Objects.requireNonNull(request, "request");
    return api.start(exchange -> {
      try (Browser.Visit visit = pages.begin()) {
        PendingLogin pending = begin(exchange, request, visit.redirectUri());
        URI redirect = exchange.await(visit.show(pending.getUrl()));
        Map<String, String> query = Redirects.query(redirect.toString());
        if (!pending.getState().equals(query.get("state"))) {
          throw Failures.of(ErrorCode.Unexpected, "The redirect is of another login");
        }
        return finish(exchange, query);
      }
    });
  }

  @Override
  public Command<PendingLogin> buildAuthorizeUrl(WebLoginRequest request) {
    Objects.requireNonNull(request, "request");
    return api.start(exchange -> begin(exchange, request, api.config().getScheme()));
  }

  @Override
  public Command<AuthToken> handleRedirect(URI redirect) {
    Objects.requireNonNull(redirect, "redirect");
    return api.start(exchange -> finish(exchange, Redirects.query(redirect.toString())));
  }

  private PendingLogin begin(Exchange exchange, WebLoginRequest request, String redirectUri)
      throws IOException {
    String state = request.getState() == null ? Pkce.randomText() : request.getState();
    String nonce = request.getNonce() == null ? Pkce.randomText() : request.getNonce();
    Pkce pkce = Pkce.create(redirectUri, nonce);
    String url =
        api.url(
            tokens
                .authorize(pkce, start.scope(exchange, request.getScope()))
                .query("response_mode", "query")
                .query("state", state)
                .query("nonce", nonce)
                .query("provider", request.getProvider())
                .query("prompt", request.getPrompt())
                .query("login_hint", request.getLoginHint())
                .query("ui_locales", request.getUiLocales())
                .query("origin", request.getOrigin()));
    api.pkces().save(STATE + state, pkce);
    return PendingLogin.builder().setUrl(URI.create(url)).setState(state).build();
  }

  /** The state must be one that this client began; it is good for one redirect. */
  private AuthToken finish(Exchange exchange, Map<String, String> query) throws IOException {
    Pkce pkce = tokens.taken(STATE + query.getOrDefault("state", ""));
    String issuer = query.get("iss");
    if (issuer != null && !issuer.equals(api.config().getIssuer())) {
      throw Failures.of(ErrorCode.Unexpected, "The redirect is of another server");
    }
    return tokens.redeem(exchange, Redirects.code(query), pkce);
  }

  @Override
  public Command<Void> logoutWithWeb() {
    return api.startTask(exchange -> pages.logOut(exchange, api));
  }
}
