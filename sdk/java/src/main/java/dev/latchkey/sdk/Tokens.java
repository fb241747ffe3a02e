package dev.latchkey.sdk;

import dev.latchkey.sdk.model.AuthToken;
import dev.latchkey.sdk.model.ErrorCode;
import dev.latchkey.sdk.platform.IdTokenVerifier;
import dev.latchkey.sdk.platform.Pkce;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The token endpoint, and what leads to it (contract sections 4.1 to 4.3 and 4.7). */
final class Tokens implements TokenCommands {

  /** Key of the login that was begun last. */
  private static final String LAST = "last";

  private final Api api;
  private final Pages pages;
  private final @Nullable IdTokenVerifier verifier;
  private final Flights<AuthToken> refreshes = new Flights<>();

  Tokens(Api api, Pages pages, @Nullable IdTokenVerifier verifier) {
    this.api = api;
    this.pages = pages;
    this.verifier = verifier;
  }

  @Override
  public Command<AuthToken> exchangeCodeForToken(String authorizationCode) {
    Objects.requireNonNull(authorizationCode, "authorizationCode");
    return api.start(exchange -> redeem(exchange, authorizationCode, taken(LAST)));
  }

  @Override
  public Command<AuthToken> refreshAccessToken(AuthToken authToken) {
    String refreshToken = authToken.getRefreshToken() == null ? "" : authToken.getRefreshToken();
    return refreshes.join(
        refreshToken,
        () ->
            api.start(exchange ->
                token(
                    exchange,
                    grant("refresh_token")
                        .field("refresh_token", refreshToken)
                        .field("redirect_uri", api.config().getScheme()),
                    null)));
  }

  @Override
  public Command<Void> logout() {
    return logout(null, false);
  }

  @Override
  public Command<Void> logout(@Nullable AuthToken tokens, boolean ssoCustomTab) {
    return api.startTask(exchange -> {
      if (tokens != null) {
        revoke(exchange, tokens);
      }
      exchange.succeed(WireRequest.get("logout").withCookies());
      if (ssoCustomTab) {
        pages.logOut(exchange, api);
      }
    });
  }

  private void revoke(Exchange exchange, AuthToken tokens) throws IOException {
    boolean hasAccessToken = tokens.getAccessToken() != null;
    exchange.succeed(
        WireRequest.post("/oauth/revoke")
            .field("client_id", api.clientId())
            .field("token", hasAccessToken ? tokens.getAccessToken() : tokens.getRefreshToken())
            .field("token_type_hint", hasAccessToken ? "access_token" : "refresh_token"));
  }

  /** Remembers what a login must be ended with, under that key and as the last one. */
  void begun(String key, Pkce pkce) {
    api.pkces().save(key, pkce);
    api.pkces().save(LAST, pkce);
  }

  /** What was remembered; a failure when nothing was. */
  Pkce known(String key) {
    Pkce pkce = api.pkces().load(key);
    if (pkce == null) {
      throw Failures.of(ErrorCode.NoPkce, "No login was begun that this belongs to");
    }
    return pkce;
  }

  /** The same, which is good for one time. */
  Pkce taken(String key) {
    Pkce pkce = known(key);
    api.pkces().clear(key);
    return pkce;
  }

  /** Tokens for the one-time token of a login: the password callback. */
  AuthToken ofTicket(Exchange exchange, String tkn, String scope, @Nullable String origin)
      throws IOException {
    Pkce pkce = Pkce.create(api.config().getScheme(), null);
    Answer answer =
        exchange.send(
            authorize(pkce, scope)
                .query("response_mode", "query")
                .query("tkn", tkn)
                .query("origin", origin));
    if (!answer.isRedirect()) {
      throw Failures.of(answer);
    }
    return redeem(exchange, Redirects.code(Redirects.query(answer.location())), pkce);
  }

  WireRequest authorize(Pkce pkce, String scope) {
    return WireRequest.get("/oauth/authorize")
        .query("client_id", api.clientId())
        .query("response_type", "code")
        .query("redirect_uri", pkce.getRedirectUri())
        .query("scope", scope)
        .query("code_challenge", pkce.getChallenge())
        .query("code_challenge_method", "S256");
  }

  AuthToken redeem(Exchange exchange, String code, Pkce pkce) throws IOException {
    return token(
        exchange,
        grant("authorization_code")
            .field("code", code)
            .field("redirect_uri", pkce.getRedirectUri())
            .field("code_verifier", pkce.getVerifier()),
        pkce.getNonce());
  }

  private WireRequest grant(String type) {
    return WireRequest.post("/oauth/token")
        .field("grant_type", type)
        .field("client_id", api.clientId());
  }

  private AuthToken token(Exchange exchange, WireRequest request, @Nullable String nonce)
      throws IOException {
    return read(exchange.ask(request), nonce);
  }

  /** A token answer (contract section 2.1). */
  AuthToken read(JsonObject answer, @Nullable String nonce) throws IOException {
    if (answer.text("access_token") == null) {
      throw new MalformedAnswerException("No access_token returned");
    }
    String idToken = answer.text("id_token");
    JsonObject claims = idToken == null ? null : IdTokens.claims(idToken);
    if (nonce != null && claims != null && !nonce.equals(claims.text("nonce"))) {
      throw Failures.of(ErrorCode.Unexpected, "The ID token is of another login");
    }
    if (verifier != null && idToken != null) {
      verifier.verify(idToken, nonce);
    }
    return AuthToken.builder()
        .setIdToken(idToken)
        .setAccessToken(answer.text("access_token"))
        .setRefreshToken(answer.text("refresh_token"))
        .setTokenType(answer.text("token_type"))
        .setExpiresIn(answer.number("expires_in"))
        .setUser(claims == null ? null : IdTokens.user(claims))
        .build();
  }

  /** Where and how the code of a login comes back; put into the request that begins it. */
  static WireRequest withChallenge(WireRequest request, Pkce pkce) {
    return request
        .field("response_type", "code")
        .field("redirect_uri", pkce.getRedirectUri())
        .fields(Map.of("code_challenge", pkce.getChallenge(), "code_challenge_method", "S256"));
  }
}
