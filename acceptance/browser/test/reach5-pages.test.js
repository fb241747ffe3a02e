// Our browser SDK in pages: how it is loaded, its events, and the ways by which a login comes back. Contract
// web-sdk.md sections 1, 2, 6 and 8; attack classes 4 (redirects) and 34 (messages of foreign windows).

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, afterEach, before, describe, it } from "node:test";
import { openBench } from "../lib/bench.js";

const PASSWORD = "correct horse battery staple";
const README = new URL("../../../sdk/web/README.md", import.meta.url);

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

const newEmail = () => `grace${++count}@example.org`;

/** Opens the shop in a new browser. */
async function open(path, options) {
  visit = await bench.visit(path, options);
  return visit.page;
}

/** Somebody who has signed up in a new browser, on a page of the shop. */
async function customer(path) {
  const email = newEmail();
  const page = await open(path);
  const tokens = await visit.call("signup", { data: { email, password: PASSWORD }, auth: { useWebMessage: true } });
  await page.evaluate(() => sessionStorage.clear());
  visit.calls.length = 0;
  return { page, email, sub: tokens.idTokenPayload.sub };
}

const LAST = "the last message";

/** Sends messages to a page, the last of them `LAST`, and waits until it has heard that. */
async function untilHeard(page, send) {
  await page.evaluate((last) => {
    window.lastHeard = new Promise((done) => {
      window.addEventListener("message", ({ data }) => data === last && done());
    });
  }, LAST);
  await send();
  await page.evaluate(() => window.lastHeard);
}

const callback = () => `${bench.shop.url}/callback`;

// --- Loading --------------------------------------------------------------------------------------

