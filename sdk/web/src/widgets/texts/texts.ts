import type { Texts } from "../../config.js";
import type { TextKey } from "./english.js";

/** Texts of a page's own: flat, nested, or either of them by language (contract section 11.1). */
export interface OwnTexts {
  readonly [key: string]: string | OwnTexts;
}

/** What replaces `{min}` in a text. */
export type Placeholders = Readonly<Record<string, string | number>>;

/** Says things in the language of the widget. */
export interface Speaker {
  /** In the page's own words, else those of the catalogue; a key that nobody knows stands for itself. */
  (key: TextKey, placeholders?: Placeholders): string;
  /** The text of a key that nobody has promised, such as that of a server's error. */
  find(key: string): string | undefined;
}

/** What is said when nothing could be loaded that says it better. */
export const LAST_WORDS = {
  unexpectedErrorOccurred: "Unexpected error occurred. Please retry later.",
} satisfies Partial<Record<TextKey, string>>;

/**
 * @param own the widget's `i18n`
 * @param catalogue all texts; empty when they could not be loaded
 */
export function speaker(own: OwnTexts | undefined, catalogue: Texts, language: string): Speaker {
  const texts: Texts = { ...LAST_WORDS, ...catalogue, ...ownTexts(own, language) };
  const find = (key: string): string | undefined => (Object.hasOwn(texts, key) ? texts[key] : undefined);
  const speak = (key: TextKey, placeholders: Placeholders = {}): string =>
    (find(key) ?? key).replace(/\{(\w+)\}/g, (all, name: string) => String(placeholders[name] ?? all));
  return Object.assign(speak, { find });
}

/** Those of the language come over those of none; `fr` speaks for `fr-CA`, too. */
function ownTexts(own: OwnTexts = {}, language: string): Texts {
  const flat = flattened(own);
  for (const tag of [language.split("-")[0] ?? "", language]) {
    const spoken = own[tag];
    if (typeof spoken === "object") {
      Object.assign(flat, flattened(spoken));
    }
  }
  return flat;
}

function flattened(texts: OwnTexts, prefix = ""): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, text]) =>
      typeof text === "string"
        ? [[prefix + key, text] as const]
        : Object.entries(flattened(text, `${prefix}${key}.`)),
    ),
  );
}

const RIGHT_TO_LEFT = /^(ar|arc|ckb|dv|fa|he|iw|ks|nqo|ps|sd|ug|ur|yi)\b/;

/** How a language is written, for the attribute `dir`. */
export const direction = (language: string): "ltr" | "rtl" => (RIGHT_TO_LEFT.test(language) ? "rtl" : "ltr");
