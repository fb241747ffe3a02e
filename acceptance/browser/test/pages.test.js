// The pages of `latchkey dev`: the demo, the inbox, and where the links of its mails lead. With the keyboard alone, as
// everything that works so works with a mouse, too.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { barriers } from "../lib/axe.js";
import { becomes } from "../lib/becomes.js";
import { picture, visitor } from "../lib/chromium.js";
import { demoWith, NO_RATE_LIMITS } from "../lib/config.js";
import { Stage } from "../lib/stage.js";

const PASSWORD = "correct horse battery staple";
const NEW_PASSWORD = "an entirely new passphrase";

let stage;
let latchkey;
let browser;
let page;
let count = 0;

before(async () => {
  stage = await Stage.open("pages", (folder) => demoWith(folder, [NO_RATE_LIMITS]));
  ({ latchkey, browser } = stage);
});

after(() => stage?.close());

// What the pages may not complain of, the tests say.
afterEach(() => stage.leave(page, /^/));

// --- Words for the tests --------------------------------------------------------------------------

const newEmail = () => `grace${++count}@example.org`;

/** Opens a page in a new browser. */
async function visit(path = "/", options = {}) {
  page = await visitor(browser, options);
  await page.goto(latchkey.url + path);
}

const button = (name) => page.getByRole("button", { name, exact: true });
const field = (label) => page.getByRole("tabpanel").getByLabel(label, { exact: true });
const says = (text) => page.getByRole("status").getByText(text).waitFor();

/** Presses Tab until it has the focus, which one must be able to see. */
async function tabTo(locator) {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press("Tab");
    const focus = await locator.evaluate(
      (element) => element === document.activeElement && getComputedStyle(element).outlineStyle,
    );
    if (focus) {
      assert.notEqual(focus, "none", `the focus shows on ${locator}`);
      return;
    }
  }
  assert.fail(`Tab does not lead to ${locator}`);
}

async function press(locator) {
  await tabTo(locator);
  await page.keyboard.press("Enter");
}

/** Fills fields from the keyboard, label by label, and sends them with Enter. */
async function fill(values) {
  for (const [label, value] of Object.entries(values)) {
    await tabTo(field(label));
    await page.keyboard.type(value);
  }
  await page.keyboard.press("Enter");
}

/** Goes to a tab of the demo's first step: by Tab to the one that is open, then by the arrows. */
async function openTab(name) {
  await tabTo(page.getByRole("tab", { selected: true }));
  const wanted = page.getByRole("tab", { name, selected: true });
  for (let presses = 0; presses < 3 && (await wanted.count()) === 0; presses++) {
    await page.keyboard.press("ArrowRight");
  }
  await wanted.waitFor();
}

async function signUp(email) {
  await fill({ "Given name": "Grace", "E-mail": email, "Password": PASSWORD });
  await page.getByText("You are logged in as").waitFor();
}

/** A claim of a token, as the page shows it, with what it means. */
const claim = (token, name) =>
  page
    .getByRole("article")
    .filter({ has: page.getByRole("heading", { name: token, exact: true }) })
    .locator(`dt:text-is("${name}") + dd`)
    .innerText();

/** The frame of the inbox with a mail's HTML. */
const mail = () => page.frameLocator("iframe[title='The mail as it looks']");

const shownRefreshToken = () => page.locator("#refresh-end").textContent();

/** Nothing for a developer to see in red, nothing that keeps people out, nothing that sticks out at the side. */
async function isInOrder() {
  assert.deepEqual(page.problems, []);
  assert.deepEqual(await barriers(page), []);
  assert.ok(
    await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth),
    "the page is no wider than the window",
  );
}

// --- The demo -------------------------------------------------------------------------------------

