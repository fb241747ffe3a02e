// A client that others wrote and keep, against this server's endpoints: openid-client, as a back end uses it, strict as it
// is by default and with the signatures of all tokens checked. Its users log in on the server's own pages.

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import * as oidc from "openid-client";
import { demoWith, documentedClient, NO_RATE_LIMITS } from "../lib/config.js";
import { PASSWORD } from "../lib/hosted.js";
import { Latchkey } from "../lib/latchkey.js";
import { PlainBrowser } from "../lib/plain.js";

const REDIRECT = "https://shop.example/callback";
const BYE = "https://shop.example/bye";
const SECRET = "a-secret-of-the-tests-and-nobody-else-0123456789";
const REGISTRATION_TOKEN = "an-initial-access-token-of-the-tests";
const SCOPE = "openid profile email offline_access";
const KID = "of-the-shop";

let folder;
let latchkey;
let keys;
let site;
let count = 0;

/** A client's site: its keys, and a request that waits there. */
async function openSite(jwks) {
  const server = createServer((request, response) => response.end(request.url === "/keys" ? jwks : site.request));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  const site = { request: "", requestUri: `${url}/request.jwt`, jwksUri: `${url}/keys`, close: () => server.close() };
  return site;
}

before(async () => {
  keys = await oidc.randomDPoPKeyPair("ES256", { extractable: true });
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", keys.publicKey);
  const jwks = JSON.stringify({ keys: [{ kty, crv, x, y, kid: KID }] });
  site = await openSite(jwks);
  const client = (id, method, more) => `      - id: ${id}
        name: ${id}
        auth_method: ${method}
        redirect_uris: ["${REDIRECT}"]
        logout: {post_logout_redirect_uris: ["${BYE}"]}
        scopes: [openid, profile, email, offline_access]
        refresh_tokens: true
        pkce_enforced: true
        ${more}
`;
  const withSecret = `secrets: ["${SECRET}"]\n        client_credentials: true`;
  const clients = [
    client("public", "none", "openid: {default_max_age: 8h, device_grant: true}"),
    await documentedClient("shop", [["${SHOP_SECRET}", SECRET], ["refresh_tokens", "client_credentials: true\n        refresh_tokens"]]),
    client("post", "client_secret_post", `${withSecret}\n        id_token_alg: ES256`),
    client("hmac", "client_secret_jwt", `${withSecret}\n        id_token_alg: PS256`),
    client(
      "signing",
      "private_key_jwt",
      `client_credentials: true
        id_token_alg: EdDSA
        openid: {userinfo_signed_response_alg: ES256}
        security: {jwks: ${jwks}, request_uris: ["${site.requestUri}"]}`,
    ),
    await documentedClient("bank", [["https://bank.example/callback", REDIRECT], ["https://bank.example/keys", site.jwksUri]]),
    client("legacy", "none", "legacy: {implicit: true}"),
  ];
  folder = await mkdtemp(join(tmpdir(), "latchkey-interop-"));
  const config = await demoWith(folder, [
    NO_RATE_LIMITS,
    [
      "    # outbound: {timeout: 5s}",
      `    outbound: {allow_private: ["127.0.0.1"]}
    registration: {initial_access_tokens: ["${REGISTRATION_TOKEN}"]}
    # outbound: {timeout: 5s}`,
    ],
    ["      - id: demo-backend ", `${clients.join("")}      - id: demo-backend `],
  ]);
  latchkey = await Latchkey.start({ folder, config });
});

after(async () => {
  await latchkey?.interrupt();
  site?.close();
  await rm(folder, { recursive: true, force: true });
});

// --- Words for the tests --------------------------------------------------------------------------

const AUTHENTICATION = {
  public: () => oidc.None(),
  legacy: () => oidc.None(),
  shop: () => oidc.ClientSecretBasic(SECRET),
  post: () => oidc.ClientSecretPost(SECRET),
  hmac: () => oidc.ClientSecretJwt(SECRET),
  signing: () => oidc.PrivateKeyJwt({ key: keys.privateKey, kid: KID }),
  bank: () => oidc.PrivateKeyJwt({ key: keys.privateKey, kid: KID }),
};

/** What a client is told of itself beside its id; the rest comes from discovery. */
const METADATA = {
  post: { id_token_signed_response_alg: "ES256" },
  hmac: { id_token_signed_response_alg: "PS256" },
  signing: { id_token_signed_response_alg: "EdDSA", userinfo_signed_response_alg: "ES256" },
  bank: { id_token_signed_response_alg: "PS256" },
};

