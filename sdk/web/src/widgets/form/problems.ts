import { type FieldError, isIdentityError } from "../../errors.js";
import { snake } from "../../wire/names.js";
import { explained } from "../life/failure.js";
import type { Speaker } from "../texts/texts.js";
import type { Field, Values } from "./field.js";

/** What is wrong with a form: each field's message by its name, and the form's own. */
export interface Problems {
  readonly form?: string;
  readonly fields: Readonly<Record<string, string>>;
}

export const NO_PROBLEMS: Problems = { fields: {} };

/** What a form finds wrong by itself: being empty comes before a field's own rules. */
export function problemOf(field: Field, values: Values, t: Speaker): string | undefined {
  const value = values[field.name] ?? "";
  if (!value.trim()) {
    return field.required ? (field.requiredText ?? t("validation.required")) : undefined;
  }
  return field.check?.(value, values);
}

/** What the server finds wrong: at the fields that it names, and above them where it names none, or one not shown. */
export function problemsOf(error: unknown, fields: readonly Field[], t: Speaker): Problems {
  const found: Record<string, string> = {};
  const details = (isIdentityError(error) && error.errorDetails) || [];
  let elsewhere = details.length === 0;
  for (const detail of details) {
    const field = fields.find(({ name }) => names(detail, name));
    elsewhere ||= !field;
    if (field) {
      found[field.name] = detail.code === "missing" ? t("validation.required") : reason(detail, error, t);
    }
  }
  return { fields: found, ...(elsewhere && { form: explained(error, t) }) };
}

function names({ field }: FieldError, name: string): boolean {
  const path = field.replace(/^(data|profile)\./, "");
  return path === name || path.split(".").map(snake).join(".") === name;
}

const reason = ({ message }: FieldError, error: unknown, t: Speaker): string =>
  message || explained(error, t);