describe("the script", () => {
  it("takes over a stub and runs what that has kept, in order", async () => {
    const page = await open("/?with=stub,early,sdk");
    await page.waitForFunction(() => window.order.length === 4);
    const order = await page.evaluate(() => window.order);

    assert.deepEqual(
      order.find(([name]) => name === "getSsoData"),
      ["getSsoData", null, false],
    );
    assert.deepEqual(
      order.find(([name]) => name === "getPasswordStrength"),
      ["getPasswordStrength", null, 0],
    );
    assert.deepEqual(
      order.find(([name]) => name === "noSuchCommand"),
      ["noSuchCommand", "invalid_request"],
    );
    assert.equal(order.includes("ready"), true);
  });

  it("sends kept calls in their order, once the configuration is there", async () => {
    const paths = [];
    const page = await open("/?with=stub", { ready: false });
    page.on("request", (request) => paths.push(new URL(request.url()).pathname));
    await page.goto(`${bench.shop.url}/?with=stub,early,sdk`);
    await page.waitForFunction(() => window.order.length === 4);
    const calls = paths.filter((path) => path.startsWith("/identity/"));

    assert.deepEqual(calls.slice(0, 3), [
      "/identity/v1/config",
      "/identity/v1/sso/data",
      "/identity/v1/password/strength",
    ]);
  });

  it("takes over the loader that inserts it, under the name that it was given", async () => {
    const page = await open("/?loose&with=loader", { ready: false });
    await page.waitForFunction(() => window.identity.loaded);
    const score = await page.evaluate(
      () =>
        new Promise((done) =>
          window.identity("getPasswordStrength", "password", (error, result) => done(result.score)),
        ),
    );

    assert.equal(score, 0);
    assert.equal(await page.evaluate(() => "reach5" in window), false);
  });

  it("works without a stub", async () => {
    const page = await open("/?with=sdk", { ready: false });
    await page.waitForFunction(() => window.reach5?.loaded);
    assert.deepEqual(await visit.call("getSsoData"), { isAuthenticated: false });
  });

  it("calls a listener of ready at once when it is", async () => {
    const page = await open();
    const calls = await page.evaluate(() => {
      const order = [];
      window.reach5("on", "ready", () => order.push("ready"));
      order.push("after on");
      return order;
    });
    assert.deepEqual(calls, ["ready", "after on"]);
  });

  it("does nothing when it is loaded twice", async () => {
    const page = await open("/?loose&with=stub,listen,sdk,sdk");
    await page.evaluate(() => (window.first = window.reach5));
    await page.addScriptTag({ url: `${bench.latchkey.url}/js/v1/identity.js?client_id=demo-spa` });

    assert.equal(await page.evaluate(() => window.first === window.reach5), true);
    assert.deepEqual(visit.problems, []);
  });

  it("stays inert when it is loaded for another client", async () => {
    const page = await open("/?loose");
    await page.addScriptTag({ url: `${bench.latchkey.url}/js/v1/identity.js?client_id=other` });

    assert.match(visit.problems.join(), /A page has one client/);
    await visit.call("getPasswordStrength", "x");
    assert.equal(visit.theCall().body.client_id, "demo-spa");
  });

  it("leaves a global alone that is not its stub", async () => {
    const page = await open("/?with=taken,sdk", { ready: false });
    await page.waitForFunction(() => window.reach5Identity?.loaded);

    assert.equal(await page.evaluate(() => typeof window.reach5.createClient), "function");
    assert.match(visit.problems.join(), /"reach5" is taken: use "reach5Identity"/);
  });

  it("runs under a strict policy and contacts nobody but its server", async () => {
    const page = await open("/", { ready: false });
    const origins = new Set();
    page.on("request", (request) => origins.add(new URL(request.url()).origin));
    await visit.goto("/");
    await visit.call("signup", { data: { email: newEmail(), password: PASSWORD }, auth: { useWebMessage: true } });

    assert.deepEqual(visit.problems, []);
    origins.delete("null");
    assert.deepEqual([...origins].sort(), [bench.latchkey.url, bench.shop.url].sort());
  });

  it("runs where it is pinned by its integrity", async () => {
    const entry = await fetchHeaders("/js/v1/identity.js");
    const integrity = entry["etag"].slice(1, -1);
    const source = `${bench.latchkey.url}${entry["content-location"]}?client_id=demo-spa`;
    bench.shop.page("/pinned", `<!doctype html><script src="${source}" integrity="${integrity}" crossorigin></script>`);
    await open("/pinned");

    assert.deepEqual(await visit.call("getSsoData"), { isAuthenticated: false });
  });

  it("says nothing into the page's own errors when it is used wrongly", async () => {
    const page = await open();
    const thrown = await page.evaluate(() => {
      try {
        for (const call of [[], ["noSuch"], [null], [{}], ["on"], ["on", "ready"], ["on", "none", () => {}], ["off"]]) {
          window.reach5(...call);
        }
        return "nothing";
      } catch (error) {
        return String(error);
      }
    });
    assert.equal(thrown, "nothing");
    assert.match(visit.problems.join(), /There is no command "noSuch"/);
  });
});

const fetchHeaders = async (path) => {
  const page = await open("/", { ready: false });
  const response = await page.request.get(bench.latchkey.url + path, {
    headers: { "accept-encoding": "identity" },
    ignoreHTTPSErrors: true,
  });
  const headers = response.headers();
  await visit.close();
  return headers;
};

// --- The module -----------------------------------------------------------------------------------

