// The widgets of our browser SDK: what they have in common, and those that change one thing of a user. Contract
// web-sdk.md sections 9 to 12. The pages have the strictest policy a site can have.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { becomes } from "../lib/becomes.js";
import { openBench } from "../lib/bench.js";
import { picture } from "../lib/chromium.js";
import { hasFocus, tabTo } from "../lib/keyboard.js";
import { WidgetPage } from "../lib/widget.js";

const PASSWORD = "correct horse battery staple";
const NEW_PASSWORD = "an entirely new passphrase";
const AUTH = { scope: "full_write", useWebMessage: true };

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

const newEmail = () => `hedy${++count}@example.org`;

async function open(path, context) {
  visit = await bench.visit(path, { context });
  widget = new WidgetPage(visit);
  return visit.page;
}

/** Somebody who has signed up and whose access token is at hand. */
async function customer(path, data = {}) {
  const email = newEmail();
  await open(path);
  const { accessToken } = await visit.call("signup", { data: { email, password: PASSWORD, ...data }, auth: AUTH });
  visit.calls.length = 0;
  return { email, accessToken };
}

const bodies = (path) => visit.calls.filter((call) => call.path === path).map(({ body }) => body);

// --- What they have in common ---------------------------------------------------------------------

describe("a widget", () => {
  it("takes the place of what is in its container, and of another widget", async () => {
    const page = await open();
    await widget.show("showEmailEditor", { accessToken: "x" });
    const first = await page.evaluateHandle(() => window.instance);
    await page.evaluate(() => document.getElementById("widget").append("something else"));
    await widget.show("showPhoneNumberEditor", { accessToken: "x" });
    await widget.says("Please enter your new phone number");

    await becomes(() => widget.root.count(), 1);
    assert.equal(await page.evaluate(() => document.getElementById("widget").childNodes.length), 1);
    await first.evaluate((instance) => instance.destroy());
    await becomes(() => widget.root.count(), 1, "the first has no say any more");
  });

  it("goes without a trace, and once", async () => {
    const page = await open();
    await widget.show("showEmailEditor", { accessToken: "x" });
    await page.evaluate(() => (window.instance.destroy(), window.instance.destroy()));
    assert.equal(await page.evaluate(() => document.getElementById("widget").innerHTML), "");
    assert.deepEqual(widget.problems, []);
  });

  it("that is replaced before it is there never shows", async () => {
    const page = await open();
    await page.evaluate(() => {
      document.body.append(Object.assign(document.createElement("div"), { id: "widget" }));
      return Promise.all([
        reach5("showAuth", { container: "widget", onReady: () => (window.late = true) }),
        reach5("showEmailEditor", { container: "widget", accessToken: "x" }),
      ]);
    });
    await becomes(() => widget.root.getAttribute("class"), /r5-email-editor/);
    assert.equal(await page.evaluate(() => window.late), undefined);
  });

  it("takes an element for a container, in a shadow tree, too", async () => {
    const page = await open();
    await page.evaluate(() => {
      const host = document.createElement("div");
      document.body.append(host);
      const inside = document.createElement("div");
      host.attachShadow({ mode: "open" }).append(inside);
      return new Promise((onReady) => reach5("showEmailEditor", { container: inside, accessToken: "x", onReady }));
    });
    const radius = await widget.root.evaluate((root) => getComputedStyle(root).boxSizing);
    assert.equal(radius, "border-box");
  });

  it("that has no container is told to the developer, and to nobody else", async () => {
    const page = await open();
    const outcome = await page.evaluate(async () => [await reach5("showAuth", { container: "nowhere" })]);
    assert.deepEqual(outcome, [undefined]);
    assert.match(widget.problems.join(), /no element "nowhere"/);
    assert.equal(widget.problems.length, 1);
  });

  it("tells in its place why it cannot be shown", async () => {
    await open();
    await widget.show("showAuth", { signupFields: ["email", "favourite_colour"] });
    await widget.root.getByRole("alert").getByText('There is no field "favourite_colour".').waitFor();
  });

  it("tells in its place that the configuration could not be loaded", async () => {
    const page = await open();
    await page.context().route("**/identity/v1/config?*", (route) => route.abort());
    await page.goto(`${bench.shop.url}/`);
    await widget.show("showAuth");
    await widget.root.getByRole("alert").getByText("Unexpected error occurred. Please retry later.").waitFor();
  });

  it("speaks English when there are no texts to be had", async () => {
    const page = await open("/?lang=fr");
    await page.context().route("**/fr.json", (route) => route.abort());
    await visit.goto("/?lang=fr");
    await widget.show("showEmailEditor", { accessToken: "x" });
    await widget.says("Please enter your new email address");
    await becomes(() => widget.root.getAttribute("lang"), "en");
  });

  it("has words left when not even those can be loaded", async () => {
    const page = await open("/?lang=fr");
    await page.context().route(/\/(fr\.json|english\.js)$/, (route) => route.abort());
    await visit.goto("/?lang=fr");
    await widget.show("showEmailEditor", { accessToken: "x" });
    await widget.root.getByRole("alert").getByText("Unexpected error occurred. Please retry later.").waitFor();
  });

  it("says of its language what browsers and screen readers know, though the server says it otherwise", async () => {
    await open("/?lang=jp");
    await widget.show("showPhoneNumberEditor", { accessToken: "x", phoneNumberOptions: { allowInternational: true } });
    await widget.button("送信").waitFor();
    await becomes(() => widget.root.getAttribute("lang"), "ja");
    await widget.root.getByRole("combobox").getByText("フランス +33").waitFor({ state: "attached" });
  });

  it("speaks the page's language, and its own words before all", async () => {
    await open("/?lang=fr");
    await widget.show("showEmailEditor", { accessToken: "x", i18n: { emailEditor: { intro: "Bonjour !" } } });
    await widget.says("Bonjour !");
    await widget.button("Envoyer").waitFor();
    await becomes(() => widget.root.getAttribute("lang"), "fr");
  });

  it("is not undone by a page whose callbacks fail", async () => {
    const page = await open();
    await page.evaluate(() => {
      document.body.append(Object.assign(document.createElement("div"), { id: "widget" }));
      const onReady = () => {
        throw new Error("the page's own");
      };
      return reach5("showEmailEditor", { container: "widget", accessToken: "x", onReady });
    });
    await widget.says("Please enter your new email address");
    assert.match(widget.problems.join(), /a callback failed/);
  });

  it("looks as its theme says, and as the page's style says where the theme is silent", async () => {
    const page = await open();
    await page.evaluate(() => document.documentElement.style.setProperty("--latchkey-input-height", "60px"));
    await widget.show("showEmailEditor", { accessToken: "x", theme: { primaryColor: "#ffd400", borderRadius: "12" } });
    const look = (locator, property) => locator.evaluate((element, name) => getComputedStyle(element)[name], property);
    assert.equal(await look(widget.button("Send"), "backgroundColor"), "rgb(255, 212, 0)");
    assert.equal(await look(widget.button("Send"), "color"), "rgb(16, 20, 24)");
    assert.equal(await look(widget.button("Send"), "borderRadius"), "12px");
    assert.equal(await look(widget.field("email"), "height"), "60px");
  });

  it("is dark for who prefers that, where the page is, too", async () => {
    const page = await open("/", { colorScheme: "dark" });
    const shade = () => widget.root.getAttribute("data-r5-scheme");
    await widget.show("showEmailEditor", { accessToken: "x" });
    await becomes(() => shade(), "light");
    await page.evaluate(() => (document.documentElement.style.colorScheme = "light dark"));
    await widget.show("showEmailEditor", { accessToken: "x" });
    await becomes(() => shade(), "dark");
    await widget.isInOrder();
    await page.emulateMedia({ colorScheme: "light" });
    await page.locator(".r5-widget[data-r5-scheme=light]").waitFor();
    await widget.show("showEmailEditor", { accessToken: "x", theme: { colorScheme: "dark" } });
    await becomes(() => shade(), "dark");
  });

  it("fades in, unless nothing is to move", async () => {
    const page = await open();
    const animation = () => widget.root.evaluate((root) => getComputedStyle(root).animationName);
    await widget.show("showEmailEditor", { accessToken: "x", theme: { animateWidgetEntrance: true } });
    assert.equal(await animation(), "r5-enter");
    await page.emulateMedia({ reducedMotion: "reduce" });
    assert.equal(await animation(), "none");
  });
});

