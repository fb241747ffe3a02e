// The widgets for passkeys, second factors, devices and account recovery of our browser SDK, each of their screens:
// contract web-sdk.md sections 9.5, 9.6 and 11.3.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { becomes } from "../lib/becomes.js";
import { openBench } from "../lib/bench.js";
import { picture } from "../lib/chromium.js";
import { currentCode } from "../lib/totp.js";
import { hasFocus, tabTo } from "../lib/keyboard.js";
import { WidgetPage } from "../lib/widget.js";

const PASSWORD = "correct horse battery staple";
const FULL = { scope: "full_write mfa session", useWebMessage: true };
const NARROW = { viewport: { width: 320, height: 640 } };

let bench;
let visit;
let widget;
let count = 0;

before(async () => {
  bench = await openBench();
});

after(() => bench?.close());

afterEach(async () => {
  await visit?.close();
  assert.deepEqual(bench.latchkey.complaints, []);
});

// --- Words for the tests --------------------------------------------------------------------------

const newEmail = () => `emmy${++count}@example.org`;
const newNumber = () => `+3361999${String(1000 + ++count)}`;

/** Opens the shop, which lets the SDK load what knows of phone numbers, in a new browser. */
async function open(path = "/?loose", context = {}) {
  visit = await bench.visit(path, { context });
  widget = new WidgetPage(visit);
}

/** A customer who has signed up and whose token is at hand, in a new browser. */
async function customer(path, context) {
  await open(path, context);
  const email = newEmail();
  const { accessToken } = await visit.call("signup", { data: { email, password: PASSWORD }, auth: FULL });
  visit.calls.length = 0;
  return { email, accessToken };
}

const show = (command, options) => widget.show(command, options);
const calls = (path) => visit.calls.filter((call) => call.path.startsWith(path));
const lastCode = async (recipient, messages) => (await bench.latchkey.message(recipient, messages)).codes[0];
const hasTold = (number) => visit.page.waitForFunction((told) => window.told.length >= told, number);

/** Gives the page's browser an authenticator that asks nobody. */
async function addAuthenticator() {
  const devtools = await visit.page.context().newCDPSession(visit.page);
  await devtools.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true };
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: { ...options, isUserVerified: true, automaticPresenceSimulation: true },
  });
}

// --- Passkeys -------------------------------------------------------------------------------------

