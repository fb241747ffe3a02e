import type { AuthOptions } from "../../authorize/options.js";
import type { Captcha } from "../../commands/types.js";
import type { OwnTexts } from "../texts/texts.js";
import type { Theme } from "../theme/theme.js";

/** A widget that is there. */
export interface Instance {
  /** Takes the widget out of its container. */
  destroy(): void;
}

/** What a widget tells its page when something has been done (contract section 9.2). */
export interface SuccessEvent {
  readonly name: string;
  readonly [detail: string]: unknown;
}

/** What all widgets take (contract section 9.1). */
export interface WidgetOptions {
  /** An element, or its id. What is in it is replaced. */
  container: Element | string;
  /** Called when the widget is there; not when a session logs the user in instead. */
  onReady?: (instance: Instance) => void;
  onSuccess?: (event: SuccessEvent) => void;
  onError?: (error: unknown) => void;
  i18n?: OwnTexts;
  theme?: Theme;
  /** Of fields; those that are not shown are still said to who cannot see. Default: false. */
  showLabels?: boolean;
  /** Of phone numbers, in two letters. Default: the client's. */
  countryCode?: string;
  phoneNumberOptions?: {
    /** Lets users choose the country of their number. Default: false; with its code any number is taken. */
    allowInternational?: boolean;
    /** As `countryCode`. */
    defaultCountry?: string;
  };
  /** Level of the headings, 1 to 6. Default: 2. */
  headingLevel?: number;
}

/** What a server may want a captcha for, as its configuration calls it. */
export type CaptchaAction =
  "login" | "signup" | "passwordless_start" | "update_email" | "forgot_password" | "account_recovery";

export interface WithCaptcha {
  /**
   * Lets the user solve a captcha, by a script of the page's choice, when a form is about to be sent. What it throws is told as
   * an unexpected error.
   */
  captcha?: (action: CaptchaAction) => Captcha | undefined | Promise<Captcha | undefined>;
}

export interface WithAuth {
  auth?: AuthOptions;
}
