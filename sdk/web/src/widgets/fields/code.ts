import type { Field } from "../form/field.js";
import type { Setting } from "../life/setting.js";
import { textControl } from "./text.js";

/** A code that was sent or that an app shows; telephones offer what has just come in. */
export const codeField = ({ t }: Setting, letters = false): Field => ({
  name: "verification_code",
  path: ["verificationCode"],
  label: t("verificationCode"),
  required: true,
  initial: "",
  secret: true,
  Control: textControl({
    type: "text",
    inputMode: letters ? "text" : "numeric",
    autocomplete: "one-time-code",
    autocapitalize: "none",
    spellcheck: false,
    dir: "ltr",
  }),
  data: (value) => value.replace(/\s/g, ""),
});
