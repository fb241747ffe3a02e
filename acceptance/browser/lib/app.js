import { readFile } from "node:fs/promises";
import { createServer } from "node:https";

const HERE = new URL("../app/", import.meta.url);
const SDK = new URL("../node_modules/@reachfive/identity-core/umd/identity-core.min.js", import.meta.url);

/**
 * A customer's site: one page, which answers on every path, and two scripts, of which one is the npm package's file as
 * it is. It listens at once; pages come once `open` has told what belongs to them.
 */
export async function site() {
  const files = new Map([
    ["/identity-core.js", [await readFile(SDK), "text/javascript"]],
    ["/app.js", [await readFile(new URL("app.js", HERE)), "text/javascript"]],
  ]);
  const template = await readFile(new URL("index.html", HERE), "utf8");
  let page;
  let policy;
  const server = createServer((request, response) => {
    const [body, type] = files.get(request.url.split("?")[0]) ?? [page, "text/html"];
    response
      .writeHead(200, { "content-type": `${type}; charset=utf-8`, "content-security-policy": policy })
      .end(body);
  });
  await new Promise((done) => server.listen(0, "localhost", done));
  return {
    url: `https://localhost:${server.address().port}`,
    open(latchkey, client) {
      server.setSecureContext({ cert: latchkey.certificate, key: latchkey.key });
      page = template.replace("DOMAIN", new URL(latchkey.url).host).replace("CLIENT", client);
      // As strict as the SDK can bear: it evaluates a string when it is loaded, its frame has a style attribute, and One
      // Tap is a script of Google's.
      policy =
        "default-src 'self'; script-src 'self' 'unsafe-eval' https://accounts.google.com; style-src 'unsafe-inline'; " +
        "img-src data:; " +
        `connect-src ${latchkey.url}; frame-src ${latchkey.url}`;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