describe("the module", () => {
  it("makes a client whose commands are promises", async () => {
    bench.shop.page("/module", `<!doctype html><link rel="icon" href="data:,"><title>Module</title>`);
    const page = await open("/module", { ready: false });
    const email = newEmail();
    const outcome = await page.evaluate(
      async ([server, data]) => {
        const { createClient, isIdentityError } = await import(`${server}/js/v1/index.js`);
        const client = createClient({ domain: new URL(server).host, clientId: "demo-spa", language: "fr" });
        const events = [];
        client.on("authenticated", ({ idTokenPayload }) => events.push(idTokenPayload.email));
        const { language } = await client.config;
        const tokens = await client.signup({ data, auth: { useWebMessage: true } });
        const error = await client.getUser({ accessToken: "none" }).catch((reason) => reason);
        return { language, tokenType: tokens.tokenType, events, refused: isIdentityError(error) && error.error };
      },
      [bench.latchkey.url, { email, password: PASSWORD }],
    );

    assert.deepEqual(outcome, { language: "fr", tokenType: "Bearer", events: [email], refused: "invalid_grant" });
  });

  it("takes further commands, for which configuration, texts and consents are there", async () => {
    bench.shop.page("/plugin", `<!doctype html><link rel="icon" href="data:,"><title>Plugin</title>`);
    const page = await open("/plugin", { ready: false });
    const outcome = await page.evaluate(async (server) => {
      const { createClient } = await import(`${server}/js/v1/index.js`);
      const widgets = (kit, client) => ({
        async describe(name) {
          const texts = await kit.texts();
          const consents = await kit.consents();
          const { score } = await client.getPasswordStrength("password");
          return [name, kit.config.language, texts["login.title"], Object.keys(consents), score];
        },
      });
      return createClient({ domain: server, clientId: "demo-spa", language: "de" }).use(widgets).describe("it");
    }, bench.latchkey.url);

    const [name, language, title, consents, score] = outcome;
    assert.deepEqual([name, language, consents, score], ["it", "de", ["newsletter"], 0]);
    assert.ok(title && title !== "Log in");
  });
});

// --- Tokens and codes by redirect -----------------------------------------------------------------

describe("a login by redirect", () => {
  it("brings a code back, for which there are tokens, once", async () => {
    const { email, sub } = await customer();
    await visit.goto("/");
    const auth = { redirectUri: callback(), nonce: "n-1" };
    const url = await visit.leave(`${callback()}?*`, "loginWithPassword", { email, password: PASSWORD, auth });
    await visit.goto(`/callback${url.search}`);
    const told = await visit.page.evaluate(() => JSON.parse(sessionStorage.getItem("left")));
    assert.equal(told[0], null, "the callback was called before the page was left");
    const code = url.searchParams.get("code");
    const tokens = await visit.call("exchangeAuthorizationCodeWithPkce", { code });

    assert.equal(tokens.idTokenPayload.sub, sub);
    assert.equal(tokens.idTokenPayload.nonce, "n-1");
    assert.deepEqual(await visit.eventNames(), ["authenticated"]);
    assert.equal(visit.theCall().body.redirect_uri, callback());
    assert.equal((await visit.refused("exchangeAuthorizationCodeWithPkce", { code })).error, "invalid_grant");
  });

  it("keeps the verifiers of two tabs apart, by their state and without one", async () => {
    const { page } = await customer();
    const other = await page.context().newPage();
    for (const states of [
      ["a", "b"],
      [undefined, undefined],
    ]) {
      const codes = [];
      for (const [tab, state] of [
        [page, states[0]],
        [other, states[1]],
      ]) {
        visit.page = tab;
        await visit.goto("/");
        const url = await visit.leave(`${callback()}?*`, "loginFromSession", { redirectUri: callback(), state });
        codes.push([tab, url.search, url.searchParams.get("code")]);
      }
      for (const [tab, search, code] of codes) {
        visit.page = tab;
        await visit.goto(`/callback${search}`);
        const { accessToken } = await visit.call("exchangeAuthorizationCodeWithPkce", { code });
        assert.ok(accessToken);
      }
    }
    visit.page = page;
  });

  it("brings tokens back into the page, and leaves no trace of them", async () => {
    const { email, sub } = await customer();
    await visit.goto("/tokens?item=7");
    const { page } = visit;
    await page.evaluate((options) => void window.reach5("loginWithPassword", options, () => {}), {
      email,
      password: PASSWORD,
      auth: { nonce: "n-2", state: "s-2" },
    });
    await page.waitForFunction(() => window.happened?.().length > 0);
    const [{ name, payload }] = await visit.happened();

    assert.equal(name, "authenticated");
    assert.equal(payload.idTokenPayload.sub, sub);
    assert.equal(payload.state, "s-2");
    assert.equal(typeof payload.expiresIn, "number");
    assert.equal(page.url().includes("access_token"), false);
    assert.equal(await page.evaluate(() => location.href.includes("#")), false);
  });
});

// --- The fragment ---------------------------------------------------------------------------------

