import assert from "node:assert/strict";
import { test } from "node:test";
import { qr } from "../src/widgets/qr/qr.js";

const URI = "otpauth://totp/Latchkey:ada%40example.org?secret=JBSWY3DPEHPK3PXP&issuer=Latchkey";

/** Whether each square is dark. */
function squares({ size, path }: ReturnType<typeof qr>): boolean[][] {
  const rows = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    rows[Number(y)]![Number(x)] = true;
  }
  return rows;
}

// ISO/IEC 18004: sections 6.3.3 and 6.3.5.
test("a code has what readers look for: finder patterns in three corners, and timing patterns between them", () => {
  const code = qr(URI);
  const { size } = code;
  const rows = squares(code);
  assert.equal((size - 17) % 4, 0);
  const finder = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"];
  for (const [left, top] of [
    [0, 0],
    [size - 7, 0],
    [0, size - 7],
  ] as const) {
    const found = finder.map((_, y) => finder.map((_, x) => (rows[top + y]![left + x] ? "1" : "0")).join(""));
    assert.deepEqual(found, finder);
  }
  for (let at = 8; at < size - 8; at++) {
    assert.deepEqual([rows[6]![at], rows[at]![6]], [at % 2 === 0, at % 2 === 0]);
  }
});

test("codes of other texts are other ones", () => {
  assert.notEqual(qr(URI).path, qr(URI.replace("JBSW", "JBSX")).path);
});