// --- What others wrote ----------------------------------------------------------------------------

describe("attack 21: what others wrote becomes no part of the page", () => {
  const SCRIPTS = [
    "<img src=x onerror=window.pwned=1>",
    "\"><script>window.pwned=1</script>",
    "'-(window.pwned=1)-'",
    "<svg/onload=window.pwned=1>",
    "javascript:window.pwned=1",
    "</textarea><iframe srcdoc='<script>parent.pwned=1</script>'>",
  ];
  const ALL = SCRIPTS.join(" ");

  /** A page without any policy: nothing but the widget's own care keeps a script out. */
  async function unguarded() {
    bench.shop.page(
      "/unguarded",
      `<!doctype html><title>Shop</title><link rel="icon" href="data:,"><script src="/stub.js"></script>` +
        `<script async src="${bench.latchkey.url}/js/v1/identity.js?client_id=demo-spa"></script>`,
    );
    const page = await open("/unguarded");
    return page;
  }

  /** All of what has been shown and pressed is text: no element came of it, no address runs, nothing has run. */
  async function isText() {
    const { page } = visit;
    const made = "img:not([class]), script:not([src]), iframe, [onerror], [onload], [href^='javascript:' i]";
    await becomes(() => page.locator(`.r5-widget :is(${made})`).count(), 0);
    assert.equal(await page.evaluate(() => window.pwned), undefined);
  }

  const answering = (path, json, status = 200) =>
    visit.page.context().route(`**/identity/v1/${path}`, (route) =>
      route.request().method() === "OPTIONS"
        ? route.continue()
        : route.fulfill({
            status,
            json,
            headers: {
              "access-control-allow-origin": bench.shop.url,
              "access-control-allow-credentials": "true",
            },
          }),
    );

  it("a profile", async () => {
    await unguarded();
    await answering("userinfo?*", {
      given_name: ALL,
      social_identities: [{ id: "1", provider: ALL, username: ALL }],
    });
    await widget.show("showProfileEditor", { accessToken: "x", fields: ["given_name"] });
    await becomes(() => widget.field("given_name").inputValue(), ALL);
    await isText();
    await widget.show("showSocialAccounts", { accessToken: "x" });
    await widget.root.getByRole("button", { name: /^Remove/ }).click();
    await isText();
    await becomes(() => widget.root.innerText(), /<img src=x/);
  });

  it("a session", async () => {
    await unguarded();
    await answering("sso/data?*", { is_authenticated: true, name: ALL, email: ALL, has_password: true });
    await widget.show("showAuth", { auth: { redirectUri: `${bench.shop.url}/callback`, prompt: "login" } });
    await widget.heading(ALL).waitFor();
    await isText();
  });

  it("an error", async () => {
    await unguarded();
    const field = { field: "data.email", message: ALL, code: "invalid" };
    await answering("signup", { error: "invalid_request", error_user_msg: ALL, error_details: [field] }, 400);
    await answering("password/login", { error: "invalid_grant", error_user_msg: ALL }, 401);
    await widget.show("showAuth", { initialScreen: "signup", signupFields: ["email", "password"] });
    await widget.fill({ email: newEmail(), password: PASSWORD });
    await widget.send();
    await widget.says(/<img src=x/);
    await isText();
    await widget.show("showAuth");
    await widget.fill({ identifier: newEmail(), password: PASSWORD });
    await widget.send();
    await becomes(() => widget.alert().innerText(), ALL);
    await isText();
  });

  it("names of devices, passkeys and factors", async () => {
    await unguarded();
    const at = "2026-01-01T00:00:00Z";
    const device = { id: ALL, ip: ALL, device_name: ALL, operating_system: ALL, created_at: at, last_connection: at };
    await answering("session-devices", { session_devices: [device] });
    await answering("mfa/trusteddevices", { trusted_devices: [{ id: ALL, metadata: device, created_at: at }] });
    await answering("webauthn/registration", [{ id: ALL, friendly_name: ALL, created_at: at }]);
    await answering("mfa/credentials", { credentials: [{ type: ALL, friendly_name: ALL, created_at: at }] });
    for (const command of ["showSessionDevices", "showTrustedDevices", "showWebAuthnDevices", "showMfaCredentials"]) {
      await widget.show(command, { accessToken: "x" });
      await widget.root.getByText(/<img src=x/).first().waitFor();
      await isText();
    }
  });

  it("the address of the page", async () => {
    const page = await unguarded();
    const query = new URLSearchParams({ verification_code: ALL, email: ALL });
    await page.goto(`${bench.shop.url}/unguarded?${query}#${new URLSearchParams({ page: ALL })}`);
    for (const command of ["showPasswordReset", "showAccountRecovery", "showAuth"]) {
      await widget.show(command);
      await isText();
    }
  });

  it("consents, fields and agreements, whose Markdown has links", async () => {
    const page = await unguarded();
    const markdown = `${ALL} [press](javascript:window.pwned=1) [this](JaVaScRiPt:window.pwned=1) [and](data:text/html,x)`;
    const { json: config } = await bench.latchkey.call("GET", "/identity/v1/config?client_id=demo-spa");
    Object.assign(config, {
      consents: [{ key: "news", title: ALL, description: markdown, consent_type: "opt-in", status: "active" }],
      custom_fields: [{ path: "card", name: ALL, data_type: "select", selectable_values: [{ value: ALL, label: ALL }] }],
      social_providers: ["evil"],
      custom_providers: { evil: { key: "evil", name: ALL, btn_background_color: "red;background:url(//evil.example)" } },
    });
    await answering("config?*", config);
    await page.reload();
    await widget.show("showAuth", {
      initialScreen: "signup",
      signupFields: ["email", "consents.news", "custom_fields.card"],
      userAgreement: markdown,
    });
    await widget.root.getByText(/press/).first().waitFor();
    await isText();
    const links = await widget.root.locator("a").evaluateAll((all) => all.map(({ protocol }) => protocol));
    assert.deepEqual(links.filter((protocol) => !/^(https?|mailto):$/.test(protocol)), []);
  });
});

