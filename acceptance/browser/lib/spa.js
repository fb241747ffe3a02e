import { readFile } from "node:fs/promises";
import { createServer } from "node:http";

const HERE = new URL("../spa/", import.meta.url);
const LIBRARY = new URL("../node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js", import.meta.url);

/**
 * A customer's site with a single-page app, which answers on every path, at two origins: of the same site as a server on
 * localhost, and of another. It listens at once; pages come once `open` has told which server they belong to.
 */
export async function openSpa() {
  const scripts = new Map([
    ["/oidc-client-ts.js", await readFile(LIBRARY)],
    ["/app.js", await readFile(new URL("app.js", HERE))],
  ]);
  const template = await readFile(new URL("index.html", HERE), "utf8");
  let page;
  let policy;
  const server = createServer((request, response) => {
    const script = scripts.get(request.url);
    response
      .writeHead(200, {
        "content-type": `text/${script ? "javascript" : "html"}; charset=utf-8`,
        "content-security-policy": policy,
      })
      .end(script ?? page);
  });
  await new Promise((done) => server.listen(0, "localhost", done));
  const elsewhere = createServer((request, response) => server.emit("request", request, response));
  await new Promise((done) => elsewhere.listen(0, "127.0.0.1", done));
  return {
    sameSite: `http://localhost:${server.address().port}`,
    otherSite: `http://127.0.0.1:${elsewhere.address().port}`,
    open(latchkey) {
      page = template.replace("AUTHORITY", latchkey);
      policy =
        "default-src 'none'; script-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; " +
        `connect-src ${latchkey}; frame-src 'self' ${latchkey}`;
    },
    close() {
      for (const one of [server, elsewhere]) {
        one.closeAllConnections();
        one.close();
      }
    },
  };
}
