// The page at /device: a browser that is linked, woken by push or by itself, and approves. The push service is a local
// one: Chromium's own cannot be reached, so the page is given a subscription in the place of its, and what was pushed is
// handed to the page's real service worker.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { barriers } from "../lib/axe.js";
import { becomes } from "../lib/becomes.js";
import { picture, visitor } from "../lib/chromium.js";
import { demoWith, NO_RATE_LIMITS } from "../lib/config.js";
import { tabTo } from "../lib/keyboard.js";
import { openPushService } from "../lib/pushservice.js";
import { Stage } from "../lib/stage.js";

const PASSWORD = "correct horse battery staple";
const API_KEY = "demo-access-api-key-known-to-everybody";

let stage;
let latchkey;
let service;
let browser;
let page;
let count = 0;

before(async () => {
  service = await openPushService();
  const changes = [
    NO_RATE_LIMITS,
    [
      "    # outbound: {timeout: 5s}",
      `    outbound: {allow_private: ["127.0.0.1"]}`,
    ],
    ["name: Demo back end with an API key", "name: Okafor Bank"],
  ];
  stage = await Stage.open("device", (folder) => demoWith(folder, changes));
  ({ latchkey, browser } = stage);
});

after(async () => {
  await stage?.close();
  service?.close();
});

afterEach(() => stage.leave(page));

// --- Words for the tests --------------------------------------------------------------------------

/** Calls the Access API; the body of its answer. */
async function access(method, path, { token, body, status = 200 } = {}) {
  const response = await fetch(`${latchkey.url}/multi${path}`, {
    method,
    headers: { "api-key": API_KEY, "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  assert.equal(response.status, status, `${method} ${path}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

const logIn = async (email) =>
  (await access("POST", "/login_with_password", { body: { email, password: { value: PASSWORD } } })).token;

/** A customer whose session was stepped up by text message. */
async function customer() {
  const email = `ines${++count}@example.org`;
  const phone = `+3361888${String(1000 + count)}`;
  const data = { email, phone_number: phone, password: PASSWORD, given_name: "Ines", family_name: "Okafor" };
  await latchkey.call("POST", "/identity/v1/signup", { client_id: "demo-spa", data });
  const token = await logIn(email);
  await access("POST", "/authentication_factors/otp/SMS", { token, status: 204 });
  const sent = (await messages(phone, 2)).at(-1);
  const verificationCode = sent.codes[0];
  await access("POST", "/authentication_factors/otp/SMS/verify", { token, body: { verificationCode }, status: 204 });
  return { email, phone, token };
}

async function messages(recipient, number) {
  await latchkey.message(recipient, number);
  return (await latchkey.call("GET", `/inbox/messages?${new URLSearchParams({ to: recipient })}`)).json;
}

/** Opens the page in a new browser; with a subscription to push, when there is one. */
async function open(path, { subscription, ...options } = {}) {
  page = await visitor(browser, { viewport: { width: 420, height: 860 }, ...options });
  if (subscription) {
    await page.context().grantPermissions(["notifications"], { origin: latchkey.url });
    await page.addInitScript((json) => {
      const made = { endpoint: json.endpoint, toJSON: () => json, unsubscribe: async () => true };
      PushManager.prototype.subscribe = async () => made;
      PushManager.prototype.getSubscription = async () => null;
    }, subscription.json);
  }
  await page.goto(latchkey.url + path);
}

const button = (name) => page.getByRole("button", { name, exact: true });
const heading = (name) => page.getByRole("heading", { name, exact: true });
const says = (text) => page.getByRole("status").getByText(text, { exact: true }).waitFor();

async function addAuthenticator() {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true };
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: { ...options, isUserVerified: true, automaticPresenceSimulation: true },
  });
}

/** Hands what was pushed to the page's service worker. */
async function deliver(data) {
  const devtools = await page.context().newCDPSession(page);
  const registered = new Promise((found) => {
    devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const [registration] = registrations;
      if (registration) {
        found(registration.registrationId);
      }
    });
  });
  await devtools.send("ServiceWorker.enable");
  const registrationId = await registered;
  await devtools.send("ServiceWorker.deliverPushMessage", { origin: latchkey.url, registrationId, data });
}

const notifications = () =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag }));
  });

// --- What it does ---------------------------------------------------------------------------------

