/** Dates of the calendar, as text and without a time. */

/** A year, a month from 1, and a day, if there is such a day. */
export function dateExists(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

export const iso = (year: number, month: number, day: number): string =>
  `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;

export type DatePart = "day" | "month" | "year";

/** The parts of a date as a language orders them: `day`, `month`, `year` for `fr`. */
export function partsOrder(language: string): DatePart[] {
  const isPart = (type: string): type is DatePart => ["day", "month", "year"].includes(type);
  try {
    const order = new Intl.DateTimeFormat(language)
      .formatToParts(new Date(0))
      .map(({ type }) => type)
      .filter(isPart);
    return order.length === 3 ? order : ["day", "month", "year"];
  } catch {
    return ["day", "month", "year"];
  }
}

/**
 * A date as somebody types it: in the order of their language, or as ISO 8601 has it.
 *
 * @returns in ISO 8601, unless it is none
 */
export function parseDate(text: string, language: string): string | undefined {
  const numbers = (text.match(/\d+/g) ?? []).map(Number);
  const order: readonly DatePart[] = /^\s*\d{4}\D/.test(text)
    ? ["year", "month", "day"]
    : partsOrder(language);
  const [year, month, day] = (["year", "month", "day"] as const).map((part) => numbers[order.indexOf(part)]);
  const complete = numbers.length === 3 && year !== undefined && month !== undefined && day !== undefined;
  return complete && year >= 1000 && dateExists(year, month, day) ? iso(year, month, day) : undefined;
}

/** An ISO 8601 date as {@link parseDate} reads it back. */
export function localDate(date: string, language: string): string {
  const [year = "", month = "", day = ""] = date.split("-");
  const separator = /^sv\b/.test(language) ? "-" : /^(cs|de|hu|pl|ru|sk|tr|uk)\b/.test(language) ? "." : "/";
  return partsOrder(language)
    .map((part) => ({ year, month, day })[part])
    .join(separator);
}
