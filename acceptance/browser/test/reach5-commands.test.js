// Every command of our browser SDK through the script that pages load, with what it says on the wire: contract
// web-sdk.md sections 3 and 5.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { openBench } from "../lib/bench.js";

const CLIENT = "demo-spa";
const PASSWORD = "correct horse battery staple";
const SCOPE = "openid profile email phone";
const FULL = { scope: "full_write mfa session", useWebMessage: true };

let bench;
let visit;
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

const newEmail = () => `ada${++count}@example.org`;
const newNumber = () => `+3360606${String(1000 + ++count)}`;

/** Opens the shop in a new browser. */
async function open(path, options) {
  visit = await bench.visit(path, options);
}

/** A customer who has signed up and whose tokens are at hand, in a new browser. */
async function customer(data = {}, auth = FULL) {
  const email = newEmail();
  await open();
  const tokens = await visit.call("signup", { data: { email, password: PASSWORD, ...data }, auth });
  visit.calls.length = 0;
  return { email, ...tokens };
}

const lastCode = async (recipient, messages) => (await bench.latchkey.message(recipient, messages)).codes[0];

/** The parameters that are new each time, taken away after a look at them. */
function withoutChallenge({ code_challenge, code_challenge_method, ...rest }) {
  assert.match(code_challenge, /^[A-Za-z0-9_-]{43}$/);
  assert.equal(code_challenge_method, "S256");
  return rest;
}

const posted = (path, body) => ({ method: "POST", path, body });

// --- What goes over the wire, for each command ----------------------------------------------------