describe("the list of passkeys", () => {
  it("is empty at first; a passkey gets a name and is in it", async () => {
    const { accessToken } = await customer();
    await addAuthenticator();
    await show("showWebAuthnDevices", { accessToken });
    await widget.heading("Your passkeys").waitFor();
    await widget.says("You have no passkeys yet.");
    await widget.isInOrder();
    await widget.send();
    await becomes(() => widget.problem("friendly_name"), "You can't leave this empty");

    await widget.fill({ friendly_name: "Laptop" });
    await widget.send();
    await widget.root.getByRole("button", { name: "Remove Laptop" }).waitFor();
    await hasFocus(visit.page, /^LaptopCreated on /);
    await becomes(() => widget.field("friendly_name").inputValue(), "");
    await becomes(() => widget.told(), [["success", "webauthn_credential_created"]]);
    await widget.isInOrder();
    await picture(visit.page, "widget-passkeys");
  });

  it("loses one to who says yes", async () => {
    const { accessToken } = await customer();
    await addAuthenticator();
    await visit.call("addNewWebAuthnDevice", accessToken, "Laptop");
    await show("showWebAuthnDevices", { accessToken });
    await widget.root.getByRole("button", { name: "Remove Laptop" }).click();
    await widget.root.getByRole("group", { name: "Do you really want to remove this passkey?" }).waitFor();
    await widget.isInOrder();
    await visit.page.keyboard.press("Escape");
    await hasFocus(visit.page, "Remove");
    await widget.root.getByRole("button", { name: "Remove Laptop" }).click();
    await widget.button("Yes").click();
    await widget.says("You have no passkeys yet.");
    await hasTold(1);
    await becomes(() => widget.told(), [["success", "webauthn_credential_deleted"]]);
    assert.deepEqual(await visit.call("listWebAuthnDevices", accessToken), []);
  });

  it("gets one back that the server does not let go, and says why", async () => {
    const { accessToken } = await customer();
    await addAuthenticator();
    await visit.call("addNewWebAuthnDevice", accessToken, "Laptop");
    await show("showWebAuthnDevices", { accessToken });
    await visit.call("logout", {}, { tokens: [accessToken] });
    await widget.root.getByRole("button", { name: "Remove Laptop" }).click();
    await widget.button("Yes").click();
    await widget.alert().waitFor();
    await hasFocus(visit.page, await widget.alert().innerText());
    await hasFocus(visit.page, /log in again/);
    await widget.root.getByRole("button", { name: "Remove Laptop" }).waitFor();
    await widget.isInOrder();
  });

  it("says nothing to who has told the browser no, and tells of a token that is none", async () => {
    const { accessToken } = await customer();
    await addAuthenticator();
    await visit.call("addNewWebAuthnDevice", accessToken, "Laptop");
    await show("showWebAuthnDevices", { accessToken });
    await widget.fill({ friendly_name: "The same once more" });
    await widget.send();
    await hasTold(1);
    await becomes(() => widget.told(), [["error", "access_denied"]]);
    await becomes(() => widget.alert().count(), 0);
    await becomes(() => widget.field("friendly_name").inputValue(), "The same once more");

    await show("showWebAuthnDevices", { accessToken: "no.such.token" });
    await becomes(() => widget.root.getByRole("alert").innerText(), /log in/i);
  });

  it("is used with the keyboard alone", async () => {
    const { accessToken } = await customer();
    await addAuthenticator();
    await show("showWebAuthnDevices", { accessToken });
    await tabTo(visit.page, widget.field("friendly_name"));
    await visit.page.keyboard.type("Laptop");
    await tabTo(visit.page, widget.button("Add a passkey"));
    await visit.page.keyboard.press("Enter");
    const remove = widget.root.getByRole("button", { name: "Remove Laptop" });
    await remove.waitFor();
    await tabTo(visit.page, remove);
    await visit.page.keyboard.press("Enter");
    await tabTo(visit.page, widget.button("Yes"));
    await visit.page.keyboard.press("Space");
    await widget.says("You have no passkeys yet.");
  });

  it("is shown from right to left, on a narrow screen", async () => {
    const { accessToken } = await customer("/?loose&lang=ar", NARROW);
    await addAuthenticator();
    await visit.call("addNewWebAuthnDevice", accessToken, "A laptop with quite a long name of many words");
    await show("showWebAuthnDevices", { accessToken });
    await widget.root.locator(".r5-item").getByRole("button").click();
    await becomes(() => widget.root.getAttribute("dir"), "rtl");
    await widget.isInOrder();
    await picture(visit.page, "widget-passkeys-arabic");
  });
});

// --- Second factors -------------------------------------------------------------------------------

