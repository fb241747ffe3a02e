/**
 * The SDK as a module: {@link createClient} makes a client, whose methods are promises.
 *
 * @packageDocumentation
 */
export { createClient } from "./client.js";
export type { Client, ClientOptions, Command, CoreCommands, Plugin } from "./client.js";
export type { Kit } from "./kit.js";
export type { AuthOptions } from "./authorize/options.js";
export type { AuthResult, IdTokenPayload } from "./authorize/result.js";
export type { LoginTicket, StepUp } from "./authorize/login.js";
export type {
  Config,
  Consent,
  Consents,
  ConsentSummary,
  CustomField,
  CustomFieldChoice,
  CustomProvider,
  PasswordPolicy,
  Texts,
} from "./config.js";
export { isIdentityError } from "./errors.js";
export type { FieldError, IdentityError } from "./errors.js";
export type { EventName, EventPayloads, Listener } from "./events.js";
export type { Call, Http } from "./http.js";
export type * from "./commands/contact.js";
export type * from "./commands/devices.js";
export type { Asking } from "./commands/ceremony.js";
export type * from "./commands/mfa.js";
export type * from "./commands/passkeys.js";
export type * from "./commands/password.js";
export type * from "./commands/passwordless.js";
export type * from "./commands/profile.js";
export type * from "./commands/session.js";
export type * from "./commands/social.js";
export type * from "./commands/tokens.js";
export type * from "./commands/types.js";
