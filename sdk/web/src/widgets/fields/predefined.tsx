import type { Field } from "../form/field.js";
import type { Setting } from "../life/setting.js";
import type { TextKey } from "../texts/english.js";
import { birthdateField } from "./birthdate.js";
import { looksLikeEmail } from "./email.js";
import { confirmationField, newPasswordField } from "./password.js";
import { phoneField } from "./phoneField.js";
import { selectControl } from "./select.js";
import { textControl } from "./text.js";

type Maker = (setting: Setting, base: Base) => Omit<Field, keyof Base> & Partial<Base>;

/** What a definition says of any field. */
export interface Base {
  readonly name: string;
  readonly path: readonly string[];
  readonly label: string;
  readonly placeholder?: string;
  readonly required: boolean;
  readonly initial: string;
}

interface Predefined {
  readonly label: TextKey;
  readonly make: Maker;
}

const text = (label: TextKey, autocomplete: string): Predefined => ({
  label,
  make: () => ({ Control: textControl({ type: "text", autocomplete }), data: (value) => value.trim() }),
});

/** The fields that every profile has (contract section 10.2), by their keys in snake_case. */
export const PREDEFINED: Readonly<Record<string, Predefined>> = {
  email: {
    label: "email",
    make: ({ t }) => ({
      Control: textControl({
        type: "email",
        autocomplete: "email",
        inputMode: "email",
        autocapitalize: "none",
        spellcheck: false,
        dir: "ltr",
      }),
      check: (value) => (looksLikeEmail(value) ? undefined : t("validation.email")),
      data: (value) => value.trim(),
    }),
  },
  phone_number: { label: "phoneNumber", make: (setting, base) => phoneField(setting, base) },
  password: {
    label: "password",
    make: (setting, { name, label, placeholder }) => ({
      ...newPasswordField(setting, {
        name,
        label,
        placeholder,
        autocomplete: "new-password",
        canShow: canShowPassword(setting),
      }),
    }),
  },
  password_confirmation: {
    label: "passwordConfirmation",
    make: (setting, { name }) => confirmationField(setting, "password", name),
  },
  given_name: text("givenName", "given-name"),
  family_name: text("familyName", "family-name"),
  gender: {
    label: "gender",
    make: ({ t }) => ({
      Control: selectControl(
        (["male", "female", "other"] as const).map((value) => ({ value, label: t(`genders.${value}`) })),
        "sex",
      ),
    }),
  },
  birthdate: { label: "birthdate", make: (setting) => birthdateField(setting) },
  "address.title": text("address.title", "off"),
  "address.address_type": {
    label: "address.addressType",
    make: ({ t }) => ({
      Control: selectControl(
        (["billing", "delivery"] as const).map((value) => ({
          value,
          label: t(`address.addressType.${value}`),
        })),
      ),
    }),
  },
  "address.street_address": text("address.streetAddress", "address-line1"),
  "address.address_complement": text("address.addressComplement", "address-line2"),
  "address.locality": text("address.locality", "address-level2"),
  "address.region": text("address.region", "address-level1"),
  "address.postal_code": text("address.postalCode", "postal-code"),
  "address.country": text("address.country", "country-name"),
  custom_identifier: text("customIdentifier", "username"),
};

const canShowPassword = ({ options }: Setting): boolean =>
  (options as { canShowPassword?: boolean }).canShowPassword === true;

/** A predefined field as a definition wants it. */
export function predefinedField(setting: Setting, base: Base, { make }: Predefined): Field {
  const made = make(setting, base);
  return { ...made, ...base, initial: base.initial || (made.initial ?? "") };
}
