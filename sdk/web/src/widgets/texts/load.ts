import type { Texts } from "../../config.js";
import type { TextKey } from "./english.js";

/** Where the server has them; empty in the module, whose bundler finds them by the import. */
declare const ENGLISH_SCRIPT: string;

/** The key that was added last: a server that knows it knows all. */
const NEWEST: TextKey = "mfa.register.totp";

/**
 * The texts of widgets: the server's, over the English ones of the SDK where it has none to give, or is too old to have all.
 * Hardly anybody needs those, so they are a file of their own.
 *
 * @throws when they are needed and cannot be loaded
 */
export const complete = async (served: Texts, origin: string): Promise<Texts> =>
  NEWEST in served ? served : { ...(await english(origin)).ENGLISH, ...served };

const english = async (origin: string): Promise<typeof import("./english.js")> =>
  ENGLISH_SCRIPT ? import(origin + ENGLISH_SCRIPT) : import("./english.js");
