// showAuth of our browser SDK, each of its screens: contract web-sdk.md sections 9.3 to 9.6, and 10.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { becomes } from "../lib/becomes.js";
import { openBench } from "../lib/bench.js";
import { picture } from "../lib/chromium.js";
import { hasFocus, tabTo } from "../lib/keyboard.js";
import { WidgetPage } from "../lib/widget.js";

const PASSWORD = "correct horse battery staple";
const FULL = { scope: "full_write mfa", useWebMessage: true };

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

const newEmail = () => `mary${++count}@example.org`;
const auth = () => ({ redirectUri: `${bench.shop.url}/callback` });

async function open(path = "/", context = {}) {
  visit = await bench.visit(path, { context });
  widget = new WidgetPage(visit);
  return visit.page;
}

/** An account, made in a browser that is thrown away. */
async function account(data = {}) {
  const email = newEmail();
  const page = await bench.visit("/");
  const { accessToken } = await page.call("signup", { data: { email, password: PASSWORD, ...data }, auth: FULL });
  await page.close();
  return { email, accessToken };
}

const show = (options = {}) => widget.show("showAuth", { auth: auth(), ...options });

/** The shop's page that a login comes back to, with a code. */
const arrives = () => visit.page.waitForURL(/\/callback\?code=/);

const bodies = (path) => visit.calls.filter((call) => call.path === path).map(({ body }) => body);
const query = (path) => visit.calls.find((call) => call.path === path)?.query;

async function addAuthenticator() {
  const devtools = await visit.page.context().newCDPSession(visit.page);
  await devtools.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true };
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: { ...options, isUserVerified: true, automaticPresenceSimulation: true },
  });
}

// --- Login ----------------------------------------------------------------------------------------

