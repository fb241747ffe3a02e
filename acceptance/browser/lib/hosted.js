import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { demoWith, NO_RATE_LIMITS } from "./config.js";

export const PASSWORD = "correct horse battery staple";

/** A client's site: its callback leads on to another origin, as many do. */
export async function clientSite() {
  const server = createServer((request, response) => {
    if (request.url.startsWith("/callback")) {
      const { port } = server.address();
      response.writeHead(302, { location: `http://127.0.0.1:${port}/home${new URL(request.url, "http://x").search}` }).end();
      return;
    }
    response
      .writeHead(request.url === "/favicon.ico" ? 204 : 200, { "content-type": "text/html; charset=utf-8" })
      .end(request.url === "/favicon.ico" ? undefined : '<!doctype html><html lang="en"><title>Client</title><h1>Welcome</h1></html>');
  });
  await new Promise((done) => server.listen(0, "localhost", done));
  return {
    callback: `http://localhost:${server.address().port}/callback`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const SECRET = "a-third-partys-secret-that-only-tests-know-0123456789";

/** The demo with pages of its own, its app at that site, the account page, and a client of somebody else. */
export const hostedDemo = (folder, callback, pages = "{}", changes = []) =>
  demoWith(folder, [
    NO_RATE_LIMITS,
    ...changes,
    ["    pages: {}  ", `    pages: ${pages}  `],
    [
      'redirect_uris: ["${PUBLIC_URL}/", "${PUBLIC_URL}/playground", "${PUBLIC_URL}/callback", "${PUBLIC_URL}/account"]',
      `redirect_uris: ["${callback}", "\${PUBLIC_URL}/account"]`,
    ],
    [
      "    clients:\n",
      `    clients:
      - {id: photos, name: Photo Prints, party: third, sso: false, access_token_renewal: false, auth_method: client_secret_basic, secrets: ["${SECRET}"], redirect_uris: ["${callback}"], scopes: [openid, profile, email], default_scopes: [openid], openid: {device_grant: true}}
`,
    ],
  ]);

/** A device of the client of somebody else (RFC 8628): what it was told, and what it is told now. */
export async function photoFrame(latchkey) {
  const ask = async (path, form) => {
    const answer = await fetch(latchkey.url + path, {
      method: "POST",
      headers: { authorization: `Basic ${Buffer.from(`photos:${SECRET}`).toString("base64")}` },
      body: new URLSearchParams(form),
    });
    return answer.json();
  };
  const begun = await ask("/oauth/device_authorization", { scope: "openid email" });
  const grant_type = "urn:ietf:params:oauth:grant-type:device_code";
  return { begun, poll: () => ask("/oauth/token", { grant_type, device_code: begun.device_code }) };
}

/** The address of an authorize request. */
export function authorizeUrl(latchkey, callback, more = {}) {
  const verifier = randomBytes(32).toString("base64url");
  const parameters = {
    client_id: "demo-spa",
    response_type: "code",
    redirect_uri: callback,
    scope: "openid profile email",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...more,
  };
  return `${latchkey.url}/oauth/authorize?${new URLSearchParams(parameters)}`;
}
