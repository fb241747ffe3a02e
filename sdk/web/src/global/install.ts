import { type Client, createClient, type Plugin } from "../client.js";
import { complain } from "../log.js";
import { type Commands, dispatcher } from "./dispatch.js";
import { optionsOf, type ScriptElement } from "./script.js";

/** The global function; before this script has arrived, the page's stub, which keeps its calls in `q`. */
export interface Global {
  (name: unknown, ...parameters: unknown[]): unknown;
  /** The calls so far: array-likes. */
  q?: ArrayLike<ArrayLike<unknown>>;
  /** Which client it was loaded for. */
  loaded?: string;
}

/** Where globals live: the window. */
export type Globals = Record<string, unknown>;

const NAME = "reach5";
const NAME_IF_TAKEN = "reach5Identity";

/**
 * Puts the real function in the place of the stub and runs what that has kept.
 *
 * @param further commands beside those of the core
 * @returns the client, unless there is one already
 */
export function install<C extends object>(
  globals: Globals,
  script: ScriptElement,
  further: Plugin<C>,
): Client | undefined {
  const options = optionsOf(script);
  const wanted = globals.ReachFiveObject;
  let name = typeof wanted === "string" ? wanted : NAME;
  const present = globals[name];
  if (present !== undefined && typeof present !== "function") {
    complain(`The global "${name}" is taken: use "${NAME_IF_TAKEN}".`);
    name = NAME_IF_TAKEN;
  }
  const stub = globals[name] as Global | undefined;
  const identity = `${options.domain} ${options.clientId ?? ""}`;
  if (stub?.loaded) {
    if (stub.loaded !== identity) {
      complain(`A page has one client: "${stub.loaded}" was first, "${identity}" is ignored.`);
    }
    return undefined;
  }
  const client = createClient(options, (kit) => kit.texts()).use(further);
  const real = Object.assign(dispatcher(client as unknown as Commands), { loaded: identity }) as Global;
  globals[name] = real;
  for (const call of Array.from(stub?.q ?? [])) {
    const [command, ...parameters] = Array.from(call);
    real(command, ...parameters);
  }
  return client;
}
