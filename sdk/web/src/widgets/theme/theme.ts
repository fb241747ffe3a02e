import { readableOn } from "./contrast.js";

/** A number of pixels, as a number or as text, or any CSS length. */
export type Length = number | string;

interface ControlTheme {
  fontSize?: Length;
  lineHeight?: number | string;
  paddingX?: Length;
  paddingY?: Length;
  borderRadius?: Length;
  borderWidth?: Length;
  height?: Length;
  focusBoxShadow?: string;
}

interface ButtonTheme extends ControlTheme {
  fontWeight?: number | string;
}

/**
 * What a page may say of how widgets look (contract section 12, and `THEME.md`). Each becomes a CSS custom property
 * of the same name: `input.paddingX` is `--latchkey-input-padding-x`.
 */
export interface Theme {
  /** Default: dark for who prefers it, on a page that says by its `color-scheme` that it can be dark; else light. */
  colorScheme?: "light" | "dark" | "auto";
  animateWidgetEntrance?: boolean;
  fontFamily?: string;
  fontSize?: Length;
  smallTextFontSize?: Length;
  lineHeight?: number | string;
  headingColor?: string;
  textColor?: string;
  mutedTextColor?: string;
  borderRadius?: Length;
  borderColor?: string;
  borderWidth?: Length;
  backgroundColor?: string;
  primaryColor?: string;
  dangerColor?: string;
  warningColor?: string;
  successColor?: string;
  lightBackgroundColor?: string;
  maxWidth?: Length;
  paddingX?: Length;
  paddingY?: Length;
  spacing?: Length;
  link?: { color?: string; decoration?: string; hoverColor?: string; hoverDecoration?: string };
  input?: ControlTheme & {
    color?: string;
    placeholderColor?: string;
    borderColor?: string;
    background?: string;
    disabledBackground?: string;
    boxShadow?: string;
    focusBorderColor?: string;
  };
  button?: ButtonTheme & {
    /** Of the text. Default: white, or nearly black where that is easier to read. */
    color?: string;
  };
  socialButton?: SocialButtonTheme;
  passwordStrengthValidator?: {
    color0?: string;
    color1?: string;
    color2?: string;
    color3?: string;
    color4?: string;
  };
}

export interface SocialButtonTheme extends ButtonTheme {
  /** Side by side. */
  inline?: boolean;
  /** Default: unless they are side by side. */
  textVisible?: boolean;
}

const PREFIX = "--latchkey-";

/** Numbers that are none of pixels. */
const UNITLESS = /(line-height|font-weight)$/;

/** The custom properties of a theme; what it does not say is left to the style sheet, and so to the page's own. */
export function properties(theme: Theme): Record<string, string> {
  const { colorScheme: _, ...rest } = theme;
  const { primaryColor, button } = rest;
  const text = button?.color ?? (primaryColor && readableOn(primaryColor));
  return flattened({ ...rest, button: { ...button, color: text } }, PREFIX);
}

function flattened(theme: object, prefix: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [key, value] of Object.entries(theme) as [string, unknown][]) {
    const name = prefix + kebab(key);
    if (typeof value === "object" && value !== null) {
      Object.assign(found, flattened(value, `${name}-`));
    } else if (typeof value === "string" || typeof value === "number") {
      found[name] = UNITLESS.test(name) ? String(value) : length(value);
    }
  }
  return found;
}

/** `25` and `"25"` are pixels; `1em`, `red` and `25px` stay what they are. */
const length = (value: string | number): string =>
  value !== "" && Number.isFinite(Number(value)) ? `${value}px` : String(value);

const kebab = (name: string): string => name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
