import { failure } from "../errors.js";
import { warn } from "../log.js";
import { fromWire, type Json } from "../wire/names.js";
import { fromBase64Url } from "./pkce.js";

/** The claims of an ID token (contract section 7.2), decoded and not verified: that is a back end's business. */
export interface IdTokenPayload {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string | readonly string[];
  /** Unix seconds. */
  readonly exp: number;
  readonly iat: number;
  readonly authType?: string;
  readonly name?: string;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly email?: string;
  readonly emailVerified?: boolean;
  readonly phoneNumber?: string;
  readonly phoneNumberVerified?: boolean;
  readonly nonce?: string;
  readonly amr?: readonly string[];
  readonly newUser?: boolean;
  readonly customFields?: Readonly<Json>;
  readonly [claim: string]: unknown;
}

/** What a login brings (contract section 7.1). */
export interface AuthResult {
  readonly accessToken?: string;
  /** Of the access token, in seconds. */
  readonly expiresIn?: number;
  readonly idToken?: string;
  readonly idTokenPayload?: IdTokenPayload;
  readonly tokenType?: "Bearer";
  readonly refreshToken?: string;
  readonly state?: string;
  /** For the page, or its back end, to redeem. */
  readonly code?: string;
  readonly providerName?: string;
  readonly providerAccessToken?: string;
  /** A second factor is needed: this starts its verification, with one of the methods in `amr`. */
  readonly stepUpToken?: string;
  readonly amr?: readonly string[];
  /** Nobody is logged in: the address or number must be verified first, by the message that was sent to it. */
  readonly isIdentifierVerificationRequired?: boolean;
}

/** What an ID token must hold to be ours. */
export interface Expected {
  readonly clientId: string;
  /** Not checked when it is not known. */
  readonly nonce?: string;
}

/** How far the clock of a browser may be off, in seconds. */
const LEEWAY = 300;

/**
 * A token answer as pages see it.
 *
 * @param answer in camelCase
 * @throws {IdentityError} `invalid_grant` when its ID token is for another client or request, or no longer good
 */
export function authResult(answer: Json, expected: Expected): AuthResult {
  const { idToken, expiresIn } = answer;
  const payload = typeof idToken === "string" ? decoded(idToken) : undefined;
  if (payload) {
    check(payload, expected);
  } else if (expected.nonce && idToken) {
    throw failure("invalid_grant", "The ID token cannot be read, so its nonce is not known");
  }
  return {
    ...answer,
    ...(expiresIn !== undefined && { expiresIn: Number(expiresIn) }),
    ...(payload && { idTokenPayload: payload }),
  };
}

function check({ aud, exp, nonce }: IdTokenPayload, expected: Expected): void {
  if (![aud].flat().includes(expected.clientId)) {
    throw failure("invalid_grant", "The ID token is for another client");
  }
  if (!(exp > Date.now() / 1000 - LEEWAY)) {
    throw failure("invalid_grant", "The ID token has expired");
  }
  if (expected.nonce && nonce !== expected.nonce) {
    throw failure("invalid_grant", "The ID token is for another request: its nonce differs");
  }
}

function decoded(idToken: string): IdTokenPayload | undefined {
  try {
    const claims: unknown = JSON.parse(new TextDecoder().decode(fromBase64Url(idToken.split(".")[1] ?? "")));
    return fromWire(claims) as IdTokenPayload;
  } catch (error) {
    warn("an ID token cannot be decoded:", error);
    return undefined;
  }
}
