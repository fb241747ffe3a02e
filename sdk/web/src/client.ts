import { contactCommands, type ContactCommands } from "./commands/contact.js";
import { deviceCommands, type DeviceCommands } from "./commands/devices.js";
import { mfaCommands, type MfaCommands } from "./commands/mfa.js";
import { passkeyCommands, type PasskeyCommands } from "./commands/passkeys.js";
import { passwordCommands, type PasswordCommands } from "./commands/password.js";
import { passwordlessCommands, type PasswordlessCommands } from "./commands/passwordless.js";
import { profileCommands, type ProfileCommands } from "./commands/profile.js";
import { sessionCommands, type SessionCommands } from "./commands/session.js";
import { socialCommands, type SocialCommands } from "./commands/social.js";
import { checkUrlFragment, tokenCommands, type TokenCommands } from "./commands/tokens.js";
import { type Config, loadConfig, loadConsents, loadTexts } from "./config.js";
import { misuse } from "./errors.js";
import { type EventName, Events, type Listener } from "./events.js";
import { Http, type Speech } from "./http.js";
import type { Kit } from "./kit.js";
import { complain } from "./log.js";

/** Which client, and how it speaks. */
export interface ClientOptions {
  /** Host of the server, with a port if need be: `id.example.com`; or its origin, which may be http on a loopback host. */
  domain: string;
  /** Default: the client that the page's origin belongs to, if it is one. */
  clientId?: string;
  /** Of texts and error messages. Default: the server's. */
  language?: string;
  /** Of mails and text messages, such as `fr-FR`. Default: the user's. */
  locale?: string;
  /** What passkeys are made for. Default: the page's origin. */
  webAuthnOrigin?: string;
}

/** The commands of the core (contract section 5). Each rejects with an {@link IdentityError}. */
export interface CoreCommands
  extends
    PasswordCommands,
    PasswordlessCommands,
    SessionCommands,
    TokenCommands,
    SocialCommands,
    ProfileCommands,
    ContactCommands,
    PasskeyCommands,
    MfaCommands,
    DeviceCommands {
  /**
   * Looks for the answer to a login in the fragment of an address, fires `authenticated` or `authentication_failed`
   * and cleans the address. Happens by itself once somebody listens to one of the two.
   *
   * @returns whether there was one
   */
  checkUrlFragment(url?: string): Promise<boolean>;
}

/** A command as `use` takes it. */
export type Command = (...parameters: never[]) => unknown;

/** Makes further commands, such as those of the widgets. They wait for the configuration by themselves. */
export type Plugin<C extends object> = (kit: Kit, client: Client) => C;

/** One client of a server: its commands and its events. */
export interface Client extends CoreCommands {
  on<E extends EventName>(event: E, listener: Listener<E>): void;
  off<E extends EventName>(event: E, listener: Listener<E>): void;
  /** The configuration; no command runs before it is there. */
  readonly config: Promise<Config>;
  /** This client with further commands. */
  use<C extends object>(plugin: Plugin<C>): this & C;
}

const LOOPBACK = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\]|[^/]+\.localhost)(:\d+)?$/;

/**
 * @throws {IdentityError} `invalid_request` for a domain that is none, or whose traffic others could read
 */
export function originOf(domain: string): string {
  const url = domain.includes("://") ? domain : `https://${domain}`;
  const { origin, protocol } = new URL(url);
  if (protocol !== "https:" && !LOOPBACK.test(origin)) {
    throw misuse("The domain must be reached by https");
  }
  return origin;
}

/**
 * A client. It asks for its configuration at once; commands may be called at once, too.
 *
 * @param ready what else must be there before `ready` is fired
 */
export function createClient(options: ClientOptions, ready: (kit: Kit) => unknown = () => {}): Client {
  const { clientId, language, locale, webAuthnOrigin = location.origin } = options;
  const speech: Speech = { language, locale };
  const http = new Http(originOf(options.domain), speech);
  let loaded: Config | undefined;
  const configured = remembered(async () => {
    loaded = await loadConfig(http, clientId, language);
    // The server's choice wins over the page's wish.
    speech.language = loaded.language;
    void announce();
    return loaded;
  });
  const announce = async (): Promise<void> => {
    await ready(kit);
    events.emit("ready", undefined);
  };

  let checkDue = false;
  const events = new Events((name) => {
    if ((name === "authenticated" || name === "authentication_failed") && !checkDue) {
      checkDue = true;
      setTimeout(() => {
        checkDue = false;
        checkUrlFragment(kit);
      });
    }
  });

  const kit: Kit = {
    get clientId() {
      return loaded?.clientId ?? clientId ?? "";
    },
    get config() {
      if (!loaded) {
        throw misuse("The configuration is not there yet");
      }
      return loaded;
    },
    http,
    events,
    webAuthnOrigin,
    configured,
    texts: remembered(async () => loadTexts(http, await configured())),
    consents: remembered(async () => loadConsents(http, await configured())),
  };

  /** Commands that were called early wait, and go on in the order of their calls. */
  const waiting = <C extends object>(commands: C): C =>
    Object.fromEntries(
      Object.entries(commands).map(([name, command]: [string, (...parameters: unknown[]) => unknown]) => [
        name,
        async (...parameters: unknown[]) => {
          await configured();
          return command(...parameters);
        },
      ]),
    ) as C;

  const { unlink, ...social } = socialCommands(kit);
  const client: Client = {
    ...waiting({
      ...passwordCommands(kit),
      ...passwordlessCommands(kit),
      ...sessionCommands(kit),
      ...tokenCommands(kit),
      ...profileCommands(kit),
      ...contactCommands(kit),
      ...passkeyCommands(kit),
      ...mfaCommands(kit),
      ...deviceCommands(kit),
      unlink,
    }),
    // A popup must be opened within the click, so this one waits by itself.
    ...social,
    checkUrlFragment: async (url) => checkUrlFragment(kit, url),
    on: (event, listener) => events.on(event, listener),
    off: (event, listener) => events.off(event, listener),
    get config() {
      return configured();
    },
    use(plugin) {
      return Object.assign(this, plugin(kit, client));
    },
  };

  configured().catch((error: unknown) => complain("the configuration could not be loaded:", error));
  return client;
}

/** Loads once, however often it is asked for; anew when it had failed. */
function remembered<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () =>
    (loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    }));
}