// --- The single editors ---------------------------------------------------------------------------

describe("showEmailEditor", () => {
  it("sends a mail to the new address", async () => {
    const { accessToken } = await customer();
    const email = newEmail();
    await widget.show("showEmailEditor", { accessToken, redirectUrl: `${bench.shop.url}/callback` });
    await widget.isInOrder();
    await widget.fill({ email });
    await widget.send();
    await widget.says("a verification email has been sent to it");

    assert.deepEqual(bodies("update-email"), [{ email, redirect_url: `${bench.shop.url}/callback` }]);
    await becomes(() => widget.told(), [["success", "email_updated"]]);
    await becomes(() => widget.focus(), /verification email/);
    await bench.latchkey.message(email, 1);
    await widget.isInOrder();
  });

  it("tells what the server refuses, and lets one try again", async () => {
    const email = newEmail();
    await open();
    await widget.show("showEmailEditor", { accessToken: "no.such.token" });
    await widget.fill({ email });
    await widget.send();
    await widget.alert().waitFor();
    await becomes(() => widget.told(), [["error", "invalid_grant"]]);
    await becomes(() => widget.focus(), await widget.alert().innerText());
    await becomes(() => widget.field("email").inputValue(), email);
    assert.ok(await widget.button("Send").isEnabled());
    await widget.isInOrder();
  });

  it("checks a field once it was left, and then at each change", async () => {
    await open();
    await widget.show("showEmailEditor", { accessToken: "x" });
    const email = widget.field("email");
    await email.pressSequentially("hedy");
    await becomes(() => email.getAttribute("aria-invalid"), "false");
    const top = async () => (await widget.button("Send").boundingBox()).y;
    const before = await top();
    await email.blur();
    await widget.says("This is not a valid email.");
    assert.equal(await top(), before, "nothing moves");
    await becomes(() => widget.problem("email"), "This is not a valid email.");
    await email.pressSequentially("@example.org");
    await becomes(() => email.getAttribute("aria-invalid"), "false");
  });
});

