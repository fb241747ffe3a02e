// The web client of contract identity-api.md, unmodified from npm, in a browser against a server: sections 3.3, 4.1.4,
// 4.2, 4.3, 4.7, 4.8, 5, 7, 8 and web-sdk.md section 13.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { site } from "../lib/app.js";
import { launch, visitor } from "../lib/chromium.js";
import { demoWith, NO_RATE_LIMITS, pagesOf } from "../lib/config.js";
import { Latchkey } from "../lib/latchkey.js";

const CLIENT = "demo-spa";
const PASSWORD = "correct horse battery staple";

let folder;
let latchkey;
let shop;
let stranger;
let browser;
let page;
let count = 0;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "latchkey-sdk-"));
  shop = await site();
  stranger = await site();
  const config = await demoWith(folder, [
    NO_RATE_LIMITS,
    ...pagesOf(shop.url),
  ]);
  latchkey = await Latchkey.start({ folder, config, tls: true });
  shop.open(latchkey, CLIENT);
  stranger.open(latchkey, CLIENT);
  browser = await launch(latchkey.certificate);
});

after(async () => {
  await browser?.close();
  shop?.close();
  stranger?.close();
  await latchkey?.interrupt();
  await rm(folder, { recursive: true, force: true });
});

afterEach(async () => {
  await page.context().close();
  assert.deepEqual(latchkey.complaints, []);
});

// --- Words for the tests --------------------------------------------------------------------------

const newEmail = () => `ada${++count}@example.org`;

/** Opens the shop in a new browser. */
async function visit(path = "/", options = {}) {
  page = await visitor(browser, options);
  await page.goto(shop.url + path);
  assert.deepEqual(page.problems, []);
}

/** Runs a command of the SDK: `{ result }`, or `{ error }` with the server's error or an exception's message. */
const outcome = (command, args) =>
  page.evaluate(
    ([name, given]) =>
      window.sdk[name](...given).then(
        (result) => ({ result }),
        (error) => ({ error: error instanceof Error ? error.message : error }),
      ),
    [command, args],
  );

/** What a command resolves to. */
async function call(command, ...args) {
  const { result, error } = await outcome(command, args);
  assert.equal(error, undefined, `${command} succeeds, but: ${JSON.stringify(error)}`);
  return result;
}

/** What a command rejects with. */
async function refused(command, ...args) {
  const { result, error } = await outcome(command, args);
  assert.ok(error, `${command} is refused, but: ${JSON.stringify(result)}`);
  return error;
}

/** Runs a command that leaves the page for another; what fails in it shows among the problems. */
async function leave(destination, command, ...args) {
  await Promise.all([
    page.waitForURL(destination),
    page.evaluate(([name, given]) => void window.sdk[name](...given), [command, args]),
  ]);
}

/** Runs a command that goes to the server and comes back with a code; what the page gets for the code. */
async function comeBack(command, ...args) {
  await leave(`${shop.url}/callback?*`, command, ...args);
  return page.evaluate(() => window.tokens);
}

const byRedirect = (more = {}) => ({
  redirectUri: `${shop.url}/callback`,
  scope: "address full_write",
  requireRefreshToken: true,
  ...more,
});

const byWebMessage = (more = {}) => ({ responseType: "code", useWebMessage: true, ...more });

/** A customer who has signed up and is logged in, in a new browser. */
async function customer(data = {}) {
  const email = newEmail();
  await visit();
  const tokens = await comeBack("signup", { data: { email, password: PASSWORD, ...data }, auth: byRedirect() });
  return { email, tokens };
}

const eventNames = () => page.evaluate(() => window.events().map(({ name }) => name));

// --- Redirect mode --------------------------------------------------------------------------------

