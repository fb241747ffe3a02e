import { generateKeyPairSync, sign } from "node:crypto";
import { createServer } from "node:http";

/** What runs in the page, as the widget of a captcha does. */
function widget() {
  for (const box of document.querySelectorAll(".g-recaptcha")) {
    const answer = Object.assign(document.createElement("textarea"), { name: "g-recaptcha-response", hidden: true });
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "I am not a robot" });
    button.addEventListener("click", () => (answer.value = "solved"));
    box.append(answer, button);
  }
}

/**
 * An OAuth 2.0 provider whose login page asks nothing: the login hint says what it does. `refuse` refuses, `wait` shows
 * a page and goes nowhere, `silent` logs in somebody without an address, anything else somebody of that name. It is an
 * OpenID provider for who asks it to be: `idToken` signs what Google would give to a page. For captchas it is one, too: one
 * of them is worth something, `solved`, and its widget is a button.
 */
export async function openProvider() {
  const json = (response, body) =>
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    if (pathname === "/authorize") {
      const hint = searchParams.get("login_hint");
      const answer = hint === "refuse" ? { error: "access_denied" } : { code: hint };
      const back = new URLSearchParams({ ...answer, state: searchParams.get("state") });
      if (hint === "wait") {
        response.writeHead(200, { "content-type": "text/html" }).end("<title>Wait</title>");
      } else {
        response.writeHead(302, { location: `${searchParams.get("redirect_uri")}?${back}` }).end();
      }
    } else if (pathname === "/token") {
      const form = new URLSearchParams((await request.setEncoding("utf8").toArray()).join(""));
      json(response, { access_token: form.get("code"), token_type: "Bearer" });
    } else if (pathname === "/siteverify") {
      const form = new URLSearchParams((await request.setEncoding("utf8").toArray()).join(""));
      json(response, { success: form.get("response") === "solved" });
    } else if (pathname === "/recaptcha/api.js") {
      response.writeHead(200, { "content-type": "text/javascript" }).end(`(${widget})()`);
    } else if (pathname === "/me") {
      const name = request.headers.authorization.split(" ")[1];
      const address = { email: `${name}@provider.example`, email_verified: true };
      json(response, { sub: name, name, ...(name !== "silent" && address) });
    } else if (pathname === "/.well-known/openid-configuration") {
      json(response, {
        issuer: url,
        authorization_endpoint: `${url}/authorize`,
        token_endpoint: `${url}/token`,
        jwks_uri: `${url}/keys`,
      });
    } else if (pathname === "/keys") {
      json(response, { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "1", alg: "RS256", use: "sig" }] });
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${server.address().port}`;
  return {
    url,
    /** For an app, about somebody of that name. */
    idToken(name, audience, nonce) {
      const now = Math.floor(Date.now() / 1000);
      const email = `${name}@provider.example`;
      const claims = { iss: url, aud: audience, sub: name, nonce, email, email_verified: true, iat: now, exp: now + 300 };
      const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
      const input = `${part({ alg: "RS256", kid: "1" })}.${part(claims)}`;
      return `${input}.${sign("sha256", Buffer.from(input), privateKey).toString("base64url")}`;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
