import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:https";

const FILES = new URL("../shop/", import.meta.url);

const icon = '<link rel="icon" href="data:,">';

/** Whose pages those of the shop are, where they are not the demo's. */
const CLIENTS = { "/tokens": "implicit", "/login": "with-login" };

/** The strictest that a site can have with the SDK: no inline script, no style at all, no text that becomes code. */
const policy = (latchkey) =>
  `default-src 'none'; script-src 'self' ${latchkey}; connect-src ${latchkey}; frame-src ${latchkey}; ` +
  "img-src data:; base-uri 'none'; form-action 'none'; ";
const NO_TEXT_AS_CODE = "require-trusted-types-for 'script'; trusted-types 'none'";

/** Elements that a page can be made of, by name. */
const elements = (latchkey, query) => ({
  stub: '<script src="/stub.js"></script>',
  early: '<script src="/early.js"></script>',
  listen: '<script src="/listen.js"></script>',
  taken: '<script src="/taken.js"></script>',
  sdk: `<script async src="${latchkey}/js/v1/identity.js?${query}"></script>`,
  french: `<script async src="${latchkey}/js/v1/fr/identity.js?${query}"></script>`,
  other: `<script async src="${latchkey}/js/v1/identity.js?client_id=other"></script>`,
  loader: `<script src="/loader.js" data-source="${latchkey}/js/v1/identity.js?${query}"></script>`,
});

/**
 * A customer's site. Its pages are made of what the query `with` names, by default a stub, listeners to all events and
 * the script; `?client=` takes another client, as some paths do by themselves, `?lang=` a language, and `?loose` lets the
 * page insert scripts by their addresses. Pages that a test wrote are served as they are.
 */
export async function openShop() {
  const files = new Map();
  for (const name of await readdir(FILES)) {
    files.set(`/${name}`, await readFile(new URL(name, FILES)));
  }
  const pages = new Map();
  let latchkey;
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, "https://localhost");
    if (files.has(pathname)) {
      response.writeHead(200, { "content-type": "text/javascript" }).end(files.get(pathname));
    } else if (pages.has(pathname)) {
      response.writeHead(200, { "content-type": "text/html" }).end(pages.get(pathname));
    } else {
      const usual = CLIENTS[pathname] ?? "demo-spa";
      const lang = searchParams.get("lang");
      const wish = lang ? `&amp;lang=${lang}` : "";
      const parts = elements(latchkey.url, `client_id=${searchParams.get("client") ?? usual}${wish}`);
      const names = (searchParams.get("with") ?? "stub,listen,sdk").split(",");
      response
        .writeHead(200, {
          "content-type": "text/html",
          "content-security-policy": policy(latchkey.url) + (searchParams.has("loose") ? "" : NO_TEXT_AS_CODE),
        })
        .end(
          `<!doctype html><html lang="${lang ?? "en"}"><head><title>A shop</title>${icon}` +
            `${names.map((name) => parts[name]).join("")}</head><body></body></html>`,
        );
    }
  });
  await new Promise((done) => server.listen(0, "localhost", done));
  return {
    url: `https://localhost:${server.address().port}`,
    open(started) {
      latchkey = started;
      server.setSecureContext({ cert: latchkey.certificate, key: latchkey.key });
    },
    page(path, html) {
      pages.set(path, html);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
