import type { Config } from "../../config.js";
import type { Field } from "../form/field.js";
import type { Setting } from "../life/setting.js";
import { phoneNumbers, type PhoneNumbers } from "../phone/load.js";
import { looksLikeEmail } from "./email.js";
import { textControl } from "./text.js";

/** Who somebody says to be, by one of the names that the tenant takes. */
export interface Identifier {
  readonly email?: string;
  readonly phoneNumber?: string;
  readonly customIdentifier?: string;
}

export type IdentifierType = "email" | "phone" | "custom_identifier";

export const typeOf = ({ email, phoneNumber }: Identifier): IdentifierType =>
  email ? "email" : phoneNumber ? "phone" : "custom_identifier";

type Allowed = Config["loginTypeAllowed"];

const LOOKS_LIKE_PHONE = /^\s*\+?[\d\s().\-/\u0660-\u0669]{4,}$/;

/**
 * The one field for whichever name somebody logs in by. The browser is told that it is a user name, and that passkeys
 * may be offered in it.
 */
export function identifierField(setting: Setting, initial = ""): Field {
  const { t, kit, country } = setting;
  const allowed = kit.config.loginTypeAllowed;
  const onlyEmail = allowed.email && !allowed.phoneNumber && !allowed.customIdentifier;
  let known: PhoneNumbers | undefined;
  const asPhone = (value: string): string | undefined =>
    known ? known.e164(value, country) : value.replace(/[^\d+]/g, "");
  const identify = (value: string): Identifier | undefined => {
    const text = value.trim();
    if (allowed.email && looksLikeEmail(text)) {
      return { email: text };
    }
    const phoneNumber = allowed.phoneNumber && LOOKS_LIKE_PHONE.test(text) ? asPhone(text) : undefined;
    if (phoneNumber) {
      return { phoneNumber };
    }
    return allowed.customIdentifier && !text.includes("@") ? { customIdentifier: text } : undefined;
  };
  return {
    name: onlyEmail ? "email" : "identifier",
    path: ["identifier"],
    label: labelOf(allowed, setting),
    required: true,
    initial,
    Control: textControl({
      type: onlyEmail ? "email" : "text",
      autocomplete: "username webauthn",
      inputMode: onlyEmail || allowed.email ? "email" : allowed.phoneNumber ? "tel" : undefined,
      autocapitalize: "none",
      spellcheck: false,
      dir: "ltr",
    }),
    async settle(value) {
      if (allowed.phoneNumber && LOOKS_LIKE_PHONE.test(value)) {
        known ??= await phoneNumbers(kit.http.origin);
      }
    },
    check: (value) =>
      identify(value) ? undefined : t(onlyEmail ? "validation.email" : "validation.identifier"),
    data: identify,
  };
}

function labelOf({ email, phoneNumber, customIdentifier }: Allowed, { t }: Setting): string {
  if (customIdentifier) {
    return t("customIdentifier");
  }
  return t(email && phoneNumber ? "identifier" : phoneNumber ? "phoneNumber" : "email");
}