describe("showPasswordEditor", () => {
  it("changes the password, and then can do so again", async () => {
    const { accessToken, email } = await customer();
    const page = visit.page;
    await widget.show("showPasswordEditor", { accessToken, promptOldPassword: true, canShowPassword: true });
    await widget.fill({ old_password: PASSWORD, new_password: NEW_PASSWORD, password_confirmation: NEW_PASSWORD });
    await widget.isInOrder();
    await widget.send();
    await page.waitForFunction(() => window.told.length === 1);

    await becomes(() => widget.told(), [["success", "password_changed"]]);
    assert.equal(bodies("update-password")[0].old_password, PASSWORD);
    for (const name of ["old_password", "new_password", "password_confirmation"]) {
      await becomes(() => widget.field(name).inputValue(), "");
    }
    assert.ok((await visit.call("loginWithPassword", { email, password: NEW_PASSWORD, auth: AUTH })).accessToken);
  });

  it("says so itself where the page does not listen", async () => {
    const { accessToken } = await customer();
    await widget.show("showPasswordEditor", { accessToken, onSuccess: undefined });
    await widget.fill({ new_password: NEW_PASSWORD, password_confirmation: NEW_PASSWORD });
    await widget.send();
    await widget.says("Your password has been changed.");
  });

  it("empties the passwords that were refused, and says why", async () => {
    const { accessToken } = await customer();
    await widget.show("showPasswordEditor", { accessToken, promptOldPassword: true });
    await widget.fill({ old_password: "wrong", new_password: NEW_PASSWORD, password_confirmation: NEW_PASSWORD });
    await widget.send();
    await visit.page.waitForFunction(() => window.told.length === 1);
    await becomes(() => widget.field("new_password").inputValue(), "");
    assert.equal((await widget.told())[0][0], "error");
    assert.equal((await visit.page.locator(".r5-form-error:not(:empty), .r5-field-error:not(:empty)").count()) > 0, true);
  });

  it("holds the new password to the policy and shows its strength", async () => {
    await open();
    await widget.show("showPasswordEditor", { accessToken: "x" });
    const top = async () => (await widget.button("Send").boundingBox()).y;
    const before = await top();
    await widget.field("new_password").pressSequentially("password");
    await widget.says("Very weak");
    assert.equal(await top(), before, "nothing moves");
    const meter = widget.root.getByRole("meter");
    await becomes(() => meter.getAttribute("aria-valuenow"), "0");
    await becomes(() => meter.getAttribute("aria-valuetext"), "Very weak");
    assert.ok(bodies("password/strength").length <= 2, "it asks when typing pauses");
    await widget.isInOrder();
    await widget.field("password_confirmation").fill("passwort");
    await widget.send();
    await widget.says("Password too weak");
    await widget.says("Passwords are not the same.");
    await becomes(() => widget.focus(), "new_password");
    assert.equal(visit.calls.filter(({ path }) => path === "update-password").length, 0);
    await widget.field("new_password").fill("short");
    await widget.says("Try one with at least 8 characters");
  });

  it("shows what is typed to who wants to see it", async () => {
    await open();
    await widget.show("showPasswordEditor", { accessToken: "x", canShowPassword: true });
    const eye = widget.root.getByRole("switch", { name: "Show password" });
    await eye.press("Enter");
    await becomes(() => widget.field("new_password").getAttribute("type"), "text");
    await widget.root.getByRole("switch", { name: "Hide password", checked: true }).press("Space");
    await becomes(() => widget.field("new_password").getAttribute("type"), "password");
  });
});

