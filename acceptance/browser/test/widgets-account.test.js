// showProfileEditor, showPasswordless and showSocialAccounts of our browser SDK, each of their screens: contract
// web-sdk.md sections 9.5, 9.6, 9.10, 9.11 and 9.14.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { becomes } from "../lib/becomes.js";
import { openBench } from "../lib/bench.js";
import { picture } from "../lib/chromium.js";
import { hasFocus, tabTo } from "../lib/keyboard.js";
import { WidgetPage } from "../lib/widget.js";

const PASSWORD = "correct horse battery staple";
const FULL = { scope: "full_write address", useWebMessage: true };
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

const newEmail = () => `mary${++count}@example.org`;
const newNumber = () => `+3361888${String(1000 + ++count)}`;

/** Opens the shop, which lets the SDK load what knows of phone numbers, in a new browser. */
async function open(path = "/?loose", context = {}) {
  visit = await bench.visit(path, { context });
  widget = new WidgetPage(visit);
}

/** A customer who has signed up and whose token is at hand, in a new browser. */
async function customer(data = {}, path, context) {
  await open(path, context);
  const email = newEmail();
  const { accessToken } = await visit.call("signup", { data: { email, password: PASSWORD, ...data }, auth: FULL });
  visit.calls.length = 0;
  return { email, accessToken };
}

const bodies = (path) => visit.calls.filter((call) => call.path === path).map(({ body }) => body);
const lastCode = async (recipient, messages) => (await bench.latchkey.message(recipient, messages)).codes[0];

// --- Profile --------------------------------------------------------------------------------------

const ALL = [
  "given_name",
  { key: "familyName", required: false },
  { key: "gender", required: false },
  "birthdate",
  "loyalty_card",
  { key: "custom_fields.favourite_shop", required: false },
  "consents.newsletter",
  { key: "address.locality", required: false },
];

const ADA = {
  givenName: "Ada",
  birthdate: "1990-02-03",
  customFields: { loyalty_card: "77", favourite_shop: "paris" },
  consents: { newsletter: { granted: true } },
  addresses: [{ title: "Home", locality: "Paris" }, { title: "Work", isDefault: false, locality: "Lyon" }],
};

