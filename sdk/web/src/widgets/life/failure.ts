import { isIdentityError } from "../../errors.js";
import type { Speaker } from "../texts/texts.js";

/** A widget that cannot be shown, with words for who looks at the page. */
export class Failure extends Error {}

/** What users read of something that went wrong (contract section 9.5): the texts' word, the server's, or a general one. */
export function explained(error: unknown, t: Speaker): string {
  const general = t("unexpectedErrorOccurred");
  if (error instanceof Failure) {
    return error.message;
  }
  if (!isIdentityError(error)) {
    return general;
  }
  const { errorMessageKey, errorUserMsg } = error;
  return (errorMessageKey && t.find(errorMessageKey)) || errorUserMsg || general;
}
