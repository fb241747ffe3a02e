import { type IdentityError, misuse } from "../errors.js";
import { complain, warn } from "../log.js";

/** Called once, later, with an error or with a result. */
export type Callback = (error: unknown, result?: unknown) => void;

/** Something with commands; a client. */
export type Commands = Readonly<Record<string, unknown>>;

/** Names by which older pages know a command. */
const ALIASES: Record<string, string> = { udpateProfile: "updateProfile" };

/** For these the callback is the only way to hear of the result, for a page that knows no promises. */
const NEEDS_CALLBACK = new Set([
  "getUser",
  "refreshTokens",
  "requestPasswordReset",
  "updateEmail",
  "updatePassword",
  "updatePhoneNumber",
  "updateProfile",
  "verifyPhoneNumber",
]);

/** Those at once; what they take is no callback. */
const IMMEDIATE = new Set(["on", "off"]);

/** No commands, though a client has them. */
const NOT_COMMANDS = new Set(["use", "config"]);

/**
 * A function that takes a command's name and its parameters, the last of which may be a callback (contract section 3).
 * It never throws: an error in it would be one in the page's own script.
 */
export function dispatcher(commands: Commands): (name: unknown, ...parameters: unknown[]) => unknown {
  return (name, ...parameters) => {
    const command = find(commands, String(name));
    if (typeof name === "string" && IMMEDIATE.has(name)) {
      command?.(...parameters);
      return undefined;
    }
    const callback = typeof parameters.at(-1) === "function" ? (parameters.pop() as Callback) : undefined;
    const outcome = command ? run(command, parameters) : Promise.reject(unknown(name));
    if (callback) {
      outcome.then(
        (result) => guarded(callback, null, result),
        (error: unknown) => guarded(callback, error),
      );
    } else if (!command) {
      // The console has it already.
      outcome.catch(() => {});
    } else if (NEEDS_CALLBACK.has(String(name))) {
      warn(`${String(name)} needs a callback.`);
    }
    return outcome;
  };
}

type Run = (...parameters: unknown[]) => unknown;

function find(commands: Commands, name: string): Run | undefined {
  const alias = Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
  if (alias) {
    warn(`The command "${name}" is called "${alias}".`);
  }
  const found = alias ?? name;
  const command = Object.hasOwn(commands, found) && !NOT_COMMANDS.has(found) ? commands[found] : undefined;
  return typeof command === "function" ? (command as Run) : undefined;
}

/** Begins at once: a popup must be opened within the click. */
const run = async (command: Run, parameters: unknown[]): Promise<unknown> => command(...parameters);

function unknown(name: unknown): IdentityError {
  const error = misuse(`There is no command "${String(name)}"`);
  complain(error.errorDescription);
  return error;
}

function guarded(callback: Callback, ...outcome: Parameters<Callback>): void {
  try {
    callback(...outcome);
  } catch (error) {
    complain("a callback failed:", error);
  }
}