describe("the web SDK by redirect", () => {
  it("signs up and comes back with tokens", async () => {
    const email = newEmail();
    await visit();
    const tokens = await comeBack("signup", {
      data: { email, password: PASSWORD, givenName: "Ada", familyName: "Lovelace" },
      auth: byRedirect({ state: "basket 7 & more", nonce: "n-0S6_WzA2Mj" }),
    });

    assert.equal(new URL(page.url()).searchParams.get("state"), "basket 7 & more");
    assert.equal(tokens.tokenType, "Bearer");
    assert.equal(tokens.expiresIn, 3600);
    assert.ok(tokens.refreshToken);
    const { idTokenPayload: claims } = tokens;
    assert.equal(claims.iss, latchkey.url);
    assert.deepEqual([claims.aud].flat(), [CLIENT]);
    assert.equal(claims.nonce, "n-0S6_WzA2Mj");
    assert.equal(claims.email, email);
    assert.equal(claims.emailVerified, false);
    assert.equal(claims.givenName, "Ada");
    assert.equal(claims.newUser, true);
    assert.deepEqual(await eventNames(), ["authenticated"]);
    assert.deepEqual(page.problems, []);
  });

  it("logs in with the password", async () => {
    const { email, tokens: first } = await customer();
    await visit();
    const tokens = await comeBack("loginWithPassword", { email, password: PASSWORD, auth: byRedirect() });

    assert.equal(tokens.idTokenPayload.sub, first.idTokenPayload.sub);
    assert.equal(tokens.idTokenPayload.authType, "password");
    assert.notEqual(tokens.idTokenPayload.newUser, true);
    assert.deepEqual(page.problems, []);
  });

  it("logs in from the session without a password", async () => {
    const { tokens: first } = await customer();
    await page.goto(`${shop.url}/`);
    const tokens = await comeBack("loginFromSession", byRedirect());

    assert.equal(tokens.idTokenPayload.sub, first.idTokenPayload.sub);
    assert.deepEqual(page.problems, []);
  });

  it("comes back with an error when there is no session to log in from", async () => {
    await visit();
    await leave(`${shop.url}/callback?*`, "loginFromSession", byRedirect({ state: "7" }));

    const query = new URL(page.url()).searchParams;
    assert.equal(query.get("error"), "login_required");
    assert.equal(query.get("state"), "7");
    assert.deepEqual(page.problems, []);
  });

  it("gets nothing for a code without the verifier of its browser", async () => {
    await visit();
    const email = newEmail();
    await page.route(`${shop.url}/callback?*`, (route) => route.fulfill({ body: "The code is intercepted here." }));
    await leave(`${shop.url}/callback?*`, "signup", { data: { email, password: PASSWORD }, auth: byRedirect() });
    const code = new URL(page.url()).searchParams.get("code");
    await visit();
    await page.evaluate(() => localStorage.setItem("verifier_key", "x".repeat(43)));

    const error = await refused("exchangeAuthorizationCodeWithPkce", { code, redirectUri: `${shop.url}/callback` });
    assert.equal(error.error, "invalid_grant");
  });
});

// --- Web message mode -----------------------------------------------------------------------------

describe("the web SDK by web message", () => {
  it("signs up without leaving the page", async () => {
    await visit("/basket");
    const email = newEmail();
    const tokens = await call("signup", { data: { email, password: PASSWORD }, auth: byWebMessage() });

    assert.equal(tokens.idTokenPayload.email, email);
    assert.equal(page.url(), `${shop.url}/basket`);
    assert.deepEqual(await eventNames(), ["authenticated"]);
    assert.deepEqual(page.problems, []);
  });

  it("logs in without leaving the page, with and without a redirect URI", async () => {
    const { email, tokens: first } = await customer();
    for (const more of [{}, { redirectUri: `${shop.url}/callback` }]) {
      await visit("/basket");
      const tokens = await call("loginWithPassword", { email, password: PASSWORD, auth: byWebMessage(more) });

      assert.equal(tokens.idTokenPayload.sub, first.idTokenPayload.sub);
      assert.equal(page.url(), `${shop.url}/basket`);
      assert.deepEqual(page.problems, []);
    }
  });

  it("finds its session", async () => {
    const { email, tokens: first } = await customer({ name: "Ada Lovelace" });
    const tokens = await call("checkSession", { nonce: "of this check" });

    assert.equal(tokens.idTokenPayload.sub, first.idTokenPayload.sub);
    assert.equal(tokens.idTokenPayload.nonce, "of this check");
    const info = await call("getSessionInfo");
    assert.deepEqual(info, {
      isAuthenticated: true,
      name: "Ada Lovelace",
      email,
      lastLoginType: "password",
      hasPassword: true,
      socialProviders: [],
    });
    assert.deepEqual(page.problems, []);
  });

  it("is told that there is no session", async () => {
    await visit();
    const error = await refused("checkSession");

    assert.equal(error.error, "login_required");
    assert.ok(error.errorId);
    assert.deepEqual(await call("getSessionInfo"), { isAuthenticated: false });
    assert.deepEqual(page.problems, []);
  });
});

