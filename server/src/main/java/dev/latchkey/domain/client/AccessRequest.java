package dev.latchkey.domain.client;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for a user, and where the answer goes: its form checked, the address found to
 * be the client's. Flows keep it between their requests, so that nothing of it can be changed on
 * the way.
 *
 * @param redirectUri the client's; null in web message and popup mode without one
 * @param origin the page that a message goes to, registered for the client; null in other modes
 * @param scopes that the client gets
 * @param state returned with the answer as it is
 * @param codeChallenge of method S256 (RFC 7636)
 * @param dpopJkt of the key that the code is bound to (RFC 9449 section 10); null: to none
 * @param persistent whether the browser keeps the cookie of a session that is opened on the way
 * @param pending the key of the request that awaits this login in {@link PendingRequests}; null:
 *     none does
 * @param pushed the key of the request in {@link PushedRequests}; null: it was not pushed
 * @param wish what it asks for beyond scopes
 */
public record AccessRequest(
    Wanted wanted,
    Mode mode,
    @Nullable String redirectUri,
    @Nullable String origin,
    Set<String> scopes,
    @Nullable String state,
    @Nullable String nonce,
    @Nullable String codeChallenge,
    @Nullable String dpopJkt,
    boolean persistent,
    @Nullable String pending,
    @Nullable String pushed,
    OpenIdWish wish) {

  /** One of a flow that began before there were wishes has none. */
  public AccessRequest {
    wish = wish == null ? OpenIdWish.NONE : wish;
  }

  /**
   * The scopes, and those that the claims asked for by name belong to: what a user must agree to.
   */
  public Set<String> reach() {
    return wish.reach(scopes);
  }

  /**
   * What comes back through the browser. Tokens alone are implicit (RFC 6749 section 4.2), tokens
   * beside a code hybrid (OpenID Connect Core section 3.3).
   */
  public enum Wanted {
    CODE(true, false, false),
    /** {@code token} brings the ID token along (contract section 4.1.3). */
    TOKENS(false, true, true),
    ID_TOKEN(false, false, true),
    CODE_AND_ID_TOKEN(true, false, true),
    CODE_AND_TOKEN(true, true, false),
    CODE_AND_TOKENS(true, true, true),
    /**
     * Nothing but the browser's session: the page that logs in goes on with the client's request,
     * which is decided on anew.
     */
    SESSION(false, false, false);

    private final boolean code;
    private final boolean accessToken;
    private final boolean idToken;

    Wanted(boolean code, boolean accessToken, boolean idToken) {
      this.code = code;
      this.accessToken = accessToken;
      this.idToken = idToken;
    }

    /**
     * @param responseTypes of OAuth 2.0 Multiple Response Types section 3 and 5, at least one
     */
    public static Wanted of(Set<String> responseTypes) {
      boolean token = responseTypes.contains("token");
      boolean idToken = responseTypes.contains("id_token");
      if (!responseTypes.contains("code")) {
        return token ? TOKENS : ID_TOKEN;
      }
      if (token) {
        return idToken ? CODE_AND_TOKENS : CODE_AND_TOKEN;
      }
      return idToken ? CODE_AND_ID_TOKEN : CODE;
    }

    public boolean hasCode() {
      return code;
    }

    public boolean hasAccessToken() {
      return accessToken;
    }

    /** An ID token; with the scope {@code openid} alone. */
    public boolean hasIdToken() {
      return idToken;
    }

    /** Whether tokens go through the browser. */
    public boolean hasTokens() {
      return accessToken || idToken;
    }
  }

  /**
   * What one of our pages asks for that logs a user in.
   *
   * @param onward where the browser goes on, of this server
   */
  public static AccessRequest session(String onward, boolean persistent) {
    return new AccessRequest(
        Wanted.SESSION,
        Mode.QUERY,
        onward,
        null,
        Set.of(),
        null,
        null,
        null,
        null,
        persistent,
        null,
        null,
        OpenIdWish.NONE);
  }

  /** Whether it is one of our pages that asks. */
  public boolean wantsSession() {
    return wanted == Wanted.SESSION;
  }

  /** How the answer travels (contract sections 4.1.3, 4.1.4 and 4.5). */
  public enum Mode {
    QUERY,
    FRAGMENT,
    /** OAuth 2.0 Form Post Response Mode. */
    FORM_POST,
    WEB_MESSAGE,
    POPUP
  }
}
