import { useEffect, useState } from "preact/hooks";
import { type ControlProps, controlAttributes, type Field } from "../form/field.js";
import { type Setting, useSetting } from "../life/setting.js";
import { type PhoneNumbers, phoneNumbers } from "../phone/load.js";
import { CountrySelect } from "./countrySelect.js";

interface PhoneOptions {
  readonly name: string;
  readonly path: readonly string[];
  readonly label: string;
  readonly required: boolean;
  readonly placeholder?: string;
  readonly initial?: string;
  readonly autocomplete?: string;
}

/** What a field and its control both know. */
interface Shared {
  /** How national numbers are read. */
  country: string;
  /** Nothing before it is loaded, or where it cannot be: then the server decides. */
  numbers?: PhoneNumbers;
  load(): Promise<void>;
}

/** A phone number, formatted as it is typed: national numbers are those of the widget's country, or of a chosen one. */
export function phoneField({ t, kit, country }: Setting, options: PhoneOptions): Field {
  const { autocomplete = "tel", initial = "", ...rest } = options;
  const shared: Shared = {
    country,
    async load() {
      this.numbers ??= await phoneNumbers(kit.http.origin);
    },
  };
  return {
    ...rest,
    initial,
    settle: () => shared.load(),
    check: (value) =>
      shared.numbers && !shared.numbers.e164(value, shared.country) ? t("validation.phone") : undefined,
    data: (value) => shared.numbers?.e164(value, shared.country) ?? value.replace(/[^\d+]/g, ""),
    Control: phoneControl(shared, autocomplete),
  };
}

const phoneControl = (shared: Shared, autocomplete: string) =>
  function PhoneControl(props: ControlProps) {
    const { allowInternational } = useSetting().options.phoneNumberOptions ?? {};
    const { value, onInput, recheck } = props;
    const [loaded, setLoaded] = useState(shared.numbers !== undefined);

    // What was given before anything was known of phone numbers is shown as it is written here.
    const begin = async (): Promise<void> => {
      await shared.load();
      setLoaded(shared.numbers !== undefined);
      if (shared.numbers && value) {
        if (allowInternational) {
          shared.country = shared.numbers.countryOf(value, shared.country) ?? shared.country;
        }
        onInput(shared.numbers.formatted(value, shared.country));
      }
    };
    useEffect(() => void begin(), []);

    const input = (
      <input
        {...controlAttributes(props)}
        type="tel"
        autocomplete={autocomplete}
        dir="ltr"
        class="r5-input"
        value={value}
        onInput={({ currentTarget }) => {
          const typed = currentTarget.value;
          // Formatting in the middle of a number would take the cursor to its end.
          const atEnd = currentTarget.selectionStart === typed.length;
          const growing = typed.length > value.length;
          onInput(atEnd && growing ? (shared.numbers?.asTyped(typed, shared.country) ?? typed) : typed);
        }}
      />
    );
    if (!allowInternational || !loaded || !shared.numbers) {
      return input;
    }
    return (
      <div class="r5-phone">
        <CountrySelect
          id={`${props.id}-country`}
          numbers={shared.numbers}
          country={shared.country}
          onChange={(country) => {
            shared.country = country;
            recheck();
          }}
        />
        {input}
      </div>
    );
  };