async function discovered(id) {
  const config = await oidc.discovery(new URL(latchkey.url), id, METADATA[id], AUTHENTICATION[id](), {
    execute: [oidc.allowInsecureRequests],
  });
  oidc.enableNonRepudiationChecks(config);
  return config;
}

/** The parameters of a request, and what its answer is held to. */
async function newRequest(more = {}) {
  const checks = {
    pkceCodeVerifier: oidc.randomPKCECodeVerifier(),
    expectedState: oidc.randomState(),
    expectedNonce: oidc.randomNonce(),
    idTokenExpected: true,
  };
  const parameters = {
    redirect_uri: REDIRECT,
    scope: SCOPE,
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: "S256",
    ...more,
  };
  return { checks, parameters };
}

/** Logs a new user in on the page that the browser shows. */
async function logIn(browser) {
  const email = `interop-${++count}@example.org`;
  const data = { email, password: PASSWORD };
  await latchkey.call("POST", "/identity/v1/signup", { client_id: "demo-spa", data });
  return browser.submit("/login", { identifier: email, password: PASSWORD });
}

/** The address at which a new user's browser comes back to the client. */
async function comesBack(address, browser = new PlainBrowser(latchkey.url)) {
  await browser.open(address);
  return logIn(browser);
}

/** Tokens of a new user, by the request as it stands in the address. */
async function tokensOf(config, { more, options, browser } = {}) {
  const { checks, parameters } = await newRequest(more);
  const back = await comesBack(oidc.buildAuthorizationUrl(config, parameters), browser);
  return oidc.authorizationCodeGrant(config, back, checks, undefined, options);
}

// --- What it does ---------------------------------------------------------------------------------