describe("the login", () => {
  it("takes a password and comes back to the page with a code", async () => {
    const { email } = await account();
    const page = await open();
    await show({ canShowPassword: true });
    await widget.heading("Log in").waitFor();
    await widget.isInOrder();
    await picture(page, "widget-login");
    await widget.fill({ identifier: email, password: PASSWORD });
    await Promise.all([arrives(), widget.send()]);

    assert.deepEqual(
      bodies("password/login").map(({ email, password }) => [email, password]),
      [[email, PASSWORD]],
    );
    assert.equal("persistent" in query("/oauth/authorize"), false);
  });

  it("can be done with the keyboard alone", async () => {
    const { email } = await account();
    const page = await open();
    await show({ showRememberMe: true, canShowPassword: true });
    await tabTo(page, widget.button("acme"));
    await tabTo(page, widget.field("identifier"));
    await page.keyboard.type(email);
    await tabTo(page, widget.field("password"));
    await page.keyboard.type(PASSWORD);
    await tabTo(page, widget.root.getByRole("switch"));
    await tabTo(page, widget.field("persistent"));
    await page.keyboard.press("Space");
    await tabTo(page, widget.button("Don't remember your password?"));
    await tabTo(page, widget.button("Log in"));
    await Promise.all([arrives(), page.keyboard.press("Enter")]);

    assert.equal(query("/oauth/authorize").persistent, "true");
  });

  it("takes a phone number as it is written in the country", async () => {
    const phoneNumber = `+3361777${String(1000 + ++count)}`;
    await account({ phoneNumber });
    await open();
    await show();
    await widget.fill({ identifier: `0${phoneNumber.slice(3)}`, password: PASSWORD });
    await widget.send();
    await visit.page.waitForFunction(() => window.told?.length > 0 || location.pathname === "/callback");
    assert.equal(bodies("password/login")[0].phone_number, phoneNumber);
  });

  it("says that the password is wrong, keeps the address and puts the focus on what it says", async () => {
    const { email } = await account();
    await open();
    await show();
    await widget.fill({ identifier: email, password: "not my password" });
    await widget.send();
    await widget.alert().waitFor();

    await becomes(() => widget.focus(), await widget.alert().innerText());
    await becomes(() => widget.field("identifier").inputValue(), email);
    await becomes(() => widget.field("password").inputValue(), "");
    await becomes(() => widget.told(), [["error", "invalid_grant"]]);
    await becomes(() => visit.eventNames(), ["login_failed"]);
    await widget.isInOrder();
  });

  it("sends nothing that cannot be right, and goes to the first thing that is wrong", async () => {
    const page = await open();
    await show();
    await widget.send();
    await becomes(() => widget.problem("identifier"), "You can't leave this empty");
    await becomes(() => widget.problem("password"), "You can't leave this empty");
    await becomes(() => widget.focus(), "identifier");
    await page.keyboard.type("mary@");
    await becomes(() => widget.problem("identifier"), "This is not a valid email address or phone number.");
    assert.deepEqual(bodies("password/login"), []);
    await widget.isInOrder();
  });

  it("tells password managers and passkeys what is what", async () => {
    await open();
    await show();
    await becomes(() => widget.field("identifier").getAttribute("autocomplete"), "username webauthn");
    await becomes(() => widget.field("password").getAttribute("autocomplete"), "current-password");
  });

  it("leads to the other screens and back, with the address and the focus", async () => {
    await open();
    await show();
    await widget.fill({ identifier: "mary@example.org" });
    await widget.button("Don't remember your password?").click();
    await widget.heading("Forgot password").waitFor();
    await becomes(() => widget.focus(), "Forgot password");
    await becomes(() => widget.field("email").inputValue(), "mary@example.org");
    await widget.isInOrder();
    await widget.button("Back to Login").click();
    await widget.heading("Log in").waitFor();
    await widget.button("Sign up").click();
    await widget.heading("Sign up").waitFor();
    await becomes(() => widget.focus(), "Sign up");
    await becomes(() => widget.field("email").inputValue(), "mary@example.org");
    await widget.button("Log in").click();
    await becomes(() => widget.field("identifier").inputValue(), "mary@example.org");
  });

  it("has only the links that the page allows", async () => {
    await open();
    await show({ allowSignup: false, allowForgotPassword: false, socialProviders: [], allowWebAuthnLogin: false });
    await becomes(() => widget.root.getByRole("button").allInnerTexts(), ["Log in"]);
    await becomes(() => widget.root.getByText("or", { exact: true }).count(), 0);
  });

  it("can be logged in with a provider", async () => {
    await open();
    await show({ auth: { ...auth(), loginHint: "Ines" } });
    await Promise.all([arrives(), widget.button("acme").click()]);
    assert.equal(query("/oauth/authorize").provider, "acme");
  });

  it("goes on where the browser brings the page back", async () => {
    await open();
    await show();
    const submit = widget.root.locator("form button[type=submit]");
    await visit.page.route("**/password/login", () => {});
    await widget.fill({ identifier: "mary@example.org", password: PASSWORD });
    await widget.send();
    await widget.root.locator("form[aria-busy=true]").waitFor();
    await becomes(() => submit.isDisabled(), true);
    await visit.page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
    await widget.root.locator("form[aria-busy=false]").waitFor();
    assert.ok(await submit.isEnabled());
  });
});

// --- Sessions -------------------------------------------------------------------------------------