describe("a command says on the wire what the contract says", () => {
  it("getSsoData, and its later name", async () => {
    await open();
    for (const name of ["getSsoData", "getSessionInfo"]) {
      visit.calls.length = 0;
      assert.deepEqual(await visit.call(name), { isAuthenticated: false });
      assert.deepEqual(visit.theCall(), { method: "GET", path: "sso/data", query: { client_id: CLIENT } });
    }
    const { email } = await customer({ givenName: "Ada", familyName: "Lovelace" });
    const session = await visit.call("getSsoData");
    assert.deepEqual(
      { ...session, name: undefined },
      {
        isAuthenticated: true,
        name: undefined,
        email,
        lastLoginType: "password",
        hasPassword: true,
        socialProviders: [],
      },
    );
  });

  it("getUser", async () => {
    const { email, accessToken } = await customer();
    const user = await visit.call("getUser", { accessToken, fields: "email,customFields.loyalty_card" });
    assert.equal(user.email, email);
    assert.deepEqual(visit.theCall(), {
      method: "GET",
      path: "userinfo",
      query: { fields: "email,customFields.loyalty_card" },
    });
    const { headers } = visit.calls[0];
    assert.equal(headers.authorization, `Bearer ${accessToken}`);
    assert.match(headers["x-r5-correlation-id"], /^[0-9a-f-]{36}$/);
    assert.equal(headers["accept-language"], "en");
  });

  it("loginFromSession", async () => {
    await customer();
    const url = await visit.leave(/oauth\/authorize/, "loginFromSession", {
      redirectUri: `${bench.shop.url}/callback`,
      state: "basket 7",
    });
    assert.deepEqual(
      visit.calls.map(({ path }) => path),
      ["sso/data", "/oauth/authorize"],
    );
    assert.deepEqual(withoutChallenge(Object.fromEntries(url.searchParams)), {
      client_id: CLIENT,
      response_type: "code",
      redirect_uri: `${bench.shop.url}/callback`,
      scope: SCOPE,
      display: "page",
      state: "basket 7",
    });
  });

  it("loginWithCustomToken", async () => {
    await open("/basket?item=7&client=implicit");
    const url = await visit.leave(/custom-token/, "loginWithCustomToken", { token: "a.b.c", auth: { nonce: "n" } });
    assert.equal(url.pathname, "/identity/v1/custom-token/login");
    assert.deepEqual(Object.fromEntries(url.searchParams), {
      client_id: "implicit",
      response_type: "token",
      redirect_uri: `${bench.shop.url}/basket`,
      scope: SCOPE,
      display: "page",
      nonce: "n",
      token: "a.b.c",
    });
  });

  it("loginWithPassword", async () => {
    const { email } = await customer();
    await open();
    const url = await visit.leave(/oauth\/authorize/, "loginWithPassword", {
      email,
      password: PASSWORD,
      auth: {
        redirectUri: `${bench.shop.url}/callback`,
        persistent: false,
        origin: "checkout",
        requireRefreshToken: true,
      },
    });
    const { headers: _, ...login } = visit.calls[0];
    assert.deepEqual(
      login,
      posted("password/login", {
        client_id: CLIENT,
        scope: `openid profile email phone offline_access`,
        email,
        password: PASSWORD,
      }),
    );
    const { tkn, ...parameters } = withoutChallenge(Object.fromEntries(url.searchParams));
    assert.ok(tkn);
    assert.deepEqual(parameters, {
      client_id: CLIENT,
      response_type: "code",
      redirect_uri: `${bench.shop.url}/callback`,
      scope: `openid profile email phone offline_access`,
      display: "page",
      origin: "checkout",
      persistent: "false",
    });
  });

  it("loginWithSocialProvider", async () => {
    await open();
    const url = await visit.leave(/oauth\/authorize/, "loginWithSocialProvider", "acme", {
      redirectUri: `${bench.shop.url}/callback`,
      providerScope: "mail birthday",
      accessToken: "of.the.user",
      prompt: "consent",
      loginHint: "ada",
      fetchBasicProfile: false,
      scope: ["openid", "email"],
    });
    assert.deepEqual(withoutChallenge(Object.fromEntries(url.searchParams)), {
      client_id: CLIENT,
      response_type: "code",
      redirect_uri: `${bench.shop.url}/callback`,
      scope: "openid email",
      display: "page",
      prompt: "consent",
      login_hint: "ada",
      provider: "acme",
      provider_scope: "mail birthday",
      access_token: "of.the.user",
    });
  });

  it("logout, with an address", async () => {
    await customer();
    const url = await visit.leave(`${bench.shop.url}/bye`, "logout", { redirectTo: `${bench.shop.url}/bye` });
    assert.equal(url.pathname, "/bye");
    assert.deepEqual(
      visit.calls.map(({ path, query }) => ({ path, query })),
      [{ path: "logout", query: { redirect_to: `${bench.shop.url}/bye` } }],
    );
    await visit.goto("/");
    assert.deepEqual(await visit.call("getSsoData"), { isAuthenticated: false });
  });

  it("logout without an address, on a page that is an allowed one", async () => {
    await customer();
    await visit.goto("/bye");
    await Promise.all([
      visit.page.waitForEvent("framenavigated"),
      visit.page.evaluate(() => void window.reach5("logout")),
    ]);
    assert.equal(visit.page.url(), `${bench.shop.url}/bye`);
    await visit.goto("/");
    assert.deepEqual(await visit.call("getSsoData"), { isAuthenticated: false });
  });

  it("logout without an address, on any page: nobody leaves", async () => {
    const { refreshToken, accessToken } = await customer({}, { ...FULL, requireRefreshToken: true });
    await visit.call("logout", {}, { tokens: [refreshToken, accessToken] });
    assert.deepEqual(await visit.call("getSsoData"), { isAuthenticated: false });
    assert.equal((await visit.refused("getUser", { accessToken })).error, "invalid_grant");
    assert.equal((await visit.refused("refreshTokens", { refreshToken })).error, "invalid_grant");
  });

  it("refreshTokens, with either token", async () => {
    const { accessToken, refreshToken } = await customer({}, { ...FULL, requireRefreshToken: true });
    const renewed = await visit.call("refreshTokens", { accessToken });
    assert.equal(renewed.tokenType, "Bearer");
    assert.deepEqual(visit.theCall(), posted("token/access-token", { client_id: CLIENT, access_token: accessToken }));
    visit.calls.length = 0;
    const refreshed = await visit.call("refreshTokens", { refreshToken, scope: ["openid", "email"] });
    assert.ok(refreshed.idTokenPayload.sub);
    assert.deepEqual(
      visit.theCall(),
      posted("/oauth/token", {
        client_id: CLIENT,
        grant_type: "refresh_token",
        refresh_token: refreshToken,
        scope: "openid email",
      }),
    );
  });

  it("requestPasswordReset, and updatePassword with its code", async () => {
    const { email } = await customer();
    const redirectUrl = `${bench.shop.url}/reset`;
    assert.equal(await visit.call("requestPasswordReset", { email, redirectUrl }), undefined);
    assert.deepEqual(
      visit.theCall(),
      posted("forgot-password", { client_id: CLIENT, email, redirect_url: redirectUrl }),
    );
    const verificationCode = await lastCode(email, 2);
    visit.calls.length = 0;
    const password = "an entirely new passphrase";
    await visit.call("updatePassword", { email, verificationCode, password });
    assert.deepEqual(
      visit.theCall(),
      posted("update-password", { client_id: CLIENT, password, email, verification_code: verificationCode }),
    );
  });

  it("signup", async () => {
    await open();
    const email = newEmail();
    const customFields = { loyalty_card: "L-1" };
    const consents = {
      newsletter: { granted: true, consentType: "opt-in", consentVersion: { versionId: 1, language: "en" } },
    };
    await visit.call("signup", {
      data: { email, password: PASSWORD, givenName: "Ada", customFields, consents },
      redirectUrl: `${bench.shop.url}/reset`,
      auth: FULL,
    });
    assert.deepEqual(
      { ...visit.calls[0], headers: undefined },
      {
        ...posted("signup", {
          client_id: CLIENT,
          scope: `${SCOPE} full_write mfa session`,
          data: {
            email,
            password: PASSWORD,
            given_name: "Ada",
            custom_fields: customFields,
            consents: {
              newsletter: { granted: true, consent_type: "opt-in", consent_version: { version_id: 1, language: "en" } },
            },
          },
          redirect_url: `${bench.shop.url}/reset`,
        }),
        headers: undefined,
      },
    );
  });

  it("startPasswordless and verifyPasswordless, by text message", async () => {
    await open();
    const phoneNumber = newNumber();
    const auth = { redirectUri: `${bench.shop.url}/callback`, state: "s" };
    const [error] = await visit.run("startPasswordless", { authType: "sms", phoneNumber, auth });
    assert.equal(error, null);
    const call = visit.theCall();
    const { body } = call;
    assert.equal(call.path, "passwordless/start");
    assert.deepEqual(withoutChallenge(body), {
      client_id: CLIENT,
      response_type: "code",
      redirect_uri: `${bench.shop.url}/callback`,
      scope: SCOPE,
      display: "page",
      state: "s",
      auth_type: "sms",
      phone_number: phoneNumber,
    });
    const verificationCode = await lastCode(phoneNumber, 1);
    visit.calls.length = 0;
    const url = await visit.leave(`${bench.shop.url}/callback?*`, "verifyPasswordless", {
      phoneNumber,
      verificationCode,
      auth,
    });
    const proof = { auth_type: "sms", phone_number: phoneNumber, verification_code: verificationCode };
    const [check, verify] = visit.calls;
    assert.deepEqual([check.path, check.body], ["verify-auth-code", proof]);
    assert.deepEqual(
      [verify.path, verify.query],
      [
        "passwordless/verify",
        {
          client_id: CLIENT,
          response_type: "code",
          redirect_uri: `${bench.shop.url}/callback`,
          scope: SCOPE,
          display: "page",
          state: "s",
          ...proof,
        },
      ],
    );
    assert.equal(url.searchParams.get("state"), "s");

    await visit.goto("/");
    const tokens = await visit.call("exchangeAuthorizationCodeWithPkce", {
      code: url.searchParams.get("code"),
      state: "s",
    });
    assert.equal(tokens.idTokenPayload.phoneNumber, phoneNumber);
  });

  it("startPasswordless and verifyPasswordless, without leaving the page", async () => {
    await open();
    const phoneNumber = newNumber();
    await visit.call("startPasswordless", { authType: "sms", phoneNumber, auth: FULL });
    const verificationCode = await lastCode(phoneNumber, 1);
    visit.calls.length = 0;
    const tokens = await visit.call("verifyPasswordless", { phoneNumber, verificationCode, auth: FULL });
    assert.ok(tokens.accessToken);
    assert.deepEqual(
      visit.calls.map(({ path }) => path),
      ["passwordless/verify", "/oauth/token"],
    );
    assert.deepEqual(visit.calls[0].body, {
      auth_type: "sms",
      phone_number: phoneNumber,
      verification_code: verificationCode,
    });
  });

  it("verifyPasswordless of a page that no longer knows how it began", async () => {
    await open();
    const phoneNumber = newNumber();
    const auth = { redirectUri: `${bench.shop.url}/callback` };
    await visit.call("startPasswordless", { authType: "sms", phoneNumber, ...auth });
    const verificationCode = await lastCode(phoneNumber, 1);
    const url = await visit.leave(`${bench.shop.url}/callback?*`, "verifyPasswordless", {
      phoneNumber,
      verificationCode,
    });
    assert.ok(url.searchParams.get("code"));
  });

  it("startPasswordless, by a link that opens in a new tab", async () => {
    await open();
    const email = newEmail();
    const auth = { redirectUri: `${bench.shop.url}/callback`, nonce: "of the link" };
    await visit.call("startPasswordless", { authType: "magic_link", email, auth });
    const { auth_type: authType, email: sent } = visit.theCall().body;
    assert.deepEqual([authType, sent], ["magic_link", email]);
    const { links } = await bench.latchkey.message(email, 1);
    visit.page = await visit.page.context().newPage();
    await visit.page.goto(links[0]);
    await visit.page.click("button");
    await visit.page.waitForURL(`${bench.shop.url}/callback?*`);
    const code = new URL(visit.page.url()).searchParams.get("code");
    const tokens = await visit.call("exchangeAuthorizationCodeWithPkce", { code });
    assert.equal(tokens.idTokenPayload.email, email);
    assert.equal(tokens.idTokenPayload.nonce, "of the link");
  });

  it("updateEmail", async () => {
    const { accessToken } = await customer();
    const email = newEmail();
    await visit.call("updateEmail", { accessToken, email, redirectUrl: `${bench.shop.url}/reset` });
    assert.deepEqual(visit.theCall(), posted("update-email", { email, redirect_url: `${bench.shop.url}/reset` }));
  });

  it("updatePassword, with a token", async () => {
    const { accessToken } = await customer();
    await visit.call("updatePassword", { accessToken, password: "an entirely new passphrase", oldPassword: PASSWORD });
    assert.deepEqual(
      visit.theCall(),
      posted("update-password", { client_id: CLIENT, password: "an entirely new passphrase", old_password: PASSWORD }),
    );
  });

  it("updatePhoneNumber and verifyPhoneNumber", async () => {
    const { accessToken } = await customer();
    const phoneNumber = newNumber();
    await visit.call("updatePhoneNumber", { accessToken, phoneNumber });
    assert.deepEqual(visit.theCall(), posted("update-phone-number", { phone_number: phoneNumber }));
    const verificationCode = await lastCode(phoneNumber, 1);
    visit.calls.length = 0;
    await visit.call("verifyPhoneNumber", { accessToken, phoneNumber, verificationCode });
    assert.deepEqual(
      visit.theCall(),
      posted("verify-phone-number", { phone_number: phoneNumber, verification_code: verificationCode }),
    );
    assert.deepEqual((await visit.happened()).at(-1), {
      name: "profile_updated",
      payload: { phoneNumber, phoneNumberVerified: true },
    });
  });

  it("updateProfile, also as older pages spell it", async () => {
    const { accessToken } = await customer();
    const data = { familyName: "Lovelace", customFields: { loyalty_card: "L-2" } };
    for (const name of ["updateProfile", "udpateProfile"]) {
      visit.calls.length = 0;
      const profile = await visit.call(name, { accessToken, data });
      assert.equal(profile.familyName, "Lovelace");
      assert.equal(profile.customFields.loyalty_card, "L-2");
      assert.deepEqual(
        visit.theCall(),
        posted("update-profile", { family_name: "Lovelace", custom_fields: { loyalty_card: "L-2" } }),
      );
      assert.deepEqual((await visit.happened()).at(-1), { name: "profile_updated", payload: data });
    }
  });
});

