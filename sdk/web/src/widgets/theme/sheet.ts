import css from "./widgets.css";

let sheet: CSSStyleSheet | undefined;

/**
 * Gives the document, or the shadow tree, the style sheet of the widgets. It is a constructed one, so the strictest
 * content security policy bears it. It comes first: the page's own rules of the same weight win.
 */
export function style(element: Element): void {
  const root = element.getRootNode();
  if (!(root instanceof Document || root instanceof ShadowRoot)) {
    return;
  }
  sheet ??= constructed();
  if (!root.adoptedStyleSheets.includes(sheet)) {
    root.adoptedStyleSheets = [sheet, ...root.adoptedStyleSheets];
  }
}

function constructed(): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
}