describe("the page of a device", () => {
  it("links itself with a passkey, is woken by a push, and approves", async () => {
    const { email, token } = await customer();
    const { linkingCode } = await access("POST", "/authentication_factors/push/BIOMETRIC", { token });
    const subscription = service.subscribe("phone");
    await open(`/device#${linkingCode}`, { subscription });
    await addAuthenticator();
    await heading("Link this device").waitFor();
    await becomes(() => page.getByLabel("Linking code").inputValue(), linkingCode);
    assert.equal(new URL(page.url()).hash, "", "the code is no part of the history");
    assert.deepEqual(await barriers(page), []);
    await button("Next").click();
    await heading("Link this device to Ines Okafor at Latchkey Demo?").waitFor();
    assert.deepEqual(await barriers(page), []);
    await picture(page, "device-link");
    await button("Link").click();
    await says("This device is linked.");
    await page.getByText("Notifications are on.").waitFor();
    await page.getByText("Nothing is waiting for you.").waitFor();

    const elsewhere = await logIn(email);
    const { id } = await access("POST", "/stepup/challenges/push/BIOMETRIC", { token: elsewhere });
    const { publicKey } = (await latchkey.call("GET", "/device/v1/push-key")).json;
    const pushed = await service.pushed(subscription, 1, publicKey);
    assert.deepEqual(JSON.parse(pushed), { challenge: id });
    await deliver(pushed);

    await heading("Okafor Bank asks: is it you?").waitFor();
    assert.deepEqual(await notifications(), [
      { title: "Latchkey Demo", body: "Is it you? Tap to look and answer.", tag: id },
    ]);
    const waiting = await access("GET", `/stepup/challenges/push/BIOMETRIC/${id}`, { token: elsewhere });
    assert.equal(waiting.status, "INITIATED");
    await page.getByText(waiting.number, { exact: true }).waitFor();
    await becomes(() => page.getByText("Nothing is waiting for you.").isVisible(), false);
    assert.deepEqual(await barriers(page), []);
    await picture(page, "device");
    await page.emulateMedia({ colorScheme: "dark" });
    assert.deepEqual(await barriers(page), []);
    await picture(page, "device-dark");

    await button("Approve").click();
    await says("Approved.");
    await page.getByText("Nothing is waiting for you.").waitFor();
    const done = await access("GET", `/stepup/challenges/push/BIOMETRIC/${id}`, { token: elsewhere });
    assert.equal(done.status, "VERIFIED");
    assert.deepEqual(await notifications(), []);
    // What needs a step-up is let through.
    await access("POST", "/authentication_factors/push/BIOMETRIC", { token: elsewhere });
  });

  it("asks by itself where nothing is pushed, and denies, by the keyboard alone, from right to left", async () => {
    const { email, phone, token } = await customer();
    await access("POST", "/authentication_factors/push/AUTHY", { token, status: 204 });
    const link = (await messages(phone, 3)).at(-1).text.match(/\/device#\S+/)[0];
    await open(link, { locale: "ar", viewport: { width: 320, height: 640 } });
    await becomes(() => page.getAttribute("html", "dir"), "rtl");
    await heading("ربط هذا الجهاز").waitFor();
    await tabTo(page, button("التالي"));
    await page.keyboard.press("Enter");
    await tabTo(page, button("ربط"));
    await page.keyboard.press("Enter");
    await says("تم ربط هذا الجهاز.");

    const elsewhere = await logIn(email);
    const { id } = await access("POST", "/stepup/challenges/push/AUTHY", { token: elsewhere });
    await heading("Okafor Bank يسأل: هل هذا أنت؟").waitFor();
    assert.deepEqual(await barriers(page), []);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    assert.equal(overflow, false, "nothing is cut off on a narrow screen");
    await picture(page, "device-arabic");
    await tabTo(page, button("رفض"));
    await page.keyboard.press("Enter");
    await says("تم الرفض.");
    const done = await access("GET", `/stepup/challenges/push/AUTHY/${id}`, { token: elsewhere });
    assert.equal(done.status, "DECLINED");

    await page.reload();
    await heading("الموافقات").waitFor();
    await button("إلغاء ربط هذا الجهاز").click();
    await button("إلغاء الربط").click();
    await says("تم إلغاء ربط هذا الجهاز.");
  });

  it("keeps a key that no script can read", async () => {
    const { token } = await customer();
    const { linkingCode } = await access("POST", "/authentication_factors/push/BIOMETRIC", { token });
    await open(`/device#${linkingCode}`);
    await addAuthenticator();
    await button("Next").click();
    await button("Link").click();
    await says("This device is linked.");
    const kept = await page.evaluate(async () => {
      const { key } = await window.device.read("record");
      const exported = await crypto.subtle.exportKey("jwk", key.privateKey).catch(({ name }) => name);
      return { extractable: key.privateKey.extractable, exported };
    });
    assert.deepEqual(kept, { extractable: false, exported: "InvalidAccessError" });
    const manifest = await (await fetch(`${latchkey.url}/device/manifest.webmanifest`)).json();
    assert.equal(manifest.start_url, "/device");
    const policy = (await fetch(`${latchkey.url}/device`)).headers.get("content-security-policy");
    assert.match(policy, /^default-src 'none'; script-src 'self'; /);
  });
});