describe("a session", () => {
  it("logs in by itself, and nothing is shown", async () => {
    const page = await open();
    await visit.call("signup", { data: { email: newEmail(), password: PASSWORD }, auth: FULL });
    await page.evaluate((given) => {
      document.body.append(Object.assign(document.createElement("div"), { id: "widget" }));
      reach5("showAuth", { container: "widget", auth: given, onReady: () => sessionStorage.setItem("shown", "yes") });
    }, auth());
    await arrives();
    assert.equal(await page.evaluate(() => sessionStorage.getItem("shown")), null);
  });

  it("is confirmed with the password alone where the page wants that", async () => {
    const email = newEmail();
    await open();
    await visit.call("signup", { data: { email, password: PASSWORD, givenName: "Mary" }, auth: FULL });
    visit.calls.length = 0;
    await show({ auth: { ...auth(), prompt: "login" } });
    await widget.says("To continue, please confirm your identity.");
    await widget.isInOrder();
    await picture(visit.page, "widget-reauthentication");
    await widget.fill({ password: "not my password" });
    await widget.send();
    await widget.alert().waitFor();
    await widget.fill({ password: PASSWORD });
    await Promise.all([arrives(), widget.send()]);
    assert.equal(bodies("password/login")[1].email, email);
  });

  it("is somebody else's: they log in as themselves", async () => {
    await open();
    await visit.call("signup", { data: { email: newEmail(), password: PASSWORD }, auth: FULL });
    await show({ auth: { ...auth(), prompt: "login" } });
    await widget.button("Not your account?").click();
    await becomes(() => widget.field("identifier").inputValue(), "");
  });

  it("that has ended offers the provider of the last login, where the server still tells of it", async () => {
    const page = await open();
    // Ours does not, for the sake of whoever has the browser next; a server may.
    const headers = { "access-control-allow-origin": bench.shop.url, "access-control-allow-credentials": "true" };
    const json = { is_authenticated: false, name: "Ines", last_login_type: "acme" };
    await page.context().route("**/sso/data?*", (route) => route.fulfill({ headers, json }));
    await show({ auth: { ...auth(), loginHint: "Ines" } });
    await widget.heading("Ines").waitFor();
    await widget.says("Last time you logged in with");
    await widget.isInOrder();
    await widget.button("Not your account?").click();
    await widget.heading("Log in").waitFor();
    await becomes(() => widget.focus(), "Log in");

    await show({ auth: { ...auth(), loginHint: "Ines" } });
    await Promise.all([arrives(), widget.button("acme").click()]);
    assert.equal(query("/oauth/authorize").provider, "acme");
  });

  it("that cannot be asked for does not keep the login away", async () => {
    const page = await open();
    await page.context().route("**/sso/data?*", (route) => route.abort());
    await show();
    await widget.heading("Log in").waitFor();
  });
});

// --- Sign-up --------------------------------------------------------------------------------------