// --- With tokens ----------------------------------------------------------------------------------

describe("the web SDK with tokens", () => {
  it("reads and updates the profile", async () => {
    const { email, tokens } = await customer({ givenName: "Ada" });
    const { accessToken } = tokens;
    await call("updateProfile", {
      accessToken,
      data: {
        familyName: "Lovelace",
        birthdate: "1815-12-10",
        addresses: [{ isDefault: true, streetAddress: "12 St James's Square", locality: "London", country: "UK" }],
        customFields: { loyalty_card: "L-1843" },
        consents: { newsletter: { granted: true } },
      },
    });

    const profile = await call("getUser", { accessToken });
    assert.equal(profile.email, email);
    assert.equal(profile.givenName, "Ada");
    assert.equal(profile.familyName, "Lovelace");
    assert.equal(profile.birthdate, "1815-12-10");
    const fields = "givenName,addresses,customFields,consents,emails.unverified";
    const some = await call("getUser", { accessToken, fields });
    assert.equal(some.givenName, "Ada");
    assert.equal(some.familyName, undefined);
    assert.equal(some.addresses[0].locality, "London");
    assert.equal(some.customFields.loyalty_card, "L-1843");
    assert.equal(some.consents.newsletter.granted, true);
    assert.deepEqual(some.emails.unverified, [email]);
    assert.deepEqual(await eventNames(), ["authenticated", "profile_updated"]);
    assert.deepEqual(page.problems, []);
  });

  it("refreshes, each refresh token once", async () => {
    const { tokens } = await customer();
    const second = await call("refreshTokens", { refreshToken: tokens.refreshToken });
    assert.notEqual(second.refreshToken, tokens.refreshToken);
    assert.equal(second.idTokenPayload.sub, tokens.idTokenPayload.sub);
    await call("getUser", { accessToken: second.accessToken });
    const third = await call("refreshTokens", { refreshToken: second.refreshToken });
    assert.deepEqual(page.problems, []);

    assert.equal((await refused("refreshTokens", { refreshToken: tokens.refreshToken })).error, "invalid_grant");
    // Whoever used the old one again may be a thief: the newest is dead, too.
    assert.equal((await refused("refreshTokens", { refreshToken: third.refreshToken })).error, "invalid_grant");
  });

  it("changes the password with the old one", async () => {
    const { email, tokens } = await customer();
    const password = "an entirely new passphrase";
    await call("updatePassword", { accessToken: tokens.accessToken, oldPassword: PASSWORD, password });

    await visit();
    const auth = byWebMessage();
    const error = await refused("loginWithPassword", { email, password: PASSWORD, auth });
    assert.equal(error.errorMessageKey, "error.invalidEmailOrPassword");
    await call("loginWithPassword", { email, password, auth });
  });

  it("logs out: the session ends and the tokens are revoked", async () => {
    const { tokens } = await customer();
    const { accessToken, refreshToken } = tokens;
    await leave(`${shop.url}/bye`, "logout", { redirectTo: `${shop.url}/bye` }, { tokens: [refreshToken, accessToken] });

    assert.deepEqual(page.problems, []);
    assert.deepEqual(await call("getSessionInfo"), { isAuthenticated: false });
    assert.equal((await refused("checkSession")).error, "login_required");
    assert.equal((await refused("refreshTokens", { refreshToken })).error, "invalid_grant");
    assert.equal((await refused("getUser", { accessToken })).error, "invalid_grant");
  });
});