describe("showPasswordReset", () => {
  it("changes the password with what the mail's link brings along", async () => {
    const { email } = await customer();
    await visit.call("requestPasswordReset", { email, redirectUrl: `${bench.shop.url}/reset` });
    const [link] = (await bench.latchkey.message(email, 2)).links;
    await visit.goto(link.slice(bench.shop.url.length));
    await widget.show("showPasswordReset", { loginLink: "/login", canShowPassword: true });
    await widget.heading("Reset your password").waitFor();
    await widget.isInOrder();
    await widget.fill({ password: NEW_PASSWORD, password_confirmation: NEW_PASSWORD });
    await widget.send();
    await widget.heading("Password updated").waitFor();

    await becomes(() => widget.root.getByRole("link", { name: "Login" }).getAttribute("href"), "/login");
    assert.deepEqual(Object.keys(bodies("update-password")[0]).sort(), ["client_id", "email", "password", "verification_code"]);
    await widget.isInOrder();
    assert.ok((await visit.call("loginWithPassword", { email, password: NEW_PASSWORD, auth: AUTH })).accessToken);
  });

  it("says that a code is not good", async () => {
    await open("/reset?verification_code=000000&email=nobody%40example.org");
    await widget.show("showPasswordReset", { loginLink: "/login" });
    await widget.fill({ password: NEW_PASSWORD, password_confirmation: NEW_PASSWORD });
    await widget.send();
    await widget.alert().waitFor();
    await becomes(() => widget.told(), [["error", "invalid_grant"]]);
    await widget.isInOrder();
  });

  it("says at once that there is no code", async () => {
    await open("/reset");
    await widget.show("showPasswordReset", { loginLink: "/login" });
    await widget.alert().waitFor();
    await becomes(() => widget.root.locator("form").count(), 0);
    await widget.root.getByRole("link", { name: "Login" }).waitFor();
  });
});

