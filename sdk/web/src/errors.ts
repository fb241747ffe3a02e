/** One field that a request has wrong. */
export interface FieldError {
  /** Where it stands in the options, with dots: `data.email`. */
  readonly field: string;
  readonly message?: string;
  readonly code: "missing" | "invalid";
}

/**
 * What commands reject with, what callbacks get first, and what events of failure carry: the server's error body, or
 * one of the same shape that was made in the browser. A plain object, so that it survives `JSON.stringify` and
 * `postMessage`.
 */
export interface IdentityError {
  /** The server's type, or one of the browser's own: `network_error`, `timeout`, `invalid_request`. */
  readonly error: string;
  /** For developers, in English. */
  readonly errorDescription?: string;
  /** For users, in their language. */
  readonly errorUserMsg?: string | null;
  /** Stable; also the key of a text. */
  readonly errorMessageKey?: string;
  /** Finds this very failure in the server's log. */
  readonly errorId?: string;
  readonly errorDetails?: readonly FieldError[] | null;
  /** The `state` of the request, where the error came as the answer to one. */
  readonly state?: string;
}

const madeHere = new WeakSet<object>();

/** An error made in the browser. */
export function failure(error: string, errorDescription: string): IdentityError {
  const made = { error, errorDescription };
  madeHere.add(made);
  return made;
}

/** Whether the server refused: it was reached, and the user did not change their mind before that. */
export const isRefusal = (thrown: unknown): thrown is IdentityError =>
  isIdentityError(thrown) && !madeHere.has(thrown);

/** A command was used wrongly; nothing was sent. */
export function misuse(errorDescription: string, ...missing: string[]): IdentityError {
  const error = failure("invalid_request", errorDescription);
  return missing.length
    ? { ...error, errorDetails: missing.map((field) => ({ field, code: "missing" })) }
    : error;
}

/**
 * The options, if all of these are in them.
 *
 * @throws {IdentityError} `invalid_request` that names those which are not
 */
export function need<T extends object>(options: T | undefined | null, ...names: (keyof T & string)[]): T {
  const missing = names.filter((name) => isBlank(options?.[name]));
  if (!options || missing.length) {
    throw misuse(`Missing: ${missing.join(", ") || "options"}`, ...missing);
  }
  return options;
}

/**
 * The options, if at least one of these is in them.
 *
 * @throws {IdentityError} `invalid_request`
 */
export function needOne<T extends object>(options: T | undefined | null, ...names: (keyof T & string)[]): T {
  if (!options || names.every((name) => isBlank(options[name]))) {
    throw misuse(`Missing: one of ${names.join(", ")}`, ...names);
  }
  return options;
}

const isBlank = (value: unknown): boolean => value === undefined || value === null || value === "";

/** Whether something that was thrown is an error of this kind. */
export const isIdentityError = (thrown: unknown): thrown is IdentityError =>
  typeof thrown === "object" && thrown !== null && typeof (thrown as { error?: unknown }).error === "string";
