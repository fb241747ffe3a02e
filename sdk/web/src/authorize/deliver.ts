import type { IdentityError } from "../errors.js";
import type { Kit } from "../kit.js";
import type { Json } from "../wire/names.js";
import { type AuthResult, authResult } from "./result.js";

/**
 * Tells the page of tokens or a code that have arrived.
 *
 * @param answer in camelCase
 * @param nonce that the request had, if known
 * @throws {IdentityError} `invalid_grant` when they are not for this page; it has been told of that, too
 */
export function deliver(kit: Kit, answer: Json, nonce?: string): AuthResult {
  let result: AuthResult;
  try {
    result = authResult(answer, { clientId: kit.clientId, nonce });
  } catch (error) {
    kit.events.emit("authentication_failed", error as IdentityError);
    throw error;
  }
  kit.events.emit("authenticated", result);
  return result;
}
