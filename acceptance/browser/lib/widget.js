import assert from "node:assert/strict";
import { barriers } from "./axe.js";

/** How long a widget may take to be there, in milliseconds. */
const PATIENCE = 20_000;

/** A widget in a page of the shop. */
export class WidgetPage {
  constructor(visit) {
    this.visit = visit;
    this.page = visit.page;
    this.root = this.page.locator(".r5-widget");
  }

  /** Shows it in an element of its own, in the place of the last, and waits until it is there. */
  async show(command, options = {}) {
    await this.page.evaluate(
      ([name, given, patience]) => {
        if (!document.getElementById("widget")) {
          const main = document.createElement("main");
          const title = document.createElement("h1");
          const place = document.createElement("div");
          title.textContent = "A shop";
          place.id = "widget";
          main.append(title, place);
          document.body.append(main);
          document.body.style.fontFamily = "system-ui, sans-serif";
        }
        window.told = [];
        const tell = (what) => (details) => window.told.push([what, details?.name ?? details?.error]);
        return new Promise((onReady, reject) => {
          setTimeout(() => reject(new Error(`${name} is not there`)), patience);
          window.reach5(name, {
            container: "widget",
            onSuccess: tell("success"),
            onError: tell("error"),
            ...given,
            // Functions cannot be handed into the page: this one is told what its captcha shall be worth.
            ...(given.captcha && {
              captcha: async (action) => ((window.asked = action), { captchaToken: given.captcha }),
            }),
            theme: { animateWidgetEntrance: false, ...given.theme },
            onReady: (instance) => onReady(void (window.instance = instance)),
          });
        });
      },
      [command, options, PATIENCE],
    );
  }

  /** What it has told its page by `onSuccess` and `onError`. */
  told() {
    return this.page.evaluate(() => window.told);
  }

  field(name) {
    return this.root.locator(`[name="${name}"]`);
  }

  button(name) {
    return this.root.getByRole("button", { name, exact: true });
  }

  heading(name) {
    return this.root.getByRole("heading", { name, exact: true });
  }

  /** The message at a field; none where there is none yet. */
  async problem(name) {
    const ids = await this.field(name).first().getAttribute("aria-describedby");
    return ids && this.page.locator(`[id="${ids.split(" ")[0]}"]`).innerText();
  }

  async fill(values) {
    for (const [name, value] of Object.entries(values)) {
      await this.field(name).fill(value);
    }
  }

  /** Sends the form from the keyboard. */
  async send() {
    await this.root.locator("form button[type=submit]").press("Enter");
  }

  /** The message above the fields. */
  alert() {
    return this.root.locator(".r5-form-error:not(:empty)");
  }

  says(text) {
    return this.root.getByText(text).waitFor();
  }

  /** Name or text of what has the focus; a new screen takes it a moment after it can be seen. */
  async focus() {
    await this.page.waitForFunction(() => document.activeElement !== document.body);
    return this.page.evaluate(() => document.activeElement.getAttribute("name") ?? document.activeElement.textContent);
  }

  /** What a developer would see in red; that a request was refused, they expect. */
  get problems() {
    return this.page.problems.filter((problem) => !problem.startsWith("Failed to load resource"));
  }

  /** Nothing for a developer to see in red, nothing that keeps people out, nothing that sticks out at the side. */
  async isInOrder() {
    assert.deepEqual(this.problems, []);
    assert.deepEqual(await barriers(this.page), []);
    assert.ok(
      await this.page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth),
      "the page is no wider than the window",
    );
  }
}
