import { type IdentityError, isIdentityError } from "../errors.js";
import type { Kit } from "../kit.js";
import { fromWire, type Json } from "../wire/names.js";
import { deliver } from "./deliver.js";
import { askFrame } from "./frame.js";
import type { AuthOptions } from "./options.js";
import { type AuthorizeParameters, authorizeParameters, requestToken } from "./parameters.js";
import { type Pending, remember } from "./pending.js";
import { challengeOf, newVerifier } from "./pkce.js";
import { redeem } from "./redeem.js";
import type { AuthResult } from "./result.js";

/** A request, and what belongs to its answer. */
export interface AuthorizeRequest {
  readonly parameters: AuthorizeParameters;
  readonly pending: Pending;
}

/** With a challenge for public clients that ask for a code, unless the page, or the request it serves, has its own. */
export async function authorizeRequest(
  kit: Kit,
  auth: AuthOptions,
  way: "page" | "popup" | "frame",
): Promise<AuthorizeRequest> {
  const asked = authorizeParameters(
    { clientId: kit.clientId, config: kit.config, page: location.href },
    auth,
    way,
  );
  const pending: Pending = { nonce: auth.nonce, redirectUri: asked.redirectUri };
  const redeemed = kit.config.isPublic && asked.responseType === "code";
  if (!redeemed || asked.codeChallenge || asked.r5RequestToken) {
    return { parameters: asked, pending };
  }
  const verifier = newVerifier();
  const codeChallenge = await challengeOf(verifier);
  return {
    parameters: { ...asked, codeChallenge, codeChallengeMethod: "S256" },
    pending: { ...pending, verifier },
  };
}

/**
 * The way on from anything that proves who somebody is: leaves the page, or asks in a hidden frame.
 *
 * @param proof `tkn`, `provider`, or nothing for the session
 * @returns the result, if the page stays
 */
export async function authorize(kit: Kit, auth: AuthOptions, proof: Json = {}): Promise<AuthResult> {
  if (auth.useWebMessage && !requestToken(location.href)) {
    return byFrame(kit, auth, proof);
  }
  const { parameters, pending } = await authorizeRequest(kit, auth, "page");
  remember(parameters.state, pending);
  leave(kit.http.url("/oauth/authorize", { ...parameters, ...proof }));
  return {};
}

async function byFrame(kit: Kit, auth: AuthOptions, proof: Json): Promise<AuthResult> {
  const { parameters, pending } = await authorizeRequest(kit, auth, "frame");
  const url = kit.http.url("/oauth/authorize", { ...parameters, ...proof });
  const answer = Object(fromWire(await askFrame(kit.http.origin, url))) as Json;
  if (isIdentityError(answer)) {
    throw answer satisfies IdentityError;
  }
  if (typeof answer.code === "string" && pending.verifier) {
    return redeem(kit, { code: answer.code, state: answer.state, ...pending });
  }
  return deliver(kit, answer, pending.nonce);
}

/** After whatever waits for the command has run: callbacks are called before the page goes. */
export function leave(url: string): void {
  setTimeout(() => location.assign(url));
}
