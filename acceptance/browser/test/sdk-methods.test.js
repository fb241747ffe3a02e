// Each public method of the vendor's web client, unmodified from npm, in a browser against a server (contract section
// 16.1): what it is for, and a refusal where there is one. A method that has no case here fails the first test.

import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { site } from "../lib/app.js";
import { launch, visitor } from "../lib/chromium.js";
import { demoWith, NO_RATE_LIMITS, pagesOf } from "../lib/config.js";
import { Latchkey } from "../lib/latchkey.js";
import { openProvider } from "../lib/provider.js";

const PASSWORD = "correct horse battery staple";
const NEW_PASSWORD = "an entirely new passphrase";
const THIRD_PASSWORD = "another horse of mine";
const SECRET = "between-latchkey-and-the-back-office-0123456789";
const GOOGLE = "shop.apps.example";
const NO_TOKEN = "no.such.token";
const PATIENCE = 20_000;

/** Everything without leaving the page. */
const AUTH = { responseType: "code", useWebMessage: true, scope: "full_write mfa", requireRefreshToken: true };

let folder;
let latchkey;
let provider;
let shop;
let browser;
let page;
let count = 0;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "latchkey-methods-"));
  shop = await site();
  provider = await openProvider();
  const config = await demoWith(folder, [
    NO_RATE_LIMITS,
    ...pagesOf(shop.url),
    [
      "    # outbound: {timeout: 5s}",
      `    mfa: {email: true, sms: true}
    outbound: {allow_private: ["127.0.0.1"]}
    providers:
      - key: acme
        preset: oauth2
        client_id: latchkey
        client_secret: between-latchkey-and-acme
        endpoints: {authorization: "${provider.url}/authorize", token: "${provider.url}/token", userinfo: "${provider.url}/me"}
      - key: google
        client_id: ${GOOGLE}
        client_secret: between-latchkey-and-google
        discovery: ${provider.url}
    # outbound: {timeout: 5s}`,
    ],
    [
      "      - id: demo-backend ",
      `      - id: legacy-app
        name: An app that keeps passwords
        origins: ["${shop.url}"]
        scopes: [openid, profile, email, phone]
        legacy: {password_grant: true}
      - id: back-office
        name: An app whose back end vouches for its users
        auth_method: client_secret_post
        secrets: [${SECRET}]
        redirect_uris: ["${shop.url}/back"]
        origins: ["${shop.url}"]
        scopes: [openid, profile, email, phone, "manage:users"]
        client_credentials: true
        custom_token: true
      - id: with-login
        name: An app whose users log in on a page of the shop
        redirect_uris: ["${shop.url}/callback?client=with-login"]
        origins: ["${shop.url}"]
        scopes: [openid, profile, email, phone]
        login_url: "${shop.url}/login?client=with-login#here"
      - id: demo-backend `,
    ],
  ]);
  latchkey = await Latchkey.start({ folder, config, tls: true });
  shop.open(latchkey, "demo-spa");
  browser = await launch(latchkey.certificate);
});

after(async () => {
  await browser?.close();
  shop?.close();
  provider?.close();
  await latchkey?.interrupt();
  await rm(folder, { recursive: true, force: true });
});

afterEach(async () => {
  await page.context().close();
  assert.deepEqual(latchkey.complaints, []);
});

// --- Words for the tests --------------------------------------------------------------------------

const newName = () => `grace${++count}`;
const newEmail = () => `${newName()}@example.org`;
const newNumber = () => `+3360707${String(1000 + ++count)}`;

/** Opens the shop in a new browser. */
async function visit(path = "/") {
  page = await visitor(browser);
  await page.goto(shop.url + path);
}

/** What a method returns or throws, at once or later: `{ result }` or `{ error }`. */
const outcome = (method, args) =>
  page.evaluate(
    async ([name, given]) => {
      try {
        return { result: await window.sdk[name](...given) };
      } catch (error) {
        return { error: error instanceof Error ? error.message : error };
      }
    },
    [method, args],
  );

async function call(method, ...args) {
  const { result, error } = await outcome(method, args);
  assert.equal(error, undefined, `${method} succeeds, but: ${JSON.stringify(error)}`);
  return result;
}

/** The server's error, of that type. */
async function refused(type, method, ...args) {
  const { result, error } = await outcome(method, args);
  assert.equal(error?.error, type, `${method} is refused, but: ${JSON.stringify(error ?? result)}`);
  assert.ok(error.errorMessageKey, JSON.stringify(error));
  return error;
}

/** Runs a method that leaves the page; where it comes to. */
async function leave(destination, method, ...args) {
  await Promise.all([
    page.waitForURL(destination),
    page.evaluate(([name, given]) => void window.sdk[name](...given), [method, args]),
  ]);
  return new URL(page.url());
}

/** The same, and what the page that it comes to gets for the code. */
async function comeBack(method, ...args) {
  await leave(/\/callback\?/, method, ...args);
  return page.evaluate(() => window.tokens);
}

/** Somebody who has signed up and is logged in, in a new browser. */
async function customer(data = {}) {
  const email = newEmail();
  await visit();
  const tokens = await call("signup", { data: { email, password: PASSWORD, ...data }, auth: AUTH });
  return { email, ...tokens };
}

const inboxOf = async (recipient) =>
  (await latchkey.call("GET", `/inbox/messages?${new URLSearchParams({ to: recipient })}`)).json;