// --- Passwords ------------------------------------------------------------------------------------

describe("the web SDK and passwords", () => {
  it("resets a forgotten password with the code from the mail", async () => {
    const { email, tokens } = await customer();
    await visit();
    await call("requestPasswordReset", { email, redirectUrl: `${shop.url}/reset` });
    const message = await latchkey.message(email, 2);
    assert.equal(message.codes.length, 1);
    const password = "an entirely new passphrase";
    await call("updatePassword", { email, verificationCode: message.codes[0], password });

    await call("loginWithPassword", { email, password, auth: byWebMessage() });
    assert.deepEqual(page.problems, []);
    assert.equal((await refused("refreshTokens", { refreshToken: tokens.refreshToken })).error, "invalid_grant");
    const again = await refused("updatePassword", { email, verificationCode: message.codes[0], password: PASSWORD });
    assert.equal(again.errorMessageKey, "error.invalidVerificationCode");
  });

  it("resets a forgotten password on the page that the mail leads to", async () => {
    const { email } = await customer();
    await visit();
    await call("requestPasswordReset", { email, redirectUrl: `${shop.url}/reset` });
    const { links } = await latchkey.message(email, 2);
    await page.goto(links[0]);

    const url = new URL(page.url());
    assert.equal(url.origin + url.pathname, `${shop.url}/reset`);
    assert.equal(url.searchParams.get("email"), email);
    assert.equal(url.searchParams.get("client_id"), CLIENT);
    const password = "an entirely new passphrase";
    await call("updatePassword", { email, verificationCode: url.searchParams.get("verification_code"), password });
    await call("loginWithPassword", { email, password, auth: byWebMessage() });
    assert.deepEqual(page.problems, []);
  });

  it("asks how strong a password is", async () => {
    await visit();

    assert.deepEqual(await call("getPasswordStrength", "password"), { score: 0 });
    assert.deepEqual(await call("getPasswordStrength", PASSWORD), { score: 4 });
    assert.deepEqual(page.problems, []);
  });
});

// --- Passkeys -------------------------------------------------------------------------------------

/** Gives the page's browser an authenticator that asks nobody. */
async function withAuthenticator() {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    /** A second one in its place, as one authenticator makes one passkey for a user. */
    async replace() {
      await devtools.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId });
      return withAuthenticator();
    },
  };
}

describe("the web SDK and passkeys", () => {
  it("signs up, logs in with and without a name, and manages the passkeys", async () => {
    const email = newEmail();
    await visit("/basket");
    const authenticator = await withAuthenticator();
    const auth = byWebMessage();

    const first = await call("signupWithWebAuthn", { profile: { email, givenName: "Ada" }, friendlyName: "Laptop" }, auth);
    assert.equal(first.idTokenPayload.email, email);
    assert.equal(first.idTokenPayload.authType, "webauthn");
    assert.deepEqual(first.idTokenPayload.amr, ["webauthn", "mfa"]);

    const named = await call("loginWithWebAuthn", { email, auth });
    assert.equal(named.idTokenPayload.sub, first.idTokenPayload.sub);
    const discovered = await call("loginWithWebAuthn", { conditionalMediation: false, auth });
    assert.equal(discovered.idTokenPayload.sub, first.idTokenPayload.sub);

    const { accessToken } = discovered;
    const [laptop] = await call("listWebAuthnDevices", accessToken);
    assert.equal(laptop.friendlyName, "Laptop");
    await authenticator.replace();
    await call("addNewWebAuthnDevice", accessToken, "Phone");
    const names = (await call("listWebAuthnDevices", accessToken)).map(({ friendlyName }) => friendlyName);
    assert.deepEqual(names, ["Laptop", "Phone"]);

    await call("removeWebAuthnDevice", accessToken, laptop.id);
    const [phone, ...others] = await call("listWebAuthnDevices", accessToken);
    assert.equal(phone.friendlyName, "Phone");
    assert.deepEqual(others, []);
    const again = await call("loginWithWebAuthn", { email, auth });
    assert.equal(again.idTokenPayload.sub, first.idTokenPayload.sub);
    assert.deepEqual(page.problems, []);
  });

  it("is told that an address is taken", async () => {
    const { email } = await customer();
    await visit();
    await withAuthenticator();
    const error = await refused("signupWithWebAuthn", { profile: { email } }, byWebMessage());

    assert.equal(error.errorMessageKey, "error.email.alreadyInUse");
  });
});

