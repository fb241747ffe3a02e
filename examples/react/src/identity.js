// The client, and who is logged in: outside of all components, so that there is one of each however often React renders,
// mounts and, in StrictMode, mounts again.

import { createClient } from "@latchkey/identity";
import { widgets } from "@latchkey/identity/widgets";
import { useSyncExternalStore } from "react";

export const HERE = `${location.origin}/`;

export const client = createClient({ domain: "http://localhost:9000", clientId: "demo-site" }).use(widgets);

/** `tokens`: nothing while it is not known whether somebody is logged in, `null` when nobody is. */
let login = { tokens: undefined };
const listeners = new Set();

function set(tokens) {
  login = { tokens };
  listeners.forEach((tell) => tell());
}

client.on("authenticated", set);

// After a login the browser comes back with a code, which is good for one exchange (PKCE).
const code = new URLSearchParams(location.search).get("code");
if (code) {
  client
    .exchangeAuthorizationCodeWithPkce({ code, redirectUri: HERE })
    .catch(() => set(null))
    .finally(() => history.replaceState(null, "", HERE));
} else {
  set(null);
}

/** The tokens of who is logged in, `null` when nobody is, nothing while that is not known. */
export const useLogin = () =>
  useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => login,
  ).tokens;
