import type { IdentityError } from "../errors.js";
import { camel, type Json } from "../wire/names.js";

/** What stands in the fragment of an address (contract section 8.2). */
export type FragmentAnswer =
  | { readonly kind: "success"; readonly answer: Json }
  | { readonly kind: "failure"; readonly error: IdentityError };

/** The answer to a login in an address, or nothing if the fragment is the page's own. */
export function fragmentAnswer(url: string): FragmentAnswer | undefined {
  const fragment = url.split("#").slice(1).join("#");
  const answer: Json = Object.fromEntries(
    [...new URLSearchParams(fragment)].map(([name, value]) => [camel(name), value]),
  );
  if (answer.accessToken || answer.idToken || answer.code) {
    return { kind: "success", answer };
  }
  return answer.error ? { kind: "failure", error: answer as Json & IdentityError } : undefined;
}

/** Takes the fragment out of the address and out of the history, so that neither back nor reload bring it again. */
export const removeFragment = (): void =>
  history.replaceState(history.state, "", location.pathname + location.search);