describe("openid-client", () => {
  for (const id of ["public", "shop", "post", "hmac", "signing"]) {
    it(`logs in, reads userinfo, refreshes, introspects and revokes as the client "${id}"`, async () => {
      const config = await discovered(id);
      const tokens = await tokensOf(config);
      const { sub, amr } = tokens.claims();
      assert.deepEqual(amr, ["pwd"]);
      const user = await oidc.fetchUserInfo(config, tokens.access_token, sub);
      assert.equal(user.email, `interop-${count}@example.org`);

      const next = await oidc.refreshTokenGrant(config, tokens.refresh_token);
      assert.equal(next.claims().sub, sub);
      if (id !== "public") {
        const { active, sub: whose } = await oidc.tokenIntrospection(config, next.access_token);
        assert.deepEqual({ active, whose }, { active: true, whose: sub });
        const own = await oidc.clientCredentialsGrant(config);
        assert.equal((await oidc.tokenIntrospection(config, own.access_token)).client_id, id);
      }
      await oidc.tokenRevocation(config, next.refresh_token);
      await assert.rejects(oidc.refreshTokenGrant(config, next.refresh_token), { error: "invalid_grant" });
      await assert.rejects(oidc.fetchUserInfo(config, next.access_token, sub), { status: 401 });
    });
  }

  it("pushes its request", async () => {
    for (const id of ["public", "shop", "signing"]) {
      const config = await discovered(id);
      const { checks, parameters } = await newRequest();
      const address = await oidc.buildAuthorizationUrlWithPAR(config, parameters);
      assert.deepEqual([...address.searchParams.keys()].sort(), ["client_id", "request_uri"]);
      const tokens = await oidc.authorizationCodeGrant(config, await comesBack(address), checks);
      assert.ok(tokens.refresh_token);
    }
  });

  it("signs its request, by value, pushed, and by reference", async () => {
    const config = await discovered("signing");
    const signed = async () => {
      const { checks, parameters } = await newRequest();
      const key = { key: keys.privateKey, kid: KID };
      return { checks, address: await oidc.buildAuthorizationUrlWithJAR(config, parameters, key) };
    };
    const ways = {
      value: (address) => address,
      pushed: (address) =>
        oidc.buildAuthorizationUrlWithPAR(config, { request: address.searchParams.get("request") }),
      reference: (address) => {
        site.request = address.searchParams.get("request");
        return oidc.buildAuthorizationUrl(config, { request_uri: site.requestUri });
      },
    };
    for (const [name, way] of Object.entries(ways)) {
      const { checks, address } = await signed();
      const back = await comesBack(await way(address));
      const tokens = await oidc.authorizationCodeGrant(config, back, checks);
      assert.ok(tokens.claims().sub, name);
    }
  });

  it("gets the answer as a form", async () => {
    const config = await discovered("shop");
    const { checks, parameters } = await newRequest({ response_mode: "form_post" });
    const browser = new PlainBrowser(latchkey.url);
    await comesBack(oidc.buildAuthorizationUrl(config, parameters), browser);
    const { action, values } = browser.forms()[0];
    assert.equal(action, REDIRECT);
    const posted = new Request(action, { method: "POST", body: new URLSearchParams(values) });
    assert.ok((await oidc.authorizationCodeGrant(config, posted, checks)).claims().sub);
  });

  it("takes no answer that is not to its request, or not of this server", async () => {
    const config = await discovered("shop");
    const { checks, parameters } = await newRequest();
    const back = await comesBack(oidc.buildAuthorizationUrl(config, parameters));
    const changed = (name, value) => {
      const url = new URL(back);
      value ? url.searchParams.set(name, value) : url.searchParams.delete(name);
      return url;
    };
    for (const url of [changed("iss", "https://other.example"), changed("iss"), changed("state", "another")]) {
      await assert.rejects(oidc.authorizationCodeGrant(config, url, checks), { code: /^OAUTH_/ });
    }
    const nonce = { ...checks, expectedNonce: oidc.randomNonce() };
    await assert.rejects(oidc.authorizationCodeGrant(config, back, nonce), { code: /^OAUTH_/ });
  });

  it("asks for an age of the login, for claims by name, and for nobody who is not there", async () => {
    const config = await discovered("public");
    const browser = new PlainBrowser(latchkey.url);
    const claims = JSON.stringify({ id_token: { email: { essential: true }, auth_time: null } });
    const { checks, parameters } = await newRequest({ scope: "openid", claims, max_age: "600" });
    const back = await comesBack(oidc.buildAuthorizationUrl(config, parameters), browser);
    const tokens = await oidc.authorizationCodeGrant(config, back, { ...checks, maxAge: 600 });
    assert.equal(tokens.claims().email, `interop-${count}@example.org`);
    assert.equal(tokens.refresh_token, undefined);

    const silent = await newRequest({ prompt: "none", id_token_hint: tokens.id_token });
    const address = oidc.buildAuthorizationUrl(config, silent.parameters);
    const again = await oidc.authorizationCodeGrant(config, await browser.open(address), silent.checks);
    assert.equal(again.claims().sub, tokens.claims().sub);

    const nobody = await new PlainBrowser(latchkey.url).open(address);
    await assert.rejects(oidc.authorizationCodeGrant(config, nobody, silent.checks), { error: "login_required" });
  });

  it("logs the user out with the ID token and comes back", async () => {
    const config = await discovered("shop");
    const browser = new PlainBrowser(latchkey.url);
    const tokens = await tokensOf(config, { browser });
    const leaving = oidc.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: BYE,
      state: "left",
    });
    assert.equal((await browser.open(leaving)).href, `${BYE}?state=left`);

    const { checks, parameters } = await newRequest({ prompt: "none" });
    const back = await browser.open(oidc.buildAuthorizationUrl(config, parameters));
    await assert.rejects(oidc.authorizationCodeGrant(config, back, checks), { error: "login_required" });
  });

  it("registers a client of another party, whose users are asked", async () => {
    const registered = (token) =>
      oidc.dynamicClientRegistration(
        new URL(latchkey.url),
        {
          client_name: "A shop of others",
          redirect_uris: [REDIRECT],
          token_endpoint_auth_method: "client_secret_post",
          grant_types: ["authorization_code", "refresh_token"],
          id_token_signed_response_alg: "ES256",
        },
        undefined,
        { initialAccessToken: token, execute: [oidc.allowInsecureRequests] },
      );
    await assert.rejects(registered("another"), { status: 401 });
    const config = await registered(REGISTRATION_TOKEN);
    oidc.enableNonRepudiationChecks(config);

    const browser = new PlainBrowser(latchkey.url);
    const { checks, parameters } = await newRequest();
    await comesBack(oidc.buildAuthorizationUrl(config, parameters), browser);
    assert.match(browser.page, /A shop of others/);
    const back = await browser.submit("/consent", { decision: "allow" });
    const tokens = await oidc.authorizationCodeGrant(config, back, checks);
    const { sub } = tokens.claims();
    assert.equal((await oidc.fetchUserInfo(config, tokens.access_token, sub)).sub, sub);
    assert.equal((await oidc.refreshTokenGrant(config, tokens.refresh_token)).claims().sub, sub);

    const refused = await newRequest({ prompt: "consent" });
    await browser.open(oidc.buildAuthorizationUrl(config, refused.parameters));
    const denied = await browser.submit("/consent", { decision: "deny" });
    await assert.rejects(oidc.authorizationCodeGrant(config, denied, refused.checks), { error: "access_denied" });
  });

  it("lets a device in by its user elsewhere", async () => {
    const config = await discovered("public");
    const begun = await oidc.initiateDeviceAuthorization(config, { scope: SCOPE });
    const browser = new PlainBrowser(latchkey.url);
    await browser.open(begun.verification_uri_complete);
    await browser.submit("/activate");
    await logIn(browser);
    await browser.submit("/activate", { decision: "allow" });
    // The user was faster than the device is to ask.
    const tokens = await oidc.pollDeviceAuthorizationGrant(config, { ...begun, interval: 0 });
    const user = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
    assert.equal(user.email, `interop-${count}@example.org`);
    assert.ok(tokens.refresh_token);
  });

  it("has ID tokens in the address where the legacy switch is on, and nowhere else", async () => {
    const implicit = async (id) => {
      const config = await discovered(id);
      oidc.useIdTokenResponseType(config);
      const nonce = oidc.randomNonce();
      const address = oidc.buildAuthorizationUrl(config, { redirect_uri: REDIRECT, scope: "openid", nonce });
      return { config, nonce, address };
    };
    const on = await implicit("legacy");
    assert.ok((await oidc.implicitAuthentication(on.config, await comesBack(on.address), on.nonce)).sub);
    const hybrid = await discovered("legacy");
    oidc.useCodeIdTokenResponseType(hybrid);
    const { checks, parameters } = await newRequest();
    const back = await comesBack(oidc.buildAuthorizationUrl(hybrid, parameters));
    assert.ok(new URLSearchParams(back.hash.slice(1)).has("id_token"));
    assert.ok((await oidc.authorizationCodeGrant(hybrid, back, checks)).claims().sub);

    const off = await implicit("public");
    const refused = await new PlainBrowser(latchkey.url).open(off.address);
    await assert.rejects(oidc.implicitAuthentication(off.config, refused, off.nonce), {
      error: "unauthorized_client",
    });
  });
});

