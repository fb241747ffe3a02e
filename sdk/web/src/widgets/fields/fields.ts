import type { Consents } from "../../config.js";
import { camel, snake } from "../../wire/names.js";
import type { Field } from "../form/field.js";
import { Failure } from "../life/failure.js";
import type { Setting } from "../life/setting.js";
import { consentField } from "./consent.js";
import { customField } from "./custom.js";
import { defined, type FieldDefinition, type FieldOption } from "./definition.js";
import { PREDEFINED, predefinedField } from "./predefined.js";

/**
 * The fields that a page wants, made (contract section 10).
 *
 * @throws {Failure} for a field that there is not
 */
export async function fieldsOf(setting: Setting, wanted: readonly FieldOption[]): Promise<Field[]> {
  const definitions = wanted.map(defined);
  const withConsents = definitions.some(({ key }) => key.startsWith("consents."));
  const consents = withConsents ? await setting.kit.consents() : {};
  return definitions.map((definition) => fieldOf(setting, definition, consents));
}

/**
 * One field, made.
 *
 * @param consents what the server says of all consents, for a field that asks for one
 * @throws {Failure} for a field that there is not
 */
export const fieldOf = (setting: Setting, option: FieldOption, consents: Consents = {}): Field =>
  made(setting, localized(setting, defined(option)), consents);

/** A label is a key of the texts, or a text. */
function localized({ t }: Setting, definition: FieldDefinition): FieldDefinition {
  const { label } = definition;
  return label === undefined ? definition : { ...definition, label: t.find(label) ?? label };
}

function made(setting: Setting, definition: FieldDefinition, consents: Consents): Field {
  const { config } = setting.kit;
  const { key } = definition;
  const [first = "", ...rest] = key.split(".");
  const inner = rest.join(".");
  if (snake(first) === "consents") {
    const consentKey = inner.replace(/\.v\d+$/, "");
    const consent = config.consents.find((one) => one.key === consentKey && one.status === "active");
    if (consent) {
      return consentField(consent, consents, setting.language, {
        ...definition,
        key: consentKey,
        required: definition.required === true,
        requiredText: setting.t("validation.checked"),
      });
    }
  }
  const path = snake(first) === "custom_fields" ? inner : key;
  const name = key.split(".").map(snake).join(".");
  const predefined = path === key && Object.hasOwn(PREDEFINED, name) ? PREDEFINED[name] : undefined;
  if (predefined) {
    return predefinedField(
      setting,
      {
        name,
        path: name.split(".").map(camel),
        label: definition.label ?? setting.t(predefined.label),
        placeholder: definition.placeholder,
        required: definition.required ?? true,
        initial: definition.defaultValue === undefined ? "" : String(definition.defaultValue),
      },
      predefined,
    );
  }
  const custom = config.customFields.find((one) => one.path === path || camel(one.path) === path);
  if (custom) {
    return customField(setting, custom, definition);
  }
  throw new Failure(`There is no field "${key}".`);
}
