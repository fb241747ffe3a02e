// The second factor on the server's own pages, in a browser: codes of every kind, a linked device, a trusted browser; by
// keyboard alone. Also the captcha of these pages, whose provider is a local one, and the end of an e-mail's link.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { barriers } from "../lib/axe.js";
import { becomes } from "../lib/becomes.js";
import { picture, visitor } from "../lib/chromium.js";
import { call, linked, withNumber } from "../lib/factors.js";
import { authorizeUrl, clientSite, hostedDemo, PASSWORD } from "../lib/hosted.js";
import { hasFocus, tabTo } from "../lib/keyboard.js";
import { openProvider } from "../lib/provider.js";
import { Stage } from "../lib/stage.js";
import { currentCode } from "../lib/totp.js";

const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="24"><rect width="96" height="24" fill="#7a1fa2"/></svg>';

let stage;
let latchkey;
let provider;
let site;
let browser;
let page;
let count = 0;

before(async () => {
  provider = await openProvider();
  site = await clientSite();
  const captcha = `{secret: s, site_key: k, verify_url: "${provider.url}/siteverify", script_url: "${provider.url}/recaptcha/api.js"}`;
  const changes = [
    [
      "    # outbound: {timeout: 5s}",
      '    mfa: {email: true, sms: true, totp: true, recovery_codes: true}\n    outbound: {allow_private: ["127.0.0.1"]}',
    ],
    [
      '    # captcha: {recaptcha: {secret: "${CAPTCHA_SECRET:-from-google}"}, on: [signup, login]}',
      `    captcha: {recaptcha: ${captcha}, on: [forgot_password]}`,
    ],
  ];
  stage = await Stage.open("mfa", async (folder) => {
    const logo = join(folder, "logo.svg");
    await writeFile(logo, LOGO);
    return hostedDemo(folder, site.callback, `{logo: "${logo}"}`, changes);
  });
  ({ latchkey, browser } = stage);
});

after(async () => {
  await stage?.close();
  provider?.close();
  site?.close();
});

// That a form was refused is what some tests are about.
afterEach(() => stage.leave(page, /status of 40[01]/));

// --- Words for the tests --------------------------------------------------------------------------

/** A customer whose number is a second factor. */
const customer = () => withNumber(latchkey, `mfa${++count}@example.org`, `+3361999${String(1000 + count)}`);

async function open(options) {
  page = await visitor(browser, options);
  await page.goto(authorizeUrl(latchkey, site.callback));
}

const button = (name) => page.getByRole("button", { name, exact: true });
const isAt = (pattern) => becomes(() => page.url(), pattern);
const arrives = () => isAt(/^http:\/\/127\.0\.0\.1:\d+\/home\?code=/);

async function isSound(heading) {
  await page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
  assert.deepEqual(await barriers(page), [], heading);
}

async function logIn(email) {
  await page.locator("#identifier").fill(email);
  await page.locator("#password").fill(PASSWORD);
  await button("Log in").click();
}

/** Presses a button by the keyboard. */
async function press(name) {
  await tabTo(page, button(name));
  await page.keyboard.press("Enter");
}

/** Types the code into its field, by the keyboard, and sends it. */
async function type(code) {
  await tabTo(page, page.getByLabel("Verification code"));
  await page.keyboard.type(code);
  await page.keyboard.press("Enter");
}

