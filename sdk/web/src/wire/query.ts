import { snake } from "./names.js";

/**
 * A query string without `?`. Left out is what is `undefined`, `null` or a list; an empty text is its name alone
 * (contract section 3.4).
 */
export const toQuery = (parameters: object): string =>
  Object.entries(parameters)
    .filter(([, value]) => value !== undefined && value !== null && !Array.isArray(value))
    .map(([name, value]) => snake(name) + (value === "" ? "" : `=${encodeURIComponent(String(value))}`))
    .join("&");
