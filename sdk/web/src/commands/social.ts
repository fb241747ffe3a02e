import { authorize, type AuthorizeRequest, authorizeRequest, leave } from "../authorize/authorize.js";
import { deliver } from "../authorize/deliver.js";
import type { AuthOptions } from "../authorize/options.js";
import { requestToken } from "../authorize/parameters.js";
import { remember } from "../authorize/pending.js";
import { askPopup, openPopup } from "../authorize/popup.js";
import type { AuthResult } from "../authorize/result.js";
import { failure, isIdentityError, need } from "../errors.js";
import type { Kit } from "../kit.js";
import { fromWire, type Json } from "../wire/names.js";
import { toQuery } from "../wire/query.js";
import type { Profile, WithToken } from "./types.js";

export interface Unlink extends WithToken {
  /** `id` of one of the profile's `socialIdentities`. */
  identityId: string;
}

export interface SocialCommands {
  /**
   * Logs in with a provider: leaves the page, or opens a window with `auth.popupMode`, which only works inside of a
   * click. From a window, tokens fire `authenticated`, a code is taken to the `redirectUri`, and what goes wrong fires
   * `authentication_failed`.
   *
   * @param provider such as `google`, or `google:variant`
   */
  loginWithSocialProvider(provider: string, auth?: AuthOptions): Promise<AuthResult>;
  /** Takes a provider's account off the user. */
  unlink(options: Unlink): Promise<Profile | undefined>;
}

export const socialCommands = (kit: Kit): SocialCommands => ({
  async loginWithSocialProvider(provider, { useWebMessage: _, ...auth } = {}) {
    need({ provider }, "provider");
    const proof = { provider, providerScope: auth.providerScope, accessToken: auth.accessToken };
    // A login page answers the app whose request it serves, and nobody in this page.
    if (!auth.popupMode || requestToken(location.href)) {
      await kit.configured();
      return authorize(kit, auth, proof);
    }
    return byPopup(kit, auth, proof);
  },

  async unlink(options) {
    const { accessToken, identityId } = need(options, "accessToken", "identityId");
    return kit.http.post<Profile | undefined>("unlink", { body: { identityId }, accessToken });
  },
});

async function byPopup(kit: Kit, auth: AuthOptions, proof: { provider: string }): Promise<AuthResult> {
  let answer: PopupLogin;
  try {
    answer = await inPopup(kit, auth, proof);
  } catch (error) {
    if (isIdentityError(error)) {
      kit.events.emit("authentication_failed", error);
    }
    throw error;
  }
  const { parameters, pending, data } = answer;
  if (parameters.responseType !== "code" || !parameters.redirectUri) {
    return deliver(kit, data, pending.nonce);
  }
  remember(parameters.state, pending);
  leave(withQuery(parameters.redirectUri, { code: data.code, state: data.state }));
  return {};
}

interface PopupLogin extends AuthorizeRequest {
  readonly data: Json;
}

/** The window is opened before anything is waited for, or the browser would block it. */
async function inPopup(kit: Kit, auth: AuthOptions, proof: { provider: string }): Promise<PopupLogin> {
  const popup = openPopup(proof.provider);
  try {
    await kit.configured();
    const request = await authorizeRequest(kit, auth, "popup");
    const url = kit.http.url("/oauth/authorize", { ...request.parameters, ...proof });
    const answer = await askPopup(popup, kit.http.origin, url);
    const data = Object(fromWire(answer.data)) as Json;
    if (!answer.success) {
      throw isIdentityError(data)
        ? data
        : failure("server_error", "The popup told of a failure without a reason");
    }
    return { ...request, data };
  } finally {
    popup.close();
  }
}

/** The server has compared the address with those of the client, byte for byte, before it sent a code. */
const withQuery = (redirectUri: string, query: object): string =>
  redirectUri + (redirectUri.includes("?") ? "&" : "?") + toQuery(query);
