import { createServer } from "node:http";

/**
 * An OAuth 2.0 provider whose login page asks nothing: the login hint says what it does. `refuse` refuses, `wait` shows
 * a page and goes nowhere, anything else logs in somebody of that name.
 */
export async function openProvider() {
  const json = (response, body) =>
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
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
    } else if (pathname === "/me") {
      const name = request.headers.authorization.split(" ")[1];
      json(response, { sub: name, name, email: `${name}@provider.example`, email_verified: true });
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${server.address().port}`;
  return {
    url,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