describe("showPhoneNumberEditor", () => {
  it("sends a code to the new number, and verifies it", async () => {
    const { accessToken } = await customer();
    const number = `+3361234${String(5000 + ++count)}`;
    await widget.show("showPhoneNumberEditor", { accessToken });
    const typed = `06${number.slice(4)}`;
    await widget.field("phone_number").pressSequentially(typed);
    await widget.isInOrder();
    await widget.send();
    await widget.says("Please enter the verification code we sent to your phone.");
    assert.deepEqual(bodies("update-phone-number"), [{ phone_number: number }]);

    await widget.fill({ verification_code: "000000" });
    await widget.send();
    await widget.alert().waitFor();
    await becomes(() => widget.field("verification_code").inputValue(), "");
    await widget.isInOrder();
    await becomes(() => widget.root.getByRole("button", { name: /^Send a new code/ }).isDisabled(), true);

    const [code] = (await bench.latchkey.message(number, 1)).codes;
    await widget.fill({ verification_code: `${code.slice(0, 3)} ${code.slice(3)}` });
    await widget.send();
    await widget.says("Your phone number has been verified.");
    const told = await widget.told();
    assert.deepEqual(told.filter(([what]) => what === "success"), [
      ["success", "phone_number_updated"],
      ["success", "phone_number_verified"],
    ]);
  });

  it("writes numbers as the country does, and refuses what is none", async () => {
    await open();
    await widget.show("showPhoneNumberEditor", { accessToken: "x", countryCode: "us" });
    const number = widget.field("phone_number");
    await number.pressSequentially("2015550123");
    await visit.page.waitForFunction(() => document.querySelector("[name=phone_number]").value.includes("("));
    await becomes(() => number.inputValue(), "(201) 555-0123");
    await number.fill("12");
    await widget.send();
    await widget.says("This is not a valid phone number.");
    assert.deepEqual(bodies("update-phone-number"), []);
  });

  it("takes numbers of all countries where the page wants that", async () => {
    const { accessToken } = await customer();
    const phoneNumberOptions = { allowInternational: true, defaultCountry: "DE" };
    await widget.show("showPhoneNumberEditor", { accessToken, phoneNumberOptions });
    const country = widget.root.getByRole("combobox", { name: "Country" });
    await becomes(() => country.inputValue(), "DE");
    await country.selectOption("United Kingdom +44");
    await widget.field("phone_number").pressSequentially("07400123456");
    await widget.isInOrder();
    await widget.send();
    await widget.says("Please enter the verification code we sent to your phone.");
    assert.deepEqual(bodies("update-phone-number"), [{ phone_number: "+447400123456" }]);
  });

  it("leaves it to the server where the rules of numbers cannot be loaded", async () => {
    const { accessToken } = await customer();
    await visit.page.context().route("**/phone.js", (route) => route.abort());
    const number = `+3361234${String(5000 + ++count)}`;
    await widget.show("showPhoneNumberEditor", { accessToken });
    await widget.fill({ phone_number: number.replace(/(..)(?=.)/g, "$1 ") });
    await widget.send();
    await widget.says("Please enter the verification code we sent to your phone.");
    assert.deepEqual(bodies("update-phone-number"), [{ phone_number: number }]);
  });

  it("lets one take another number", async () => {
    const { accessToken } = await customer();
    await widget.show("showPhoneNumberEditor", { accessToken });
    await widget.fill({ phone_number: `+3361234${String(5000 + ++count)}` });
    await widget.send();
    await widget.button("Use another number").click();
    await widget.says("Please enter your new phone number");
  });
});

