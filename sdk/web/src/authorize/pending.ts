import { shared, type Store, tab } from "../storage.js";
import type { Json } from "../wire/names.js";

/** What must be remembered of a request until its answer comes back into the page. */
export interface Pending {
  /** The PKCE verifier, when the SDK made the challenge. */
  readonly verifier?: string;
  readonly nonce?: string;
  readonly redirectUri?: string;
}

const PREFIX = "latchkey.request.";

/** Where the vendor's public client keeps its verifier, for logins that began on a page which still had that. */
const FORMER_KEY = "verifier_key";

/** No answer comes later than this: the longest a login may be under way is a link in a mail. */
const LIFETIME = 24 * 60 * 60 * 1000;

/**
 * Requests under way, by their `state`, so that two tabs do not take each other's verifier. One without a `state` is
 * its tab's; it is kept for all tabs, too, as the link of a mail opens in a new one.
 */
export function remember(state: string | undefined, pending: Pending): void {
  forgetOld(shared);
  const entry = JSON.stringify({ ...pending, at: Date.now() });
  tab.set(key(state), entry);
  shared.set(key(state), entry);
}

/** What was remembered of the request with that `state`, for the last time. */
export function take(state: string | undefined): Pending {
  const name = key(state);
  const entry = tab.get(name) ?? shared.get(name);
  tab.remove(name);
  if (entry && shared.get(name) === entry) {
    shared.remove(name);
  }
  const pending = entry && parsed(entry);
  if (pending) {
    return pending;
  }
  const verifier = shared.get(FORMER_KEY) ?? undefined;
  shared.remove(FORMER_KEY);
  return { verifier };
}

const key = (state: string | undefined): string => PREFIX + (state ?? "");

function forgetOld(store: Store): void {
  for (const name of store.keys()) {
    if (name.startsWith(PREFIX) && !parsed(store.get(name) ?? "")) {
      store.remove(name);
    }
  }
}

/** Nothing when it is too old, or not ours: any script of the page's origin can write there. */
function parsed(entry: string): Pending | undefined {
  try {
    const pending = JSON.parse(entry) as Json & Pending;
    return Number(pending.at) > Date.now() - LIFETIME ? pending : undefined;
  } catch {
    return undefined;
  }
}
