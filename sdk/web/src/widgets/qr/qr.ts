import { generate } from "lean-qr/nano";

// A bundle of its own, loaded when an authenticator app is set up.

/** A QR code: squares of one unit, `size` of them in a row, the dark ones as the path of an SVG. */
export function qr(text: string): { size: number; path: string } {
  const code = generate(text);
  const { size } = code;
  const cells = Array.from({ length: size * size }, (_, at) => [at % size, Math.floor(at / size)] as const);
  const path = cells
    .filter(([x, y]) => code.get(x, y))
    .map(([x, y]) => `M${x} ${y}h1v1h-1z`)
    .join("");
  return { size, path };
}
