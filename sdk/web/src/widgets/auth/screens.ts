import type { Client } from "../../client.js";
import type { AuthResult } from "../../authorize/result.js";
import type { SessionInfo } from "../../commands/session.js";
import type { Config } from "../../config.js";
import type { Setting } from "../life/setting.js";
import type { AuthWidgetOptions } from "./options.js";

/** What is shown. */
export type Screen =
  | { readonly name: "login" }
  | { readonly name: "signup"; readonly by: "password" | "passkey" }
  | { readonly name: "forgotPassword" }
  | { readonly name: "quickLogin"; readonly provider: string }
  | { readonly name: "reauthentication"; readonly session: SessionInfo }
  | { readonly name: "secondFactor"; readonly stepUp: string; readonly factors: readonly string[] }
  | { readonly name: "awaitingVerification" };

/** What may be done in this widget. */
export interface Abilities {
  readonly login: boolean;
  readonly signup: boolean;
  readonly forgotPassword: boolean;
  readonly passkeyLogin: boolean;
  readonly passkeySignup: boolean;
  readonly providers: readonly string[];
}

export function abilitiesOf(options: AuthWidgetOptions, config: Config): Abilities {
  const { allowLogin = true, allowSignup = true, allowForgotPassword = true } = options;
  return {
    login: allowLogin,
    signup: allowSignup,
    forgotPassword: allowForgotPassword || (!allowLogin && !allowSignup),
    passkeyLogin: config.webAuthn && (options.allowWebAuthnLogin ?? true),
    passkeySignup: config.webAuthn && (options.allowWebAuthnSignup ?? true),
    providers: options.socialProviders ?? config.socialProviders,
  };
}

/** The screen to begin with: the page's wish, else who is or was logged in decides (contract section 9.4). */
export function firstScreen(options: AuthWidgetOptions, can: Abilities, session?: SessionInfo): Screen {
  switch (options.initialScreen) {
    case "login":
    case "login-with-web-authn":
      return { name: "login" };
    case "signup":
    case "signup-with-password":
      return { name: "signup", by: "password" };
    case "signup-with-web-authn":
      return { name: "signup", by: can.passkeySignup ? "passkey" : "password" };
    case "forgotPassword":
    case "forgot-password":
      return { name: "forgotPassword" };
  }
  const provider = session?.lastLoginType;
  if ((options.allowQuickLogin ?? true) && session && !session.isAuthenticated && provider) {
    if (can.providers.includes(provider)) {
      return { name: "quickLogin", provider };
    }
  }
  if (session?.isAuthenticated) {
    return { name: "reauthentication", session };
  }
  return can.login
    ? { name: "login" }
    : can.signup
      ? { name: "signup", by: "password" }
      : { name: "forgotPassword" };
}

/** What every screen is given. */
export interface ScreenProps {
  readonly setting: Setting<AuthWidgetOptions>;
  readonly client: Client;
  readonly can: Abilities;
  /** Whether it has just taken another's place. */
  readonly focused: boolean;
  /** The e-mail address, or whatever else, that was typed on another screen. */
  readonly identifier: string;
  go(screen: Screen, identifier?: string): void;
  /** Goes on with what a command brought: to a second factor, or out of the page. */
  proceed(result: AuthResult, success: { name: string; [detail: string]: unknown }): void;
}