describe("second factors", () => {
  it("are turned on by a code of a mail", async () => {
    const { accessToken, email } = await customer();
    await show("showMfa", { accessToken });
    await widget.says(/Protect your account .* email you a code/);
    await widget.isInOrder();
    await picture(visit.page, "widget-mfa");
    await widget.button("Turn on email codes").click();
    await widget.field("verification_code").waitFor();
    await hasFocus(visit.page, /^Please enter the verification code/);
    await widget.isInOrder();
    const code = await lastCode(email, 2);
    await widget.fill({ verification_code: code === "000000" ? "000001" : "000000" });
    await widget.send();
    await widget.alert().waitFor();
    await hasFocus(visit.page, "This code is wrong or has expired.");
    await widget.fill({ verification_code: code });
    await widget.send();
    await widget.button("Turn off email codes").waitFor();
    await hasFocus(visit.page, /^Protect your account .* text you a code/);
    await widget.isInOrder();
    await becomes(() => widget.told(), [
      ["success", "mfa_email_start_registration"],
      ["error", "invalid_grant"],
      ["success", "mfa_email_verify_registration"],
    ]);

    await show("showMfaCredentials", { accessToken });
    await widget.says("Email address");
    await widget.isInOrder();
  });

  it("are turned on by a code of a text message, on a device that is trusted from then on", async () => {
    const { accessToken } = await customer();
    const phoneNumber = newNumber();
    await show("showMfa", { accessToken, allowTrustDevice: true, requireMfaRegistration: true });
    await widget.says(/Your account requires two-step verification/);
    await widget.root.getByRole("button", { name: "Turn on text message codes" }).click();
    await becomes(() => widget.problem("phone_number"), "You can't leave this empty");
    await widget.fill({ phone_number: phoneNumber });
    await widget.button("Turn on text message codes").click();
    await widget.field("verification_code").waitFor();
    await widget.field("trust_device").check();
    await widget.fill({ verification_code: await lastCode(phoneNumber, 1) });
    await widget.send();
    await widget.button("Turn off text message codes").waitFor();

    await show("showTrustedDevices", { accessToken });
    await widget.says("Chrome on Linux");
    await widget.isInOrder();
    await widget.root.getByRole("button", { name: "Remove Chrome on Linux" }).click();
    await widget.root.getByRole("group", { name: "Stop trusting this device?" }).waitFor();
    await widget.button("Yes").click();
    await widget.says("No trusted devices");
    await hasTold(1);
    await becomes(() => widget.told(), [["success", "mfa_trusted_device_deleted"]]);
    assert.deepEqual(await visit.call("listTrustedDevices", { accessToken }), { trustedDevices: [] });
  });

  it("can be an app, which is shown a code to scan, and recovery codes", async () => {
    const { accessToken, email } = await customer();
    await show("showMfa", { accessToken });
    await widget.button("Set up an authenticator app").click();
    await hasFocus(visit.page, /^Scan this image/);
    const link = widget.root.getByRole("link", { name: "Set up an authenticator app" });
    const uri = new URL(await link.getAttribute("href"));
    assert.equal(uri.protocol, "otpauth:");
    assert.match(decodeURIComponent(uri.pathname), new RegExp(email));
    assert.equal((await widget.root.locator("code").innerText()).replaceAll(" ", ""), uri.searchParams.get("secret"));
    assert.equal(await link.locator("svg").evaluate((svg) => svg.getBoundingClientRect().width > 150), true);
    await widget.isInOrder();
    await picture(visit.page, "widget-app");
    await widget.fill({ verification_code: currentCode(uri.searchParams.get("secret")) });
    await widget.send();
    await widget.button("Remove the authenticator app").waitFor();
    await hasFocus(visit.page, /./);
    await becomes(() => widget.told(), [
      ["success", "mfa_totp_start_registration"],
      ["success", "mfa_totp_verify_registration"],
    ]);

    // Who has a factor shows it before there are more.
    await visit.page.evaluate(() => {
      window.reach5("on", "authenticated", ({ accessToken }) => (window.strong = accessToken));
    });
    await show("showStepUp", { accessToken, auth: FULL, showStepUpStart: false });
    await widget.says("Please enter the code that your authenticator app shows.");
    await becomes(() => widget.button(/^Send a new code/).count(), 0);
    await widget.isInOrder();
    await widget.fill({ verification_code: currentCode(uri.searchParams.get("secret"), 1) });
    await widget.send();
    await hasTold(1);
    const strong = await visit.page.evaluate(() => window.strong);
    await show("showMfa", { accessToken: strong });
    await widget.button("Create recovery codes").click();
    await widget.says(/^Keep these codes in a safe place/);
    await hasFocus(visit.page, /^Keep these codes/);
    await becomes(() => widget.root.locator(".r5-codes li").count(), 10);
    await widget.isInOrder();
    await picture(visit.page, "widget-recovery-codes");
    await widget.button("Back").click();
    await widget.says("New recovery codes will replace those you have.");
    await widget.button("Delete recovery codes").click();
    await widget.says("Recovery codes let you in when you cannot get any other code.");
    await widget.button("Remove the authenticator app").click();
    await widget.button("Set up an authenticator app").waitFor();
    await becomes(() => widget.told(), [
      ["success", "mfa_recovery_codes_created"],
      ["success", "mfa_recovery_codes_deleted"],
      ["success", "mfa_totp_deleted"],
    ]);
  });

  it("are turned off after a step-up, and not before", async () => {
    const { accessToken, email } = await customer();
    await visit.call("startMfaEmailRegistration", { accessToken });
    await visit.call("verifyMfaEmailRegistration", { accessToken, verificationCode: await lastCode(email, 2) });
    await show("showMfa", { accessToken });
    await widget.button("Turn off email codes").click();
    await widget.alert().waitFor();
    await becomes(() => widget.alert().innerText(), "Please confirm your login with a second factor.");
    await hasFocus(visit.page, "Please confirm your login with a second factor.");
    await widget.isInOrder();

    await visit.page.evaluate(() => {
      window.reach5("on", "authenticated", ({ accessToken }) => (window.strong = accessToken));
    });
    await show("showStepUp", { accessToken, auth: FULL });
    await widget.isInOrder();
    await widget.button("Confirm my identity").click();
    await widget.heading("Confirm my identity").waitFor();
    await hasFocus(visit.page, "Confirm my identity");
    await widget.isInOrder();
    await picture(visit.page, "widget-step-up");
    await widget.fill({ verification_code: await lastCode(email, 4) });
    await widget.send();
    await hasTold(1);
    await becomes(() => widget.told(), [["success", "login_2nd_step"]]);

    await show("showMfa", { accessToken: await visit.page.evaluate(() => window.strong), showIntro: false });
    await becomes(() => widget.root.getByText("You can stop").count(), 0);
    await widget.button("Turn off email codes").click();
    await widget.button("Turn on email codes").waitFor();
    await becomes(() => widget.told(), [["success", "mfa_email_deleted"]]);
    await show("showMfaCredentials", { accessToken });
    await widget.says("Two-step verification is not set up yet.");
  });

  it("are asked for at once where the page says so, and who has none is told", async () => {
    const { accessToken } = await customer();
    await show("showStepUp", { accessToken, auth: FULL, showStepUpStart: false });
    await widget.alert().waitFor();
    await hasFocus(visit.page, "You have not set up a second way to confirm your login yet.");
    await becomes(() => widget.told(), [["error", "invalid_request"]]);
  });

  it("are turned on with the keyboard alone", async () => {
    const { accessToken, email } = await customer();
    await show("showMfa", { accessToken });
    await tabTo(visit.page, widget.button("Turn on email codes"));
    await visit.page.keyboard.press("Enter");
    const code = await lastCode(email, 2);
    await hasFocus(visit.page, /^Please enter the verification code/);
    await tabTo(visit.page, widget.field("verification_code"));
    await visit.page.keyboard.type(code);
    await tabTo(visit.page, widget.button("Send"));
    await visit.page.keyboard.press("Enter");
    await widget.button("Turn off email codes").waitFor();
  });

  it("are shown from right to left, on a narrow screen", async () => {
    const { accessToken } = await customer("/?loose&lang=ar", NARROW);
    await show("showMfa", { accessToken, showLabels: true });
    await becomes(() => widget.root.getAttribute("dir"), "rtl");
    await widget.isInOrder();
    await picture(visit.page, "widget-mfa-arabic");
    await show("showStepUp", { accessToken });
    await widget.isInOrder();
    await show("showMfaCredentials", { accessToken });
    await widget.isInOrder();
    await show("showTrustedDevices", { accessToken });
    await widget.isInOrder();
  });
});

