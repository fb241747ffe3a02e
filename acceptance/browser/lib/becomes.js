import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";

/** How long a page may take to follow what was done to it, and how long to wait between two looks, in milliseconds. */
const PATIENCE = 10_000;
const BETWEEN = 25;

/** Reads until it is the expected value, or matches the expected expression; fails with what it was last. */
export async function becomes(read, expected, message) {
  const holds = (value) =>
    expected instanceof RegExp ? expected.test(value) : isDeepStrictEqual(value, expected);
  const end = performance.now() + PATIENCE;
  let value = await read();
  while (!holds(value) && performance.now() < end) {
    await pause(BETWEEN);
    value = await read();
  }
  if (expected instanceof RegExp) {
    assert.match(value ?? "", expected, message);
  } else {
    assert.deepEqual(value, expected, message);
  }
}
