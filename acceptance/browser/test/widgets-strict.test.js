// The widgets of our browser SDK with a server that wants more: a captcha for whatever can be abused, and identifiers that
// are verified before anybody is logged in. Contract web-sdk.md sections 9.4.2 and 14, identity-api.md section 1.16.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { becomes } from "../lib/becomes.js";
import { openBench } from "../lib/bench.js";
import { hasFocus } from "../lib/keyboard.js";
import { WidgetPage } from "../lib/widget.js";

const PASSWORD = "correct horse battery staple";
const FULL = { scope: "full_write", useWebMessage: true };
const EVERYTHING = "[login, signup, passwordless_start, update_email, forgot_password, account_recovery]";

let bench;
let visit;
let widget;
let count = 0;

before(async () => {
  bench = await openBench((provider) => [
    [
      "    # signup: {login_before_verification: true, verify_email: true, verify_phone_number: true}",
      "    signup: {login_before_verification: false}",
    ],
    [
      '    # captcha: {recaptcha: {secret: "${CAPTCHA_SECRET:-from-google}"}, on: [signup, login]}',
      `    captcha: {recaptcha: {secret: s, verify_url: "${provider}/siteverify"}, on: ${EVERYTHING}}`,
    ],
  ]);
});

after(() => bench?.close());

afterEach(async () => {
  await visit?.close();
  assert.deepEqual(bench.latchkey.complaints, []);
});

const newEmail = () => `rosa${++count}@example.org`;
const auth = () => ({ redirectUri: `${bench.shop.url}/callback` });
const solved = { captchaToken: "solved" };
const asked = () => visit.page.evaluate(() => window.asked);

async function open() {
  visit = await bench.visit("/");
  widget = new WidgetPage(visit);
}

const show = (command, options) => widget.show(command, { auth: auth(), captcha: "solved", ...options });

/** Signs up by the widget and opens the link of the mail. */
async function customer() {
  const email = newEmail();
  await open();
  await show("showAuth", { initialScreen: "signup", signupFields: ["email", "password"] });
  await widget.fill({ email, password: PASSWORD });
  await widget.send();
  await widget.says("Almost done. Please confirm your email address");
  return email;
}

async function confirmed(email) {
  const [link] = (await bench.latchkey.message(email, 1)).links;
  await visit.page.goto(link);
  await visit.goto("/");
}

describe("a sign-up whose address is verified first", () => {
  it("logs nobody in before that, and then who it was", async () => {
    const email = await customer();
    await hasFocus(visit.page, /^Almost done/);
    await becomes(() => widget.told(), [["success", "signup"]]);
    assert.equal(await asked(), "signup");
    await widget.isInOrder();

    await show("showAuth");
    await widget.fill({ identifier: email, password: PASSWORD });
    await widget.send();
    await widget.alert().waitFor();
    await becomes(() => widget.field("identifier").inputValue(), email);

    await confirmed(email);
    await show("showAuth");
    await widget.fill({ identifier: email, password: PASSWORD });
    await Promise.all([visit.page.waitForURL(/\/callback\?code=/), widget.send()]);
  });
});

describe("a captcha", () => {
  it("that is not solved, or that the page does not have, is told of above the form", async () => {
    await open();
    for (const captcha of ["a-robot", undefined]) {
      await show("showAuth", { captcha, initialScreen: "signup", signupFields: ["email", "password"] });
      await widget.fill({ email: newEmail(), password: PASSWORD });
      await widget.send();
      await widget.alert().waitFor();
      await hasFocus(visit.page, await widget.alert().innerText());
      await becomes(() => widget.told(), [["error", "invalid_request"]]);
      await widget.isInOrder();
    }
  });

  it("is asked for by each form that the server wants it of", async () => {
    const email = await customer();
    await confirmed(email);
    const login = { email, password: PASSWORD, auth: FULL, ...solved };
    const { accessToken } = await visit.call("loginWithPassword", login);
    await visit.page.context().clearCookies();
    const forms = [
      ["showAuth", { initialScreen: "login" }, { identifier: email, password: "not my password" }, "login"],
      ["showAuth", { initialScreen: "forgotPassword" }, { email }, "forgot_password"],
      ["showPasswordless", {}, { email: newEmail() }, "passwordless_start"],
      ["showEmailEditor", { accessToken }, { email: newEmail() }, "update_email"],
      ["showAccountRecovery", {}, { email }, "account_recovery"],
    ];
    for (const [command, options, values, action] of forms) {
      visit.calls.length = 0;
      await show(command, options);
      await widget.fill(values);
      await widget.send();
      await visit.page.waitForFunction(() => window.told.length === 1);
      assert.equal(await asked(), action);
      assert.equal(visit.calls.filter(({ body }) => body?.captcha_token === "solved").length, 1, action);
      const [[what, how]] = await widget.told();
      assert.equal(action === "login" ? how : what, action === "login" ? "invalid_grant" : "success", action);
    }
  });
});
