import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { remember, take } from "../src/authorize/pending.js";

/** As a browser has it, for the modules under test; `full` breaks every write. */
class Memory {
  full = false;
  setItem(key: string, value: string): void {
    if (this.full) {
      throw new Error("QuotaExceededError");
    }
    Object.defineProperty(this, key, { value, enumerable: true, configurable: true });
  }
  getItem(key: string): string | null {
    return Object.hasOwn(this, key) ? String((this as Record<string, unknown>)[key]) : null;
  }
  removeItem(key: string): void {
    delete (this as Record<string, unknown>)[key];
  }
}

let tab: Memory;
let shared: Memory;
const inTab = (storage: Memory): void => void Object.assign(globalThis, { sessionStorage: storage });

beforeEach(() => {
  mock.timers.reset();
  tab = new Memory();
  shared = new Memory();
  inTab(tab);
  Object.assign(globalThis, { localStorage: shared });
});

test("a request is remembered by its state, once", () => {
  remember("a", { verifier: "of a", nonce: "n" });
  remember("b", { verifier: "of b" });
  assert.deepEqual([take("a").verifier, take("a").verifier, take("b").verifier], ["of a", undefined, "of b"]);
});

test("two tabs without a state do not take each other's verifier", () => {
  const other = new Memory();
  remember(undefined, { verifier: "mine" });
  inTab(other);
  remember(undefined, { verifier: "theirs" });
  inTab(tab);
  assert.equal(take(undefined).verifier, "mine");
  inTab(other);
  assert.equal(take(undefined).verifier, "theirs");
});

test("the link of a mail opens in a new tab and finds the verifier there", () => {
  remember(undefined, { verifier: "mine" });
  inTab(new Memory());
  assert.equal(take(undefined).verifier, "mine");
});

test("a login that began with the vendor's client ends with ours", () => {
  shared.setItem("verifier_key", "theirs");
  assert.equal(take("unknown").verifier, "theirs");
  assert.equal(take("unknown").verifier, undefined);
});

test("what is too old, or not ours, is forgotten", () => {
  mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  remember("old", { verifier: "old" });
  shared.setItem("latchkey.request.broken", "{");
  mock.timers.tick(25 * 60 * 60 * 1000);
  assert.equal(take("broken").verifier, undefined);
  remember("new", { verifier: "new" });
  assert.equal(shared.getItem("latchkey.request.old"), null);
  assert.equal(shared.getItem("latchkey.request.broken"), null);
  assert.equal(take("new").verifier, "new");
});

test("a browser without storage remembers while the page is there", () => {
  tab.full = shared.full = true;
  remember("a", { verifier: "of a" });
  assert.equal(take("a").verifier, "of a");
  assert.equal(take("a").verifier, undefined);
});
