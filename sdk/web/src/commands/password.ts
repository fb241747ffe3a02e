import { useTicket, type LoginTicket, tellingOfRefusal } from "../authorize/login.js";
import type { AuthOptions } from "../authorize/options.js";
import { scopes } from "../authorize/parameters.js";
import type { AuthResult } from "../authorize/result.js";
import { misuse, need, needOne } from "../errors.js";
import type { Kit } from "../kit.js";
import { savePassword } from "./savedPasswords.js";
import type { Captcha, SignupProfile } from "./types.js";

/** With exactly one of the three identifiers. */
export interface PasswordLogin extends Captcha {
  email?: string;
  phoneNumber?: string;
  customIdentifier?: string;
  password: string;
  auth?: AuthOptions;
  /** Offers the browser to keep the password. */
  saveCredentials?: boolean;
  /** What the user is about to do, should a second factor be asked for. */
  action?: string;
}

export interface Signup extends Captcha {
  /** With a password. */
  data: SignupProfile;
  auth?: AuthOptions;
  /** Where the link of the verification mail leads. */
  redirectUrl?: string;
  returnToAfterEmailConfirmation?: string;
  saveCredentials?: boolean;
}

/** With `email` or `phoneNumber`. */
export interface ResetRequest extends Captcha {
  email?: string;
  phoneNumber?: string;
  customIdentifier?: string;
  /** Where the link of the mail leads. */
  redirectUrl?: string;
  loginLink?: string;
  origin?: string;
}

export interface PasswordResetRequest extends ResetRequest {
  returnToAfterPasswordReset?: string;
}

export interface AccountRecoveryRequest extends ResetRequest {
  returnToAfterAccountRecovery?: string;
}

/** With an `accessToken`, or with a `verificationCode` and the identifier it was sent to. */
export interface PasswordUpdate {
  password: string;
  accessToken?: string;
  oldPassword?: string;
  email?: string;
  phoneNumber?: string;
  verificationCode?: string;
  userId?: string;
}

export interface PasswordCommands {
  /**
   * Logs in and leaves the page, or resolves to the tokens with `auth.useWebMessage`. A second factor is asked for by
   * `stepUpToken` and `amr` in the result.
   */
  loginWithPassword(options: PasswordLogin): Promise<AuthResult>;
  /** Signs up and goes on as a login; resolves to nothing when the identifier must be verified first. */
  signup(options: Signup): Promise<AuthResult>;
  /** Sends a mail or a text message with a code, if there is such an account. */
  requestPasswordReset(options: PasswordResetRequest): Promise<void>;
  /** As `requestPasswordReset`, to make a new passkey or a new password. */
  requestAccountRecovery(options: AccountRecoveryRequest): Promise<void>;
  updatePassword(options: PasswordUpdate): Promise<void>;
  /** 0 to 4, as zxcvbn counts. The password goes to the server and nowhere else. */
  getPasswordStrength(password: string): Promise<{ score: number }>;
}

export const passwordCommands = (kit: Kit): PasswordCommands => {
  const { http } = kit;

  return {
    async loginWithPassword(options) {
      const identifiers = ["email", "phoneNumber", "customIdentifier"] as const;
      needOne(need(options, "password"), ...identifiers);
      if (identifiers.filter((name) => options[name]).length > 1) {
        throw misuse(`Only one of ${identifiers.join(", ")} may be given`);
      }
      const { auth = {}, saveCredentials, action, ...credentials } = options;
      const ticket = await tellingOfRefusal(
        kit,
        "login_failed",
        http.post<LoginTicket>("password/login", {
          body: { clientId: kit.clientId, scope: scopes(auth, kit.config), ...credentials },
          cookies: true,
        }),
      );
      if (saveCredentials) {
        await savePassword(
          options.email ?? options.phoneNumber ?? options.customIdentifier,
          options.password,
        );
      }
      return useTicket(kit, ticket, auth, action);
    },

    async signup(options) {
      const { data } = need(options, "data");
      const { auth = {}, saveCredentials, ...rest } = options;
      const ticket = await tellingOfRefusal(
        kit,
        "signup_failed",
        http.post<LoginTicket>("signup", {
          body: {
            clientId: kit.clientId,
            scope: scopes(auth, kit.config),
            acceptTos: auth.acceptTos,
            ...rest,
          },
        }),
      );
      if (saveCredentials) {
        await savePassword(data.email ?? data.phoneNumber ?? data.customIdentifier, data.password);
      }
      return useTicket(kit, ticket, auth);
    },

    requestPasswordReset: async (options) =>
      http.post("forgot-password", {
        body: { clientId: kit.clientId, ...needOne(options, "email", "phoneNumber", "customIdentifier") },
      }),

    requestAccountRecovery: async (options) =>
      http.post("account-recovery", {
        body: { clientId: kit.clientId, ...needOne(options, "email", "phoneNumber") },
      }),

    async updatePassword(options) {
      const { accessToken, ...rest } = needOne(
        need(options, "password"),
        "accessToken",
        "verificationCode",
        "userId",
      );
      return http.post("update-password", { body: { clientId: kit.clientId, ...rest }, accessToken });
    },

    async getPasswordStrength(password) {
      return http.post("password/strength", {
        body: { clientId: kit.clientId, ...need({ password }, "password") },
      });
    },
  };
};