/** The code that a recipient is sent because of that. */
async function codeOf(recipient, action) {
  const before = (await inboxOf(recipient)).length;
  await action();
  for (const end = Date.now() + PATIENCE; Date.now() < end; await pause(20)) {
    const code = (await inboxOf(recipient)).slice(before).flatMap(({ codes }) => codes)[0];
    if (code) {
      return code;
    }
  }
  throw new Error(`No code to ${recipient}`);
}

/** All mails of a sign-up are there: none comes later and is taken for another. */
const mailed = (email) => latchkey.message(email, 1);

/** Another code of six digits. */
const wrong = (code) => (code === "000000" ? "000001" : "000000");

/** A customer with a second factor by mail, and tokens of a login with it. */
async function withFactor() {
  const { email, accessToken } = await customer();
  await mailed(email);
  const verificationCode = await codeOf(email, () => call("startMfaEmailRegistration", { accessToken }));
  await call("verifyMfaEmailRegistration", { accessToken, verificationCode });
  return { email, ...(await stepUp(email)) };
}

/** The second half of a login: the answer to the challenge that a step-up token is worth. */
async function answer(email, stepUpToken, more = {}) {
  let challengeId;
  const verificationCode = await codeOf(email, async () => {
    ({ challengeId } = await call("startPasswordless", { authType: "email", stepUp: stepUpToken }));
  });
  const { code } = await call("verifyMfaPasswordless", { challengeId, verificationCode, ...more });
  return call("exchangeAuthorizationCodeWithPkce", { code, redirectUri: shop.url });
}

async function stepUp(email, more) {
  const { stepUpToken, amr } = await call("loginWithPassword", { email, password: PASSWORD, auth: AUTH });
  assert.deepEqual(amr, ["email"]);
  return answer(email, stepUpToken, more);
}