// --- Devices --------------------------------------------------------------------------------------

describe("the list of sessions", () => {
  it("ends one for who says yes", async () => {
    const { accessToken } = await customer();
    await show("showSessionDevices", { accessToken });
    await widget.isInOrder();
    await picture(visit.page, "widget-sessions");
    await tabTo(visit.page, widget.root.getByRole("button", { name: /^Remove Chrome/ }).first());
    await visit.page.keyboard.press("Enter");
    await widget.root.getByRole("group", { name: "Log out on this device?" }).waitFor();
    await widget.isInOrder();
    await tabTo(visit.page, widget.button("Yes"));
    await visit.page.keyboard.press("Enter");
    await hasTold(1);
    await becomes(() => widget.told(), [["success", "session_device_deleted"]]);
    assert.deepEqual(await visit.call("getSsoData"), { isAuthenticated: false });
  });

  it("is shown from right to left, on a narrow screen", async () => {
    const { accessToken } = await customer("/?lang=ar", NARROW);
    await show("showSessionDevices", { accessToken });
    await becomes(() => widget.root.getAttribute("dir"), "rtl");
    await widget.isInOrder();
  });

  it("tells of a token that may not read it", async () => {
    await customer();
    const { accessToken } = await visit.call("checkSession", { useWebMessage: true });
    await show("showSessionDevices", { accessToken });
    await widget.root.getByRole("alert").waitFor();
    await becomes(() => widget.root.locator(".r5-failure").count(), 1);
  });
});