describe("the demo page", () => {
  it("signs up, shows the tokens, refreshes, tells who one is, and logs out", async () => {
    const email = newEmail();
    await visit();
    await button("Sign up").waitFor();
    await isInOrder();
    await picture(page, "demo");

    await signUp(email);
    assert.match(await claim("ID token", "iss"), new RegExp(`^${latchkey.url}\\b`));
    assert.match(await claim("ID token", "email"), new RegExp(`^${email}\\b`));
    assert.match(await claim("ID token", "given_name"), /^Grace\b/);
    assert.match(await claim("Access token", "client_id"), /^demo-spa\b/);
    assert.equal(new URL(page.url()).search, "", "the code is gone from the address");
    await isInOrder();
    await picture(page, "demo-tokens");

    const before = await shownRefreshToken();
    await press(button("Refresh"));
    await says("New tokens");
    assert.notEqual(await shownRefreshToken(), before);

    await press(button("Who am I"));
    const profile = JSON.parse(await page.getByRole("group", { name: "Your profile" }).textContent());
    assert.equal(profile.email, email);
    assert.equal(profile.given_name, "Grace");
    await isInOrder();
    await picture(page, "demo-profile");

    await press(button("Log out"));
    await says("Logged out");
    await page.reload();
    await button("Sign up").waitFor();
    await isInOrder();
    await picture(page, "demo-logged-out");
  });

  it("knows a browser that has a session", async () => {
    const email = newEmail();
    await visit();
    await signUp(email);
    page = await page.context().newPage();
    await page.goto(`${latchkey.url}/`);

    await press(page.getByRole("button", { name: /^Continue as / }));
    assert.match(await claim("ID token", "email"), new RegExp(`^${email}\\b`));
    assert.deepEqual(page.problems, []);
  });

  it("shows what was wrong where it was", async () => {
    const email = newEmail();
    await visit();
    await fill({ "E-mail": email, "Password": "password" });
    await page.getByRole("alert").getByText("password_too_weak").waitFor();
    await page.context().clearCookies();
    await openTab("Log in");
    await fill({ "E-mail": email, "Password": "not it" });
    await page.getByRole("alert").getByText("invalid_grant").waitFor();

    // Browsers report these as problems of their own, though the page deals with them.
    const statuses = page.problems.splice(0).map((problem) => problem.match(/status of (\d+)/)?.[1]);
    assert.deepEqual(statuses, ["400", "401"]);
    await isInOrder();
    await picture(page, "demo-wrong-password");
  });

  it("shows the calls it makes, without the password", async () => {
    await visit();
    await signUp(newEmail());
    for (const path of ["/identity/v1/signup", "/oauth/authorize", "/oauth/token"]) {
      await press(page.locator("summary").filter({ hasText: path }));
    }
    await becomes(() => page.getByRole("main").innerText(), /"grant_type":"authorization_code"/);
    assert.doesNotMatch(await page.content(), new RegExp(PASSWORD));
    await isInOrder();
    await picture(page, "demo-wire");
  });
});

// --- A forgotten password -------------------------------------------------------------------------