describe("the fragment", () => {
  const tokens = "#access_token=a.b.c&expires_in=60&token_type=Bearer&state=x+y";

  it("with tokens is told of once, to all who listen in that tick, and taken away", async () => {
    const page = await open(`/?with=stub,sdk,listen${tokens}`);
    await page.waitForFunction(() => window.happened().length > 0);
    const [{ name, payload }, ...more] = await visit.happened();

    assert.deepEqual([name, more], ["authenticated", []]);
    assert.deepEqual(payload, { accessToken: "a.b.c", expiresIn: 60, tokenType: "Bearer", state: "x y" });
    assert.equal(page.url(), `${bench.shop.url}/?with=stub,sdk,listen`);
    const again = await page.evaluate(
      () =>
        new Promise((done) => {
          window.reach5("on", "authenticated", () => done("again"));
          setTimeout(() => done("once")); // after the look that `on` has put off
        }),
    );
    assert.equal(again, "once");
    await page.reload();
    await page.waitForFunction(() => window.reach5.loaded);
    assert.equal((await visit.happened()).length, 1);
  });

  it("is not looked at inside of on", async () => {
    const page = await open(`/?with=stub,sdk${tokens}`, { ready: false });
    await page.waitForFunction(() => window.reach5.loaded);
    const order = await page.evaluate(
      () =>
        new Promise((done) => {
          const calls = [];
          window.reach5("on", "authenticated", () => calls.push("first"));
          window.reach5("on", "authenticated", () => done([...calls, "second"]));
          calls.push("after on");
        }),
    );
    assert.deepEqual(order, ["after on", "first", "second"]);
  });

  it("with an error is told of", async () => {
    const page = await open("/#error=access_denied&error_description=No&error_message_key=error.denied");
    await page.waitForFunction(() => window.happened().length > 0);

    assert.deepEqual(await visit.happened(), [
      {
        name: "authentication_failed",
        payload: { error: "access_denied", errorDescription: "No", errorMessageKey: "error.denied" },
      },
    ]);
    assert.equal(page.url().includes("#"), false);
  });

  it("of the page's own is left alone", async () => {
    const page = await open("/#/products/7?colour=red");
    assert.equal(await visit.call("checkUrlFragment"), false);
    assert.deepEqual(await visit.happened(), []);
    assert.equal(page.url(), `${bench.shop.url}/#/products/7?colour=red`);
  });

  it("of another address is read, and the page's stays", async () => {
    const page = await open("/#mine");
    assert.equal(await visit.call("checkUrlFragment", `https://elsewhere.example/${tokens}`), true);
    assert.deepEqual(await visit.eventNames(), ["authenticated"]);
    assert.equal(page.url(), `${bench.shop.url}/#mine`);
  });

  it("with an ID token for somebody else is refused", async () => {
    const encode = (claims) => Buffer.from(JSON.stringify(claims)).toString("base64url");
    const soon = Math.floor(Date.now() / 1000) + 60;
    for (const claims of [
      { aud: ["other"], exp: soon },
      { aud: ["demo-spa"], exp: soon - 6000 },
    ]) {
      await open(`/#access_token=a&id_token=e30.${encode(claims)}.x`);
      await visit.page.waitForFunction(() => window.happened().length > 0);
      const [{ name, payload }] = await visit.happened();
      assert.deepEqual([name, payload.error], ["authentication_failed", "invalid_grant"]);
      await visit.close();
    }
    await open();
  });
});

// --- Popup ----------------------------------------------------------------------------------------