// --- The commands beyond the seed -----------------------------------------------------------------

describe("a further command", () => {
  it("asks how strong a password is", async () => {
    await open();
    assert.deepEqual(await visit.call("getPasswordStrength", "password"), { score: 0 });
    assert.deepEqual(visit.theCall(), posted("password/strength", { client_id: CLIENT, password: "password" }));
  });

  it("verifies an address", async () => {
    const { accessToken, email } = await customer();
    assert.deepEqual(await visit.call("sendEmailVerification", { accessToken }), { verificationEmailSent: true });
    assert.deepEqual(
      await visit.call("verifyEmail", { accessToken, email, verificationCode: await lastCode(email, 2) }),
      undefined,
    );
    const { emailVerified } = await visit.call("getUser", { accessToken });
    assert.equal(emailVerified, true);
    assert.deepEqual(await visit.call("sendEmailVerification", { accessToken }), { verificationEmailSent: false });
  });

  it("sends a number one more code", async () => {
    const { accessToken } = await customer({ phoneNumber: newNumber() });
    assert.deepEqual(await visit.call("sendPhoneNumberVerification", { accessToken }), { verificationCodeSent: true });
    assert.deepEqual(visit.theCall(), { method: "POST", path: "send-phone-number-verification" });
  });

  it("lists and ends sessions", async () => {
    const { accessToken } = await customer();
    const { sessionDevices } = await visit.call("listSessionDevices", { accessToken });
    const { id } = sessionDevices.find(({ tokenType }) => tokenType === "ST");
    await visit.call("removeSessionDevice", { accessToken, sessionDeviceId: id });
    assert.deepEqual(await visit.call("getSsoData"), { isAuthenticated: false });
  });

  it("registers second factors, logs in with one, and removes them", async () => {
    const { accessToken, email } = await customer();
    const { status } = await visit.call("startMfaEmailRegistration", { accessToken });
    assert.equal(status, "email_sent");
    await visit.call("verifyMfaEmailRegistration", { accessToken, verificationCode: await lastCode(email, 2) });
    const { credentials } = await visit.call("listMfaCredentials", accessToken);
    assert.deepEqual(
      credentials.map(({ type }) => type),
      ["email"],
    );

    visit.calls.length = 0;
    const stepUp = await visit.call("getMfaStepUpToken", { accessToken, auth: { ...FULL, nonce: "of the step-up" } });
    assert.deepEqual(stepUp.amr, ["email"]);
    const { challengeId } = await visit.call("startPasswordless", { authType: "email", stepUp: stepUp.token });
    const verificationCode = await lastCode(email, 4);
    const strong = await visit.call("verifyMfaPasswordless", { challengeId, verificationCode });
    assert.ok(strong.idTokenPayload.amr.includes("mfa"));
    assert.equal(strong.idTokenPayload.nonce, "of the step-up");
    assert.deepEqual(
      visit.calls.map(({ path }) => path),
      ["mfa/stepup", "passwordless/start", "passwordless/verify", "/oauth/token"],
    );

    const half = await visit.call("loginWithPassword", { email, password: PASSWORD, auth: FULL });
    assert.deepEqual([Object.keys(half).sort(), half.amr], [["amr", "stepUpToken"], ["email"]]);
    const second = await visit.call("startPasswordless", { authType: "email", stepUp: half.stepUpToken });
    const code = await lastCode(email, 5);
    const wrong = { ...second, verificationCode: code === "000000" ? "000001" : "000000" };
    assert.equal((await visit.refused("verifyMfaPasswordless", wrong)).error, "invalid_grant");
    assert.ok(
      (await visit.call("verifyMfaPasswordless", { ...second, verificationCode: code, trustDevice: true })).accessToken,
    );
    const { trustedDevices } = await visit.call("listTrustedDevices", { accessToken: strong.accessToken });
    assert.equal(trustedDevices.length, 1);
    assert.ok((await visit.call("loginWithPassword", { email, password: PASSWORD, auth: FULL })).accessToken);
    const trustedDeviceId = trustedDevices[0].id;
    await visit.call("removeTrustedDevice", { accessToken: strong.accessToken, trustedDeviceId });

    await visit.call("removeMfaEmail", { accessToken: strong.accessToken });
    assert.deepEqual(await visit.call("listMfaCredentials", strong.accessToken), { credentials: [] });
    assert.deepEqual(await visit.call("listTrustedDevices", { accessToken: strong.accessToken }), {
      trustedDevices: [],
    });
  });

  it("makes passkeys and logs in with them", async () => {
    await open();
    await addAuthenticator();
    const email = newEmail();
    const first = await visit.call("signupWithWebAuthn", { profile: { email }, friendlyName: "Laptop", auth: FULL });
    assert.equal(first.idTokenPayload.email, email);
    assert.equal(
      (await visit.call("loginWithWebAuthn", { email, auth: FULL })).idTokenPayload.sub,
      first.idTokenPayload.sub,
    );
    const { accessToken, idTokenPayload } = await visit.call("loginWithWebAuthn", { auth: FULL });
    assert.equal(idTokenPayload.sub, first.idTokenPayload.sub);
    const [laptop, ...others] = await visit.call("listWebAuthnDevices", accessToken);
    assert.deepEqual([laptop.friendlyName, others], ["Laptop", []]);

    assert.equal((await visit.refused("addNewWebAuthnDevice", accessToken, "Again")).error, "access_denied");
    const authenticator = await addAuthenticator();
    await visit.call("addNewWebAuthnDevice", accessToken, "Phone");
    await visit.call("removeWebAuthnDevice", accessToken, laptop.id);
    const left = await visit.call("listWebAuthnDevices", accessToken);
    assert.deepEqual(
      left.map(({ friendlyName }) => friendlyName),
      ["Phone"],
    );

    await visit.call("requestAccountRecovery", { email, redirectUrl: `${bench.shop.url}/reset` });
    const { links, codes } = await bench.latchkey.message(email, 4);
    const verificationCode = codes[0] ?? new URL(links[0]).searchParams.get("verification_code");
    await authenticator.replace();
    await visit.call("resetPasskeys", { email, verificationCode, friendlyName: "New" });
    assert.ok((await visit.call("loginWithWebAuthn", { email, auth: FULL })).accessToken);
  });

  it("is told that the user does not want a passkey", async () => {
    await open();
    await addAuthenticator();
    const error = await visit.refused("loginWithWebAuthn", { email: newEmail(), auth: FULL });
    assert.equal(error.error, "access_denied");
    assert.match(error.errorDescription, /NotAllowedError/);
  });
});

