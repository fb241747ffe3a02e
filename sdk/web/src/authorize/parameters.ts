import type { Config } from "../config.js";
import { misuse } from "../errors.js";
import type { AuthOptions } from "./options.js";

/** What an authorize request says; `undefined` is not said. */
export interface AuthorizeParameters {
  readonly clientId: string;
  readonly responseType: string;
  readonly redirectUri?: string;
  readonly r5RequestToken?: string;
  readonly scope?: string;
  readonly display?: "page" | "popup";
  readonly responseMode?: "web_message";
  readonly prompt?: string;
  readonly state?: string;
  readonly nonce?: string;
  readonly origin?: string;
  readonly persistent?: boolean;
  readonly loginHint?: string;
  readonly idTokenHint?: string;
  readonly acceptTos?: boolean;
  readonly codeChallenge?: string;
  readonly codeChallengeMethod?: string;
}

/** Which client asks, and from where. */
export interface Asker {
  readonly clientId: string;
  readonly config: Config;
  /** The current page's address. */
  readonly page: string;
}

const BASIC_PROFILE = ["openid", "profile", "email", "phone"];

/**
 * The token of the request for which the current page is the login page, if it is one (contract identity-api.md section
 * 4.1.7). What that request asked for holds; this page only says who is there.
 */
export const requestToken = (page: string): string | undefined =>
  new URL(page).searchParams.get("r5_request_token") ?? undefined;

/**
 * The parameters of a login.
 *
 * @param way how the answer comes back
 * @throws {IdentityError} `invalid_request` when the client may not have what is asked for
 */
export function authorizeParameters(
  asker: Asker,
  auth: AuthOptions,
  way: "page" | "popup" | "frame",
): AuthorizeParameters {
  const { clientId, config } = asker;
  const framed = way === "frame";
  const wanted = auth.responseType ?? (auth.redirectUri || (framed && config.isPublic) ? "code" : "token");
  // A confidential client has no use for a code in the page. What public clients do, too (contract section 8.4).
  const switched = framed && wanted === "code" && !config.isPublic && !config.isImplicitFlowForbidden;
  const responseType = switched ? "token" : wanted;
  const r5RequestToken = requestToken(asker.page);
  if (r5RequestToken) {
    const { redirectUri, persistent } = auth;
    return { clientId, r5RequestToken, responseType, redirectUri, display: "page", persistent };
  }
  if (responseType === "token" && config.pkceEnforced) {
    throw misuse("This client must use PKCE: responseType must be code, with a redirectUri");
  }
  const here = responseType === "token" && way === "page" ? withoutQuery(asker.page) : undefined;
  return {
    clientId,
    responseType,
    redirectUri: switched ? undefined : (auth.redirectUri ?? here),
    scope: scopes(auth, config),
    ...(framed ? { responseMode: "web_message", prompt: "none" } : { display: way, prompt: auth.prompt }),
    state: auth.state,
    nonce: auth.nonce,
    origin: auth.origin,
    persistent: auth.persistent,
    loginHint: auth.loginHint,
    idTokenHint: auth.idTokenHint,
    acceptTos: auth.acceptTos,
    codeChallenge: auth.codeChallenge,
    codeChallengeMethod: auth.codeChallenge && (auth.codeChallengeMethod ?? "S256"),
  };
}

/** In this order: basic profile, `offline_access`, what the page wants or else the client's defaults. */
export function scopes(
  { scope, fetchBasicProfile, requireRefreshToken }: AuthOptions,
  config: Config,
): string {
  const wanted = scope ?? config.scope;
  return [
    ...new Set([
      ...(fetchBasicProfile === false ? [] : BASIC_PROFILE),
      ...(requireRefreshToken ? ["offline_access"] : []),
      ...(typeof wanted === "string" ? wanted.split(" ") : wanted),
    ]),
  ]
    .filter(Boolean)
    .join(" ");
}

const withoutQuery = (url: string): string => url.replace(/[?#].*/s, "");
