import type { AuthResult } from "./result.js";
import type { AuthOptions } from "./options.js";
import { authorize, authorizeRequest } from "./authorize.js";
import { remember } from "./pending.js";
import { isRefusal } from "../errors.js";
import type { Kit } from "../kit.js";

/** What the server answers to a password, a passkey or a sign-up. */
export interface LoginTicket {
  /** One-time. Missing when the identifier must be verified first. */
  readonly tkn?: string;
  readonly mfaRequired?: boolean;
}

/** Names the second factors that there are, and has a token for the verification of one. */
export interface StepUp {
  readonly amr: readonly string[];
  readonly token: string;
}

/** What a step-up is asked for with, beside the authorize parameters. */
export interface StepUpRequest {
  readonly tkn?: string;
  readonly accessToken?: string;
  /** What the user is about to do. */
  readonly action?: string;
}

/**
 * The way on with a ticket. Without one the identifier must be verified first, which the result says. It has
 * `stepUpToken` and `amr` when a second factor is needed: the page then goes on with `startPasswordless` and
 * `verifyMfaPasswordless`.
 */
export async function useTicket(
  kit: Kit,
  { tkn, mfaRequired }: LoginTicket,
  auth: AuthOptions,
  action?: string,
): Promise<AuthResult> {
  if (!tkn) {
    return { isIdentifierVerificationRequired: true };
  }
  if (!mfaRequired) {
    return authorize(kit, auth, { tkn });
  }
  const { token, amr } = await startStepUp(kit, auth, { tkn, action });
  return { stepUpToken: token, amr };
}

/** The answer to the second factor comes back as JSON: what belongs to it is remembered until then. */
export async function startStepUp(kit: Kit, auth: AuthOptions, request: StepUpRequest): Promise<StepUp> {
  const { accessToken, ...more } = request;
  const { parameters, pending } = await authorizeRequest(kit, auth, auth.useWebMessage ? "frame" : "page");
  const stepUp = await kit.http.post<StepUp>("mfa/stepup", {
    body: { ...parameters, ...more },
    accessToken,
    cookies: true,
  });
  remember(parameters.state, pending);
  return stepUp;
}

/** The promise, with an event if it is the server that refuses. */
export async function tellingOfRefusal<T>(
  kit: Kit,
  event: "login_failed" | "signup_failed",
  attempt: Promise<T>,
): Promise<T> {
  try {
    return await attempt;
  } catch (error) {
    if (isRefusal(error)) {
      kit.events.emit(event, error);
    }
    throw error;
  }
}