// --- Account recovery -----------------------------------------------------------------------------

describe("the account recovery", () => {
  const ask = () => show("showAccountRecovery", { redirectUrl: `${bench.shop.url}/reset`, loginLink: "/login" });

  /** On the page that the link of the mail leads to. */
  async function recovering(context) {
    const { email } = await customer("/?loose", context);
    await visit.call("requestAccountRecovery", { email, redirectUrl: `${bench.shop.url}/reset` });
    const { links } = await bench.latchkey.message(email, 2);
    await visit.goto(new URL(links[0]).search.replace("?", "/reset?loose&lang=" + (context ? "ar&" : "en&")));
    await addAuthenticator();
    return email;
  }

  it("sends a mail, whether or not there is such an account", async () => {
    const { email } = await customer();
    for (const address of [email, newEmail()]) {
      await ask();
      await widget.heading("Recover your account").waitFor();
      await widget.isInOrder();
      await widget.send();
      await becomes(() => widget.problem("email"), "You can't leave this empty");
      await widget.fill({ email: address });
      await widget.send();
      await widget.says(/^If this address belongs to an account/);
      await hasFocus(visit.page, /^If this address/);
      await widget.isInOrder();
      await becomes(() => widget.told(), [["success", "account_recovery"]]);
    }
    await bench.latchkey.message(email, 2);
  });

  it("makes a passkey in the place of all others", async () => {
    const email = await recovering();
    await ask();
    await widget.heading("Create a new passkey").waitFor();
    await widget.isInOrder();
    await picture(visit.page, "widget-recovery");
    await widget.button("Create a passkey").click();
    await widget.heading("Passkey created").waitFor();
    await hasFocus(visit.page, /^Your new passkey is ready/);
    await widget.isInOrder();
    await becomes(() => widget.told(), [["success", "webauthn_reset"]]);
    assert.ok((await visit.call("loginWithWebAuthn", { email, auth: FULL })).accessToken);
  });

  it("makes a password for who wants none, with the keyboard alone", async () => {
    const email = await recovering();
    await ask();
    await tabTo(visit.page, widget.button("Create a new password"));
    await visit.page.keyboard.press("Enter");
    await widget.heading("Create a new password").waitFor();
    await hasFocus(visit.page, "Create a new password");
    await widget.isInOrder();
    await tabTo(visit.page, widget.field("password"));
    await visit.page.keyboard.type("another horse battery staple");
    await tabTo(visit.page, widget.field("password_confirmation"));
    await visit.page.keyboard.type("another horse battery staple");
    await visit.page.keyboard.press("Enter");
    await widget.heading("Password updated").waitFor();
    await becomes(() => widget.root.getByRole("link", { name: "Login" }).getAttribute("href"), "/login");
    await widget.isInOrder();
    const login = { email, password: "another horse battery staple", auth: FULL };
    assert.ok((await visit.call("loginWithPassword", login)).accessToken);
  });

  it("says that a code is no longer good, on the way to either", async () => {
    await open("/reset?loose&verification_code=none&email=nobody%40example.org");
    await addAuthenticator();
    await ask();
    await widget.button("Create a passkey").click();
    await widget.alert().waitFor();
    await hasFocus(visit.page, "This code is wrong or has expired.");
    await widget.button("Create a new password").click();
    await widget.fill({ password: PASSWORD, password_confirmation: PASSWORD });
    await widget.send();
    await widget.alert().waitFor();
    await hasFocus(visit.page, "This code is wrong or has expired.");
    await widget.button("Back").click();
    await widget.heading("Create a new passkey").waitFor();
    await hasFocus(visit.page, "Create a new passkey");
  });

  it("has no passwords where the page wants none", async () => {
    await recovering();
    await show("showAccountRecovery", { allowCreatePassword: false });
    await widget.heading("Create a new passkey").waitFor();
    await becomes(() => widget.button("Create a new password").count(), 0);
  });

  it("is shown from right to left, on a narrow screen", async () => {
    await recovering(NARROW);
    await ask();
    await becomes(() => widget.root.getAttribute("dir"), "rtl");
    await widget.isInOrder();
    await picture(visit.page, "widget-recovery-arabic");
  });
});
