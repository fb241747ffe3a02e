import type { CustomField } from "../../config.js";
import type { Field } from "../form/field.js";
import { Failure } from "../life/failure.js";
import type { Setting } from "../life/setting.js";
import { CheckboxControl } from "./checkbox.js";
import { localDate, parseDate } from "./date.js";
import type { FieldDefinition } from "./definition.js";
import { looksLikeEmail } from "./email.js";
import { phoneField } from "./phoneField.js";
import { selectControl } from "./select.js";
import { textControl, TextControl } from "./text.js";

type Kind = Pick<Field, "Control" | "check" | "data" | "labelled" | "always" | "requiredText"> & {
  initial?: string;
};

/** A field of the operator's own, by its type (contract section 10.3). */
export function customField(setting: Setting, custom: CustomField, definition: FieldDefinition): Field {
  const { t, language } = setting;
  const isBox = custom.dataType === "checkbox";
  const base = {
    name: `custom_fields.${custom.path}`,
    path: ["customFields", custom.path],
    label: definition.label ?? translated(custom.nameTranslations, language) ?? custom.name,
    placeholder: definition.placeholder,
    required: definition.required ?? !isBox,
  };
  const initial = definition.defaultValue === undefined ? "" : String(definition.defaultValue);
  if (custom.dataType === "phone") {
    return phoneField(setting, { ...base, initial, autocomplete: "off" });
  }
  const kind = kindOf(custom, setting);
  if (!kind) {
    throw new Failure(`The field "${base.name}" cannot be edited: it is of type ${custom.dataType}.`);
  }
  const shown = custom.dataType === "date" && initial ? localDate(initial, language) : initial;
  return {
    ...base,
    placeholder: base.placeholder ?? (custom.dataType === "date" ? t("dateFormat") : undefined),
    initial: isBox && initial !== "true" ? "" : shown,
    ...kind,
  };
}

function kindOf({ dataType, selectableValues }: CustomField, { t, language }: Setting): Kind | undefined {
  switch (dataType) {
    case "string":
      return { Control: TextControl };
    case "integer":
      return {
        Control: textControl({ type: "text", inputMode: "numeric" }),
        check: (value) => (/^\s*[-+]?\d{1,15}\s*$/.test(value) ? undefined : t("validation.integer")),
        data: Number,
      };
    case "decimal":
    case "number":
      return {
        Control: textControl({ type: "text", inputMode: "decimal" }),
        check: (value) => (Number.isFinite(decimal(value)) ? undefined : t("validation.float")),
        data: decimal,
      };
    case "date":
      return {
        Control: TextControl,
        check: (value) => (parseDate(value, language) ? undefined : t("validation.date")),
        data: (value) => parseDate(value, language),
      };
    case "checkbox":
      return {
        Control: CheckboxControl,
        labelled: "own",
        always: true,
        requiredText: t("validation.checked"),
        data: (value) => value === "true",
      };
    case "select":
      return {
        Control: selectControl(
          (selectableValues ?? []).map(({ value, label, translations }) => ({
            value,
            label: translated(translations, language) ?? label,
          })),
        ),
      };
    case "email":
      return {
        Control: textControl({
          type: "email",
          inputMode: "email",
          autocapitalize: "none",
          spellcheck: false,
        }),
        check: (value) => (looksLikeEmail(value) ? undefined : t("validation.email")),
        data: (value) => value.trim(),
      };
    default:
      return undefined;
  }
}

/** With a point or, as much of the world types it, a comma. */
const decimal = (text: string): number => (text.trim() ? Number(text.trim().replace(",", ".")) : NaN);

const translated = (translations: CustomField["nameTranslations"], language: string): string | undefined =>
  translations?.find(({ langCode }) => langCode === language)?.label ??
  translations?.find(({ langCode }) => langCode === language.split("-")[0])?.label;
