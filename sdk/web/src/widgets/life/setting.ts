import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Client } from "../../client.js";
import type { SessionInfo } from "../../commands/session.js";
import type { Captcha } from "../../commands/types.js";
import type { Kit } from "../../kit.js";
import type { Speaker } from "../texts/texts.js";
import type { CaptchaAction, SuccessEvent, WidgetOptions } from "./options.js";

/** Where a widget lives: what it is made with, and its way to its page. */
export interface Setting<O extends WidgetOptions = WidgetOptions> {
  readonly kit: Kit;
  readonly client: Client;
  readonly options: O;
  readonly t: Speaker;
  /** Of the texts, as BCP 47 has it; some servers say `jp` for Japanese. */
  readonly language: string;
  /** Of phone numbers, in two capital letters. */
  readonly country: string;
  /** Who is logged in, for widgets that check the session. */
  readonly session?: SessionInfo;
  /** Aborted when the widget goes. */
  readonly ended: AbortSignal;
  /** An id that no other widget of the page has. */
  id(name: string): string;
  /** Of the page, if it has any. */
  captcha(action: CaptchaAction): Promise<Captcha | undefined>;
  /** Tells the page of something that was done. */
  succeed(event: SuccessEvent): void;
  /** Tells the page of something that failed; users have been told by the widget. */
  fail(error: unknown): void;
}

/** For components; `show` provides it. */
export const SettingContext = createContext<Setting | undefined>(undefined);

export function useSetting(): Setting {
  const setting = useContext(SettingContext);
  if (!setting) {
    throw new Error("A component of a widget is shown outside of one");
  }
  return setting;
}
