// The server's own pages, in a browser: with and without script, by keyboard alone, dark, from right to left, and on a
// phone. The client's callback leads on to another origin, which no form of ours may.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { barriers } from "../lib/axe.js";
import { becomes } from "../lib/becomes.js";
import { visitor } from "../lib/chromium.js";
import { authorizeUrl, clientSite, hostedDemo, PASSWORD, photoFrame } from "../lib/hosted.js";
import { hasFocus, tabTo } from "../lib/keyboard.js";
import { Stage } from "../lib/stage.js";

let stage;
let latchkey;
let site;
let browser;
let page;
let count = 0;

before(async () => {
  site = await clientSite();
  stage = await Stage.open("hosted", (folder) => hostedDemo(folder, site.callback));
  ({ latchkey, browser } = stage);
});

after(async () => {
  await stage?.close();
  site?.close();
});

// That a form was refused is what some tests are about.
afterEach(() => stage.leave(page, /status of 40[013]/));

// --- Words for the tests --------------------------------------------------------------------------

async function customer() {
  const email = `hosted${++count}@example.org`;
  await latchkey.call("POST", "/identity/v1/signup", {
    client_id: "demo-spa",
    data: { email, password: PASSWORD, given_name: "Ada" },
  });
  return email;
}

async function open(more, options) {
  page = await visitor(browser, options);
  await page.goto(authorizeUrl(latchkey, site.callback, more));
}

const button = (name) => page.getByRole("button", { name, exact: true });
const isAt = (pattern) => becomes(() => page.url(), pattern);
const arrives = () => isAt(/^http:\/\/127\.0\.0\.1:\d+\/home\?code=/);

async function isSound(heading) {
  await page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
  assert.deepEqual(await barriers(page), [], heading);
  const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= seen, `${heading} is ${wide} wide in a window of ${seen}`);
}

/** Every page on the way, each without barriers. */
async function walk(words) {
  const email = await customer();
  await isSound(words.login);
  await page.locator("#identifier").fill(email);
  await page.locator("#password").fill("wrong");
  await page.locator("main form[action^='/login?'] button.primary").click();
  await page.getByRole("alert").first().waitFor();
  await isSound(words.login);

  await page.locator("a[href^='/forgot']").click();
  await isSound(words.forgot);
  await page.locator("#identifier").fill(email);
  await page.locator("main button.primary").click();
  await isSound(words.sent);
  const mail = await latchkey.message(email, 2);
  await page.goto(mail.links[0]);
  await isSound(words.reset);
  await page.locator("#password").fill("a brand new battery staple");
  await page.locator("main button.primary").click();
  await isSound(words.updated);
  await page.locator("main a.button").click();

  await page.locator("#identifier").fill(email);
  await page.locator("button[formaction^='/login/code']").click();
  await isSound(words.code);
  await page.goBack();

  await page.locator("a[href^='/signup']").click();
  await isSound(words.signup);
  await page.locator("main a[href^='/login']").click();

  await page.locator("#identifier").fill(email);
  await page.locator("#password").fill("a brand new battery staple");
  await page.locator("main form[action^='/login?'] button.primary").click();
  await isSound(words.consent);
  await page.locator("button[value=allow]").click();
  await arrives();

  await page.goto(authorizeUrl(latchkey, site.callback, { prompt: "select_account" }));
  await page.locator("main form[action^='/accounts']").waitFor();
  await isSound(words.accounts);
  await page.goto(`${latchkey.url}/login?client_id=demo-spa&r5_request_token=none`);
  await isSound(words.wrong);
}

const ENGLISH = {
  login: "Log in",
  forgot: "Forgot password",
  sent: "Check your messages",
  reset: "Create a new password",
  updated: "Password updated",
  code: "Log in with a code",
  signup: "Sign up",
  consent: "Photo Prints asks for access",
  accounts: "Choose an account",
  wrong: "Something went wrong",
};

const PHONE = { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true };