describe("the profile editor", () => {
  const show = (options) => widget.show("showProfileEditor", { onSuccess: undefined, ...options });

  it("shows what the profile says, and has read that and nothing else", async () => {
    const { accessToken } = await customer(ADA);
    await show({ accessToken, fields: ALL });
    await widget.isInOrder();
    await picture(visit.page, "widget-profile");
    assert.deepEqual(
      visit.calls.filter(({ path }) => path === "userinfo").map(({ query }) => query.fields),
      [
        "given_name,family_name,gender,birthdate,custom_fields.loyalty_card,custom_fields.favourite_shop," +
          "consents.newsletter,addresses",
      ],
    );
    const shown = Object.entries({
      given_name: "Ada",
      family_name: "",
      "birthdate.day": "03",
      "birthdate.month": "2",
      "birthdate.year": "1990",
      "custom_fields.loyalty_card": "77",
      "custom_fields.favourite_shop": "paris",
      "address.locality": "Paris",
    });
    for (const [name, value] of shown) {
      await becomes(() => widget.field(name).inputValue(), value, name);
    }
    await becomes(() => widget.field("consents.newsletter").isChecked(), true);
  });

  it("saves what was changed and nothing else, says so, and goes on", async () => {
    const { accessToken } = await customer(ADA);
    await show({ accessToken, fields: ALL });
    await widget.fill({ given_name: "Augusta", "address.locality": "Nice" });
    await widget.field("custom_fields.favourite_shop").selectOption("");
    await widget.field("consents.newsletter").uncheck();
    await widget.send();
    await widget.says("Your profile has been saved.");
    await hasFocus(visit.page, "Your profile has been saved.");
    await widget.isInOrder();
    const [saved, ...others] = bodies("update-profile");
    assert.deepEqual([Object.keys(saved).sort(), others], [["addresses", "consents", "custom_fields", "given_name"], []]);
    assert.equal(saved.given_name, "Augusta");
    assert.deepEqual(saved.custom_fields, { favourite_shop: null });
    assert.equal(saved.consents.newsletter.granted, false);
    assert.deepEqual(
      saved.addresses.map(({ title, locality }) => [title, locality]),
      [
        ["Home", "Nice"],
        ["Work", "Lyon"],
      ],
    );

    await widget.fill({ family_name: "King" });
    await becomes(() => widget.root.getByText("has been saved").count(), 0);
    await widget.send();
    await widget.says("Your profile has been saved.");
    assert.deepEqual(bodies("update-profile").slice(1), [{ family_name: "King" }]);
    const user = await visit.call("getUser", { accessToken });
    assert.deepEqual([user.givenName, user.familyName, user.customFields], ["Augusta", "King", { loyalty_card: "77" }]);
  });

  it("leaves the words to the page that takes them", async () => {
    const { accessToken } = await customer(ADA);
    await widget.show("showProfileEditor", { accessToken, fields: ["given_name"] });
    await widget.fill({ given_name: "Augusta" });
    await widget.send();
    await visit.page.waitForFunction(() => window.told.length);
    await becomes(() => widget.told(), [["success", "user_updated"]]);
    await becomes(() => widget.root.getByText("has been saved").count(), 0);
  });

  it("says what is wrong before anything is sent", async () => {
    const { accessToken } = await customer(ADA);
    await show({ accessToken, fields: ALL });
    await widget.fill({ given_name: "", "birthdate.day": "32" });
    await widget.send();
    await becomes(() => widget.problem("given_name"), "You can't leave this empty");
    await becomes(() => widget.problem("birthdate.day"), /^The day doesn't look right/);
    await hasFocus(visit.page, "given_name");
    await widget.isInOrder();
    assert.deepEqual(bodies("update-profile"), []);
  });

  it("says what the server refuses, and keeps what was typed", async () => {
    const { email } = await customer();
    await visit.close();
    await open();
    const signup = { phoneNumber: newNumber(), password: PASSWORD };
    const { accessToken } = await visit.call("signup", { data: signup, auth: FULL });
    await show({ accessToken, fields: ["email"] });
    await widget.fill({ email });
    await widget.send();
    await widget.alert().waitFor();
    await becomes(() => widget.alert().innerText(), /already/i);
    await hasFocus(visit.page, await widget.alert().innerText());
    await becomes(() => widget.field("email").inputValue(), email);
    await widget.isInOrder();
  });

  it("hides an address that is there, and a number where numbers are verified", async () => {
    const { accessToken } = await customer(ADA);
    await show({ accessToken, fields: ["email", "phone_number", "given_name"] });
    assert.deepEqual(
      [await widget.field("email").count(), await widget.field("phone_number").count()],
      [0, 0],
    );
  });

  it("is used with the keyboard alone", async () => {
    const { accessToken } = await customer(ADA);
    await show({ accessToken, fields: ["given_name", "consents.newsletter"] });
    await tabTo(visit.page, widget.field("given_name"));
    await visit.page.keyboard.type("Augusta");
    await tabTo(visit.page, widget.field("consents.newsletter"));
    await visit.page.keyboard.press("Space");
    await tabTo(visit.page, widget.button("Save"));
    await visit.page.keyboard.press("Enter");
    await widget.says("Your profile has been saved.");
    assert.deepEqual(Object.keys(bodies("update-profile")[0]).sort(), ["consents", "given_name"]);
  });

  it("is shown from right to left, on a narrow screen", async () => {
    const { accessToken } = await customer(ADA, "/?loose&lang=ar", NARROW);
    await show({ accessToken, fields: ALL });
    await becomes(() => widget.root.evaluate(({ dir, lang }) => [dir, lang]), ["rtl", "ar"]);
    await widget.isInOrder();
    await picture(visit.page, "widget-profile-arabic");
  });

  it("tells which fields it cannot have, and of a token that is none", async () => {
    await open();
    await show({ accessToken: "x", fields: ["given_name", "password"] });
    await becomes(() => widget.root.innerText(), /password and password_confirmation/);
    await show({ accessToken: "no.such.token", fields: ["given_name"] });
    await becomes(() => widget.root.getByRole("alert").innerText(), /log in/i);
  });
});

// --- Passwordless ---------------------------------------------------------------------------------

describe("the passwordless login", () => {
  const show = (options) => widget.show("showPasswordless", options);
  const auth = () => ({ redirectUri: `${bench.shop.url}/callback`, state: "basket 7" });

  it("sends a text message and logs in with its code", async () => {
    const phoneNumber = newNumber();
    await open();
    await show({ authType: "sms", auth: auth() });
    await widget.says("Enter your phone number to sign in or create an account.");
    await widget.isInOrder();
    await widget.fill({ phone_number: `0${phoneNumber.slice(3)}` });
    await widget.send();
    await widget.field("verification_code").waitFor();
    await hasFocus(visit.page, "Please enter the verification code we sent to your phone.");
    await widget.isInOrder();
    await picture(visit.page, "widget-code");
    await becomes(() => widget.field("verification_code").getAttribute("autocomplete"), "one-time-code");
    await becomes(() => widget.told(), [["success", "otp_sent"]]);

    await widget.fill({ verification_code: await lastCode(phoneNumber, 1) });
    await Promise.all([visit.page.waitForURL(/\/callback\?/), widget.send()]);
    const query = new URL(visit.page.url()).searchParams;
    assert.ok(query.get("code"));
    assert.equal(query.get("state"), "basket 7");
    const [started] = bodies("passwordless/start");
    assert.deepEqual(
      [started.auth_type, started.phone_number, started.redirect_uri],
      ["sms", phoneNumber, `${bench.shop.url}/callback`],
    );
    const { query: verified } = visit.calls.find(({ path, method }) => path === "passwordless/verify" && method === "GET");
    assert.equal(verified.redirect_uri, started.redirect_uri);
  });

  it("sends a mail whose link logs in", async () => {
    const email = newEmail();
    await open();
    await show({ auth: auth() });
    await widget.says("Enter your email to sign in or create an account.");
    await widget.fill({ email });
    await widget.send();
    await widget.says("We sent you a link to sign in to your email.");
    await widget.isInOrder();
    const { links } = await bench.latchkey.message(email, 1);
    await visit.page.goto(links[0]);
    await visit.page.getByRole("button").click();
    await visit.page.waitForURL(/\/callback\?/);
    assert.ok(new URL(visit.page.url()).searchParams.get("code"));
  });

  it("takes the mail's code, for who reads it on another device, and does not leave the page", async () => {
    const email = newEmail();
    await open();
    await show({ auth: { useWebMessage: true } });
    await widget.fill({ email });
    await widget.send();
    await widget.field("verification_code").waitFor();
    await widget.fill({ verification_code: await lastCode(email, 1) });
    await widget.send();
    await visit.page.waitForFunction(() => window.told.length === 2);
    await becomes(() => widget.told(), [
      ["success", "otp_sent"],
      ["success", "login"],
    ]);
    await becomes(() => visit.eventNames(), ["authenticated"]);
  });

  it("says that a code is wrong, empties its field and lets another be tried", async () => {
    const phoneNumber = newNumber();
    await open();
    await show({ authType: "sms", auth: auth() });
    await widget.fill({ phone_number: phoneNumber });
    await widget.send();
    const code = await lastCode(phoneNumber, 1);
    await widget.fill({ verification_code: code === "000000" ? "000001" : "000000" });
    await widget.send();
    await widget.alert().waitFor();
    await becomes(() => widget.alert().innerText(), "This code is wrong or has expired.");
    await hasFocus(visit.page, "This code is wrong or has expired.");
    await becomes(() => widget.field("verification_code").inputValue(), "");
    await becomes(() => widget.field("verification_code").getAttribute("aria-invalid"), "false");
    await widget.isInOrder();
    await widget.fill({ verification_code: code });
    await Promise.all([visit.page.waitForURL(/\/callback\?/), widget.send()]);
  });

  it("sends another code after half a minute, and takes another number", async () => {
    const phoneNumber = newNumber();
    await open();
    await visit.page.clock.install();
    await show({ authType: "sms", auth: auth() });
    await widget.fill({ phone_number: phoneNumber });
    await widget.send();
    const resend = widget.root.getByRole("button", { name: "Send a new code" });
    await resend.waitFor();
    await becomes(() => resend.isDisabled(), true);
    await visit.page.clock.runFor(31_000);
    await resend.click();
    await bench.latchkey.message(phoneNumber, 2);
    await becomes(() => resend.isDisabled(), true);

    await widget.button("Use another number").click();
    await widget.field("phone_number").waitFor();
    await visit.page.clock.runFor(1000);
    assert.equal((await widget.field("phone_number").inputValue()).replace(/\s/g, ""), `0${phoneNumber.slice(3)}`);
    await hasFocus(visit.page, /^Enter your phone number/);
  });

  it("says what is wrong with a number or an address before anything is sent", async () => {
    await open();
    for (const [authType, name, message] of [
      ["sms", "phone_number", "This is not a valid phone number."],
      ["magic_link", "email", "This is not a valid email."],
    ]) {
      await show({ authType, auth: auth() });
      await widget.send();
      await becomes(() => widget.problem(name), "You can't leave this empty");
      await widget.fill({ [name]: "12" });
      await widget.send();
      await becomes(() => widget.problem(name), message);
      await hasFocus(visit.page, name);
    }
    assert.deepEqual(bodies("passwordless/start"), []);
  });

  it("says what the server refuses", async () => {
    await open();
    await show({ auth: { redirectUri: "https://elsewhere.example/" } });
    await widget.fill({ email: newEmail() });
    await widget.send();
    await widget.alert().waitFor();
    await hasFocus(visit.page, await widget.alert().innerText());
    await becomes(() => widget.button("Send").isDisabled(), false);
  });

  it("has the providers' buttons for who asks for them, and no introduction for who does not want one", async () => {
    await open();
    await show({ showSocialLogins: true, showIntro: false, auth: auth() });
    await widget.button("acme").waitFor();
    await becomes(() => widget.root.getByText("to sign in or create").count(), 0);
    await widget.isInOrder();
  });

  it("is used with the keyboard alone", async () => {
    const phoneNumber = newNumber();
    await open();
    await show({ authType: "sms", auth: auth() });
    await tabTo(visit.page, widget.field("phone_number"));
    await visit.page.keyboard.type(phoneNumber);
    await visit.page.keyboard.press("Enter");
    const code = await lastCode(phoneNumber, 1);
    await hasFocus(visit.page, /^Please enter the verification code/);
    await tabTo(visit.page, widget.field("verification_code"));
    await visit.page.keyboard.type(code);
    await tabTo(visit.page, widget.button("Send"));
    await Promise.all([visit.page.waitForURL(/\/callback\?/), visit.page.keyboard.press("Enter")]);
  });

  it("is shown from right to left, on a narrow screen", async () => {
    await open("/?loose&lang=ar", NARROW);
    await show({ authType: "sms", showSocialLogins: true, showLabels: true, auth: auth() });
    await becomes(() => widget.root.getAttribute("dir"), "rtl");
    await widget.isInOrder();
    await widget.fill({ phone_number: newNumber() });
    await widget.send();
    await widget.field("verification_code").waitFor();
    await widget.isInOrder();
    await picture(visit.page, "widget-code-arabic");
  });

  it("gives way to a session", async () => {
    await customer();
    await Promise.all([
      visit.page.waitForURL(/\/callback\?/),
      visit.page.evaluate(
        ([redirectUri]) => void window.reach5("showPasswordless", { container: document.body, auth: { redirectUri } }),
        [`${bench.shop.url}/callback`],
      ),
    ]);
  });
});

// --- Linked accounts ------------------------------------------------------------------------------

describe("the linked accounts", () => {
  const show = (options) => widget.show("showSocialAccounts", options);
  const popup = (more = {}) => ({ popupMode: true, responseType: "token", redirectUri: `${bench.shop.url}/tokens`, ...more });

  /** Somebody who logs in with a password, and with the provider too. */
  async function linked(path, context) {
    const { accessToken } = await customer({}, path, context);
    const auth = { redirectUri: `${bench.shop.url}/callback`, loginHint: `grace${++count}`, accessToken };
    await visit.leave(/\/callback\?/, "loginWithSocialProvider", "acme", auth);
    await visit.goto(path ?? "/");
    return accessToken;
  }

  it("are none at first, and one is linked on a screen of its own", async () => {
    const { accessToken } = await customer({}, "/");
    await show({ accessToken, auth: { redirectUri: `${bench.shop.url}/callback`, loginHint: `grace${++count}` } });
    await widget.says("No linked third-party account");
    await widget.isInOrder();
    await widget.button("Link new account").click();
    await hasFocus(visit.page, "Link new account");
    await widget.heading("Link new account").waitFor();
    await widget.isInOrder();
    await widget.button("Back").click();
    await widget.says("No linked third-party account");
    await widget.button("Link new account").click();
    await Promise.all([visit.page.waitForURL(/\/callback\?/), widget.button("acme").click()]);
    const user = await visit.call("getUser", { accessToken, fields: "social_identities" });
    assert.deepEqual(
      user.socialIdentities.map(({ provider }) => provider),
      ["acme"],
    );
  });

  it("are read again when a window has linked one", async () => {
    await open("/tokens");
    const email = newEmail();
    const { accessToken } = await visit.call("signup", {
      data: { email, password: PASSWORD },
      auth: { scope: "full_write", useWebMessage: true },
    });
    await show({ accessToken, auth: popup({ loginHint: `grace${++count}` }) });
    await widget.button("Link new account").click();
    await widget.button("acme").click();
    await widget.root.getByRole("button", { name: "Remove acme" }).waitFor();
    await becomes(() => widget.button("Link new account").count(), 0);
    await widget.isInOrder();
  });

  it("are removed by who says yes", async () => {
    const accessToken = await linked();
    await show({ accessToken });
    const remove = widget.root.getByRole("button", { name: "Remove acme" });
    await remove.click();
    await widget.root.getByRole("group", { name: "Stop logging in with acme?" }).waitFor();
    await hasFocus(visit.page, "Cancel");
    await widget.isInOrder();
    await picture(visit.page, "widget-accounts");
    await widget.button("Cancel").click();
    await hasFocus(visit.page, "Remove");
    assert.deepEqual(bodies("unlink"), []);

    await remove.click();
    await widget.button("Yes").click();
    await widget.says("No linked third-party account");
    await hasFocus(visit.page, "No linked third-party account");
    await visit.page.waitForFunction(() => window.told.length);
    await becomes(() => widget.told(), [["success", "unlink"]]);
    assert.equal(bodies("unlink").length, 1);
    await widget.isInOrder();
  });

  it("keep the only way in, and say why", async () => {
    await open("/");
    const auth = { redirectUri: `${bench.shop.url}/callback`, loginHint: "silent" };
    await visit.leave(/\/callback\?/, "loginWithSocialProvider", "acme", auth);
    await visit.goto("/");
    const { accessToken } = await visit.call("checkSession", FULL);
    await show({ accessToken });
    await widget.root.getByRole("button", { name: "Remove acme" }).click();
    await widget.button("Yes").click();
    await widget.alert().waitFor();
    await becomes(() => widget.alert().innerText(), "You cannot remove your only way to log in.");
    await hasFocus(visit.page, "You cannot remove your only way to log in.");
    await widget.root.getByRole("button", { name: "Remove acme" }).waitFor();
    await becomes(() => widget.told(), [["error", "invalid_request"]]);
    await widget.isInOrder();
  });

  it("are removed with the keyboard alone", async () => {
    const accessToken = await linked();
    await show({ accessToken });
    const remove = widget.root.getByRole("button", { name: "Remove acme" });
    await tabTo(visit.page, remove);
    await visit.page.keyboard.press("Enter");
    await visit.page.keyboard.press("Escape");
    await hasFocus(visit.page, "Remove");
    await visit.page.keyboard.press("Enter");
    await tabTo(visit.page, widget.button("Yes"));
    await visit.page.keyboard.press("Enter");
    await widget.says("No linked third-party account");
  });

  it("are shown from right to left, on a narrow screen", async () => {
    const accessToken = await linked("/?lang=ar", NARROW);
    await show({ accessToken });
    await widget.root.getByRole("button").first().click();
    await becomes(() => widget.root.getAttribute("dir"), "rtl");
    await widget.isInOrder();
    await picture(visit.page, "widget-accounts-arabic");
  });

  it("tell of a token that is none", async () => {
    await open();
    await show({ accessToken: "no.such.token" });
    await becomes(() => widget.root.getByRole("alert").innerText(), /log in/i);
  });
});
