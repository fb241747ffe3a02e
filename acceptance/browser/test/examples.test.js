// The playground of `latchkey dev`, and the sites in `examples/`, against a server that knows them from its demo
// configuration.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { barriers } from "../lib/axe.js";
import { becomes } from "../lib/becomes.js";
import { launch, picture, visitor } from "../lib/chromium.js";
import { Latchkey } from "../lib/latchkey.js";

const ROOT = new URL("../../../", import.meta.url);
const DEMO = new URL("server/src/main/resources/demo.yaml", ROOT);
const PASSWORD = "correct horse battery staple";
const TYPES = { ".html": "text/html", ".js": "text/javascript" };
const WIDGETS = new URL("sdk/web/src/widgets/index.ts", ROOT);

let folder;
let latchkey;
let site;
let reactSite;
let backEnd;
let browser;
let page;
let count = 0;

/**
 * The files of a folder as a web server has them, with the demo's addresses in the place of the written ones; `instead` has
 * what a test wants in their place.
 */
async function files(path) {
  const instead = new Map();
  const server = createServer(async (request, response) => {
    const name = request.url.split("?")[0].replace(/\/$/, "/index.html");
    try {
      const text = instead.get(name) ?? (await readFile(new URL(`${path}${name}`, ROOT), "utf8"));
      response.setHeader("content-type", TYPES[extname(name)]).end(text.replace("http://localhost:9000", latchkey.url));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "localhost", done));
  return { url: `http://localhost:${server.address().port}`, instead, close: () => server.closeAllConnections() ?? server.close() };
}

/** Runs a script of a project, whose packages it installs first when there are none. */
function npm(project, script) {
  const cwd = fileURLToPath(new URL(project, ROOT));
  const commands = existsSync(join(cwd, "node_modules/.package-lock.json")) ? [] : [["ci"]];
  for (const command of [...commands, ["run", script]]) {
    execFileSync("npm", command, { cwd, stdio: "pipe" });
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "localhost", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "latchkey-examples-"));
  npm("sdk/web", "package");
  npm("examples/react", "build");
  site = await files("examples/browser");
  reactSite = await files("examples/react/www");
  const port = await freePort();
  const yaml = (await readFile(DEMO, "utf8"))
    .replaceAll(/"http:\/\/localhost:8000(\/?)"/g, (_, slash) => `"${site.url}${slash}", "${reactSite.url}${slash}"`)
    .replaceAll("http://localhost:8002", `http://localhost:${port}`);
  const config = join(folder, "latchkey.yaml");
  await writeFile(config, yaml);
  latchkey = await Latchkey.start({ folder, config });
  const script = fileURLToPath(new URL("examples/server/server.js", ROOT));
  const process_ = spawn(process.execPath, [script], {
    env: { ...process.env, PORT: String(port), IDENTITY: latchkey.url },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((done) => process_.stdout.once("data", done));
  backEnd = { url: `http://localhost:${port}`, close: () => process_.kill() };
  browser = await launch();
});

after(async () => {
  await browser?.close();
  site?.close();
  reactSite?.close();
  backEnd?.close();
  await latchkey?.interrupt();
  await rm(folder, { recursive: true, force: true });
});

afterEach(async () => {
  const { problems } = page;
  await page.context().close();
  assert.deepEqual(problems, []);
  assert.deepEqual(latchkey.complaints, []);
});

async function visit(url) {
  page = await visitor(browser, { reducedMotion: "reduce" });
  await page.goto(url);
}

const widget = () => page.locator(".r5-widget");

/** By the widget that the page shows. */
async function signUp(fields = {}) {
  const email = `ada${++count}@example.org`;
  await widget().getByRole("button", { name: "Sign up" }).click();
  const values = { given_name: "Ada", email, password: PASSWORD, ...fields };
  for (const [name, value] of Object.entries(values)) {
    await widget().locator(`[name=${name}]`).fill(value);
  }
  await widget().locator("[type=submit]").click();
  return email;
}

describe("the playground", () => {
  it("has every widget, and shows each to who is logged in", async () => {
    await visit(`${latchkey.url}/playground`);
    const email = await signUp({ family_name: "Lovelace", password_confirmation: PASSWORD });
    await page.getByText(`Logged in as ${email}`).waitFor();

    const names = await page.locator("#widget option").allTextContents();
    const source = await readFile(WIDGETS, "utf8");
    const commands = new Set(source.match(/\bshow[A-Z]\w+(?=\(options)/g));
    assert.deepEqual(new Set(names), commands);
    for (const name of names) {
      await page.selectOption("#widget", name);
      await page.locator(`#preview .r5-${classOf(name)}`).waitFor({ state: "attached" });
      await becomes(() => page.locator("#preview .r5-failure").count(), 0, name);
      await becomes(() => page.locator("#snippet").textContent(), new RegExp(`reach5\\("${name}", \\{\\n    container`));
    }
    await page.selectOption("#widget", "showProfileEditor");
    await page.locator("#preview [name=given_name]").waitFor();
    await picture(page, "playground");
    assert.deepEqual(await barriers(page), []);
  });

  it("shows what is chosen, and what it calls without what is secret", async () => {
    await visit(`${latchkey.url}/playground`);
    await page.getByLabel("canShowPassword").check();
    await widget().getByRole("switch").waitFor();
    await becomes(() => page.locator("#snippet").textContent(), /canShowPassword: true/);

    await widget().locator("[name=identifier]").fill("nobody@example.org");
    await widget().locator("[name=password]").fill("not the password");
    await widget().locator("[type=submit]").click();
    const call = page.locator("#calls li", { hasText: "password/login" });
    await call.getByText("401").waitFor();
    await call.locator("summary").click();
    const body = await call.locator("pre").textContent();
    assert.match(body, /nobody@example\.org/);
    assert.doesNotMatch(body, /not the password/);
    await page.locator("#calls li", { hasText: "login_failed" }).waitFor();
    page.problems.length = 0; // The console has the 401, too.

    await page.selectOption("#language", "ar");
    await page.locator("#preview .r5-widget[dir=rtl][lang=ar]").waitFor();
    await page.getByRole("button", { name: "All as at first" }).click();
    await page.locator("#preview .r5-widget[lang=en]").waitFor();
    assert.doesNotMatch(await page.locator("#snippet").textContent(), /canShowPassword/);
  });
});

/** `showEmailEditor` shows `r5-email-editor`. */
const classOf = (name) =>
  name
    .slice("show".length)
    .replace("WebAuthn", "Webauthn")
    .replace(/(?<!^)[A-Z]/g, "-$&")
    .toLowerCase();

describe("the examples", () => {
  it("a page of plain HTML logs somebody in and edits the profile", async () => {
    await visit(`${site.url}/`);
    await signUp();
    await page.getByText("Hello").waitFor();
    await becomes(() => page.locator("#name").textContent(), "Ada");
    await widget().locator("[name=given_name]").waitFor();
    assert.equal(page.url(), `${site.url}/`);

    await page.getByRole("button", { name: "Log out" }).click();
    await widget().getByRole("button", { name: "Sign up" }).waitFor();
  });

  it("that page need not say which client it is, as there is one with its origin", async () => {
    const html = await readFile(new URL("examples/browser/index.html", ROOT), "utf8");
    site.instead.set("/index.html", html.replace('?client_id=demo-site"', '"'));
    await visit(`${site.url}/`);
    site.instead.clear();
    await signUp();
    await page.getByText("Hello").waitFor();
  });

  it("the guide shows that page as it is", async () => {
    await visit("about:blank");
    const guide = await readFile(new URL("docs/sdk-web.md", ROOT), "utf8");
    const shown = [...guide.matchAll(/```(?:html|js)\n([^]*?)```/g)].map(([, code]) => code);
    const names = ["index.html", "shop.js"];
    const written = await Promise.all(names.map((name) => readFile(new URL(`examples/browser/${name}`, ROOT), "utf8")));
    assert.deepEqual(shown, written);
  });

  it("an app of React logs somebody in, edits the profile, and shows each widget once", async () => {
    await visit(`${reactSite.url}/`);
    await signUp();
    await page.getByText("Hello Ada.").waitFor();
    assert.equal(page.url(), `${reactSite.url}/`);
    await widget().locator("[name=given_name]").fill("Augusta");
    await widget().locator("[type=submit]").click();
    await page.getByText("Hello Augusta.").waitFor();
    await widget().getByText("Your profile has been saved.").waitFor();
    await becomes(() => widget().count(), 1);

    await page.getByRole("button", { name: "Log out" }).click();
    await widget().getByRole("button", { name: "Sign up" }).waitFor();
    await becomes(() => widget().count(), 1);
  });

  it("an app on a server logs somebody in, and keeps its tokens to itself", async () => {
    await visit(`${backEnd.url}/`);
    await signUp({ family_name: "Lovelace", password_confirmation: PASSWORD });
    await page.getByText("Hello Ada.").waitFor();
    const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
    assert.doesNotMatch(stored, /eyJ/);

    await page.getByRole("button", { name: "Log out" }).click();
    await widget().getByRole("button", { name: "Sign up" }).waitFor();
  });

  it("the app on a server takes no answer to a login that another browser began", async () => {
    await visit(`${backEnd.url}/callback?code=stolen&state=foreign`);
    await page.getByText("This login is not one of ours.").waitFor();
    page.problems.length = 0; // The console has the 400, too.
  });
});