// RFC 7636, appendix B.
const CHALLENGE = { code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", code_challenge_method: "S256" };
const VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/** The access token of the client that the browser has arrived at. */
async function token() {
  const body = {
    grant_type: "authorization_code",
    client_id: "demo-spa",
    code: new URL(page.url()).searchParams.get("code"),
    redirect_uri: site.callback,
    code_verifier: VERIFIER,
  };
  return (await call(latchkey, "POST", "/oauth/token", { body })).access_token;
}

describe("the second factor", () => {
  it("is typed by the keyboard alone, and a trusted browser needs none again", async () => {
    const { email, phone } = await customer();
    await open();
    await logIn(email);
    await isAt(/\/mfa\/code\?/);
    await isSound("Confirm it’s you");
    await becomes(() => page.locator(".brand img").evaluate((image) => image.naturalWidth), 96);
    await type("000000");
    await hasFocus(page, /This code is wrong or has expired\./);
    await isSound("Confirm it’s you");
    await press("Send a new code");
    const [code] = (await latchkey.message(phone, 4)).codes;
    await page.getByRole("alert").waitFor({ state: "detached" });
    await tabTo(page, page.getByLabel("Verification code"));
    await page.keyboard.type(code);
    await tabTo(page, page.getByLabel("Trust this device"));
    await page.keyboard.press("Space");
    await press("Continue");
    await arrives();

    await page.goto(authorizeUrl(latchkey, site.callback, { prompt: "login" }));
    await logIn(email);
    await arrives();
  });

  it("is one of those that the user has: an app, or a recovery code", async () => {
    const { email, phone } = await customer();
    page = await visitor(browser);
    await page.goto(authorizeUrl(latchkey, site.callback, { scope: "openid full_write mfa", ...CHALLENGE }));
    await logIn(email);
    await isAt(/\/mfa\/code\?/);
    await type((await latchkey.message(phone, 3)).codes[0]);
    await arrives();
    const factors = { token: await token() };
    const credentials = "/identity/v1/mfa/credentials";
    const { secret } = await call(latchkey, "POST", `${credentials}/totp`, factors);
    await call(latchkey, "POST", `${credentials}/totp/verify`, { ...factors, body: { verification_code: currentCode(secret) } });
    const { recovery_codes: codes } = await call(latchkey, "POST", `${credentials}/recovery-codes`, factors);

    for (const [name, code] of [["Authenticator app", () => currentCode(secret, 1)], ["Recovery code", () => codes[0]]]) {
      await page.context().close();
      await open();
      await logIn(email);
      await isAt(/\/mfa\?/);
      await isSound("Confirm it’s you");
      await press(name);
      await isAt(/\/mfa\/code\?/);
      await isSound("Confirm it’s you");
      await type(code());
      await arrives();
    }
  });

  it("is a linked device, whose approval the page waits for", async () => {
    const person = await customer();
    const device = await linked(latchkey, browser, person);
    const tap = (name) => device.getByRole("button", { name, exact: true }).click();
    await open();
    await logIn(person.email);
    await isAt(/\/mfa\?/);
    await press("Approve on your linked device");
    await isAt(/\/mfa\/device\?/);
    await becomes(() => page.getByRole("status").textContent(), /Waiting for your device/);
    await isSound("Confirm it’s you");
    await picture(page, "mfa-device");
    const number = await page.locator(".number").textContent();
    await device.getByText(number, { exact: true }).waitFor();
    await tap("Deny");
    await hasFocus(page, /The request was denied on your device\./);
    await isSound("Confirm it’s you");

    await press("Ask the device again");
    await becomes(() => page.getByRole("status").textContent(), /Waiting for your device/);
    await device.getByText(await page.locator(".number").textContent(), { exact: true }).waitFor();
    await tap("Approve");
    await arrives();
    await device.context().close();
  });

  it("is a linked device without script, too", async () => {
    const person = await customer();
    const device = await linked(latchkey, browser, person);
    await open({ javaScriptEnabled: false });
    await logIn(person.email);
    await button("Approve on your linked device").click();
    await isAt(/\/mfa\/device\?/);
    assert.equal(await page.getByRole("status").textContent(), "");
    await device.getByRole("button", { name: "Approve", exact: true }).click();
    await device.getByText("Approved.").waitFor();
    await button("I have approved").click();
    await arrives();
    await device.context().close();
  });
});

describe("a captcha", () => {
  it("is solved where it is asked for, and nothing typed is lost before", async () => {
    const { email } = await customer();
    await open();
    await page.locator("a[href^='/forgot']").click();
    await button("I am not a robot").waitFor();
    await isSound("Forgot password");
    await page.locator("#identifier").fill(email);
    await button("Continue").click();
    await becomes(() => page.getByRole("alert").textContent(), "Please confirm that you are not a robot.");
    assert.equal(await page.locator("#identifier").inputValue(), email);
    await isSound("Forgot password");
    await press("I am not a robot");
    await press("Continue");
    await isSound("Check your messages");
  });

  it("says that it needs a script", async () => {
    await open({ javaScriptEnabled: false });
    await page.locator("a[href^='/forgot']").click();
    await becomes(() => page.locator("#captcha_token").innerText(), /allow JavaScript in your browser/);
  });
});

describe("the link of an email", () => {
  it("ends on a page that says that the address is confirmed", async () => {
    const { email } = await customer();
    page = await visitor(browser);
    await page.goto((await latchkey.message(email, 1)).links[0]);
    await isSound("Your email address is confirmed.");
  });
});
