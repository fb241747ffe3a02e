import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { setImmediate as soon } from "node:timers/promises";
import { dispatcher } from "../src/global/dispatch.js";

const calls: unknown[][] = [];
let console_: string[];

const commands = {
  on: (...parameters: unknown[]) => calls.push(["on", ...parameters]),
  updateProfile: async (...parameters: unknown[]) => calls.push(["updateProfile", ...parameters]),
  succeed: async (...parameters: unknown[]) => parameters,
  fail: async () => Promise.reject({ error: "invalid_grant" }),
  use: () => calls.push(["use"]),
  config: Promise.resolve({}),
};
const reach5 = dispatcher(commands);

beforeEach(() => {
  mock.restoreAll();
  calls.length = 0;
  console_ = [];
  for (const level of ["error", "warn"] as const) {
    mock.method(console, level, (...line: unknown[]) => console_.push(line.join(" ")));
  }
});

test("a callback gets null and the result, later", async () => {
  const outcomes: unknown[][] = [];
  reach5("succeed", { a: 1 }, (...outcome: unknown[]) => outcomes.push(outcome));
  assert.deepEqual(outcomes, []);
  await soon();
  assert.deepEqual(outcomes, [[null, [{ a: 1 }]]]);
});

test("a callback gets the error, once, and the promise is handled", async () => {
  const outcomes: unknown[][] = [];
  const promise = reach5("fail", (...outcome: unknown[]) => outcomes.push(outcome));
  await soon();
  assert.deepEqual(outcomes, [[{ error: "invalid_grant" }]]);
  await assert.rejects(promise as Promise<unknown>, { error: "invalid_grant" });
});

test("without a callback the promise has the outcome", async () => {
  assert.deepEqual(await reach5("succeed", 1, 2), [1, 2]);
  await assert.rejects(reach5("fail") as Promise<unknown>, { error: "invalid_grant" });
});

test("what a callback throws is logged", async () => {
  reach5("succeed", () => {
    throw new Error("mine");
  });
  await soon();
  assert.match(console_[0] ?? "", /a callback failed:.*mine/);
});

for (const name of ["noSuch", "use", "config", "toString", "__proto__", undefined, 7]) {
  test(`an unknown command does not throw: ${String(name)}`, async () => {
    const outcomes: unknown[][] = [];
    reach5(name, {}, (...outcome: unknown[]) => outcomes.push(outcome));
    reach5(name);
    await soon();
    assert.equal((outcomes[0]?.[0] as { error: string }).error, "invalid_request");
    assert.match(console_[0] ?? "", /There is no command/);
    assert.deepEqual(calls, []);
  });
}

test("on runs at once and keeps its function", () => {
  const listener = (): void => {};
  assert.equal(reach5("on", "ready", listener), undefined);
  assert.deepEqual(calls, [["on", "ready", listener]]);
});

test("a required callback that is missing is told of, and the command runs", async () => {
  await reach5("updateProfile", { data: {} });
  assert.match(console_[0] ?? "", /updateProfile needs a callback/);
  assert.deepEqual(calls, [["updateProfile", { data: {} }]]);
});

test("a misspelt name of older pages works and is told of", async () => {
  await reach5("udpateProfile", {}, () => {});
  assert.match(console_[0] ?? "", /udpateProfile/);
  assert.deepEqual(calls, [["updateProfile", {}]]);
});
