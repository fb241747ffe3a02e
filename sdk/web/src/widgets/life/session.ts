import type { AuthOptions } from "../../authorize/options.js";
import type { Client } from "../../client.js";
import type { SessionInfo } from "../../commands/session.js";
import type { Kit } from "../../kit.js";
import { warn } from "../../log.js";

/** How long an empty container is borne, in milliseconds. */
const PATIENCE = 3000;

/** `taken`: the page is about to be told of a login, or left, and nothing is shown. */
export type SessionCheck =
  { readonly taken: true } | { readonly taken: false; readonly session?: SessionInfo };

const NO_SESSION: SessionCheck = { taken: false };

/** Looks whether somebody is logged in already, and then logs them in here, too (contract section 9.3). */
export async function checkSession(
  kit: Kit,
  client: Client,
  auth: AuthOptions,
  ended: AbortSignal,
): Promise<SessionCheck> {
  // Listeners that were added in the same breath must be there when the fragment is read.
  await new Promise((done) => setTimeout(done));
  if (await client.checkUrlFragment()) {
    return { taken: true };
  }
  if (!kit.config.sso && !auth.idTokenHint && !auth.loginHint) {
    return NO_SESSION;
  }
  const late = new Promise<undefined>((done) => setTimeout(done, PATIENCE));
  try {
    const session = await Promise.race([client.getSsoData(), late]);
    if (!session?.isAuthenticated || auth.prompt === "login") {
      return { taken: false, session };
    }
    // A widget that is gone by now takes nobody out of the page.
    if (!ended.aborted) {
      await client.loginFromSession(auth);
    }
    return { taken: true };
  } catch (error) {
    warn("the session could not be used:", error);
    return NO_SESSION;
  }
}
