import type { Kit } from "../kit.js";
import type { Json } from "../wire/names.js";
import { deliver } from "./deliver.js";
import type { Pending } from "./pending.js";
import type { AuthResult } from "./result.js";

/** A code with what its request had. */
export interface Redemption extends Pending {
  readonly code: string;
  readonly state?: unknown;
  readonly persistent?: boolean;
  readonly returnProviderToken?: boolean;
}

/**
 * Exchanges a code for tokens and tells the page of them.
 *
 * @throws {IdentityError} of the server; `invalid_grant` when the tokens are not for this page
 */
export async function redeem(kit: Kit, redemption: Redemption): Promise<AuthResult> {
  const { code, verifier, nonce, redirectUri, state, ...more } = redemption;
  const tokens = await kit.http.post<Json>("/oauth/token", {
    body: {
      clientId: kit.clientId,
      grantType: "authorization_code",
      code,
      // A code that a frame asked for without a redirect URI is bound to the page's origin.
      redirectUri: redirectUri ?? location.origin,
      codeVerifier: verifier,
      ...more,
    },
  });
  return deliver(kit, { ...tokens, ...(state !== undefined && { state }) }, nonce);
}