describe("the single editors", () => {
  it("are used with the keyboard alone, read from right to left, and fit a narrow screen", async () => {
    const page = await open("/reset?lang=ar&verification_code=0&email=a%40example.org", { viewport: { width: 320, height: 640 } });
    const widgets = [
      ["showEmailEditor", { accessToken: "x" }, ["email"]],
      ["showPhoneNumberEditor", { accessToken: "x" }, ["phone_number"]],
      ["showPasswordEditor", { accessToken: "x", promptOldPassword: true }, ["old_password", "new_password", "password_confirmation"]],
      ["showPasswordReset", { loginLink: "/login" }, ["password", "password_confirmation"]],
    ];
    for (const [command, options, fields] of widgets) {
      await widget.show(command, { ...options, showLabels: true });
      await becomes(() => widget.root.evaluate(({ dir, lang }) => [dir, lang]), ["rtl", "ar"]);
      await widget.isInOrder();
      for (const name of fields) {
        await tabTo(page, widget.field(name));
      }
      const submit = widget.root.locator("[type=submit]");
      await tabTo(page, submit);
      await page.keyboard.press("Enter");
      await hasFocus(page, fields[0]);
      await becomes(() => widget.problem(fields[0]), "لا يمكن ترك هذا الحقل فارغًا");
      await widget.isInOrder();
    }
  });
});

// --- Providers ------------------------------------------------------------------------------------

describe("showSocialLogin", () => {
  it("has a button for each provider, which goes there", async () => {
    const page = await open();
    await widget.show("showSocialLogin", { auth: { redirectUri: `${bench.shop.url}/callback`, loginHint: "Ines" } });
    await widget.isInOrder();
    await Promise.all([page.waitForURL(/\/callback\?code=/), widget.button("acme").press("Enter")]);
    const [call] = visit.calls.filter(({ path }) => path === "/oauth/authorize");
    assert.equal(call.query.provider, "acme");
  });

  it("names providers also where only their icons show", async () => {
    const page = await open("/", { viewport: { width: 320, height: 480 } });
    const socialProviders = ["google", "facebook", "amazon", "apple", "microsoft", "nobody"];
    await widget.show("showSocialLogin", { socialProviders, theme: { inline: true, borderRadius: 25 } });
    for (const name of ["Google", "Facebook", "Amazon", "Apple", "Microsoft"]) {
      const box = await widget.button(name).boundingBox();
      assert.equal(box.width, box.height);
    }
    await becomes(() => widget.root.getByRole("button").count(), 5);
    assert.match(page.problems.join(), /no provider "nobody"/);
    await picture(page, "widget-social-inline");
  });

  it("logs in from a session instead, and shows nothing", async () => {
    await customer("/");
    const page = visit.page;
    await visit.goto("/");
    await page.evaluate((redirectUri) => {
      document.body.append(Object.assign(document.createElement("div"), { id: "widget" }));
      reach5("showSocialLogin", { container: "widget", auth: { redirectUri }, onReady: () => sessionStorage.setItem("shown", "yes") });
    }, `${bench.shop.url}/callback`);
    await page.waitForURL(/\/callback\?code=/);
    assert.equal(await page.evaluate(() => sessionStorage.getItem("shown")), null);
  });
});
