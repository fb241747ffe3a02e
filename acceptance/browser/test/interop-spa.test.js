// A client that others wrote and keep, in a browser: a single-page app with oidc-client-ts, whose users log in on the
// server's own page. The app is once of the server's site and once of another, which decides what its frames may see.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { visitor } from "../lib/chromium.js";
import { demoWith, documentedClient, NO_RATE_LIMITS } from "../lib/config.js";
import { PASSWORD } from "../lib/hosted.js";
import { openSpa } from "../lib/spa.js";
import { Stage } from "../lib/stage.js";

let stage;
let latchkey;
let site;
let browser;
let page;
let expected;
let count = 0;

before(async () => {
  site = await openSpa();
  const both = (path) => [site.sameSite, site.otherSite].map((origin) => `"${origin}${path}"`).join(", ");
  const client = (id, more = "") =>
    documentedClient("app", [
      ["id: app", `id: ${id}`],
      ['"https://app.example/callback"', both(`/callback/${id}`)],
      ['"https://app.example"', both("")],
      ['"https://app.example/bye"', both(`/bye/${id}`)],
    ]).then((yaml) => yaml + more);
  const clients = [
    await client("framed"),
    await client("refreshing"),
    await client("bound", "        security: {dpop_bound_access_tokens: true}\n"),
  ];
  const changes = [
    NO_RATE_LIMITS,
    [
      "      - id: demo-backend ",
      `${clients.join("")}      - id: demo-backend `,
    ],
  ];
  stage = await Stage.open("spa", (folder) => demoWith(folder, changes));
  ({ latchkey, browser } = stage);
  site.open(latchkey.url);
});

after(async () => {
  await stage?.close();
  site?.close();
});

afterEach(async () => {
  await stage.leave(page, expected);
  expected = undefined;
});

// --- Words for the tests --------------------------------------------------------------------------

/** A new user's app after its login; what it knows of the user. */
async function signIn(name, origin = site.sameSite) {
  page = await visitor(browser);
  const email = `spa-${++count}@example.org`;
  const data = { email, password: PASSWORD, given_name: "Ada" };
  await latchkey.call("POST", "/identity/v1/signup", { client_id: "demo-spa", data });
  await page.goto(`${origin}/`);
  await page.evaluate((client) => void window.managerOf(client).signinRedirect(), name);
  await page.locator("#identifier").fill(email);
  await page.locator("#password").fill(PASSWORD);
  await page.locator("main form[action^='/login?'] button.primary").click();
  await page.waitForURL(new RegExp(`^${origin}/callback/${name}\\?code=`));
  const user = await page.evaluate(async () => ({ ...(await window.user) }));
  assert.equal(user.profile.email, email);
  return user;
}

/** Has the app get new tokens without the user; what it knows then, or the error it hears. */
const renew = (name) =>
  page.evaluate(async (client) => {
    try {
      return { ...(await window.managerOf(client).signinSilent()) };
    } catch ({ error }) {
      return { error };
    }
  }, name);

/** What the server has to say to the app's access token. */
const userinfo = (token) =>
  fetch(`${latchkey.url}/identity/v1/userinfo`, { headers: { authorization: `Bearer ${token}` } });

async function signOut(name) {
  await page.evaluate((client) => void window.managerOf(client).signoutRedirect({ state: "left" }), name);
  await page.waitForURL(/\/bye\//);
  const { userState } = await page.evaluate(async () => ({ ...(await window.left) }));
  return userState;
}

describe("oidc-client-ts", () => {
  it("signs in, reads userinfo, renews by refresh tokens at any site, revokes and signs out", async () => {
    for (const origin of [site.sameSite, site.otherSite]) {
      const user = await signIn("refreshing", origin);
      assert.equal(user.profile.given_name, "Ada");
      const renewed = await renew("refreshing");
      assert.equal(renewed.profile.sub, user.profile.sub);
      assert.notEqual(renewed.access_token, user.access_token);
      assert.notEqual(renewed.refresh_token, user.refresh_token);
      assert.equal((await userinfo(renewed.access_token)).status, 200);
      await page.evaluate(() => window.managerOf("refreshing").revokeTokens(["access_token", "refresh_token"]));
      assert.equal((await userinfo(renewed.access_token)).status, 401);
      assert.equal(await signOut("refreshing"), "left");
      if (origin === site.sameSite) {
        await page.context().close();
      }
    }
  });

  it("renews in a frame while there is a session", async () => {
    const user = await signIn("framed");
    assert.equal(user.refresh_token, undefined);
    const renewed = await renew("framed");
    assert.equal(renewed.profile.sub, user.profile.sub);
    assert.notEqual(renewed.access_token, user.access_token);
    assert.equal(await signOut("framed"), "left");
    assert.deepEqual(await renew("framed"), { error: "login_required" });
  });

  it("hears that nobody is there in a frame of another site, which has no cookies", async () => {
    await signIn("framed", site.otherSite);
    assert.deepEqual(await renew("framed"), { error: "login_required" });
  });

  it("binds its code and its tokens to a key", async () => {
    // The first requests hear which nonce to show.
    expected = /status of 40[01] .*\(http.*\/(oauth\/token|identity\/v1\/userinfo)\)/;
    const user = await signIn("bound");
    assert.equal(user.token_type, "DPoP");
    assert.equal((await userinfo(user.access_token)).status, 401);
    const renewed = await renew("bound");
    assert.equal(renewed.profile.sub, user.profile.sub);
    assert.notEqual(renewed.access_token, user.access_token);
    const answer = await page.evaluate(async (url) => {
      const manager = window.managerOf("bound");
      const known = await manager.getUser();
      const ask = async (nonce) =>
        fetch(url, {
          headers: {
            authorization: `DPoP ${known.access_token}`,
            dpop: await manager.dpopProof(url, known, "GET", nonce),
          },
        });
      const first = await ask();
      const second = first.status === 401 ? await ask(first.headers.get("dpop-nonce")) : first;
      return { status: second.status, sub: (await second.json()).sub };
    }, `${latchkey.url}/identity/v1/userinfo`);
    assert.deepEqual(answer, { status: 200, sub: user.profile.sub });
  });

  it("watches no session, as none can be watched", async () => {
    await signIn("framed");
    const address = await page.evaluate(() => window.managerOf("framed").metadataService.getCheckSessionIframe());
    assert.equal(address, undefined);
  });
});