/** Gives the page's browser an authenticator that asks nobody, in the place of the one that it had. */
async function addAuthenticator() {
  const devtools = (visit.devtools ??= await visit.page.context().newCDPSession(visit.page));
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
  return { replace: addAuthenticator };
}

// --- What goes wrong ------------------------------------------------------------------------------

const TOKEN = { accessToken: "no.such.token" };
const IDENTITY = { email: "nobody@example.org", password: PASSWORD };

/** Each command that calls the server: options that the server refuses, and its error. */
const REFUSALS = [
  ["getUser", [TOKEN], "invalid_grant"],
  ["loginWithPassword", [{ ...IDENTITY, auth: { useWebMessage: true } }], "invalid_grant"],
  ["refreshTokens", [TOKEN], "invalid_grant"],
  ["refreshTokens", [{ refreshToken: "none" }], "invalid_grant"],
  ["requestPasswordReset", [{ email: "no address" }], "invalid_request"],
  ["signup", [{ data: { email: "no address", password: PASSWORD } }], "invalid_request"],
  ["startPasswordless", [{ authType: "sms", phoneNumber: "no number", auth: FULL }], "invalid_request"],
  ["updateEmail", [{ ...TOKEN, email: "a@example.org" }], "invalid_grant"],
  ["updatePassword", [{ ...TOKEN, password: PASSWORD }], "invalid_grant"],
  ["updatePhoneNumber", [{ ...TOKEN, phoneNumber: "+33606060606" }], "invalid_grant"],
  ["updateProfile", [{ ...TOKEN, data: { givenName: "A" } }], "invalid_grant"],
  ["verifyPasswordless", [{ phoneNumber: "+33606060606", verificationCode: "123456" }], "invalid_grant"],
  ["verifyPhoneNumber", [{ ...TOKEN, phoneNumber: "+33606060606", verificationCode: "1" }], "invalid_grant"],
  ["loginFromSession", [{ redirectUri: "https://shop.example/" }], "login_required"],
  ["checkSession", [{}], "login_required"],
  ["exchangeAuthorizationCodeWithPkce", [{ code: "none", redirectUri: "https://shop.example/" }], "invalid_grant"],
  ["unlink", [{ ...TOKEN, identityId: "1" }], "invalid_grant"],
  ["verifyEmail", [{ ...TOKEN, email: "a@example.org", verificationCode: "1" }], "invalid_grant"],
  ["verifyMfaPasswordless", [{ challengeId: "none", verificationCode: "1" }], "invalid_state"],
  ["listSessionDevices", [TOKEN], "invalid_grant"],
  ["listMfaCredentials", ["no.such.token"], "invalid_grant"],
];

