/** Any JSON object. */
export type Json = Record<string, unknown>;

/** Maps whose keys the operator chose; in answers as in requests they stay as they are. */
const NAMED_BY_OPERATOR = new Set(["customFields", "consents", "customProviders"]);

/** `r5RequestToken` is `r5_request_token`, `address1` is `address1`, `clientDataJSON` is `client_data_json`. */
export const snake = (name: string): string =>
  name.replace(/[A-Z]+(?![a-z])|[A-Z]/g, (capitals, at: number) => (at ? "_" : "") + capitals.toLowerCase());

/** `r5_request_token` is `r5RequestToken`. */
export const camel = (name: string): string =>
  name.replace(/_+([a-z0-9])/g, (all, letter: string, at: number) => (at ? letter.toUpperCase() : all));

/** As a request carries it. What is `undefined` is left out by `JSON.stringify`. */
export const toWire = (value: unknown): unknown => renamed(value, snake);

/** As pages see it. */
export const fromWire = (value: unknown): unknown => renamed(value, camel);

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => renamed(item, rename));
  }
  if (!isObject(value)) {
    return value;
  }
  return map(value, rename, (item, key) => {
    const name = camel(key);
    if (!NAMED_BY_OPERATOR.has(name) || !isObject(item)) {
      return renamed(item, rename);
    }
    // What is inside of one consent has names of the contract again; what is inside of a custom field has not.
    return name === "customFields"
      ? item
      : map(
          item,
          (key) => key,
          (inner) => renamed(inner, rename),
        );
  });
}

/** `fromEntries` makes own properties of all names, `__proto__` included. */
const map = (
  object: Json,
  rename: (name: string) => string,
  convert: (item: unknown, key: string) => unknown,
): Json => Object.fromEntries(Object.entries(object).map(([key, item]) => [rename(key), convert(item, key)]));