describe("openid-client by the FAPI 2.0 Security Profile", () => {
  it("pushes, shows a key with a nonce, and gets tokens that are good with that key alone", async () => {
    const config = await discovered("bank");
    const DPoP = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair("ES256"));
    const { checks, parameters } = await newRequest();
    const address = await oidc.buildAuthorizationUrlWithPAR(config, parameters, { DPoP });
    assert.deepEqual([...address.searchParams.keys()].sort(), ["client_id", "request_uri"]);
    const back = await comesBack(address);
    const tokens = await oidc.authorizationCodeGrant(config, back, checks, undefined, { DPoP });
    assert.equal(tokens.token_type, "dpop");
    const { sub } = tokens.claims();
    assert.equal((await oidc.fetchUserInfo(config, tokens.access_token, sub, { DPoP })).sub, sub);
    await assert.rejects(oidc.fetchUserInfo(config, tokens.access_token, sub), { status: 401 });
    const stranger = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair("ES256"));
    await assert.rejects(oidc.fetchUserInfo(config, tokens.access_token, sub, { DPoP: stranger }));

    const next = await oidc.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP });
    assert.equal(next.token_type, "dpop");
    assert.equal(next.refresh_token, tokens.refresh_token);
    assert.equal(next.claims().sub, sub);
    await assert.rejects(oidc.refreshTokenGrant(config, next.refresh_token), { error: "invalid_request" });
    assert.ok((await oidc.tokenIntrospection(config, next.access_token)).cnf.jkt);
    await oidc.tokenRevocation(config, next.refresh_token);
    await assert.rejects(oidc.fetchUserInfo(config, next.access_token, sub, { DPoP }), { status: 401 });
  });

  it("is refused without a pushed request", async () => {
    const config = await discovered("bank");
    const { parameters } = await newRequest();
    const browser = new PlainBrowser(latchkey.url);
    const shown = await browser.open(oidc.buildAuthorizationUrl(config, parameters));
    assert.equal(shown.pathname, "/oauth/authorize");
    assert.doesNotMatch(browser.page, /<form[^>]* action="\/login/);
  });
});
