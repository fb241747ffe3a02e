import type { Theme } from "./theme.js";

type Scheme = "light" | "dark";

const ATTRIBUTE = "data-r5-scheme";

/**
 * Shows the element light or dark, now and when the user's preference changes.
 *
 * @param ended when to stop
 */
export function followScheme(element: HTMLElement, { colorScheme }: Theme, ended: AbortSignal): void {
  const preference = matchMedia("(prefers-color-scheme: dark)");
  const show = (): void => element.setAttribute(ATTRIBUTE, scheme(element, colorScheme, preference.matches));
  show();
  preference.addEventListener("change", show, { signal: ended });
}

/** A page that does not say it can be dark is light, and so is what is in it. */
function scheme(element: Element, wanted: Theme["colorScheme"], prefersDark: boolean): Scheme {
  if (wanted === "light" || wanted === "dark") {
    return wanted;
  }
  const page = element.parentElement ? getComputedStyle(element.parentElement).colorScheme : "";
  const canBeDark = wanted === "auto" || /\bdark\b/.test(page);
  const mustBeDark = wanted !== "auto" && canBeDark && !/\blight\b/.test(page);
  return mustBeDark || (canBeDark && prefersDark) ? "dark" : "light";
}