describe("a login in a popup", () => {
  const start = (page, auth) =>
    Promise.all([
      page.waitForEvent("popup"),
      page.evaluate((options) => {
        window.outcome = window.reach5("loginWithSocialProvider", "acme", { popupMode: true, ...options });
        window.outcome.catch(() => {});
      }, auth),
    ]).then(([popup]) => popup);
  const closed = (popup) => popup.isClosed() || popup.waitForEvent("close");

  it("brings a code, with which the page goes to the redirect URI", async () => {
    const page = await open();
    await page.route(`${callback()}?*`, (route) => route.fulfill({ contentType: "text/html", body: "There" }));
    const popup = await start(page, { redirectUri: callback(), loginHint: "ada", state: "s 3" });
    await page.waitForURL(`${callback()}?*`);
    await closed(popup);
    const { searchParams, search } = new URL(page.url());
    assert.equal(searchParams.get("state"), "s 3");
    await page.unroute(`${callback()}?*`);
    await visit.goto(`/callback${search}`);
    const tokens = await visit.call("exchangeAuthorizationCodeWithPkce", { code: searchParams.get("code") });
    assert.equal(tokens.idTokenPayload.email, "ada@provider.example");
  });

  it("brings tokens", async () => {
    const page = await open("/?client=implicit");
    const popup = await start(page, { loginHint: "grace", nonce: "n-4" });
    await page.waitForFunction(() => window.happened().length > 0);
    await closed(popup);
    const [{ name, payload }] = await visit.happened();

    assert.equal(name, "authenticated");
    assert.equal(payload.idTokenPayload.email, "grace@provider.example");
    assert.equal(payload.idTokenPayload.nonce, "n-4");
    assert.equal((await page.evaluate(() => window.outcome)).accessToken, payload.accessToken);
    assert.deepEqual(visit.problems, []);
  });

  it("brings a refusal", async () => {
    const page = await open();
    const popup = await start(page, { redirectUri: callback(), loginHint: "refuse" });
    await page.waitForFunction(() => window.happened().length > 0);
    await closed(popup);
    const [{ name, payload }] = await visit.happened();

    assert.deepEqual([name, payload.error], ["authentication_failed", "access_denied"]);
  });

  it("ends when the user closes it", async () => {
    const page = await open();
    const popup = await start(page, { redirectUri: callback(), loginHint: "wait" });
    await popup.waitForURL(/authorize/);
    await popup.close();
    await page.waitForFunction(() => window.happened().length > 0);
    const [{ name, payload }] = await visit.happened();

    assert.deepEqual(
      [name, payload.error, payload.errorDescription],
      ["authentication_failed", "server_error", "popup_closed"],
    );
  });

  it("ends when the page is left", async () => {
    const page = await open();
    const popup = await start(page, { redirectUri: callback(), loginHint: "wait" });
    await popup.waitForURL(/authorize/);
    await Promise.all([closed(popup), page.goto(`${bench.shop.url}/elsewhere`)]);
    assert.equal(popup.isClosed(), true);
  });

  it("fails at once when the browser blocks it", async () => {
    const page = await open();
    await page.evaluate(() => (window.open = () => null));
    const error = await visit.refused("loginWithSocialProvider", "acme", { popupMode: true, redirectUri: callback() });

    assert.deepEqual([error.error, error.errorDescription], ["server_error", "popup_blocked"]);
    assert.deepEqual(await visit.eventNames(), ["authentication_failed"]);
  });

  it("opens within the click, whether or not the configuration is there", async () => {
    const page = await open("/", { ready: false });
    await page.route("**/identity/v1/config?*", () => {}); // never answered
    await page.reload();
    await page.waitForFunction(() => window.reach5.loaded);
    const popup = await start(page, { redirectUri: callback() });

    assert.equal(popup.url(), "about:blank");
  });

  it("attack 34: a popup's page hears nobody but its window, and nothing from another origin", async () => {
    const page = await open("/?client=implicit");
    const popup = await start(page, { loginHint: "wait" });
    await popup.waitForURL(/authorize/);
    visit.calls.length = 0;
    await storm(page, popup);

    assert.deepEqual(await visit.happened(), []);
    assert.deepEqual(visit.calls, []);
    assert.equal(popup.isClosed(), false);
  });

  /** What a hostile window would like the page to believe: from the page itself, from a frame, from the popup's provider. */
  async function storm(page, popup) {
    const answer = JSON.stringify({ a: "response", d: { success: true, data: { access_token: "theirs" } } });
    const junk = ["", "{", "null", "[]", '{"a":"ready"}', '{"a":"error","d":"x"}', answer];
    const send = ([texts, last]) => {
      const target = window.opener ?? window;
      for (let i = 0; i < 200; i++) {
        texts.forEach((text) => target.postMessage(text, "*"));
      }
      target.postMessage(last, "*");
    };
    await untilHeard(page, () => popup.evaluate(send, [junk, LAST]));
    await untilHeard(page, () => page.evaluate(send, [junk, LAST]));
  }
});

