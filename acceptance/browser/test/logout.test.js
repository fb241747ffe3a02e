// Logging out at a client's wish: what the user is asked, and the frames of clients that want to forget the user.

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { after, afterEach, before, describe, it } from "node:test";
import { barriers } from "../lib/axe.js";
import { becomes } from "../lib/becomes.js";
import { picture, visitor } from "../lib/chromium.js";
import { demoWith, NO_RATE_LIMITS } from "../lib/config.js";
import { Stage } from "../lib/stage.js";

const CLIENT = "demo-site";

let stage;
let latchkey;
let site;
let browser;
let page;
let count = 0;

/** The client's site: a page on every path; `/forget` is asked in frames, and may never answer. */
async function clientSite() {
  const forgotten = [];
  const asked = { forgotten, hangs: false };
  const server = createServer((request, response) => {
    if (request.url.startsWith("/forget")) {
      forgotten.push({ query: new URL(request.url, "http://x").searchParams, as: request.headers["sec-fetch-dest"] });
      if (asked.hangs) {
        return;
      }
    }
    // Leads on to another origin, which no form of ours may.
    if (request.url.startsWith("/bye")) {
      response.writeHead(302, { location: request.url.replace("/bye", "http://127.0.0.1:" + port() + "/home") }).end();
      return;
    }
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<title>The client</title>");
  });
  const port = () => server.address().port;
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return Object.assign(asked, {
    url: `http://localhost:${port()}`,
    home: `http://127.0.0.1:${port()}/home?state=s`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  });
}

before(async () => {
  site = await clientSite();
  const changes = [
    NO_RATE_LIMITS,
    [
      'redirect_uris: ["http://localhost:8000/"]',
      `redirect_uris: ["${site.url}/callback"]
        logout:
          post_logout_redirect_uris: ["${site.url}/bye"]
          frontchannel_logout_uri: ${site.url}/forget
          frontchannel_logout_session_required: true`,
    ],
  ];
  stage = await Stage.open("logout", (folder) => demoWith(folder, changes));
  ({ latchkey, browser } = stage);
});

after(async () => {
  await stage?.close();
  site?.close();
});

afterEach(() => stage.leave(page));

// --- Words for the tests --------------------------------------------------------------------------

/** A new person, logged in at the client in a new browser; the ID token. */
async function logIn(options = {}) {
  page = await visitor(browser, options);
  const verifier = randomBytes(32).toString("base64url");
  const { json } = await latchkey.call("POST", "/identity/v1/signup", {
    client_id: CLIENT,
    data: { email: `leaving${++count}@example.org`, password: "correct horse battery staple" },
  });
  const redirectUri = `${site.url}/callback`;
  const query = new URLSearchParams({
    client_id: CLIENT,
    response_type: "code",
    redirect_uri: redirectUri,
    scope: "openid email",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    tkn: json.tkn,
  });
  await page.goto(`${latchkey.url}/oauth/authorize?${query}`);
  const answer = await latchkey.call("POST", "/oauth/token", {
    grant_type: "authorization_code",
    client_id: CLIENT,
    code: new URL(page.url()).searchParams.get("code"),
    redirect_uri: redirectUri,
    code_verifier: verifier,
  });
  return answer.json.id_token;
}

const logOut = (parameters) =>
  page.goto(
    `${latchkey.url}/oauth/logout?${new URLSearchParams({ post_logout_redirect_uri: `${site.url}/bye`, state: "s", ...parameters })}`,
    { waitUntil: "commit" },
  );

const sidOf = (idToken) => JSON.parse(Buffer.from(idToken.split(".")[1], "base64url")).sid;

/** That the client was asked in a frame to forget the session. */
async function isForgotten(idToken) {
  await becomes(() => site.forgotten.some(({ query }) => query.get("sid") === sidOf(idToken)), true);
  const { query, as } = site.forgotten.find((one) => one.query.get("sid") === sidOf(idToken));
  assert.equal(query.get("iss"), latchkey.url);
  assert.equal(as, "iframe");
}

const button = (name) => page.getByRole("button", { name, exact: true });

describe("A logout at a client's wish", () => {
  it("with an ID token asks nothing, shows the client's frame and leads back", async () => {
    const idToken = await logIn();
    await logOut({ id_token_hint: idToken });
    await becomes(() => page.url(), site.home);
    await isForgotten(idToken);
  });

  it("without one asks first, by keyboard alone, without a barrier", async () => {
    const idToken = await logIn();
    await logOut({ client_id: CLIENT });
    await page.getByRole("heading", { name: "Log out?" }).waitFor();
    assert.deepEqual(await barriers(page), []);
    await picture(page, "logout");
    await button("Log out").focus();
    await page.keyboard.press("Enter");
    await becomes(() => page.url(), site.home);
    await isForgotten(idToken);
  });

  it("lets the user stay", async () => {
    await logIn();
    await logOut({ client_id: CLIENT });
    await button("Stay logged in").click();
    await page.getByRole("heading", { name: "You are still logged in" }).waitFor();
    await page.goto(`${latchkey.url}/oauth/logout`);
    await button("Log out").waitFor();
  });

  it("works without script", async () => {
    const idToken = await logIn({ javaScriptEnabled: false });
    await logOut({ client_id: CLIENT });
    await button("Log out").click();
    await becomes(() => page.url(), site.home);
    await isForgotten(idToken);
  });

  it("waits no longer than five seconds for a frame", async () => {
    const idToken = await logIn();
    site.hangs = true;
    try {
      await logOut({ id_token_hint: idToken });
      await page.getByRole("heading", { name: "You are logged out" }).waitFor();
      await becomes(() => page.url(), site.home);
      await isForgotten(idToken);
    } finally {
      site.hangs = false;
    }
  });

  it("ends on a page without a barrier", async () => {
    await logIn();
    await page.goto(`${latchkey.url}/oauth/logout`);
    await button("Log out").click();
    await page.getByRole("heading", { name: "You are logged out" }).waitFor();
    assert.deepEqual(await barriers(page), []);
    await picture(page, "logged-out");
  });
});
