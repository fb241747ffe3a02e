import { useSetting } from "../life/setting.js";
import type { PhoneNumbers } from "../phone/load.js";
import { useOnce } from "../screen/useOnce.js";
import { direction } from "../texts/texts.js";

interface CountrySelectProps {
  id: string;
  numbers: PhoneNumbers;
  /** In two letters. */
  country: string;
  onChange(country: string): void;
}

/** The country of a phone number, by its name in the language of the widget. */
export function CountrySelect({ id, numbers, country, onChange }: CountrySelectProps) {
  const { t, language } = useSetting();
  const choices = useOnce(() => {
    // A plus sign stands before its number in any script.
    const mark = direction(language) === "rtl" ? "\u200e" : "";
    const names = new Intl.DisplayNames([language, "en"], { type: "region" });
    return numbers
      .countries()
      .map((code) => ({ code, text: `${names.of(code) ?? code} ${mark}+${numbers.callingCode(code)}` }))
      .sort((one, other) => one.text.localeCompare(other.text, language));
  });
  return (
    <select
      id={id}
      class="r5-input"
      autocomplete="tel-country-code"
      aria-label={t("address.country")}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    >
      {choices.map(({ code, text }) => (
        <option key={code} value={code} selected={code === country}>
          {text}
        </option>
      ))}
    </select>
  );
}