// --- Web message ----------------------------------------------------------------------------------

describe("a login in a hidden frame", () => {
  it("finds the session", async () => {
    const { page, sub } = await customer();
    const tokens = await visit.call("checkSession", { nonce: "n-5" });

    assert.equal(tokens.idTokenPayload.sub, sub);
    assert.equal(tokens.idTokenPayload.nonce, "n-5");
    assert.deepEqual(await visit.eventNames(), ["authenticated"]);
    assert.equal(await page.evaluate(() => document.querySelectorAll("iframe").length), 0);
    assert.deepEqual(visit.problems, []);
  });

  it("finds no session, which is no failed login", async () => {
    const page = await open();
    assert.equal((await visit.refused("checkSession")).error, "login_required");
    assert.deepEqual(await visit.happened(), []);
    assert.equal(await page.evaluate(() => document.querySelectorAll("iframe").length), 0);
  });

  it("is not tried without single sign-on", async () => {
    await open("/?client=alone");
    for (const command of ["checkSession", "loginFromSession"]) {
      assert.equal((await visit.refused(command, { redirectUri: callback() })).error, "invalid_request");
    }
    assert.deepEqual(visit.calls, []);
  });

  it("is tried once at a time", async () => {
    const { page } = await customer();
    const errors = await page.evaluate(async () => {
      const checks = Array.from({ length: 20 }, () => window.reach5("checkSession"));
      return (await Promise.allSettled(checks)).filter(({ status }) => status === "rejected").length;
    });
    assert.equal(errors, 19);
    assert.equal(visit.calls.filter(({ path }) => path === "/oauth/authorize").length, 1);
  });

  it("ends after ten seconds without an answer", async () => {
    const page = await open();
    await page.route("**/oauth/authorize?*", (route) => route.fulfill({ contentType: "text/html", body: "Nothing" }));
    await page.clock.install();
    await page.evaluate(() => void (window.outcome = window.reach5("checkSession").catch((error) => error)));
    await page.waitForSelector("iframe", { state: "attached" });
    await page.clock.fastForward(10_000);

    assert.equal((await page.evaluate(() => window.outcome)).error, "timeout");
    assert.equal(await page.evaluate(() => document.querySelectorAll("iframe").length), 0);
  });

  it("attack 34: a frame's page hears nobody but its frame, and no message makes a request", async () => {
    const page = await open();
    await page.route("**/oauth/authorize?*", (route) => route.fulfill({ contentType: "text/html", body: "Nothing" }));
    await page.evaluate(() => void (window.outcome = window.reach5("checkSession").catch((error) => error)));
    await page.waitForSelector("iframe", { state: "attached" });
    visit.calls.length = 0;
    const send = ([origin, last]) => {
      const data = { type: "authorization_response", response: { code: "theirs", access_token: "theirs" } };
      const frame = document.querySelector("iframe").contentWindow;
      for (let i = 0; i < 300; i++) {
        window.postMessage(data, "*");
        // The right origin from the wrong window, and the right window with the wrong origin.
        window.dispatchEvent(new MessageEvent("message", { data, origin, source: window }));
        window.dispatchEvent(new MessageEvent("message", { data, origin: "https://evil.example", source: frame }));
        window.dispatchEvent(new MessageEvent("message", { data: null, origin, source: frame }));
      }
      window.postMessage(last, "*");
    };
    await untilHeard(page, () => page.evaluate(send, [bench.latchkey.url, LAST]));

    assert.deepEqual(visit.calls, []);
    assert.deepEqual(await visit.happened(), []);
    assert.equal(await page.evaluate(() => document.querySelectorAll("iframe").length), 1);
  });

  it("refuses an ID token with another nonce", async () => {
    const { page } = await customer();
    await page.route("**/oauth/authorize?*", (route) => {
      const url = new URL(route.request().url());
      url.searchParams.set("nonce", "theirs");
      return route.continue({ url: url.href });
    });
    assert.equal((await visit.refused("checkSession", { nonce: "mine" })).error, "invalid_grant");
    assert.deepEqual(await visit.eventNames(), ["authentication_failed"]);
  });
});

