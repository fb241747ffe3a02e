/**
 * The widgets of the SDK: `createClient(…).use(widgets)` gives a client their commands.
 *
 * @packageDocumentation
 */
import type { Plugin } from "../client.js";
import { auth } from "./auth/auth.js";
import type { AuthWidgetOptions } from "./auth/options.js";
import { type EmailEditorOptions, emailEditor } from "./editors/emailEditor.js";
import { passwordEditor, type PasswordEditorOptions } from "./editors/passwordEditor.js";
import { passwordReset, type PasswordResetOptions } from "./editors/passwordReset.js";
import { phoneNumberEditor, type PhoneNumberEditorOptions } from "./editors/phoneNumberEditor.js";
import { profileEditor, type ProfileEditorOptions, withLabels } from "./editors/profileEditor.js";
import type { Instance, WidgetOptions } from "./life/options.js";
import { show, type Widget } from "./life/show.js";
import {
  sessionDevices,
  type SessionDevicesOptions,
  trustedDevices,
  type TrustedDevicesOptions,
} from "./lists/devices.js";
import { webAuthnDevices, type WebAuthnDevicesOptions } from "./lists/webAuthnDevices.js";
import { mfaCredentials, type MfaCredentialsOptions } from "./mfa/credentials.js";
import { mfa, type MfaOptions } from "./mfa/mfa.js";
import { stepUp, type StepUpOptions } from "./mfa/stepUp.js";
import { passwordless, type PasswordlessOptions } from "./passwordless/passwordless.js";
import { accountRecovery, type AccountRecoveryOptions } from "./recovery/accountRecovery.js";
import { socialAccounts, type SocialAccountsOptions } from "./social/socialAccounts.js";
import { socialLogin, type SocialLoginOptions, withButtonTheme } from "./social/socialLogin.js";

export type { FieldDefinition, FieldOption } from "./fields/definition.js";
export type { CaptchaAction, Instance, SuccessEvent, WidgetOptions } from "./life/options.js";
export type { OwnTexts } from "./texts/texts.js";
export type { SocialButtonTheme, Theme } from "./theme/theme.js";
export type {
  AccountRecoveryOptions,
  AuthWidgetOptions,
  EmailEditorOptions,
  MfaCredentialsOptions,
  MfaOptions,
  PasswordEditorOptions,
  PasswordResetOptions,
  PasswordlessOptions,
  PhoneNumberEditorOptions,
  ProfileEditorOptions,
  SessionDevicesOptions,
  SocialAccountsOptions,
  SocialLoginOptions,
  StepUpOptions,
  TrustedDevicesOptions,
  WebAuthnDevicesOptions,
};

/** Each shows a widget, and resolves to it; to nothing where it gave way to a session or to another widget. */
export interface WidgetCommands {
  showAccountRecovery(options: AccountRecoveryOptions): Promise<Instance | undefined>;
  showAuth(options: AuthWidgetOptions): Promise<Instance | undefined>;
  showEmailEditor(options: EmailEditorOptions): Promise<Instance | undefined>;
  showMfa(options: MfaOptions): Promise<Instance | undefined>;
  showMfaCredentials(options: MfaCredentialsOptions): Promise<Instance | undefined>;
  showPasswordEditor(options: PasswordEditorOptions): Promise<Instance | undefined>;
  showPasswordReset(options: PasswordResetOptions): Promise<Instance | undefined>;
  showPasswordless(options: PasswordlessOptions): Promise<Instance | undefined>;
  showPhoneNumberEditor(options: PhoneNumberEditorOptions): Promise<Instance | undefined>;
  showProfileEditor(options: ProfileEditorOptions): Promise<Instance | undefined>;
  showSessionDevices(options: SessionDevicesOptions): Promise<Instance | undefined>;
  showSocialAccounts(options: SocialAccountsOptions): Promise<Instance | undefined>;
  showSocialLogin(options: SocialLoginOptions): Promise<Instance | undefined>;
  showStepUp(options: StepUpOptions): Promise<Instance | undefined>;
  showTrustedDevices(options: TrustedDevicesOptions): Promise<Instance | undefined>;
  showWebAuthnDevices(options: WebAuthnDevicesOptions): Promise<Instance | undefined>;
}

export const widgets: Plugin<WidgetCommands> = (kit, client) => {
  const showing =
    <O extends WidgetOptions>(widget: Widget<O>) =>
    (options: O) =>
      show(kit, client, widget, options);
  return {
    showAccountRecovery: showing(accountRecovery),
    showAuth: showing(auth),
    showEmailEditor: showing(emailEditor),
    showMfa: showing(mfa),
    showMfaCredentials: showing(mfaCredentials),
    showPasswordEditor: showing(passwordEditor),
    showPasswordReset: showing(passwordReset),
    showPasswordless: showing(passwordless),
    showPhoneNumberEditor: showing(phoneNumberEditor),
    showProfileEditor: (options) => show(kit, client, profileEditor, withLabels(options)),
    showSessionDevices: showing(sessionDevices),
    showSocialAccounts: showing(socialAccounts),
    showSocialLogin: (options) => show(kit, client, socialLogin, withButtonTheme(options)),
    showStepUp: showing(stepUp),
    showTrustedDevices: showing(trustedDevices),
    showWebAuthnDevices: showing(webAuthnDevices),
  };
};