describe("a server error reaches the callback", () => {
  it("of every command, in its own shape", async () => {
    await open();
    for (const [command, options, expected] of REFUSALS) {
      const { error, ...more } = await visit.refused(command, ...options);
      assert.equal(error, expected, `${command}: ${JSON.stringify(more)}`);
      if (command !== "loginFromSession") {
        assert.match(more.errorId, /^[A-Za-z0-9]{10}$/, command);
        assert.ok(more.errorMessageKey, command);
      }
    }
    assert.deepEqual(await visit.eventNames(), ["login_failed", "signup_failed", "login_failed", "login_failed"]);
  });

  it("with the fields that are wrong, and a text in the language of the page", async () => {
    await open("/?with=stub,listen,french");
    const { errorDetails } = await visit.refused("signup", { data: { email: "no address", password: PASSWORD } });
    assert.deepEqual(
      errorDetails.map(({ field, code }) => ({ field, code })),
      [{ field: "data.email", code: "invalid" }],
    );
    const { errorUserMsg } = await visit.refused("loginWithPassword", IDENTITY);
    assert.match(errorUserMsg, /mot de passe/i);
  });
});

describe("a network error reaches the callback", () => {
  it("of every command, and is no refusal", async () => {
    await open();
    await visit.page.route(`${bench.latchkey.url}/**`, (route) => route.abort());
    for (const [command, options] of REFUSALS.filter(([name]) => name !== "checkSession")) {
      assert.equal((await visit.refused(command, ...options)).error, "network_error", command);
    }
    assert.equal((await visit.refused("getSsoData")).error, "network_error");
    assert.equal((await visit.refused("logout")).error, "network_error");
    assert.deepEqual(await visit.eventNames(), []);
  });

  it("of every command, when not even the configuration could be loaded, and the next one tries again", async () => {
    await open("/", { ready: false });
    await visit.page.route("**/identity/v1/config?*", (route) => route.abort());
    await visit.page.reload();
    await visit.page.waitForFunction(() => window.reach5.loaded);
    assert.equal((await visit.refused("getPasswordStrength", "x")).error, "network_error");
    await visit.page.unroute("**/identity/v1/config?*");
    assert.deepEqual(await visit.call("getPasswordStrength", "password"), { score: 0 });
    await visit.page.evaluate(() => new Promise((done) => window.reach5("on", "ready", done)));
  });

  it("of an answer that is none of ours", async () => {
    await open();
    await visit.page.route("**/userinfo", (route) =>
      route.fulfill({
        status: 502,
        contentType: "text/html",
        body: "<h1>Bad gateway</h1>",
        headers: { "access-control-allow-origin": "*" },
      }),
    );
    const error = await visit.refused("getUser", TOKEN);
    assert.equal(error.error, "server_error");
    assert.match(error.errorDescription, /502/);
  });
});

