import type { Config, Consents, Texts } from "./config.js";
import type { Events } from "./events.js";
import type { Http } from "./http.js";

/**
 * What commands are made of, and what a widget gets: one for each client. `config` is there by the time a command
 * runs, as commands wait for it.
 */
export interface Kit {
  /** By the time a command runs: of a page that names none the server tells it. */
  readonly clientId: string;
  /** @throws {IdentityError} before it was loaded */
  readonly config: Config;
  readonly http: Http;
  readonly events: Events;
  /** What WebAuthn ceremonies are told to be the page's origin. */
  readonly webAuthnOrigin: string;
  /** Resolves when the configuration is there; loads it once more when that had failed. */
  configured(): Promise<Config>;
  /** In the language of the configuration, loaded once; empty when they could not be. */
  texts(): Promise<Texts>;
  /** Loaded once; empty when they could not be. */
  consents(): Promise<Consents>;
}
