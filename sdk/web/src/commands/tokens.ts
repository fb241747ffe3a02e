import { deliver } from "../authorize/deliver.js";
import { fragmentAnswer, removeFragment } from "../authorize/fragment.js";
import { take } from "../authorize/pending.js";
import { redeem } from "../authorize/redeem.js";
import { type AuthResult, authResult } from "../authorize/result.js";
import { isIdentityError, misuse, need } from "../errors.js";
import type { Kit } from "../kit.js";
import type { Json } from "../wire/names.js";

/** With one of the two tokens. */
export interface TokenRefresh {
  refreshToken?: string;
  /** Renewed while its session lives, for as long as the server allows that. */
  accessToken?: string;
  /** Fewer than before. */
  scope?: string | readonly string[];
}

export interface CodeExchange {
  code: string;
  /** As the login had it; the SDK knows it if it made the request. */
  redirectUri?: string;
  /** As it came with the code. Default: the one in the current address, if the code stands there, too. */
  state?: string;
  persistent?: boolean;
  returnProviderToken?: boolean;
}

export interface TokenCommands {
  refreshTokens(options: TokenRefresh): Promise<AuthResult>;
  /** Redeems a code that came by redirect; fires `authenticated`. */
  exchangeAuthorizationCodeWithPkce(options: CodeExchange): Promise<AuthResult>;
}

export const tokenCommands = (kit: Kit): TokenCommands => {
  const { http } = kit;

  return {
    async refreshTokens(options) {
      const { refreshToken, accessToken, scope } = options ?? {};
      if (!refreshToken && !accessToken) {
        throw misuse("Missing: refreshToken or accessToken", "refreshToken");
      }
      const answer = refreshToken
        ? await http.post<Json>("/oauth/token", {
            body: {
              clientId: kit.clientId,
              grantType: "refresh_token",
              refreshToken,
              scope: Array.isArray(scope) ? scope.join(" ") : scope,
            },
          })
        : await http.post<Json>("token/access-token", { body: { clientId: kit.clientId, accessToken } });
      return authResult(answer, { clientId: kit.clientId });
    },

    async exchangeAuthorizationCodeWithPkce(options) {
      const { state, redirectUri, ...given } = need(options, "code");
      const pending = take(state ?? stateBeside(given.code));
      return redeem(kit, { ...pending, ...given, redirectUri: redirectUri ?? pending.redirectUri });
    },
  };
};

function stateBeside(code: string): string | undefined {
  const query = new URLSearchParams(location.search);
  return query.get("code") === code ? (query.get("state") ?? undefined) : undefined;
}

/**
 * Looks for the answer to a login in the fragment of an address, tells the page of it and takes it out of the page's
 * address.
 *
 * @returns whether there was one
 */
export function checkUrlFragment(kit: Kit, url: string = location.href): boolean {
  const found = fragmentAnswer(url);
  if (!found) {
    return false;
  }
  if (url === location.href) {
    removeFragment();
  }
  if (found.kind === "failure") {
    kit.events.emit("authentication_failed", found.error);
    return true;
  }
  const { nonce } = take(found.answer.state as string | undefined);
  try {
    deliver(kit, found.answer, nonce);
  } catch (error) {
    if (!isIdentityError(error)) {
      throw error;
    }
    // The page has been told by the event; there is nobody else to tell.
  }
  return true;
}
