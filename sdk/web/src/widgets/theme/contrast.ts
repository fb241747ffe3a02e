/** Contrast as WCAG 2.2 counts it. */

const DARK_TEXT = "#101418";

/** Black or white: white, unless it is hard to read on that colour. A colour that is not `#rgb` or `#rrggbb` gets white. */
export function readableOn(background: string): string {
  const colour = parsed(background);
  return colour && contrast(luminance(colour), 1) < 4.5 ? DARK_TEXT : "#fff";
}

const contrast = (one: number, other: number): number =>
  (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);

function parsed(colour: string): number[] | undefined {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour.trim())?.[1];
  const pairs = digits?.length === 3 ? [...digits].map((digit) => digit + digit) : digits?.match(/../g);
  return pairs?.map((pair) => parseInt(pair, 16) / 255);
}

function luminance(colour: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
