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
import type { Instance } from "./life/options.js";
import { show } from "./life/show.js";
import { socialLogin, type SocialLoginOptions, withButtonTheme } from "./social/socialLogin.js";

export type { FieldDefinition, FieldOption } from "./fields/definition.js";
export type { Instance, SuccessEvent, WidgetOptions } from "./life/options.js";
export type { OwnTexts } from "./texts/texts.js";
export type { SocialButtonTheme, Theme } from "./theme/theme.js";
export type {
  AuthWidgetOptions,
  EmailEditorOptions,
  PasswordEditorOptions,
  PasswordResetOptions,
  PhoneNumberEditorOptions,
  SocialLoginOptions,
};

/** Each shows a widget, and resolves to it; to nothing where it gave way to a session or to another widget. */
export interface WidgetCommands {
  showAuth(options: AuthWidgetOptions): Promise<Instance | undefined>;
  showEmailEditor(options: EmailEditorOptions): Promise<Instance | undefined>;
  showPasswordEditor(options: PasswordEditorOptions): Promise<Instance | undefined>;
  showPasswordReset(options: PasswordResetOptions): Promise<Instance | undefined>;
  showPhoneNumberEditor(options: PhoneNumberEditorOptions): Promise<Instance | undefined>;
  showSocialLogin(options: SocialLoginOptions): Promise<Instance | undefined>;
}

export const widgets: Plugin<WidgetCommands> = (kit, client) => ({
  showAuth: (options) => show(kit, client, auth, options),
  showEmailEditor: (options) => show(kit, client, emailEditor, options),
  showPasswordEditor: (options) => show(kit, client, passwordEditor, options),
  showPasswordReset: (options) => show(kit, client, passwordReset, options),
  showPhoneNumberEditor: (options) => show(kit, client, phoneNumberEditor, options),
  showSocialLogin: (options) => show(kit, client, socialLogin, withButtonTheme(options)),
});
