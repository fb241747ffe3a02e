import { startStepUp, type StepUp } from "../authorize/login.js";
import type { AuthOptions } from "../authorize/options.js";
import { need } from "../errors.js";
import type { Kit } from "../kit.js";
import type { WithToken } from "./types.js";

/** A second factor of the user. */
export interface MfaCredential {
  readonly type: string;
  readonly email?: string;
  readonly phoneNumber?: string;
  readonly friendlyName: string;
  readonly createdAt: string;
  /** Of recovery codes. */
  readonly remaining?: number;
}

/** A code was sent, or none was needed. */
export interface MfaRegistration {
  readonly status: "email_sent" | "sms_sent" | "enabled";
  readonly credential?: MfaCredential;
}

export interface MfaStart extends WithToken {
  trustDevice?: boolean;
  /** What the user is about to do. */
  action?: string;
}

export interface MfaCode extends WithToken {
  verificationCode: string;
  trustDevice?: boolean;
}

/** With an access token, or with the session of the browser. */
export interface StepUpStart {
  auth?: AuthOptions;
  /** Another name of `auth`. */
  options?: AuthOptions;
  accessToken?: string;
  action?: string;
}

export interface MfaCommands {
  listMfaCredentials(accessToken: string): Promise<{ credentials: readonly MfaCredential[] }>;
  /** The profile's own address as a second factor. */
  startMfaEmailRegistration(options: MfaStart & { redirectUrl?: string }): Promise<MfaRegistration>;
  verifyMfaEmailRegistration(options: MfaCode): Promise<MfaCredential>;
  removeMfaEmail(options: WithToken): Promise<void>;
  startMfaPhoneNumberRegistration(options: MfaStart & { phoneNumber: string }): Promise<MfaRegistration>;
  verifyMfaPhoneNumberRegistration(options: MfaCode): Promise<MfaCredential>;
  removeMfaPhoneNumber(options: WithToken & { phoneNumber: string }): Promise<void>;
  /** An authenticator app: show `otpauthUri` as a QR code. */
  startMfaAppRegistration(
    options: WithToken & { friendlyName?: string },
  ): Promise<{ secret: string; otpauthUri: string }>;
  verifyMfaAppRegistration(options: MfaCode): Promise<MfaCredential>;
  removeMfaApp(options: WithToken): Promise<void>;
  /** New recovery codes; former ones are void. */
  createMfaRecoveryCodes(options: WithToken): Promise<{ recoveryCodes: readonly string[] }>;
  removeMfaRecoveryCodes(options: WithToken): Promise<void>;
  /** Begins a step-up: go on with `startPasswordless({stepUp})` and `verifyMfaPasswordless`. */
  getMfaStepUpToken(options?: StepUpStart): Promise<StepUp>;
}

/** Cookies go along, as they tell of the trusted device and are where it is kept. */
export const mfaCommands = (kit: Kit): MfaCommands => {
  const { http } = kit;

  const post = <T>(path: string, { accessToken, ...body }: WithToken): Promise<T> =>
    http.post<T>(`mfa/credentials/${path}`, { body, accessToken, cookies: true });

  const remove = (
    path: string,
    { accessToken, ...body }: WithToken & { phoneNumber?: string },
  ): Promise<void> =>
    http.delete(`mfa/credentials/${path}`, {
      body: body.phoneNumber ? body : undefined,
      accessToken,
      cookies: true,
    });

  return {
    listMfaCredentials: async (accessToken) =>
      http.get("mfa/credentials", { ...need({ accessToken }, "accessToken"), cookies: true }),

    startMfaEmailRegistration: async (options) => post("emails", need(options, "accessToken")),
    verifyMfaEmailRegistration: async (options) =>
      post("emails/verify", need(options, "accessToken", "verificationCode")),
    removeMfaEmail: async (options) => remove("emails", need(options, "accessToken")),

    startMfaPhoneNumberRegistration: async (options) =>
      post("phone-numbers", need(options, "accessToken", "phoneNumber")),
    verifyMfaPhoneNumberRegistration: async (options) =>
      post("phone-numbers/verify", need(options, "accessToken", "verificationCode")),
    removeMfaPhoneNumber: async (options) =>
      remove("phone-numbers", need(options, "accessToken", "phoneNumber")),

    startMfaAppRegistration: async (options) => post("totp", need(options, "accessToken")),
    verifyMfaAppRegistration: async (options) =>
      post("totp/verify", need(options, "accessToken", "verificationCode")),
    removeMfaApp: async (options) => remove("totp", need(options, "accessToken")),

    createMfaRecoveryCodes: async (options) => post("recovery-codes", need(options, "accessToken")),
    removeMfaRecoveryCodes: async (options) => remove("recovery-codes", need(options, "accessToken")),

    async getMfaStepUpToken({ auth, options, ...request } = {}) {
      return startStepUp(kit, auth ?? options ?? {}, request);
    },
  };
};
