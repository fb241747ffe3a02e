import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Events } from "../src/events.js";

let events: Events;
let calls: string[];
let complaints: unknown[][];

beforeEach(() => {
  mock.restoreAll();
  events = new Events();
  calls = [];
  complaints = [];
  mock.method(console, "error", (...line: unknown[]) => complaints.push(line));
  mock.method(console, "warn", (...line: unknown[]) => complaints.push(line));
});

test("listeners are called in their order, with the payload", () => {
  events.on("login_failed", ({ error }) => calls.push(`first ${error}`));
  events.on("login_failed", ({ error }) => calls.push(`second ${error}`));
  events.emit("login_failed", { error: "invalid_grant" });
  assert.deepEqual(calls, ["first invalid_grant", "second invalid_grant"]);
});

test("off removes that very function", () => {
  const listener = (): void => void calls.push("removed");
  events.on("profile_updated", listener);
  events.on("profile_updated", () => calls.push("kept"));
  events.off("profile_updated", listener);
  events.emit("profile_updated", {});
  assert.deepEqual(calls, ["kept"]);
});

test("who is removed during a call is still called in it", () => {
  const second = (): void => void calls.push("second");
  events.on("profile_updated", () => events.off("profile_updated", second));
  events.on("profile_updated", second);
  events.emit("profile_updated", {});
  events.emit("profile_updated", {});
  assert.deepEqual(calls, ["second"]);
});

test("a listener that throws is logged and stops nobody", () => {
  events.on("profile_updated", () => {
    throw new Error("mine");
  });
  events.on("profile_updated", () => calls.push("next"));
  events.emit("profile_updated", {});
  assert.deepEqual(calls, ["next"]);
  assert.match(String(complaints[0]), /a listener failed/);
});

test("ready calls those who came before, and later ones at once", () => {
  events.on("ready", () => calls.push("before"));
  events.emit("ready", undefined);
  events.on("ready", () => calls.push("after"));
  assert.deepEqual(calls, ["before", "after"]);
});

test("an unknown event is warned of", () => {
  events.on("autenticated" as "authenticated", () => calls.push("never"));
  assert.match(String(complaints[0]), /autenticated/);
});

test("an inherited name is no event", () => {
  events.on("constructor" as "ready", () => calls.push("never"));
  assert.match(String(complaints[0]), /constructor/);
});