// --- A login page of the client's own --------------------------------------------------------------

describe("the login page of an app's request", () => {
  /** Sends a new browser to the server for an app, and so to the login page. */
  async function arrive() {
    await open("/");
    const query = new URLSearchParams({
      client_id: "with-login",
      response_type: "code",
      redirect_uri: callback(),
      scope: "openid",
      state: "of the app",
      code_challenge: "x".repeat(43),
      code_challenge_method: "S256",
    });
    await visit.page.goto(`${bench.latchkey.url}/oauth/authorize?${query}`);
    assert.match(visit.page.url(), /\/login\?r5_request_token=/);
    await visit.page.evaluate(() => new Promise((done) => window.reach5("on", "ready", done)));
  }

  const answered = ({ searchParams }) => {
    assert.ok(searchParams.get("code"));
    assert.equal(searchParams.get("state"), "of the app");
  };

  it("logs in with a password, for what the request asked", async () => {
    const { email } = await customer();
    await visit.close();
    await arrive();
    const auth = { state: "of the page", scope: "full_write", useWebMessage: true };
    answered(await visit.leave(`${callback()}?*`, "loginWithPassword", { email, password: PASSWORD, auth }));

    const { query } = visit.calls.findLast(({ path }) => path === "/oauth/authorize");
    assert.deepEqual(Object.keys(query).sort(), ["client_id", "display", "r5_request_token", "response_type", "tkn"]);
  });

  it("logs in with a code", async () => {
    await arrive();
    const phoneNumber = "+33606060607";
    await visit.call("startPasswordless", { authType: "sms", phoneNumber });
    const { codes } = await bench.latchkey.message(phoneNumber, 1);
    answered(await visit.leave(`${callback()}?*`, "verifyPasswordless", { phoneNumber, verificationCode: codes[0] }));
  });

  it("asks for a second factor", async () => {
    const email = newEmail();
    await open();
    const auth = { useWebMessage: true, scope: "mfa" };
    const { accessToken } = await visit.call("signup", { data: { email, password: PASSWORD }, auth });
    await visit.call("startMfaEmailRegistration", { accessToken });
    const [verificationCode] = (await bench.latchkey.message(email, 2)).codes;
    await visit.call("verifyMfaEmailRegistration", { accessToken, verificationCode });
    await visit.close();

    await arrive();
    const { stepUpToken } = await visit.call("loginWithPassword", { email, password: PASSWORD });
    const { challengeId } = await visit.call("startPasswordless", { authType: "email", stepUp: stepUpToken });
    const code = (await bench.latchkey.message(email, 4)).codes[0];
    const wrong = { challengeId, verificationCode: code === "000000" ? "000001" : "000000" };
    assert.equal((await visit.refused("verifyMfaPasswordless", wrong)).error, "invalid_grant");
    answered(await visit.leave(`${callback()}?*`, "verifyMfaPasswordless", { challengeId, verificationCode: code }));
  });
});

// --- Where the browser may be sent ----------------------------------------------------------------

describe("attack 4: an address that is not the client's", () => {
  const ADDRESSES = [
    "//evil.example/",
    "https://evil.example/",
    "https:evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
  ];

  it("gets no code", async () => {
    const { page, email } = await customer();
    for (const redirectUri of ADDRESSES) {
      await visit.goto("/");
      await page.evaluate((options) => void window.reach5("loginWithPassword", options, () => {}), {
        email,
        password: PASSWORD,
        auth: { redirectUri },
      });
      await page.waitForURL(/oauth\/authorize/);
      assert.equal(new URL(page.url()).origin, bench.latchkey.url, redirectUri);
    }
  });

  it("is not where a logout ends", async () => {
    const { page } = await customer();
    for (const redirectTo of ADDRESSES) {
      await visit.goto("/");
      await page.evaluate((options) => void window.reach5("logout", options), { redirectTo });
      await page.waitForURL(/identity\/v1\/logout/);
      assert.equal(new URL(page.url()).origin, bench.latchkey.url, redirectTo);
    }
  });

  it("is not where a popup sends the page", async () => {
    const page = await open();
    for (const redirectUri of ADDRESSES) {
      const [popup] = await Promise.all([
        page.waitForEvent("popup"),
        page.evaluate((options) => void window.reach5("loginWithSocialProvider", "acme", options, () => {}), {
          popupMode: true,
          redirectUri,
          loginHint: "ada",
        }),
      ]);
      await popup.waitForURL(/oauth\/authorize/);
      await popup.close();
      assert.equal(page.url(), `${bench.shop.url}/`, redirectUri);
    }
  });
});