describe("the sign-up", () => {
  const FIELDS = [
    "given_name",
    { key: "family_name", required: false },
    "email",
    { key: "phone_number", required: false },
    "birthdate",
    { key: "gender", required: false },
    { key: "custom_fields.favourite_shop", required: false },
    "consents.newsletter",
    "password",
    "password_confirmation",
  ];

  it("makes an account of its fields and comes back with a code", async () => {
    const email = newEmail();
    const page = await open("/", { viewport: { width: 480, height: 800 } });
    await show({
      initialScreen: "signup",
      signupFields: FIELDS,
      showLabels: true,
      canShowPassword: true,
      userAgreement: "By signing up you accept our **terms**, as they stand [here](https://shop.example/terms).",
    });
    await widget.heading("Sign up").waitFor();
    await widget.fill({ given_name: "Mary", email, "birthdate.day": "4", "birthdate.year": "1990" });
    await widget.field("phone_number").pressSequentially("0617770000");
    await widget.field("birthdate.month").selectOption("July");
    await widget.field("gender").selectOption("Female");
    await widget.field("custom_fields.favourite_shop").selectOption("Lille");
    await widget.field("consents.newsletter").check();
    await widget.fill({ password: PASSWORD, password_confirmation: PASSWORD });
    await widget.says("Excellent");
    await widget.isInOrder();
    await picture(page, "widget-signup");
    await Promise.all([arrives(), widget.send()]);

    assert.deepEqual(bodies("signup")[0].data, {
      given_name: "Mary",
      email,
      phone_number: "+33617770000",
      birthdate: "1990-07-04",
      gender: "female",
      custom_fields: { favourite_shop: "lille" },
      consents: {
        newsletter: { granted: true, consent_type: "opt-in", consent_version: { version_id: 1, language: "en" } },
      },
      password: PASSWORD,
    });
  });

  it("says at each field what is wrong with it", async () => {
    const page = await open();
    await show({ initialScreen: "signup", signupFields: FIELDS });
    await widget.fill({ email: "mary", "birthdate.day": "31", "birthdate.year": "1990", password: "pass" });
    await widget.field("birthdate.month").selectOption("April");
    await widget.field("phone_number").fill("12");
    await widget.fill({ password_confirmation: "word" });
    await widget.send();
    await widget.says("You can't leave this empty");
    await becomes(() => widget.focus(), "given_name");
    await becomes(() => widget.problem("given_name"), "You can't leave this empty");
    await becomes(() => widget.problem("email"), "This is not a valid email.");
    await becomes(() => widget.problem("phone_number"), "This is not a valid phone number.");
    await becomes(() => widget.problem("birthdate.day"), /^The day doesn't look right/);
    await becomes(() => page.locator("[id$=password-error]").innerText(), /at least 8 characters/);
    await becomes(() => widget.problem("password_confirmation"), "Passwords are not the same.");
    assert.deepEqual(bodies("signup"), []);
    await widget.isInOrder();
  });

  it("says that there is such an account, and keeps what was typed but the passwords", async () => {
    const { email } = await account();
    await open();
    await show({ initialScreen: "signup", signupFields: ["email", "password"] });
    await widget.fill({ email, password: PASSWORD });
    await widget.send();
    await widget.alert().waitFor();
    await becomes(() => widget.told(), [["error", "email_already_exists"]]);
    await becomes(() => widget.field("email").inputValue(), email);
    await becomes(() => widget.field("password").inputValue(), "");
    await becomes(() => visit.eventNames(), ["signup_failed"]);
  });

  it("lets the page change what is about to be sent", async () => {
    const email = newEmail();
    const page = await open();
    await page.evaluate((given) => {
      document.body.append(Object.assign(document.createElement("div"), { id: "widget" }));
      const beforeSignup = async (data) => ({ ...data, givenName: "Of the page" });
      const signupFields = ["email", "password"];
      return new Promise((onReady) =>
        reach5("showAuth", { container: "widget", initialScreen: "signup", signupFields, auth: given, beforeSignup, onReady }),
      );
    }, auth());
    await widget.fill({ email, password: PASSWORD });
    await Promise.all([arrives(), widget.send()]);
    assert.deepEqual(bodies("signup")[0].data, { email, password: PASSWORD, given_name: "Of the page" });
  });

  it("has visible labels where the page wants them, and a name for each control in any case", async () => {
    await open();
    for (const showLabels of [true, false]) {
      await show({ initialScreen: "signup", signupFields: FIELDS, showLabels });
      const email = widget.root.getByRole("textbox", { name: "Email address" });
      await becomes(() => email.getAttribute("aria-required"), "true");
      assert.equal((await email.getAttribute("placeholder")) === "Email address", !showLabels);
      await widget.root.getByRole("group", { name: "Birth date" }).getByRole("combobox", { name: "Month" }).waitFor();
      await widget.isInOrder();
    }
  });
});

// --- Forgotten password ---------------------------------------------------------------------------

describe("the forgotten password", () => {
  it("is asked for by mail", async () => {
    const { email } = await account();
    await open();
    await show({ initialScreen: "forgotPassword", redirectUrl: `${bench.shop.url}/reset` });
    await widget.fill({ email });
    await widget.send();
    await widget.says("An email containing a link to update your password has been sent to you.");
    assert.match((await bench.latchkey.message(email, 2)).links[0], /\/reset\?/);
    await becomes(() => widget.told(), [["success", "password_reset_requested"]]);
    await widget.isInOrder();
    await widget.button("Back").click();
    await becomes(() => widget.field("identifier").inputValue(), email);
  });
});

describe("the forgotten password of who logs in by a number", () => {
  it("is replaced with the code of a text message", async () => {
    const phoneNumber = `+3361777${String(1000 + ++count)}`;
    await account({ phoneNumber });
    const page = await open("/?loose");
    await show();
    await widget.fill({ identifier: `0${phoneNumber.slice(3)}` });
    await widget.button("Don't remember your password?").click();
    await widget.says(/^Enter the phone number associated with your account/);
    await hasFocus(page, "Forgot password");
    await widget.isInOrder();
    await widget.send();
    await widget.says(/^Enter the code we sent to your phone/);
    await hasFocus(page, "Forgot password");
    await widget.isInOrder();

    const [code] = (await bench.latchkey.message(phoneNumber, 2)).codes;
    const password = "a wholly other passphrase";
    await widget.fill({ verification_code: code, password, password_confirmation: password });
    await widget.send();
    await widget.heading("Password updated").waitFor();
    await hasFocus(page, /^Your password has been modified/);
    await widget.isInOrder();
    await becomes(() => widget.told(), [
      ["success", "password_reset_requested"],
      ["success", "password_changed"],
    ]);
    await widget.button("Login").click();
    await widget.fill({ password });
    await Promise.all([arrives(), widget.send()]);
  });

  it("can be asked for by mail instead, and the other way round", async () => {
    const page = await open("/?loose");
    await show({ initialScreen: "forgotPassword" });
    await widget.button("Use my phone number").click();
    await hasFocus(page, "Forgot password");
    const number = widget.field("phone_number");
    await number.pressSequentially("06");
    await becomes(() => number.inputValue(), "06");
    await widget.button("Use my email address").click();
    await widget.field("email").waitFor();
    await becomes(() => widget.field("email").inputValue(), "");
  });
});

// --- Passkeys and second factors ------------------------------------------------------------------

describe("a passkey", () => {
  it("signs up in place of a password, and then logs in by the button", async () => {
    const email = newEmail();
    const page = await open();
    await addAuthenticator();
    await show({ initialScreen: "signup", signupFields: ["email", "password"] });
    await widget.button("Sign up with biometrics").click();
    await becomes(() => widget.field("password").count(), 0);
    await widget.isInOrder();
    await widget.fill({ email });
    await Promise.all([arrives(), widget.send()]);

    await page.context().clearCookies();
    await visit.goto("/");
    await page.evaluate(() => (PublicKeyCredential.isConditionalMediationAvailable = async () => false));
    await show();
    await Promise.all([arrives(), widget.button("Log in with biometrics").click()]);
    assert.ok(query("/oauth/authorize").tkn);
  });

  it("is suggested in the field for the identifier", async () => {
    const page = await open();
    await addAuthenticator();
    await visit.call("signupWithWebAuthn", { profile: { email: newEmail() }, auth: FULL });
    await page.context().clearCookies();
    await visit.goto("/");
    // The browser's test authenticator chooses the passkey as a user would in the list.
    await page.evaluate(
      (given) => {
        document.body.append(Object.assign(document.createElement("div"), { id: "widget" }));
        reach5("showAuth", { container: "widget", auth: given });
      },
      auth(),
    );
    await arrives();
    assert.ok(query("/oauth/authorize").tkn);
  });

  it("that cannot be suggested is nothing that the user must know", async () => {
    const page = await open();
    await addAuthenticator();
    const asked = page.waitForRequest("**/webauthn/authentication-options");
    await page.route("**/webauthn/authentication-options", (route) => route.abort());
    const warned = page.waitForEvent("console", (line) => /passkeys cannot be suggested/.test(line.text()));
    await show();
    await asked;
    await warned;
    await becomes(() => widget.root.getByRole("alert").filter({ hasText: /./ }).count(), 0);
    await becomes(() => widget.told(), []);
  });

  it("that the user does not want to use is no error", async () => {
    const page = await open();
    await page.evaluate(() => (PublicKeyCredential.isConditionalMediationAvailable = async () => false));
    await addAuthenticator();
    await show();
    await widget.button("Log in with biometrics").click();
    await page.waitForFunction(() => window.told.length === 1);
    await becomes(() => widget.told(), [["error", "access_denied"]]);
    await becomes(() => widget.alert().count(), 0);
    assert.ok(await widget.button("Log in with biometrics").isEnabled());
  });
});

describe("a second factor", () => {
  it("is asked for after the password", async () => {
    const { email, accessToken } = await account();
    await open();
    await visit.call("startMfaEmailRegistration", { accessToken });
    const [confirmation] = (await bench.latchkey.message(email, 2)).codes;
    await visit.call("verifyMfaEmailRegistration", { accessToken, verificationCode: confirmation });
    const page = visit.page;
    await show();
    await widget.fill({ identifier: email, password: PASSWORD });
    await widget.send();
    await widget.says("Please enter the verification code we sent to your email address.");
    await becomes(() => widget.field("verification_code").getAttribute("autocomplete"), "one-time-code");
    await widget.isInOrder();
    await picture(page, "widget-second-factor");
    await widget.fill({ verification_code: "000000" });
    await widget.send();
    await widget.alert().waitFor();

    const [code] = (await bench.latchkey.message(email, 4)).codes;
    await widget.fill({ verification_code: code });
    await widget.field("trust_device").check();
    await widget.send();
    await page.waitForFunction(() => window.happened().some(({ name }) => name === "authenticated"));
    assert.equal(bodies("passwordless/verify")[1].trust_device, true);
    assert.deepEqual((await widget.told()).at(-1), ["success", "login"]);
  });
});

// --- For everybody --------------------------------------------------------------------------------

describe("for everybody", () => {
  const FIELDS = ["email", "phone_number", "birthdate", "gender", "consents.newsletter", "password", "password_confirmation"];

  it("it reads from right to left, in the dark, on a small telephone", async () => {
    const page = await open("/?lang=ar", { viewport: { width: 320, height: 568 }, hasTouch: true, colorScheme: "dark" });
    const theme = { colorScheme: "dark" };
    await page.evaluate(() => (document.body.style.background = "#000"));
    await show({ initialScreen: "signup", signupFields: FIELDS, showLabels: true, canShowPassword: true, theme });
    await becomes(() => widget.root.getAttribute("dir"), "rtl");
    await becomes(() => widget.root.getAttribute("lang"), "ar");
    await widget.send();
    await widget.field("password").fill("password");
    await widget.root.getByText("ضعيفة جدًا").first().waitFor();
    await widget.isInOrder();
    const eye = await widget.root.getByRole("switch").boundingBox();
    const input = await widget.field("password").boundingBox();
    assert.ok(eye.x - input.x < 5, "the eye is at the end of the line");
    await picture(page, "widget-arabic-dark");
    await show();
    await widget.isInOrder();
  });

  it("it is to a screen reader what it is to the eye", async () => {
    await open();
    await show({ showRememberMe: true, canShowPassword: true, socialProviders: [], allowWebAuthnLogin: false });
    await widget.send();
    await hasFocus(visit.page, "identifier");
    const login = `
      - heading "Log in" [level=2]
      - alert
      - text: Email address or phone number
      - textbox "Email address or phone number" [invalid]
      - alert: You can't leave this empty
      - text: Password
      - textbox "Password" [invalid]
      - switch "Show password"
      - alert: You can't leave this empty
      - checkbox "Remember me"
      - text: Remember me
      - button "Don't remember your password?"
      - button "Log in"
      - paragraph:
        - text: Do not have an account?
        - button "Sign up"`;
    assert.equal(await widget.root.ariaSnapshot(), login.replaceAll(/^ {6}/gm, "").trim());

    await show({ initialScreen: "signup", signupFields: ["birthdate", "consents.newsletter", "password"], socialProviders: [] });
    await widget.field("password").fill("password");
    await widget.root.getByRole("meter", { name: "Password" }).waitFor();
    await widget.says("Very weak");
    const tree = await widget.root.ariaSnapshot();
    for (const part of [
      '- group "Birth date":',
      '  - combobox "Month":',
      '- checkbox "Send me news by mail"',
      '- textbox "Password"',
      '- meter "Password"',
    ]) {
      assert.ok(tree.includes(part), `${part} is not in\n${tree}`);
    }
  });

  it("everything to press is at least 24 pixels high and wide", async () => {
    const page = await open("/", { viewport: { width: 320, height: 568 } });
    for (const initialScreen of ["login", "signup", "forgotPassword"]) {
      await show({ initialScreen, signupFields: FIELDS, showRememberMe: true, canShowPassword: true });
      const small = await page.evaluate(() =>
        [...document.querySelectorAll(".r5-widget :is(button, input, select, a)")]
          .map((element) => [element, (element.closest("label") ?? element).getBoundingClientRect()])
          .filter(([, { width, height }]) => width < 24 || height < 24)
          .map(([element]) => element.outerHTML),
      );
      assert.deepEqual(small, []);
    }
  });

  it("text of twice the size fits", async () => {
    await open("/", { viewport: { width: 640, height: 900 } });
    await show({ initialScreen: "signup", signupFields: FIELDS, theme: { fontSize: 28, smallTextFontSize: 24 } });
    await widget.isInOrder();
  });

  it("colours that the user forces leave controls to be seen", async () => {
    const page = await open("/", { forcedColors: "active" });
    await show({ initialScreen: "login" });
    const border = await widget.button("Log in").evaluate((element) => getComputedStyle(element).borderTopColor);
    assert.notEqual(border, "rgba(0, 0, 0, 0)");
    await widget.isInOrder();
    await picture(page, "widget-forced-colors");
  });
});