/** Gives the page's browser an authenticator that asks nobody, in the place of the one that it had. */
async function withAuthenticator() {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.disable");
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

/** Somebody who has signed up with a passkey. */
async function withPasskey() {
  const email = newEmail();
  await visit();
  await withAuthenticator();
  const tokens = await call("signupWithWebAuthn", { profile: { email }, friendlyName: "Laptop" }, AUTH);
  await mailed(email);
  return { email, ...tokens };
}

/** Somebody who came from the provider. */
async function fromProvider() {
  const name = newName();
  await visit();
  const auth = { redirectUri: `${shop.url}/callback`, scope: "full_write", loginHint: name };
  return { name, ...(await comeBack("loginWithSocialProvider", "acme", auth)) };
}

/** The token of an invitation that the back office has sent to somebody it knows. */
async function invitation(data) {
  const { email } = data;
  await latchkey.call("POST", "/identity/v1/lite-registration", { client_id: "demo-spa", data });
  const { json } = await latchkey.call("POST", "/oauth/token", {
    client_id: "back-office",
    client_secret: SECRET,
    grant_type: "client_credentials",
    scope: "manage:users",
  });
  const invited = { client_id: "demo-spa", email, redirect_url: `${shop.url}/reset` };
  await latchkey.call("POST", "/api/v2/signup-invitations", invited, json.access_token);
  const { links } = await latchkey.message(email, 1);
  return new URL(links[0]).searchParams.get("signup_token");
}

/** What a back end says of its user. */
function customToken(sub, clientId = "back-office") {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(Date.now() / 1000) + 60;
  const input = `${part({ alg: "HS256" })}.${part({ sub, client_id: clientId, exp, nonce: randomUUID() })}`;
  return `${input}.${createHmac("sha256", SECRET).update(input).digest("base64url")}`;
}

const events = () => page.evaluate(() => window.events());

// --- The methods ----------------------------------------------------------------------------------

/** By method: what it is for, and a refusal. */
const METHODS = {
  addNewWebAuthnDevice: {
    async works() {
      const { accessToken } = await customer();
      await withAuthenticator();
      await call("addNewWebAuthnDevice", accessToken, "Phone");
      const [{ friendlyName }] = await call("listWebAuthnDevices", accessToken);
      assert.equal(friendlyName, "Phone");
    },
    async isRefused() {
      await visit();
      await withAuthenticator();
      await refused("invalid_grant", "addNewWebAuthnDevice", NO_TOKEN, "Phone");
    },
  },
  checkSession: {
    async works() {
      const { idTokenPayload } = await customer();
      const found = await call("checkSession", { nonce: "n" });
      assert.equal(found.idTokenPayload.sub, idTokenPayload.sub);
      assert.equal(found.idTokenPayload.nonce, "n");
    },
    async isRefused() {
      await visit();
      await refused("login_required", "checkSession");
    },
  },
  checkUrlFragment: {
    async works() {
      const { accessToken } = await customer();
      const fragment = `${shop.url}/#access_token=${accessToken}&token_type=Bearer&expires_in=3600`;
      assert.equal(await call("checkUrlFragment", fragment), true);
      assert.equal((await events()).at(-1).name, "authenticated");
    },
    async isRefused() {
      await visit();
      assert.equal(await call("checkUrlFragment", `${shop.url}/#somewhere`), false);
      assert.equal(await call("checkUrlFragment", `${shop.url}/#error=access_denied`), true);
      assert.deepEqual((await events()).map(({ name }) => name), ["authentication_failed"]);
    },
  },
  exchangeAuthorizationCodeWithPkce: {
    async works() {
      await visit();
      const auth = { redirectUri: `${shop.url}/callback` };
      const tokens = await comeBack("signup", { data: { email: newEmail(), password: PASSWORD }, auth });
      assert.equal(tokens.tokenType, "Bearer");
    },
    async isRefused() {
      await visit();
      const redirectUri = `${shop.url}/callback`;
      await refused("invalid_grant", "exchangeAuthorizationCodeWithPkce", { code: "none", redirectUri });
    },
  },
  getMfaStepUpToken: {
    async works() {
      const { email, accessToken } = await withFactor();
      const { token, amr } = await call("getMfaStepUpToken", { accessToken, options: AUTH, action: "Pay" });
      assert.deepEqual(amr, ["email"]);
      assert.ok((await answer(email, token)).idTokenPayload.amr.includes("mfa"));
    },
    async isRefused() {
      const { accessToken } = await customer({ email: undefined, phoneNumber: newNumber() });
      const { errorMessageKey } = await refused("invalid_request", "getMfaStepUpToken", { accessToken, options: AUTH });
      assert.equal(errorMessageKey, "error.authn.mfa.noCredential");
    },
  },
  getPasswordStrength: {
    async works() {
      await visit();
      assert.deepEqual(await call("getPasswordStrength", "password"), { score: 0 });
      assert.deepEqual(await call("getPasswordStrength", PASSWORD), { score: 4 });
    },
    async isRefused() {
      await visit();
      await refused("invalid_request", "getPasswordStrength", { not: "a text" });
    },
  },
  getSessionInfo: {
    async works() {
      const { email } = await customer();
      const { isAuthenticated, ...info } = await call("getSessionInfo");
      assert.deepEqual([isAuthenticated, info.email, info.lastLoginType], [true, email, "password"]);
    },
    async isRefused() {
      await visit();
      assert.deepEqual(await call("getSessionInfo"), { isAuthenticated: false });
    },
  },
  getSignupData: {
    async works() {
      const email = newEmail();
      const signupToken = await invitation({ email, given_name: "Grace" });
      await visit();
      const user = await call("getSignupData", signupToken);
      assert.deepEqual([user.email, user.givenName], [email, "Grace"]);
    },
    async isRefused() {
      await visit();
      await refused("invalid_grant", "getSignupData", "none");
    },
  },
  getUser: {
    async works() {
      const { email, accessToken } = await customer({ givenName: "Grace" });
      const user = await call("getUser", { accessToken, fields: "givenName,email" });
      assert.deepEqual([user.givenName, user.email, user.id], ["Grace", email, undefined]);
    },
    async isRefused() {
      await visit();
      await refused("invalid_grant", "getUser", { accessToken: NO_TOKEN });
    },
  },
  instantiateOneTap: {
    // As far as it goes without Google: its script is the test's, and so is the provider that signs.
    async works() {
      await visit();
      await page.route("https://accounts.google.com/gsi/client", (route) =>
        route.fulfill({
          contentType: "text/javascript",
          body: `google = { accounts: { id: {
            initialize: (settings) => (oneTap = settings),
            prompt: () => (oneTap.prompted = true),
          } } }`,
        }),
      );
      await call("instantiateOneTap", { responseType: "code", useWebMessage: true });
      await page.waitForFunction(() => window.oneTap?.prompted);
      const { nonce, clientId } = await page.evaluate(() => ({
        nonce: window.oneTap.nonce,
        clientId: window.oneTap.client_id,
      }));
      assert.equal(clientId, GOOGLE);
      const name = newName();
      const credential = provider.idToken(name, clientId, nonce);
      const { idTokenPayload } = await page.evaluate((given) => window.oneTap.callback({ credential: given }), credential);
      assert.equal(idTokenPayload.email, `${name}@provider.example`);
      assert.equal(idTokenPayload.authType, "google");

      const again = await page.evaluate(
        (given) => window.oneTap.callback({ credential: given }).catch((error) => error),
        credential,
      );
      assert.equal(again.error, "invalid_grant", "a token is good once");
    },
  },
  listMfaCredentials: {
    async works() {
      const { email, accessToken } = await withFactor();
      const { credentials } = await call("listMfaCredentials", accessToken);
      assert.deepEqual(credentials.map((one) => [one.type, one.email]), [["email", email]]);
    },
    async isRefused() {
      await visit();
      await refused("invalid_grant", "listMfaCredentials", NO_TOKEN);
    },
  },
  listTrustedDevices: {
    async works() {
      const { email } = await withFactor();
      const { accessToken } = await stepUp(email, { trustDevice: true });
      const { trustedDevices } = await call("listTrustedDevices", accessToken);
      assert.equal(trustedDevices.length, 1);
      assert.ok((await call("loginWithPassword", { email, password: PASSWORD, auth: AUTH })).accessToken);
    },
    async isRefused() {
      await visit();
      await refused("invalid_grant", "listTrustedDevices", NO_TOKEN);
    },
  },
  listWebAuthnDevices: {
    async works() {
      const { accessToken } = await withPasskey();
      const devices = await call("listWebAuthnDevices", accessToken);
      assert.deepEqual(devices.map(({ friendlyName }) => friendlyName), ["Laptop"]);
    },
    async isRefused() {
      await visit();
      await refused("invalid_grant", "listWebAuthnDevices", NO_TOKEN);
    },
  },
  loginFromSession: {
    async works() {
      const { idTokenPayload } = await customer();
      const tokens = await comeBack("loginFromSession", { redirectUri: `${shop.url}/callback` });
      assert.equal(tokens.idTokenPayload.sub, idTokenPayload.sub);
    },
    async isRefused() {
      await visit();
      const { searchParams } = await leave(/\/callback\?/, "loginFromSession", {
        redirectUri: `${shop.url}/callback`,
      });
      assert.equal(searchParams.get("error"), "login_required");
    },
  },
  loginWithCredentials: {
    // The browser's store of passwords is the test's: without a person it gives none.
    async works() {
      const { email, idTokenPayload } = await customer();
      await page.goto(`${shop.url}/?client=legacy-app`);
      await store(email, PASSWORD);
      const tokens = await call("loginWithCredentials", {});
      assert.equal(tokens.idTokenPayload.sub, idTokenPayload.sub);
    },
    async isRefused() {
      await visit("/?client=legacy-app");
      await store(newEmail(), PASSWORD);
      await refused("invalid_grant", "loginWithCredentials", {});
      await page.goto(`${shop.url}/`);
      await store(newEmail(), PASSWORD);
      await refused("unauthorized_client", "loginWithCredentials", {});
    },
  },
  loginWithCustomToken: {
    async works() {
      const { idTokenPayload } = await customer();
      await page.goto(`${shop.url}/?client=back-office`);
      const redirectUri = `${shop.url}/back`;
      const auth = { redirectUri, state: "s", nonce: "n" };
      const token = customToken(idTokenPayload.sub);
      const { searchParams } = await leave(`${redirectUri}?*`, "loginWithCustomToken", { token, auth });
      assert.equal(searchParams.get("state"), "s");
      const { json } = await latchkey.call("POST", "/oauth/token", {
        client_id: "back-office",
        client_secret: SECRET,
        grant_type: "authorization_code",
        code: searchParams.get("code"),
        redirect_uri: redirectUri,
      });
      const claims = JSON.parse(Buffer.from(json.id_token.split(".")[1], "base64url"));
      assert.deepEqual([claims.sub, claims.auth_type, claims.nonce], [idTokenPayload.sub, "external", "n"]);
    },
    async isRefused() {
      await visit("/?client=back-office");
      const redirectUri = `${shop.url}/back`;
      const token = customToken(randomUUID());
      const { searchParams } = await leave(`${redirectUri}?*`, "loginWithCustomToken", { token, auth: { redirectUri } });
      assert.equal(searchParams.get("error"), "invalid_grant");
    },
  },
  loginWithPassword: {
    async works() {
      const { email, idTokenPayload } = await customer();
      await visit();
      const tokens = await call("loginWithPassword", { email, password: PASSWORD, auth: AUTH });
      assert.equal(tokens.idTokenPayload.sub, idTokenPayload.sub);
    },
    async isRefused() {
      await visit();
      const { errorMessageKey } = await refused("invalid_grant", "loginWithPassword", {
        email: newEmail(),
        password: PASSWORD,
        auth: AUTH,
      });
      assert.equal(errorMessageKey, "error.invalidEmailOrPassword");
      assert.deepEqual((await events()).map(({ name }) => name), ["login_failed"]);
    },
  },
  loginWithSocialProvider: {
    async works() {
      const { name, idTokenPayload } = await fromProvider();
      assert.equal(idTokenPayload.email, `${name}@provider.example`);
      assert.equal(idTokenPayload.authType, "acme");

      await visit();
      const auth = { redirectUri: `${shop.url}/callback`, loginHint: name, popupMode: true };
      const tokens = await comeBack("loginWithSocialProvider", "acme", auth);
      assert.equal(tokens.idTokenPayload.sub, idTokenPayload.sub, "in a window of its own, too");
    },
    async isRefused() {
      await visit();
      const auth = { redirectUri: `${shop.url}/callback`, loginHint: "refuse" };
      const { searchParams } = await leave(/\/callback\?/, "loginWithSocialProvider", "acme", auth);
      assert.equal(searchParams.get("error"), "access_denied");
    },
  },
  loginWithWebAuthn: {
    async works() {
      const { email, idTokenPayload } = await withPasskey();
      for (const who of [{ email }, { conditionalMediation: false }]) {
        const tokens = await call("loginWithWebAuthn", { ...who, auth: AUTH });
        assert.equal(tokens.idTokenPayload.sub, idTokenPayload.sub);
      }
    },
    async isRefused() {
      await visit();
      await page.evaluate(() => (navigator.credentials.get = async () => null));
      const { error } = await outcome("loginWithWebAuthn", [{ email: newEmail(), auth: AUTH }]);
      assert.match(error, /invalid public key/);
      await refused("invalid_request", "loginWithWebAuthn", { email: "no address", auth: AUTH });
    },
  },
  logout: {
    async works() {
      const { accessToken, refreshToken } = await customer();
      await leave(`${shop.url}/bye`, "logout", { redirectTo: `${shop.url}/bye` }, { tokens: [refreshToken, accessToken] });
      assert.deepEqual(await call("getSessionInfo"), { isAuthenticated: false });
      await refused("invalid_grant", "getUser", { accessToken });
    },
    async isRefused() {
      await customer();
      await leave(`${latchkey.url}/identity/v1/logout?*`, "logout", { redirectTo: "https://evil.example/" });
      assert.match(await page.content(), /invalid_request/);
    },
  },
  off: {
    async works() {
      await visit();
      const heard = await page.evaluate(() => {
        let calls = 0;
        const listener = () => calls++;
        sdk.on("authentication_failed", listener);
        sdk.checkUrlFragment("https://shop.example/#error=access_denied");
        sdk.off("authentication_failed", listener);
        sdk.checkUrlFragment("https://shop.example/#error=access_denied");
        return calls;
      });
      assert.equal(heard, 1);
    },
  },
  on: {
    async works() {
      const { email } = await customer();
      const [{ name, payload }] = await events();
      assert.equal(name, "authenticated");
      assert.equal(payload.idTokenPayload?.email ?? email, email);
    },
  },
  refreshTokens: {
    async works() {
      const { refreshToken } = await customer();
      assert.notEqual((await call("refreshTokens", { refreshToken })).refreshToken, refreshToken);
    },
    async isRefused() {
      await visit();
      await refused("invalid_grant", "refreshTokens", { refreshToken: "none" });
    },
  },
  remoteSettings: {
    async works() {
      await visit();
      const settings = await page.evaluate(() => window.sdk.remoteSettings);
      assert.deepEqual(
        [settings.sso, settings.isPublic, settings.googleClientId, settings.language],
        [true, true, GOOGLE, "en"],
      );
    },
    async isRefused() {
      await visit("/?client=nobody");
      const error = await page.evaluate(() => window.sdk.remoteSettings.catch((e) => e.error));
      assert.equal(error, "invalid_client");
    },
  },
  removeMfaEmail: {
    async works() {
      const { accessToken } = await withFactor();
      await call("removeMfaEmail", { accessToken });
      assert.deepEqual(await call("listMfaCredentials", accessToken), { credentials: [] });
    },
    async isRefused() {
      const { email, accessToken } = await customer();
      await mailed(email);
      const verificationCode = await codeOf(email, () => call("startMfaEmailRegistration", { accessToken }));
      await call("verifyMfaEmailRegistration", { accessToken, verificationCode });
      const { errorMessageKey } = await refused("invalid_grant", "removeMfaEmail", { accessToken });
      assert.equal(errorMessageKey, "error.authn.mfa.stepup.required");
    },
  },
  removeMfaPhoneNumber: {
    async works() {
      const { accessToken } = await withFactor();
      const phoneNumber = newNumber();
      const start = () => call("startMfaPhoneNumberRegistration", { accessToken, phoneNumber });
      await call("verifyMfaPhoneNumberRegistration", {
        accessToken,
        verificationCode: await codeOf(phoneNumber, start),
      });
      await call("removeMfaPhoneNumber", { accessToken, phoneNumber });
      const { credentials } = await call("listMfaCredentials", accessToken);
      assert.deepEqual(credentials.map(({ type }) => type), ["email"]);
    },
    async isRefused() {
      await visit();
      await refused("invalid_grant", "removeMfaPhoneNumber", { accessToken: NO_TOKEN, phoneNumber: newNumber() });
    },
  },
  removeTrustedDevice: {
    async works() {
      const { email } = await withFactor();
      const { accessToken } = await stepUp(email, { trustDevice: true });
      const [{ id }] = (await call("listTrustedDevices", accessToken)).trustedDevices;
      await call("removeTrustedDevice", { accessToken, trustedDeviceId: id });
      assert.deepEqual(await call("listTrustedDevices", accessToken), { trustedDevices: [] });
      assert.ok((await call("loginWithPassword", { email, password: PASSWORD, auth: AUTH })).stepUpToken);
    },
    async isRefused() {
      await visit();
      await refused("invalid_grant", "removeTrustedDevice", { accessToken: NO_TOKEN, trustedDeviceId: randomUUID() });
    },
  },
  removeWebAuthnDevice: {
    async works() {
      const { accessToken } = await withPasskey();
      await withAuthenticator();
      await call("addNewWebAuthnDevice", accessToken, "Phone");
      const [laptop] = await call("listWebAuthnDevices", accessToken);
      await call("removeWebAuthnDevice", accessToken, laptop.id);
      const devices = await call("listWebAuthnDevices", accessToken);
      assert.deepEqual(devices.map(({ friendlyName }) => friendlyName), ["Phone"]);
    },
    async isRefused() {
      await visit();
      await refused("invalid_grant", "removeWebAuthnDevice", NO_TOKEN, "any");
    },
  },
  requestAccountRecovery: {
    async works() {
      const { email } = await withPasskey();
      assert.ok(await codeOf(email, () => call("requestAccountRecovery", { email, redirectUrl: `${shop.url}/reset` })));
    },
    async isRefused() {
      await visit();
      await refused("invalid_request", "requestAccountRecovery", { email: "no address" });
    },
  },
  requestPasswordReset: {
    async works() {
      const { email } = await customer();
      await mailed(email);
      assert.ok(await codeOf(email, () => call("requestPasswordReset", { email, redirectUrl: `${shop.url}/reset` })));
    },
    async isRefused() {
      await visit();
      await refused("invalid_request", "requestPasswordReset", {
        email: newEmail(),
        redirectUrl: "https://evil.example/",
      });
    },
  },
  resetPasskeys: {
    async works() {
      const { email, idTokenPayload } = await withPasskey();
      const verificationCode = await codeOf(email, () => call("requestAccountRecovery", { email }));
      await withAuthenticator();
      await call("resetPasskeys", { email, verificationCode, clientId: "demo-spa", friendlyName: "New" });
      const { accessToken, ...tokens } = await call("loginWithWebAuthn", { email, auth: AUTH });
      assert.equal(tokens.idTokenPayload.sub, idTokenPayload.sub);
      const devices = await call("listWebAuthnDevices", accessToken);
      assert.deepEqual(devices.map(({ friendlyName }) => friendlyName), ["New"]);
    },
    async isRefused() {
      const { email } = await withPasskey();
      const code = await codeOf(email, () => call("requestAccountRecovery", { email }));
      await refused("invalid_grant", "resetPasskeys", { email, verificationCode: wrong(code), clientId: "demo-spa" });
    },
  },
  sendEmailVerification: {
    async works() {
      const { email, accessToken } = await customer();
      await mailed(email);
      const code = await codeOf(email, async () =>
        assert.deepEqual(await call("sendEmailVerification", { accessToken }), { verificationEmailSent: true }),
      );
      await call("verifyEmail", { accessToken, email, verificationCode: code });
      assert.deepEqual(await call("sendEmailVerification", { accessToken }), { verificationEmailSent: false });
    },
    async isRefused() {
      await visit();
      await refused("invalid_grant", "sendEmailVerification", { accessToken: NO_TOKEN });
    },
  },
  sendPhoneNumberVerification: {
    async works() {
      const phoneNumber = newNumber();
      const { accessToken } = await customer({ phoneNumber });
      await mailed(phoneNumber);
      assert.ok(await codeOf(phoneNumber, () => call("sendPhoneNumberVerification", { accessToken })));
    },
    async isRefused() {
      await visit();
      await refused("invalid_grant", "sendPhoneNumberVerification", { accessToken: NO_TOKEN });
    },
  },
  signup: {
    async works() {
      const { email, idTokenPayload } = await customer({ givenName: "Grace" });
      assert.deepEqual(
        [idTokenPayload.email, idTokenPayload.givenName, idTokenPayload.newUser],
        [email, "Grace", true],
      );
    },
    async isRefused() {
      const { email } = await customer();
      await refused("email_already_exists", "signup", { data: { email, password: PASSWORD }, auth: AUTH });
      const { errorDetails } = await refused("invalid_request", "signup", {
        data: { email: "no address", password: PASSWORD },
        auth: AUTH,
      });
      assert.deepEqual(errorDetails.map(({ field }) => field), ["data.email"]);
    },
  },
  signupWithWebAuthn: {
    async works() {
      const { email, idTokenPayload } = await withPasskey();
      assert.equal(idTokenPayload.email, email);
      assert.equal(idTokenPayload.authType, "webauthn");
    },
    async isRefused() {
      const { email } = await customer();
      await withAuthenticator();
      await refused("email_already_exists", "signupWithWebAuthn", { profile: { email } }, AUTH);
    },
  },
  startMfaEmailRegistration: {
    async works() {
      const { email, accessToken } = await customer();
      await mailed(email);
      const verificationCode = await codeOf(email, async () =>
        assert.deepEqual(await call("startMfaEmailRegistration", { accessToken }), { status: "email_sent" }),
      );
      await call("verifyMfaEmailRegistration", { accessToken, verificationCode });
    },
    async isRefused() {
      await visit();
      await refused("invalid_grant", "startMfaEmailRegistration", { accessToken: NO_TOKEN });
    },
  },
  startMfaPhoneNumberRegistration: {
    async works() {
      const { accessToken } = await customer();
      const phoneNumber = newNumber();
      const start = await call("startMfaPhoneNumberRegistration", { accessToken, phoneNumber, action: "Safety" });
      assert.deepEqual(start, { status: "sms_sent" });
    },
    async isRefused() {
      const { accessToken } = await customer();
      await refused("invalid_request", "startMfaPhoneNumberRegistration", { accessToken, phoneNumber: "none" });
    },
  },
  startPasswordless: {
    async works() {
      const phoneNumber = newNumber();
      await visit();
      assert.ok(await codeOf(phoneNumber, () => call("startPasswordless", { authType: "sms", phoneNumber }, AUTH)));
      const email = newEmail();
      await call("startPasswordless", { authType: "magic_link", email }, { redirectUri: `${shop.url}/callback` });
      const { links } = await latchkey.message(email, 1);
      await page.goto(links[0]);
      await page.click("button");
      await page.waitForURL(/\/callback\?/);
      const { idTokenPayload } = await page.evaluate(() => window.tokens);
      assert.equal(idTokenPayload.email, email);
    },
    async isRefused() {
      await visit();
      await refused("invalid_request", "startPasswordless", { authType: "sms", phoneNumber: "none" }, AUTH);
    },
  },
  unlink: {
    async works() {
      const { accessToken, idTokenPayload } = await customer();
      const auth = { redirectUri: `${shop.url}/callback`, loginHint: newName(), accessToken };
      const linked = await comeBack("loginWithSocialProvider", "acme", auth);
      assert.equal(linked.idTokenPayload.sub, idTokenPayload.sub);
      const { identities } = await call("getUser", { accessToken });
      await call("unlink", { accessToken, identityId: identities[0].id });
      assert.deepEqual((await call("getUser", { accessToken })).identities, []);
    },
    async isRefused() {
      const { accessToken } = await fromProvider();
      const { identities } = await call("getUser", { accessToken });
      const { errorMessageKey } = await refused("invalid_request", "unlink", {
        accessToken,
        identityId: identities[0].id,
      });
      assert.equal(errorMessageKey, "error.identity.lastWayIn");
    },
  },
  updateEmail: {
    async works() {
      const { accessToken } = await customer();
      const email = newEmail();
      await call("updateEmail", { accessToken, email, redirectUrl: `${shop.url}/reset` });
      assert.equal((await call("getUser", { accessToken })).email, email);
    },
    async isRefused() {
      const { email } = await customer();
      const { accessToken } = await customer();
      await refused("email_already_exists", "updateEmail", { accessToken, email });
    },
  },
  updatePassword: {
    async works() {
      const { email, accessToken } = await customer();
      await call("updatePassword", { accessToken, oldPassword: PASSWORD, password: NEW_PASSWORD });
      assert.ok((await call("loginWithPassword", { email, password: NEW_PASSWORD, auth: AUTH })).accessToken);
      const verificationCode = await codeOf(email, () => call("requestPasswordReset", { email }));
      await call("updatePassword", { email, verificationCode, password: THIRD_PASSWORD });
      assert.ok((await call("loginWithPassword", { email, password: THIRD_PASSWORD, auth: AUTH })).accessToken);
    },
    async isRefused() {
      const { accessToken } = await customer();
      await refused("invalid_grant", "updatePassword", { accessToken, oldPassword: "not it", password: NEW_PASSWORD });
      await refused("password_too_weak", "updatePassword", { accessToken, oldPassword: PASSWORD, password: "password" });
    },
  },
  updatePhoneNumber: {
    async works() {
      const { accessToken } = await customer();
      const phoneNumber = newNumber();
      assert.ok(await codeOf(phoneNumber, () => call("updatePhoneNumber", { accessToken, phoneNumber })));
    },
    async isRefused() {
      const { accessToken } = await customer();
      await refused("invalid_request", "updatePhoneNumber", { accessToken, phoneNumber: "none" });
    },
  },
  updateProfile: {
    async works() {
      const { accessToken } = await customer();
      await call("updateProfile", { accessToken, data: { familyName: "Hopper", customFields: { loyalty_card: "L-1" } } });
      const user = await call("getUser", { accessToken });
      assert.deepEqual([user.familyName, user.customFields.loyalty_card], ["Hopper", "L-1"]);
      assert.equal((await events()).at(-1).name, "profile_updated");
    },
    async isRefused() {
      const { accessToken } = await customer();
      await refused("invalid_request", "updateProfile", { accessToken, data: { birthdate: "none" } });
    },
  },
  verifyEmail: {
    async works() {
      const { email, accessToken } = await customer();
      await mailed(email);
      const verificationCode = await codeOf(email, () => call("sendEmailVerification", { accessToken }));
      await call("verifyEmail", { accessToken, email, verificationCode });
      assert.equal((await call("getUser", { accessToken })).emailVerified, true);
    },
    async isRefused() {
      const { email, accessToken } = await customer();
      await refused("invalid_grant", "verifyEmail", { accessToken, email, verificationCode: "none" });
    },
  },
  verifyMfaEmailRegistration: {
    async works() {
      const { accessToken } = await withFactor();
      assert.equal((await call("listMfaCredentials", accessToken)).credentials.length, 1);
    },
    async isRefused() {
      const { email, accessToken } = await customer();
      await mailed(email);
      const code = await codeOf(email, () => call("startMfaEmailRegistration", { accessToken }));
      await refused("invalid_grant", "verifyMfaEmailRegistration", { accessToken, verificationCode: wrong(code) });
    },
  },
  verifyMfaPasswordless: {
    async works() {
      const { email } = await withFactor();
      assert.deepEqual((await stepUp(email)).idTokenPayload.amr, ["pwd", "otp", "mfa"]);
    },
    async isRefused() {
      await visit();
      await refused("invalid_state", "verifyMfaPasswordless", { challengeId: "none", verificationCode: "000000" });
    },
  },
  verifyMfaPhoneNumberRegistration: {
    async works() {
      const { accessToken } = await customer();
      const phoneNumber = newNumber();
      const start = () => call("startMfaPhoneNumberRegistration", { accessToken, phoneNumber });
      const verificationCode = await codeOf(phoneNumber, start);
      await call("verifyMfaPhoneNumberRegistration", { accessToken, verificationCode });
      const { credentials } = await call("listMfaCredentials", accessToken);
      assert.deepEqual(credentials.map((one) => [one.type, one.phoneNumber]), [["sms", phoneNumber]]);
    },
    async isRefused() {
      const { accessToken } = await customer();
      const phoneNumber = newNumber();
      const start = () => call("startMfaPhoneNumberRegistration", { accessToken, phoneNumber });
      const verificationCode = wrong(await codeOf(phoneNumber, start));
      await refused("invalid_grant", "verifyMfaPhoneNumberRegistration", { accessToken, verificationCode });
    },
  },
  verifyPasswordless: {
    async works() {
      const phoneNumber = newNumber();
      await visit();
      const start = { authType: "sms", phoneNumber };
      const verificationCode = await codeOf(phoneNumber, () => call("startPasswordless", start, AUTH));
      const tokens = await call("verifyPasswordless", { ...start, verificationCode }, AUTH);
      assert.equal(tokens.idTokenPayload.phoneNumber, phoneNumber);

      const auth = { redirectUri: `${shop.url}/callback` };
      const second = await codeOf(phoneNumber, () => call("startPasswordless", start, auth));
      const again = await comeBack("verifyPasswordless", { ...start, verificationCode: second }, auth);
      assert.equal(again.idTokenPayload.sub, tokens.idTokenPayload.sub, "by leaving the page, too");
    },
    async isRefused() {
      const phoneNumber = newNumber();
      await visit();
      const start = { authType: "sms", phoneNumber };
      const code = await codeOf(phoneNumber, () => call("startPasswordless", start, AUTH));
      await refused("invalid_grant", "verifyPasswordless", { ...start, verificationCode: wrong(code) }, AUTH);
    },
  },
  verifyPhoneNumber: {
    async works() {
      const { accessToken } = await customer();
      const phoneNumber = newNumber();
      const verificationCode = await codeOf(phoneNumber, () => call("updatePhoneNumber", { accessToken, phoneNumber }));
      await call("verifyPhoneNumber", { accessToken, phoneNumber, verificationCode });
      const user = await call("getUser", { accessToken });
      assert.deepEqual([user.phoneNumber, user.phoneNumberVerified], [phoneNumber, true]);
    },
    async isRefused() {
      const { accessToken } = await customer();
      const phoneNumber = newNumber();
      const code = await codeOf(phoneNumber, () => call("updatePhoneNumber", { accessToken, phoneNumber }));
      await refused("invalid_grant", "verifyPhoneNumber", { accessToken, phoneNumber, verificationCode: wrong(code) });
    },
  },
};

/** Puts a password into the browser's store, as the page sees it. */
const store = (id, password) =>
  page.evaluate(
    ([name, secret]) => (navigator.credentials.get = async () => ({ type: "password", id: name, password: secret })),
    [id, password],
  );

describe("the vendor's web client", () => {
  it("has no method that is not called here", async () => {
    await visit();
    const methods = await page.evaluate(() => Object.keys(window.sdk));
    assert.ok(methods.length > 40, methods.join());
    assert.deepEqual(Object.keys(METHODS).sort(), methods.sort());
  });

  for (const [method, { works, isRefused }] of Object.entries(METHODS)) {
    if (works) {
      it(`${method} works`, works);
    }
    if (isRefused) {
      it(`${method} is refused`, isRefused);
    }
  }
});

// --- On the login page of another app (contract section 4.1.7) -------------------------------------

describe("the vendor's web client on a login page", () => {
  const APP = { redirectUri: "", state: "of the app", nonce: "of the app" };

  /** An app sends its user to the login page. */
  async function atLoginPage() {
    await visit("/?client=with-login");
    const auth = { ...APP, redirectUri: `${shop.url}/callback?client=with-login` };
    const { searchParams, hash } = await leave(`${shop.url}/login?*`, "loginFromSession", auth);
    assert.ok(searchParams.get("r5_request_token"));
    assert.equal(hash, "#here");
  }

  function isOfTheApp({ idTokenPayload }, email) {
    assert.equal(new URL(page.url()).searchParams.get("state"), "of the app");
    assert.deepEqual([idTokenPayload.nonce, idTokenPayload.email], ["of the app", email]);
  }

  it("logs in for the app that asked, whatever the page wants", async () => {
    const { email } = await customer();
    await atLoginPage();
    isOfTheApp(await comeBack("loginWithPassword", { email, password: PASSWORD, auth: { state: "of the page" } }), email);
  });

  it("signs up", async () => {
    const email = newEmail();
    await atLoginPage();
    isOfTheApp(await comeBack("signup", { data: { email, password: PASSWORD } }), email);
  });

  it("logs in by a provider", async () => {
    const name = newName();
    await visit("/?client=with-login");
    const auth = { ...APP, redirectUri: `${shop.url}/callback?client=with-login`, loginHint: name };
    await leave(`${shop.url}/login?*`, "loginFromSession", auth);
    isOfTheApp(await comeBack("loginWithSocialProvider", "acme"), `${name}@provider.example`);
  });

  it("logs in by a code", async () => {
    const email = newEmail();
    await atLoginPage();
    const start = { authType: "magic_link", email };
    const verificationCode = await codeOf(email, () => call("startPasswordless", start));
    isOfTheApp(await comeBack("verifyPasswordless", { ...start, verificationCode }), email);
  });

  it("logs in by a passkey", async () => {
    const { email } = await withPasskey();
    const auth = { ...APP, redirectUri: `${shop.url}/callback?client=with-login`, prompt: "login" };
    await page.goto(`${shop.url}/?client=with-login`);
    await leave(`${shop.url}/login?*`, "loginFromSession", auth);
    isOfTheApp(await comeBack("loginWithWebAuthn", { email }), email);
  });

  it("asks for the second factor", async () => {
    const { email } = await withFactor();
    await atLoginPage();
    const { stepUpToken } = await call("loginWithPassword", { email, password: PASSWORD });
    let challengeId;
    const verificationCode = await codeOf(email, async () => {
      ({ challengeId } = await call("startPasswordless", { authType: "email", stepUp: stepUpToken }));
    });
    const tokens = await comeBack("verifyMfaPasswordless", { challengeId, verificationCode });
    isOfTheApp(tokens, email);
    assert.ok(tokens.idTokenPayload.amr.includes("mfa"));
  });
});
