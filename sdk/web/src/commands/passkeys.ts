import { type LoginTicket, tellingOfRefusal, useTicket } from "../authorize/login.js";
import type { AuthOptions } from "../authorize/options.js";
import { scopes } from "../authorize/parameters.js";
import type { AuthResult } from "../authorize/result.js";
import { need, needOne } from "../errors.js";
import type { Kit } from "../kit.js";
import {
  type Asking,
  createPasskey,
  type CreationOptions,
  type RequestOptions,
  usePasskey,
} from "./ceremony.js";
import type { MailLink, ProfileData } from "./types.js";

/** A passkey of the user. */
export interface Passkey {
  readonly id: string;
  readonly friendlyName: string;
  readonly createdAt: string;
  readonly lastUsedAt?: string;
  readonly aaguid?: string;
}

export interface PasskeySignup extends MailLink {
  profile: ProfileData;
  /** How the user tells the passkey from others. */
  friendlyName?: string;
  auth?: AuthOptions;
}

/** Without an identifier the user chooses among the passkeys of the device. */
export interface PasskeyLogin extends Asking {
  email?: string;
  phoneNumber?: string;
  auth?: AuthOptions;
}

/** With the code of an account recovery. */
export interface PasskeyReset {
  email?: string;
  phoneNumber?: string;
  verificationCode: string;
  friendlyName?: string;
}

export interface PasskeyCommands {
  /** Signs up with a passkey in place of a password, and goes on as a login. */
  signupWithWebAuthn(options: PasskeySignup, auth?: AuthOptions): Promise<AuthResult>;
  /** Logs in with a passkey, and goes on as `loginWithPassword`. */
  loginWithWebAuthn(options?: PasskeyLogin): Promise<AuthResult>;
  addNewWebAuthnDevice(accessToken: string, friendlyName?: string): Promise<void>;
  listWebAuthnDevices(accessToken: string): Promise<readonly Passkey[]>;
  removeWebAuthnDevice(accessToken: string, deviceId: string): Promise<void>;
  /** Makes a passkey that takes the place of all former ones. */
  resetPasskeys(options: PasskeyReset): Promise<void>;
}

export const passkeyCommands = (kit: Kit): PasskeyCommands => {
  const { http, webAuthnOrigin: origin } = kit;

  const signup = async ({ auth = {}, ...rest }: PasskeySignup): Promise<LoginTicket> => {
    const creation = await http.post<CreationOptions>("webauthn/signup-options", {
      body: { clientId: kit.clientId, origin, scope: scopes(auth, kit.config), ...rest },
    });
    const publicKeyCredential = await createPasskey(creation);
    return http.post<LoginTicket>("webauthn/signup", {
      body: { webauthnId: creation.options.publicKey.user.id, publicKeyCredential },
    });
  };

  const login = async ({
    auth = {},
    conditionalMediation,
    signal,
    onChosen,
    ...rest
  }: PasskeyLogin): Promise<LoginTicket> => {
    const request = await http.post<RequestOptions>("webauthn/authentication-options", {
      body: { clientId: kit.clientId, origin, scope: scopes(auth, kit.config), ...rest },
    });
    const assertion = await usePasskey(request, { conditionalMediation, signal });
    onChosen?.();
    return http.post<LoginTicket>("webauthn/authentication", { body: assertion, cookies: true });
  };

  return {
    async signupWithWebAuthn(options, given) {
      const { auth = given ?? {} } = need(options, "profile");
      const ticket = await tellingOfRefusal(kit, "signup_failed", signup({ ...options, auth }));
      return useTicket(kit, ticket, auth);
    },

    async loginWithWebAuthn(options = {}) {
      const ticket = await tellingOfRefusal(kit, "login_failed", login(options));
      return useTicket(kit, ticket, options.auth ?? {});
    },

    async addNewWebAuthnDevice(accessToken, friendlyName) {
      need({ accessToken }, "accessToken");
      const creation = await http.post<CreationOptions>("webauthn/registration-options", {
        body: { origin, friendlyName },
        accessToken,
      });
      await http.post("webauthn/registration", { body: await createPasskey(creation), accessToken });
    },

    async listWebAuthnDevices(accessToken) {
      return http.get("webauthn/registration", need({ accessToken }, "accessToken"));
    },

    async removeWebAuthnDevice(accessToken, deviceId) {
      need({ accessToken, deviceId }, "accessToken", "deviceId");
      return http.delete(`webauthn/registration/${encodeURIComponent(deviceId)}`, { accessToken });
    },

    async resetPasskeys(options) {
      const { verificationCode, email, phoneNumber, friendlyName } = needOne(
        need(options, "verificationCode"),
        "email",
        "phoneNumber",
      );
      const who = { clientId: kit.clientId, email, phoneNumber, verificationCode };
      const creation = await http.post<CreationOptions>("webauthn/reset-options", {
        body: { ...who, friendlyName, origin },
      });
      const publicKeyCredential = await createPasskey(creation);
      await http.post("webauthn/reset", { body: { ...who, publicKeyCredential } });
    },
  };
};