// --- Errors ---------------------------------------------------------------------------------------

describe("the web SDK and errors", () => {
  it("gets the error of a wrong password in the language of the page", async () => {
    const { email } = await customer();
    await visit("/?lang=fr");
    const error = await refused("loginWithPassword", { email, password: "not it", auth: byRedirect() });

    assert.equal(error.error, "invalid_grant");
    assert.equal(error.errorMessageKey, "error.invalidEmailOrPassword");
    assert.match(error.errorId, /^[A-Za-z0-9]{10}$/);
    assert.match(error.errorUserMsg, /mot de passe/i);
    assert.deepEqual(await page.evaluate(() => window.events()), [{ name: "login_failed", payload: error }]);
  });

  it("gets the same error for somebody who is not there", async () => {
    await visit();
    const error = await refused("loginWithPassword", { email: newEmail(), password: PASSWORD, auth: byRedirect() });

    assert.equal(error.errorMessageKey, "error.invalidEmailOrPassword");
    assert.ok(error.errorUserMsg);
  });

  it("gets the error of an address that is taken", async () => {
    const { email } = await customer();
    await visit();
    const error = await refused("signup", { data: { email, password: PASSWORD }, auth: byRedirect() });

    assert.equal(error.error, "email_already_exists");
    assert.equal(error.errorMessageKey, "error.email.alreadyInUse");
    assert.ok(error.errorUserMsg);
    assert.deepEqual(await eventNames(), ["signup_failed"]);
  });

  it("gets the field that is wrong", async () => {
    await visit();
    const error = await refused("signup", { data: { email: "nobody at home", password: PASSWORD } });

    assert.equal(error.error, "invalid_request");
    assert.deepEqual(
      error.errorDetails.map(({ field, code }) => ({ field, code })),
      [{ field: "data.email", code: "invalid" }],
    );
  });

  it("is told that a password is too weak", async () => {
    await visit();
    const error = await refused("signup", { data: { email: newEmail(), password: "password" } });

    assert.equal(error.error, "password_too_weak");
    assert.ok(error.errorUserMsg);
  });
});

// --- Somebody else's page -------------------------------------------------------------------------

describe("a page of another origin", () => {
  it("cannot use the client", async () => {
    page = await visitor(browser);
    await page.goto(`${stranger.url}/`);

    assert.equal(await refused("getPasswordStrength", PASSWORD), "Failed to fetch");
  });

  it("is not told who has a session, though its frame has the cookie", async () => {
    await customer();
    await page.goto(`${stranger.url}/`);
    const query = new URLSearchParams({
      client_id: CLIENT,
      response_type: "code",
      response_mode: "web_message",
      prompt: "none",
      scope: "openid",
      code_challenge: "x".repeat(43),
      code_challenge_method: "S256",
    });
    for (const redirect of [{}, { redirect_uri: `${shop.url}/callback` }]) {
      const source = `${latchkey.url}/oauth/authorize?${new URLSearchParams([...query, ...Object.entries(redirect)])}`;
      const messages = await page.evaluate(async (src) => {
        const heard = [];
        window.addEventListener("message", (message) => heard.push(message.data));
        const frame = document.body.appendChild(document.createElement("iframe"));
        const loaded = new Promise((done) => frame.addEventListener("load", done));
        frame.src = src;
        await loaded;
        return heard;
      }, source);

      assert.deepEqual(messages, []);
    }
  });
});
