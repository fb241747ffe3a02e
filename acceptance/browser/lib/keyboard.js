import assert from "node:assert/strict";

/** Presses Tab until it has the focus, which one must be able to see. */
export async function tabTo(page, locator) {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press("Tab");
    const seen = await locator.evaluate((element) => {
      const { outlineStyle, boxShadow } = getComputedStyle(element);
      return element === document.activeElement && (outlineStyle !== "none" || boxShadow !== "none");
    });
    if (seen) {
      return;
    }
  }
  assert.fail(`Tab does not lead to ${locator}, or the focus cannot be seen`);
}

/** Waits until something has the focus that is named so, or says so. */
export const hasFocus = (page, words) =>
  page.waitForFunction(
    ([source, exactly]) => {
      const { activeElement } = document;
      const said = activeElement.getAttribute("name") ?? activeElement.textContent;
      return exactly ? said === source : new RegExp(source).test(said);
    },
    words instanceof RegExp ? [words.source, false] : [words, true],
  );
