// An app on a server: the page has the widget, the back end has the secret, the tokens and the session.
// Configured by the environment: PORT, IDENTITY (the server's public URL), CLIENT_ID, CLIENT_SECRET.

import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";

const PORT = Number(process.env.PORT ?? 8002);
const IDENTITY = process.env.IDENTITY ?? "http://localhost:9000";
const CLIENT_ID = process.env.CLIENT_ID ?? "demo-backend";
const CLIENT_SECRET = process.env.CLIENT_SECRET ?? "demo-backend-secret-known-to-everybody";
const HERE = `http://localhost:${PORT}`;
const REDIRECT_URI = `${HERE}/callback`;

/** Who is logged in, by the hash of the cookie. A real app keeps this where all of its nodes find it. */
const sessions = new Map();

/** Logins under way, by their state: { verifier }. */
const pending = new Map();

const random = () => randomBytes(32).toString("base64url");
const sha256 = (text) => createHash("sha256").update(text).digest("base64url");
const escaped = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const page = (body) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Shop</title>
<link rel="icon" href="data:,">
<h1>Shop</h1>
${body}
</html>`;

/** The challenge comes from here, so that a code is worth nothing without this back end's verifier. */
function login(response) {
  const state = random();
  const verifier = random();
  pending.set(state, { verifier });
  const parameters = {
    container: "widget",
    // With passkeys: list this page's origin under `webauthn.origins`, and leave these two out.
    allowWebAuthnLogin: false,
    allowWebAuthnSignup: false,
    auth: {
      redirectUri: REDIRECT_URI,
      responseType: "code",
      state,
      codeChallenge: sha256(verifier),
      codeChallengeMethod: "S256",
    },
  };
  response.setHeader("Set-Cookie", cookie("login", state, 600));
  html(
    response,
    `<div id="widget"></div>
<script>
  window.reach5 ??= function () { (reach5.q ??= []).push(arguments); };
  reach5("showAuth", ${JSON.stringify(parameters)});
</script>
<script async src="${IDENTITY}/js/v1/identity.js?client_id=${encodeURIComponent(CLIENT_ID)}"></script>`,
  );
}

/** Exchanges the code for tokens, and asks with them who came. */
async function callback(request, response, query) {
  const state = query.get("state") ?? "";
  const login = pending.get(state);
  // Only the browser that the login began in may end it.
  if (!login || cookies(request).login !== state) {
    response.statusCode = 400;
    return html(response, `<p>This login is not one of ours. <a href="/">Once more</a></p>`);
  }
  pending.delete(state);
  if (query.has("error")) {
    return html(response, `<p>${escaped(query.get("error_description") ?? "Not logged in")}. <a href="/">Once more</a></p>`);
  }
  const tokens = await json(`${IDENTITY}/oauth/token`, {
    method: "POST",
    headers: { Authorization: `Basic ${Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString("base64")}` },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: query.get("code") ?? "",
      redirect_uri: REDIRECT_URI,
      code_verifier: login.verifier,
    }),
  });
  const user = await json(`${IDENTITY}/identity/v1/userinfo`, {
    headers: { Authorization: `Bearer ${tokens.access_token}` },
  });
  const session = random();
  sessions.set(sha256(session), { name: user.given_name ?? user.email });
  response.setHeader("Set-Cookie", [cookie("session", session, 86_400), cookie("login", "", 0)]);
  redirect(response, "/");
}

async function json(url, request) {
  const response = await fetch(url, request);
  if (!response.ok) {
    throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  }
  return response.json();
}

const cookie = (name, value, seconds) => `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}`;

const cookies = (request) =>
  Object.fromEntries((request.headers.cookie ?? "").split("; ").map((pair) => pair.split("=", 2)));

function html(response, body) {
  response.setHeader("Content-Type", "text/html;charset=UTF-8").setHeader("Cache-Control", "no-store").end(page(body));
}

function redirect(response, location) {
  response.writeHead(303, { Location: location }).end();
}

async function answer(request, response) {
  const { pathname, searchParams } = new URL(request.url, HERE);
  const session = sha256(cookies(request).session ?? "");
  if (pathname === "/callback") {
    await callback(request, response, searchParams);
  } else if (pathname === "/logout" && request.method === "POST") {
    sessions.delete(session);
    response.setHeader("Set-Cookie", cookie("session", "", 0));
    // Ends the session at the identity server, too.
    redirect(response, `${IDENTITY}/identity/v1/logout?${new URLSearchParams({ redirect_to: `${HERE}/` })}`);
  } else if (pathname !== "/") {
    response.statusCode = 404;
    html(response, "<p>Nothing here.</p>");
  } else if (sessions.has(session)) {
    html(
      response,
      `<p>Hello <strong>${escaped(sessions.get(session).name)}</strong>.</p>
<form method="post" action="/logout"><button>Log out</button></form>`,
    );
  } else {
    login(response);
  }
}

createServer((request, response) =>
  answer(request, response).catch((error) => {
    console.error(error);
    response.statusCode = 502;
    html(response, `<p>That did not work. <a href="/">Once more</a></p>`);
  }),
).listen(PORT, "localhost", () => console.log(`Open ${HERE}`));
