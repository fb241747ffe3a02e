import type { SignupProfile } from "../../commands/types.js";
import type { MailLink } from "../../commands/types.js";
import type { FieldOption } from "../fields/definition.js";
import type { WidgetOptions, WithAuth, WithCaptcha } from "../life/options.js";

/** The screens that a page may ask for first; the later names of some are taken, too. */
export type InitialScreen =
  | "login"
  | "login-with-web-authn"
  | "signup"
  | "signup-with-password"
  | "signup-with-web-authn"
  | "forgotPassword"
  | "forgot-password";

/** What `showAuth` takes (contract section 9.4). */
export interface AuthWidgetOptions extends WidgetOptions, WithAuth, WithCaptcha, MailLink {
  initialScreen?: InitialScreen;
  /** Default: true. */
  allowLogin?: boolean;
  /** Default: true. */
  allowSignup?: boolean;
  /** Default: true. */
  allowForgotPassword?: boolean;
  /** Offers who was logged in last to do so again the same way. Default: true. */
  allowQuickLogin?: boolean;
  /** Default: what the server's configuration says. */
  allowWebAuthnLogin?: boolean;
  /** Default: what the server's configuration says. */
  allowWebAuthnSignup?: boolean;
  /** Default: the client's. */
  socialProviders?: readonly string[];
  signupFields?: readonly FieldOption[];
  /** Changes what is about to be signed up with. */
  beforeSignup?: (data: SignupProfile) => SignupProfile | Promise<SignupProfile>;
  /** Markdown, under the fields of the sign-up. */
  userAgreement?: string;
  showRememberMe?: boolean;
  canShowPassword?: boolean;
  /** Hides from who asks for a new password whether there is such an account. */
  displaySafeErrorMessage?: boolean;
  returnToAfterPasswordReset?: string;
}