// --- What is put into a request ----------------------------------------------------------------------

describe("attack 35: line ends in what a page passes on", () => {
  const ENDS = ["\r\n", "\n", "\r", "\u2028", "\u0085"];

  it("split no answer: a state with them is refused, or comes back as it was", async () => {
    const { page } = await customer();
    for (const end of ENDS) {
      await visit.goto("/");
      const state = `a${end}Set-Cookie: theirs=1`;
      const address = await visit.leave(`${callback()}?*`, "loginFromSession", { redirectUri: callback(), state });
      const { error, code, state: returned } = Object.fromEntries(address.searchParams);
      if (error) {
        assert.deepEqual([error, code], ["invalid_request", undefined]);
      } else {
        assert.equal(returned, state);
      }
    }
    const cookies = await page.context().cookies();
    assert.deepEqual(cookies.filter(({ name }) => name === "theirs"), []);
  });

  it("make no header of a mail", async () => {
    const { email } = await customer();
    for (const end of ENDS) {
      const redirectUrl = `${bench.shop.url}/reset${end}Bcc: mallory@evil.example`;
      await visit.refused("requestPasswordReset", { email, redirectUrl });
      await visit.refused("requestPasswordReset", { email: `${email}${end}Bcc: mallory@evil.example` });
    }
    const { json } = await bench.latchkey.call("GET", "/inbox/messages?to=mallory@evil.example");
    assert.deepEqual(json, []);
  });
});

// --- The README -----------------------------------------------------------------------------------

describe("the README's getting started", () => {
  const snippets = async (language) => {
    const text = await readFile(README, "utf8");
    return [...text.matchAll(new RegExp("```" + language + "\\n([^]*?)```", "g"))].map(([, code]) =>
      code
        .replaceAll("https://id.example.com", bench.latchkey.url)
        .replaceAll('"id.example.com"', JSON.stringify(new URL(bench.latchkey.url).host))
        .replaceAll("YOUR_CLIENT_ID", "demo-spa"),
    );
  };

  it("greets who signs up, with a script element", async () => {
    const [html] = await snippets("html");
    bench.shop.page("/started", `<!doctype html><link rel="icon" href="data:,"><title>Started</title>${html}`);
    const page = await open("/started", { ready: false });
    const email = newEmail();
    await page.fill("[name=email]", email);
    await page.fill("[name=password]", PASSWORD);
    await page.click("button");

    await page.getByText(`Hello ${email}`).waitFor();
    assert.deepEqual(visit.problems, []);
  });

  it("greets who logs in, with the module", async () => {
    const { email } = await customer();
    await visit.close();
    const [module] = await snippets("js");
    const code = module.replace('"@latchkey/identity"', JSON.stringify(`${bench.latchkey.url}/js/v1/index.js`));
    bench.shop.page(
      "/module-started",
      `<!doctype html><link rel="icon" href="data:,"><title>Started</title><script type="module">${code}; window.logIn = logIn;</script>`,
    );
    const page = await open("/module-started", { ready: false });
    await page.waitForFunction(() => window.logIn);
    const user = await page.evaluate(([name, password]) => window.logIn(name, password), [email, PASSWORD]);

    assert.equal(user.email, email);
    const error = await page.evaluate((name) => window.logIn(name, "wrong").catch((reason) => reason), email);
    assert.equal(error.error, "invalid_grant");
  });
});
