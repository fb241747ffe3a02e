/** How a login is to be answered: `auth` of commands and widgets (contract section 4). */
export interface AuthOptions {
  /**
   * `code`: a back end, or the SDK itself with PKCE, redeems a code. `token`: tokens come straight into the page.
   * Default: `code` if there is a `redirectUri`, else `token`.
   */
  responseType?: "code" | "token" | "messenger_code";
  /** Where the browser returns to. Default for `token`: the current page without query and fragment. */
  redirectUri?: string;
  /** Comes back unchanged. */
  state?: string;
  /** Ends up in the ID token, which is refused if it holds another. */
  nonce?: string;
  prompt?: "none" | "login" | "consent" | "select_account";
  /** Logs in with a provider in a window of its own. */
  popupMode?: boolean;
  /** Asks in a hidden frame and does not leave the page; takes a session, or the login just made. */
  useWebMessage?: boolean;
  /** Free text for reports. */
  origin?: string;
  /** Further scopes. Default: the client's. */
  scope?: string | readonly string[];
  /** Whether to ask for `openid profile email phone`; they are, by default. */
  fetchBasicProfile?: boolean;
  /** Asks for `offline_access`. */
  requireRefreshToken?: boolean;
  /** Links the provider's account to this token's user. */
  accessToken?: string;
  /** Scopes of the provider, with spaces. */
  providerScope?: string;
  loginHint?: string;
  idTokenHint?: string;
  /** Whether the session outlives the browser. */
  persistent?: boolean;
  acceptTos?: boolean;
  /** A challenge of the page's own: then the page keeps the verifier and redeems the code. */
  codeChallenge?: string;
  codeChallengeMethod?: "S256";
}