describe("hosted pages", () => {
  it("have no barriers, on a phone, in light", async () => {
    await open({ client_id: "photos" }, PHONE);
    await walk(ENGLISH);
  });

  it("work without script, in the dark", async () => {
    const email = await customer();
    await open({ client_id: "photos" }, { javaScriptEnabled: false, colorScheme: "dark" });
    assert.equal(await button("Log in with a passkey").isVisible(), false);
    await page.locator("#identifier").fill(email);
    await page.locator("#password").fill(PASSWORD);
    await button("Log in").click();
    await button("Allow").click();
    await arrives();
  });

  it("have no barriers in the dark", async () => {
    await open({ client_id: "photos" }, { colorScheme: "dark" });
    await walk(ENGLISH);
  });

  it("read from right to left in Arabic", async () => {
    await open({ ui_locales: "ar" }, { locale: "ar" });
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).direction), "rtl");
    await isSound("تسجيل الدخول");
    await page.locator("a[href^='/signup']").click();
    await page.locator("#email").waitFor();
    assert.deepEqual(await barriers(page), []);
  });

  it("can be walked by keyboard, and what went wrong takes the focus", async () => {
    const email = await customer();
    await open();
    await tabTo(page, page.locator("#identifier"));
    await page.keyboard.type(email);
    await tabTo(page, page.locator("#password"));
    await page.keyboard.type("wrong");
    await page.keyboard.press("Enter");
    await hasFocus(page, /Wrong email or password\./);
    await tabTo(page, page.locator("#password"));
    await page.keyboard.type(PASSWORD);
    await tabTo(page, button("Log in"));
    await page.keyboard.press("Enter");
    await arrives();
  });

  it("show a password to who wants to see it, and how hard it is to guess", async () => {
    await open({ prompt: "create" });
    await page.locator("#password").fill("abc");
    await becomes(() => page.locator("#strength-text").textContent(), "Very weak");
    await button("Show password").click();
    assert.equal(await page.locator("#password").getAttribute("type"), "text");
    await page.locator("#password").fill(PASSWORD);
    await becomes(() => page.locator("#strength-text").textContent(), "Excellent");
  });

  it("let a device in after a login, on a phone", async () => {
    const email = await customer();
    const device = await photoFrame(latchkey);
    page = await visitor(browser, PHONE);
    await page.goto(device.begun.verification_uri_complete);
    await isSound("Connect a device");
    await button("Continue").click();
    await isSound("Log in");
    await page.locator("#identifier").fill(email);
    await page.locator("#password").fill(PASSWORD);
    await button("Log in").click();
    await isSound("Let Photo Prints use your account?");
    assert.match(await page.locator("main").textContent(), new RegExp(`${email}.*${device.begun.user_code}`, "s"));
    await page.getByText("Read your email address", { exact: true }).waitFor();
    await button("Allow").click();
    await isSound("Connect a device");
    await page.getByText("The device is connected. You can close this page.").waitFor();
    assert.equal((await device.poll()).scope, "openid email");
  });

  it("turn a device away without script, in the dark", async () => {
    const email = await customer();
    const device = await photoFrame(latchkey);
    page = await visitor(browser, { javaScriptEnabled: false, colorScheme: "dark" });
    await page.goto(device.begun.verification_uri);
    await page.locator("#user_code").fill(device.begun.user_code.toLowerCase());
    await button("Continue").click();
    await page.locator("#identifier").fill(email);
    await page.locator("#password").fill(PASSWORD);
    await button("Log in").click();
    await button("Do not allow").click();
    await page.getByText("The device was not connected.").waitFor();
    assert.equal((await device.poll()).error, "access_denied");
  });

  it("let a passkey in", async () => {
    await open();
    // There the browser waits for no passkey while one is made.
    await page.locator("a[href^='/forgot']").click();
    await isAt(/\/forgot\?/);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("WebAuthn.enable");
    const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true };
    await devtools.send("WebAuthn.addVirtualAuthenticator", {
      options: { ...options, isUserVerified: true, automaticPresenceSimulation: true },
    });
    await makePasskey();
    await page.goto(authorizeUrl(latchkey, site.callback));
    // Chromium's authenticator may have answered for the field already.
    await button("Log in with a passkey").click({ timeout: 2_000 }).catch(() => {});
    await arrives();
  });
});

/** On a page of this origin, by the Identity API, as the demo's own page does. */
async function makePasskey() {
  await page.evaluate(async () => {
    const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
    const text = (buffer) =>
      btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
    const call = async (path, body) => {
      const answer = await fetch(`/identity/v1/webauthn/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return answer.json();
    };
    const { options } = await call("signup-options", {
      client_id: "demo-spa",
      origin: location.origin,
      friendly_name: "Key",
      profile: { email: `passkey${Math.random().toString(36).slice(2)}@example.org` },
    });
    const key = options.public_key;
    const made = await navigator.credentials.create({
      publicKey: {
        rp: key.rp,
        user: { id: bytes(key.user.id), name: key.user.name, displayName: key.user.display_name },
        challenge: bytes(key.challenge),
        pubKeyCredParams: key.pub_key_cred_params,
        authenticatorSelection: { residentKey: "required", userVerification: "preferred" },
      },
    });
    await call("signup", {
      webauthn_id: key.user.id,
      public_key_credential: {
        id: made.id,
        raw_id: text(made.rawId),
        type: made.type,
        response: {
          client_data_json: text(made.response.clientDataJSON),
          attestation_object: text(made.response.attestationObject),
        },
      },
    });
  });
}