describe("a forgotten password", () => {
  it("is asked for on the demo page, found in the inbox, and replaced by a new one", async () => {
    const email = newEmail();
    await visit();
    await signUp(email);
    await press(button("Log out"));
    await says("Logged out");

    await openTab("Forgot password");
    await fill({ "E-mail": email });
    await press(page.getByRole("link", { name: "look into the inbox" }));
    await page.waitForURL("**/inbox?*");
    await latchkey.message(email, 2);
    const link = page.getByRole("list", { name: "Codes and links" }).getByRole("link");
    await page.getByRole("heading", { name: /password/i, level: 2 }).waitFor();
    await isInOrder();
    await picture(page, "inbox-reset");

    await tabTo(link);
    const [opened] = await Promise.all([page.context().waitForEvent("page"), page.keyboard.press("Enter")]);
    page = opened;
    await page.getByLabel("New password").waitFor();
    await becomes(() => page.getByLabel("E-mail", { exact: true }).and(page.locator(":visible")).inputValue(), email);
    assert.equal(new URL(page.url()).search, "", "the code is gone from the address");
    await isInOrder();
    await picture(page, "demo-reset");
    await tabTo(page.getByLabel("New password"));
    await page.keyboard.type(NEW_PASSWORD);
    await page.keyboard.press("Enter");
    await says("Your new password is set");

    await page.keyboard.type(NEW_PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByText("You are logged in as").waitFor();
    assert.deepEqual(page.problems, []);
  });
});

// --- The inbox ------------------------------------------------------------------------------------

describe("the inbox", () => {
  const signUpElsewhere = (email) =>
    latchkey.call("POST", "/identity/v1/signup", { client_id: "demo-spa", data: { email, password: PASSWORD } });

  it("shows a message as it comes, and goes when it is cleared", async () => {
    const email = newEmail();
    await latchkey.call("DELETE", "/inbox/messages");
    await visit("/inbox");
    await page.getByRole("heading", { name: "No messages yet" }).waitFor();
    await isInOrder();
    await picture(page, "inbox-empty");

    await signUpElsewhere(email);
    await page.getByRole("listitem").filter({ hasText: email }).waitFor();
    await page.getByRole("link", { name: /\(new tab\)/ }).waitFor();
    await isInOrder();
    await picture(page, "inbox");

    await press(button("Clear all"));
    await page.getByRole("heading", { name: "No messages yet" }).waitFor();
    assert.deepEqual((await latchkey.call("GET", "/inbox/messages")).json, []);
    assert.deepEqual(page.problems, []);
  });

  it("shows the mail as it looks and as text", async () => {
    const email = newEmail();
    await signUpElsewhere(email);
    const { text } = await latchkey.message(email, 1);
    await visit(`/inbox?${new URLSearchParams({ to: email })}`);
    await mail().getByRole("link").first().waitFor();
    await isInOrder();

    await tabTo(page.getByRole("tab", { selected: true }));
    await page.keyboard.press("ArrowLeft");
    assert.equal((await page.getByRole("tabpanel").innerText()).trim(), text.trim());
    await isInOrder();
    await picture(page, "inbox-text");
  });

  it("moves through the list by arrows and filters by recipient", async () => {
    const [first, second] = [newEmail(), newEmail()];
    await latchkey.call("DELETE", "/inbox/messages");
    await signUpElsewhere(first);
    await latchkey.message(first, 1);
    await signUpElsewhere(second);
    await latchkey.message(second, 1);
    await visit("/inbox");
    const entry = (email) => page.getByRole("listitem").getByRole("button").filter({ hasText: email });
    await tabTo(entry(second));
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("article").getByText(first).first().waitFor();
    await becomes(() => entry(first).getAttribute("aria-current"), "true");

    await tabTo(page.getByLabel("To", { exact: true }));
    await page.keyboard.type(second);
    await entry(first).waitFor({ state: "hidden" });
    await page.getByRole("article").getByText(second).first().waitFor();
    assert.deepEqual(page.problems, []);
  });

  it("leads to a page that confirms the address", async () => {
    const email = newEmail();
    await signUpElsewhere(email);
    await visit(`/inbox?${new URLSearchParams({ to: email })}`);
    await tabTo(page.getByRole("link", { name: /\(new tab\)/ }));
    const [opened] = await Promise.all([page.context().waitForEvent("page"), page.keyboard.press("Enter")]);
    page = opened;

    await page.getByText(/confirmed/i).first().waitFor();
    await isInOrder();
    await picture(page, "address-confirmed");
  });
});

// --- Other eyes -----------------------------------------------------------------------------------

describe("the pages", () => {
  for (const [name, options] of [
    ["dark", { colorScheme: "dark" }],
    ["small", { viewport: { width: 320, height: 640 } }],
    ["forced-colours", { forcedColors: "active" }],
  ]) {
    it(`are in order: ${name}`, async () => {
      const email = newEmail();
      await visit("/", options);
      await signUp(email);
      await press(button("Who am I"));
      await page.getByRole("group", { name: "Your profile" }).waitFor();
      await isInOrder();
      await picture(page, `demo-${name}`);
      await page.goto(`${latchkey.url}/inbox?${new URLSearchParams({ to: email })}`);
      await mail().getByRole("link").waitFor();
      await page.getByTitle("The mail as it looks").scrollIntoViewIfNeeded();
      await isInOrder();
      await picture(page, `inbox-${name}`);
    });
  }

  it("show what is chosen where the browser takes the colours away", async () => {
    await visit("/", { forcedColors: "active" });
    const look = (locator) =>
      locator.evaluate((element) => {
        const { borderBottomColor, borderInlineStartWidth, textDecorationLine } = getComputedStyle(element);
        return { borderBottomColor, borderInlineStartWidth, textDecorationLine };
      });
    const here = page.getByRole("link", { name: "Demo" });
    const elsewhere = page.getByRole("link", { name: "Inbox" }).first();
    assert.notDeepEqual(await look(here), await look(elsewhere));
    const [signUp, logIn] = [page.getByRole("tab", { name: "Sign up" }), page.getByRole("tab", { name: "Log in" })];
    await signUp.waitFor();
    assert.notDeepEqual(await look(signUp), await look(logIn));
  });

  it("tell a person who followed a broken link what happened", async () => {
    await visit("/oauth/authorize?client_id=demo-spa&response_type=code&redirect_uri=https://elsewhere.example/");

    assert.equal(page.url().startsWith(latchkey.url), true);
    assert.equal(page.problems.splice(0).length, 1, "the status of the page");
    await isInOrder();
    await picture(page, "error");
  });
});