/** Each command with something that it must have: options without, and what is missing. */
const INCOMPLETE = [
  ["getUser", [], "accessToken"],
  ["getUser", [{}], "accessToken"],
  ["loginWithCustomToken", [{}], "token"],
  ["loginWithPassword", [{ email: "a@example.org" }], "password"],
  ["loginWithPassword", [{ password: "x" }], "email"],
  ["loginWithSocialProvider", [], "provider"],
  ["refreshTokens", [{}], "refreshToken"],
  ["requestPasswordReset", [{}], "email"],
  ["signup", [{}], "data"],
  ["startPasswordless", [{ email: "a@example.org" }], "authType"],
  ["startPasswordless", [{ authType: "sms" }], "phoneNumber"],
  ["updateEmail", [TOKEN], "email"],
  ["updatePassword", [TOKEN], "password"],
  ["updatePassword", [{ password: "x" }], "accessToken"],
  ["updatePhoneNumber", [TOKEN], "phoneNumber"],
  ["updateProfile", [TOKEN], "data"],
  ["verifyPasswordless", [{ phoneNumber: "+33606060606" }], "verificationCode"],
  ["verifyPhoneNumber", [TOKEN], "phoneNumber"],
  ["exchangeAuthorizationCodeWithPkce", [{}], "code"],
  ["unlink", [TOKEN], "identityId"],
  ["getPasswordStrength", [], "password"],
];

describe("a missing option", () => {
  it("is told of and nothing is sent", async () => {
    await open();
    for (const [command, options, field] of INCOMPLETE) {
      const { error, errorDetails } = await visit.refused(command, ...options);
      assert.equal(error, "invalid_request", command);
      assert.ok(
        errorDetails.some((detail) => detail.field === field && detail.code === "missing"),
        command,
      );
    }
    assert.deepEqual(visit.calls, []);
  });

  it("and one too many", async () => {
    await open();
    for (const [command, options] of [
      ["startPasswordless", { authType: "sms", email: "a@example.org", phoneNumber: "+33606060606" }],
      ["loginWithPassword", { email: "a@example.org", phoneNumber: "+33606060606", password: "x" }],
    ]) {
      assert.equal((await visit.refused(command, options)).error, "invalid_request", command);
    }
    assert.deepEqual(visit.calls, []);
  });
});
