import { authorize, leave } from "../authorize/authorize.js";
import type { AuthOptions } from "../authorize/options.js";
import { authorizeParameters } from "../authorize/parameters.js";
import type { AuthResult } from "../authorize/result.js";
import { failure, misuse, need } from "../errors.js";
import type { Kit } from "../kit.js";
import { forgetPasswords } from "./savedPasswords.js";

/** Who is logged in on this browser (contract section 7.3). */
export interface SessionInfo {
  readonly isAuthenticated: boolean;
  readonly name?: string;
  readonly email?: string;
  /** `password`, or the name of a provider. */
  readonly lastLoginType?: string;
  readonly hasPassword?: boolean;
  readonly socialProviders?: readonly string[];
}

export interface Logout {
  /** An allowed logout address. Default: the current page if it is one, else nobody leaves. */
  redirectTo?: string;
  /** Lets the browser log nobody in by itself. */
  removeCredentials?: boolean;
}

export interface SessionCommands {
  /** The session at the server; needs single sign-on on one site, or third-party cookies. */
  getSsoData(): Promise<SessionInfo>;
  /** The later name of `getSsoData`. */
  getSessionInfo(): Promise<SessionInfo>;
  /** Logs in from the session and leaves the page; `login_required` when there is none. */
  loginFromSession(auth?: AuthOptions): Promise<AuthResult>;
  /** Logs in from the session in a hidden frame; `login_required` when there is none. */
  checkSession(auth?: AuthOptions): Promise<AuthResult>;
  /** Logs in with a token that the site's back end made, and leaves the page. */
  loginWithCustomToken(options: { token: string; auth?: AuthOptions }): Promise<void>;
  /**
   * Ends the session.
   *
   * @param revocation tokens to revoke before that
   */
  logout(options?: Logout, revocation?: { tokens: readonly string[] }): Promise<void>;
}

export const sessionCommands = (kit: Kit): SessionCommands => {
  const { http } = kit;
  let checking = false;

  const getSsoData = (): Promise<SessionInfo> =>
    http.get("sso/data", { query: { clientId: kit.clientId }, cookies: true });

  return {
    getSsoData,

    getSessionInfo: getSsoData,

    async loginFromSession(auth = {}) {
      if (!kit.config.sso && !auth.idTokenHint) {
        throw misuse("Single sign-on is off for this client");
      }
      if (kit.config.sso && !(await getSsoData()).isAuthenticated) {
        throw failure("login_required", "There is no session");
      }
      return authorize(kit, auth);
    },

    async checkSession(auth = {}) {
      if (!kit.config.sso) {
        throw misuse("Single sign-on is off for this client");
      }
      if (checking) {
        throw misuse("The session is being checked already");
      }
      checking = true;
      try {
        return await authorize(kit, { ...auth, useWebMessage: true });
      } finally {
        checking = false;
      }
    },

    async loginWithCustomToken(options) {
      const { token, auth = {} } = need(options, "token");
      const parameters = authorizeParameters(
        { clientId: kit.clientId, config: kit.config, page: location.href },
        auth,
        "page",
      );
      leave(http.url("custom-token/login", { ...parameters, token }));
    },

    async logout({ redirectTo, removeCredentials } = {}, { tokens } = { tokens: [] }) {
      if (removeCredentials) {
        await forgetPasswords();
      }
      await Promise.all(
        tokens.map((token) => http.post("/oauth/revoke", { body: { clientId: kit.clientId, token } })),
      );
      const page = location.href.replace(/#.*/s, "");
      if (redirectTo || (await http.redirects("logout", { redirectTo: page }))) {
        leave(http.url("logout", { redirectTo: redirectTo ?? page }));
      } else {
        await http.get("logout", { cookies: true });
      }
    },
  };
};
