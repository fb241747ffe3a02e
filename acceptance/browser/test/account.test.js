// The account page in a browser: nothing stands in the way of a keyboard or a screen reader, and the two things that take
// a script or a camera: a passkey, and an authenticator app.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { barriers } from "../lib/axe.js";
import { becomes } from "../lib/becomes.js";
import { picture, visitor } from "../lib/chromium.js";
import { demoWith, NO_RATE_LIMITS } from "../lib/config.js";
import { tabTo } from "../lib/keyboard.js";
import { Stage } from "../lib/stage.js";
import { currentCode } from "../lib/totp.js";

const PASSWORD = "correct horse battery staple";
const PAGES = ["", "/profile", "/email", "/phone", "/password", "/passkeys", "/factors", "/sessions", "/consents", "/apps",
  "/activity", "/data", "/delete"];

let stage;
let latchkey;
let browser;
let page;
let count = 0;

before(async () => {
  const changes = [
    NO_RATE_LIMITS,
    ["    # outbound: {timeout: 5s}", "    mfa: {email: true, sms: true, totp: true, recovery_codes: true}"],
  ];
  stage = await Stage.open("account", (folder) => demoWith(folder, changes));
  ({ latchkey, browser } = stage);
});

after(() => stage?.close());

afterEach(() => stage.leave(page));

/** A new user in a new browser, logged in, on that page. */
async function open(path = "", options = {}) {
  page = await visitor(browser, options);
  const email = `account${++count}@example.org`;
  await page.goto(`${latchkey.url}/inbox`);
  await page.evaluate(
    async ([address, password]) => {
      const json = (body) => ({ method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
      const data = { email: address, password, given_name: "Ada", family_name: "Lovelace" };
      const signedUp = await fetch("/identity/v1/signup", json({ client_id: "demo-spa", data }));
      const { tkn } = await signedUp.json();
      const query = new URLSearchParams({
        client_id: "demo-spa", response_type: "code", redirect_uri: `${location.origin}/callback`, tkn,
        code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", code_challenge_method: "S256",
      });
      await fetch(`/oauth/authorize?${query}`, { redirect: "manual" });
    },
    [email, PASSWORD],
  );
  await page.goto(`${latchkey.url}/account${path}`);
  return email;
}

const says = (words) => becomes(() => page.locator("main").innerText(), words);

describe("the account page", () => {
  it("has no barrier on any page, in light, dark, on a phone and from right to left", async () => {
    await open();
    for (const path of PAGES) {
      await page.goto(`${latchkey.url}/account${path}`);
      assert.deepEqual(await barriers(page), [], path);
      await picture(page, `account${path.replace("/", "-")}`);
    }
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize({ width: 360, height: 740 });
    for (const path of ["", "/factors", "/profile"]) {
      await page.goto(`${latchkey.url}/account${path}?lang=ar`);
      assert.deepEqual(await barriers(page), [], `${path} in Arabic, dark, on a phone`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, "nothing sticks out");
      await picture(page, `account${path.replace("/", "-")}-ar-dark-phone`);
    }
  });

  it("is walked by keyboard alone", async () => {
    await open();
    await tabTo(page, page.getByRole("link", { name: "Profile" }));
    await page.keyboard.press("Enter");
    await page.waitForURL("**/account/profile");
    await tabTo(page, page.getByLabel("Last name"));
    await page.keyboard.press("Control+a");
    await page.keyboard.type("King");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/account/profile?done=saved");
    await says(/Your changes have been saved/);
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("role")), "status");
    await tabTo(page, page.getByRole("button", { name: "Save" }));
  });

  it("works without script", async () => {
    await open("/profile");
    const context = await browser.newContext({ javaScriptEnabled: false, storageState: await page.context().storageState() });
    const plain = await context.newPage();
    await plain.goto(`${latchkey.url}/account/passkeys`);
    await becomes(() => plain.locator("main").innerText(), /allow JavaScript/);
    await plain.goto(`${latchkey.url}/account/profile`);
    await plain.getByLabel("First name").fill("Augusta");
    await plain.getByRole("button", { name: "Save" }).click();
    await becomes(() => plain.locator("main").innerText(), /Your changes have been saved/);
    await context.close();
  });

  it("adds a passkey and removes it", async () => {
    await open("/passkeys");
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("WebAuthn.enable");
    await devtools.send("WebAuthn.addVirtualAuthenticator", {
      options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
    });
    await page.getByLabel("Passkey name").fill("Laptop");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await says(/It has been added[^]*Laptop/);
    await page.getByRole("button", { name: "Remove: Laptop" }).click();
    await says(/You have no passkeys yet/);
  });

  it("sets up an authenticator app", async () => {
    await open("/factors");
    await page.getByRole("button", { name: "Set up an authenticator app" }).click();
    const secret = await page.locator(".key code").innerText();
    assert.deepEqual(await barriers(page), []);
    await picture(page, "account-app");
    await page.getByLabel("Verification code").fill(currentCode(secret));
    await page.getByRole("button", { name: "Confirm", exact: true }).click();
    await says(/It has been added[^]*Authenticator app/);
  });
});
