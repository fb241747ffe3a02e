import { authorizeRequest, leave } from "../authorize/authorize.js";
import { deliver } from "../authorize/deliver.js";
import { type LoginTicket, tellingOfRefusal, useTicket } from "../authorize/login.js";
import type { AuthOptions } from "../authorize/options.js";
import { authorizeParameters, requestToken } from "../authorize/parameters.js";
import { remember, take } from "../authorize/pending.js";
import { redeem } from "../authorize/redeem.js";
import type { AuthResult } from "../authorize/result.js";
import { misuse, need, needOne } from "../errors.js";
import type { Kit } from "../kit.js";
import type { Json } from "../wire/names.js";
import type { Captcha } from "./types.js";

/** With exactly one of `email` and `phoneNumber`. */
export interface PasswordlessStart extends Captcha {
  authType: "magic_link" | "sms";
  email?: string;
  phoneNumber?: string;
  auth?: AuthOptions;
  /** As `auth.redirectUri`. */
  redirectUri?: string;
}

/** Sends the code of a second factor. */
export interface SecondFactorStart {
  authType: string;
  /** `stepUpToken` of a login, or `token` of `getMfaStepUpToken`. */
  stepUp: string;
}

export interface PasswordlessCode {
  /** Default: `sms` with a phone number, `magic_link` with an e-mail address. */
  authType?: "magic_link" | "sms";
  email?: string;
  phoneNumber?: string;
  verificationCode: string;
  /** As it was at the start. Left out: what was stored at the start holds. */
  auth?: AuthOptions;
}

export interface SecondFactorCode {
  challengeId: string;
  verificationCode: string;
  /** Asks for no second factor on this device for a while. */
  trustDevice?: boolean;
}

export interface PasswordlessCommands {
  /** Sends a mail with a link, or a text message with a code. */
  startPasswordless(options: PasswordlessStart, auth?: AuthOptions): Promise<void>;
  startPasswordless(options: SecondFactorStart): Promise<{ challengeId: string }>;
  /** Logs in with the code and leaves the page, or resolves to the tokens with `auth.useWebMessage`. */
  verifyPasswordless(options: PasswordlessCode, auth?: AuthOptions): Promise<AuthResult>;
  /** Ends a login, or a step-up, with the code of a second factor. */
  verifyMfaPasswordless(options: SecondFactorCode): Promise<AuthResult>;
}

export const passwordlessCommands = (kit: Kit): PasswordlessCommands => {
  const { http } = kit;

  const parametersOf = (auth: AuthOptions) =>
    authorizeParameters({ clientId: kit.clientId, config: kit.config, page: location.href }, auth, "page");

  const startFirst = async (options: PasswordlessStart, auth?: AuthOptions): Promise<void> => {
    const { auth: own, redirectUri, ...rest } = options;
    need(options, "authType");
    needOne(options, "email", "phoneNumber");
    if (options.email && options.phoneNumber) {
      throw misuse("Only one of email and phoneNumber may be given");
    }
    const wanted = { redirectUri, ...(own ?? auth) };
    const { parameters, pending } = await authorizeRequest(
      kit,
      wanted,
      wanted.useWebMessage ? "frame" : "page",
    );
    await http.post("passwordless/start", { body: { ...parameters, ...rest } });
    remember(parameters.state, pending);
  };

  const startSecond = ({ stepUp, authType }: SecondFactorStart): Promise<{ challengeId: string }> =>
    http.post("passwordless/start", {
      body: { stepUp, authType, ...(requestToken(location.href) && parametersOf({})) },
    });

  function startPasswordless(options: PasswordlessStart, auth?: AuthOptions): Promise<void>;
  function startPasswordless(options: SecondFactorStart): Promise<{ challengeId: string }>;
  async function startPasswordless(options: PasswordlessStart | SecondFactorStart, auth?: AuthOptions) {
    return "stepUp" in need<PasswordlessStart | SecondFactorStart>(options, "authType")
      ? startSecond(options as SecondFactorStart)
      : startFirst(options as PasswordlessStart, auth);
  }

  /** What the server answers to a code: its own, tokens, or that a second factor is needed. */
  const finish = async (body: object, auth: AuthOptions = {}): Promise<AuthResult> => {
    const answer = await http.post<Json & LoginTicket>("passwordless/verify", { body, cookies: true });
    if (answer.mfaRequired) {
      return useTicket(kit, answer, auth);
    }
    const { code, state } = answer;
    const pending = take(typeof state === "string" ? state : auth.state);
    return typeof code === "string" && pending.verifier
      ? redeem(kit, { code, state, ...pending })
      : deliver(kit, answer, pending.nonce);
  };

  const verify = async (options: PasswordlessCode, given?: AuthOptions): Promise<AuthResult> => {
    const { auth = given, verificationCode, email, phoneNumber } = options;
    const authType = options.authType ?? (phoneNumber ? "sms" : "magic_link");
    const proof = { authType, email, phoneNumber, verificationCode };
    if (auth?.useWebMessage && !requestToken(location.href)) {
      return finish(proof, auth);
    }
    // Without a challenge of its own: the one of the start holds.
    return checked(proof, auth ? parametersOf(auth) : { clientId: kit.clientId });
  };

  /** The browser itself goes on with a code that is right. */
  const checked = async (proof: object, parameters: object = {}): Promise<AuthResult> => {
    await http.post("verify-auth-code", { body: proof });
    leave(http.url("passwordless/verify", { ...parameters, ...proof }));
    return {};
  };

  return {
    startPasswordless,

    async verifyPasswordless(options, auth) {
      needOne(need(options, "verificationCode"), "phoneNumber", "email");
      return tellingOfRefusal(kit, "login_failed", verify(options, auth));
    },

    async verifyMfaPasswordless(options) {
      const { challengeId, verificationCode, trustDevice } = need(options, "challengeId", "verificationCode");
      const proof = { challengeId, verificationCode, trustDevice };
      const finished = requestToken(location.href) ? checked(proof) : finish(proof);
      return tellingOfRefusal(kit, "login_failed", finished);
    },
  };
};
