import {
  AsYouType,
  getCountries,
  getCountryCallingCode,
  type CountryCode,
  isSupportedCountry,
  type MetadataJson,
  parsePhoneNumberFromString,
} from "libphonenumber-js/core";
import metadata from "libphonenumber-js/metadata.min.json";

// A bundle of its own, loaded when a phone number is asked for: most of it are the rules of all countries.
const RULES = metadata as unknown as MetadataJson;

const supported = (country: string): CountryCode | undefined =>
  isSupportedCountry(country as CountryCode, RULES) ? (country as CountryCode) : undefined;

/** The number as the wire has it, or nothing when it is none. */
export function e164(text: string, country: string): string | undefined {
  const number = parsePhoneNumberFromString(
    text,
    { defaultCountry: supported(country), extract: false },
    RULES,
  );
  return number?.isValid() ? number.number : undefined;
}

/** As it is written in its own country, or with its country's code in all others. */
export function formatted(text: string, country: string): string {
  const number = parsePhoneNumberFromString(
    text,
    { defaultCountry: supported(country), extract: false },
    RULES,
  );
  if (!number?.isValid()) {
    return text;
  }
  return number.country === country ? number.formatNational() : number.formatInternational();
}

/** What has been typed so far, with spaces where they belong. */
export const asTyped = (text: string, country: string): string =>
  new AsYouType(supported(country), RULES).input(text);

/** All countries, in two letters. */
export const countries = (): string[] => getCountries(RULES);

/** `33` of `FR`. */
export const callingCode = (country: string): string => {
  const known = supported(country);
  return known ? getCountryCallingCode(known, RULES) : "";
};

/** Where a valid number is from, in two letters. */
export const countryOf = (text: string, country: string): string | undefined => {
  const number = parsePhoneNumberFromString(
    text,
    { defaultCountry: supported(country), extract: false },
    RULES,
  );
  return number?.isValid() ? number.country : undefined;
};
