import type { AuthResult } from "./authorize/result.js";
import type { IdentityError } from "./errors.js";
import { complain, warn } from "./log.js";
import type { Json } from "./wire/names.js";

/** Events and what they carry (contract section 6). */
export interface EventPayloads {
  /** Configuration and texts are there. A listener that is added later is called inside of `on`. */
  ready: void;
  /** Tokens or a code have arrived in the page. */
  authenticated: AuthResult;
  /** A login that left the page, or went by popup, failed. */
  authentication_failed: IdentityError;
  /** The server refused a password, a code or a passkey. */
  login_failed: IdentityError;
  /** The server refused a sign-up. */
  signup_failed: IdentityError;
  /** This page changed the profile: the changed attributes. */
  profile_updated: Json;
}

export type EventName = keyof EventPayloads;

export type Listener<E extends EventName> = (payload: EventPayloads[E]) => void;

type AnyListener = (payload: unknown) => void;

const NAMES: Record<EventName, true> = {
  ready: true,
  authenticated: true,
  authentication_failed: true,
  login_failed: true,
  signup_failed: true,
  profile_updated: true,
};

/** Who listens to what. */
export class Events {
  readonly #listeners = new Map<string, readonly AnyListener[]>();
  readonly #onListening: (name: EventName) => void;
  #ready = false;

  /** @param onListening called after each listener that was added */
  constructor(onListening: (name: EventName) => void = () => {}) {
    this.#onListening = onListening;
  }

  on<E extends EventName>(name: E, listener: Listener<E>): void {
    if (!Object.hasOwn(NAMES, name)) {
      warn(`There is no event "${name}".`);
    } else if (typeof listener !== "function") {
      complain(`on("${name}") needs a function.`);
    } else if (name === "ready" && this.#ready) {
      call(listener as AnyListener, undefined);
    } else {
      this.#listeners.set(name, [...this.#of(name), listener as AnyListener]);
      this.#onListening(name);
    }
  }

  off<E extends EventName>(name: E, listener: Listener<E>): void {
    this.#listeners.set(
      name,
      this.#of(name).filter((other) => other !== listener),
    );
  }

  /** Lists of listeners are never changed, only replaced: whoever is removed during a call is still called in it. */
  emit<E extends EventName>(name: E, payload: EventPayloads[E]): void {
    this.#ready ||= name === "ready";
    this.#of(name).forEach((listener) => call(listener, payload));
  }

  #of(name: string): readonly AnyListener[] {
    return this.#listeners.get(name) ?? [];
  }
}

/** One listener's mistake is not the others' loss. */
function call(listener: AnyListener, payload: unknown): void {
  try {
    listener(payload);
  } catch (error) {
    complain("a listener failed:", error);
  }
}
