import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch, visitor } from "./chromium.js";
import { demoWith, NO_RATE_LIMITS, pagesOf } from "./config.js";
import { Latchkey } from "./latchkey.js";
import { openProvider } from "./provider.js";
import { openShop } from "./shop.js";

/**
 * A server, a shop that uses our browser SDK, a provider to log in with, and a browser.
 *
 * @param further changes of the demo's configuration, made from the provider's address
 */
export async function openBench(further = () => []) {
  const folder = await mkdtemp(join(tmpdir(), "latchkey-websdk-"));
  const shop = await openShop();
  const provider = await openProvider();
  const latchkey = await Latchkey.start({ folder, tls: true, config: await config(folder, shop.url, provider.url, further) });
  shop.open(latchkey);
  const browser = await launch(latchkey.certificate);
  return {
    latchkey,
    shop,
    visit: (path, options) => Visit.open({ browser, latchkey, shop }, path, options),
    async close() {
      await browser.close();
      shop.close();
      provider.close();
      await latchkey.interrupt();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const config = (folder, shop, provider, further) =>
  demoWith(folder, [
    ...further(provider),
    NO_RATE_LIMITS,
    ...pagesOf(shop),
    [
      "    # outbound: {timeout: 5s}",
      `    mfa: {email: true, sms: true}
    outbound: {allow_private: ["127.0.0.1"]}
    providers:
      - key: acme
        preset: oauth2
        client_id: latchkey
        client_secret: between-latchkey-and-acme
        endpoints: {authorization: "${provider}/authorize", token: "${provider}/token", userinfo: "${provider}/me"}
    # outbound: {timeout: 5s}`,
    ],
    [
      "      - id: demo-backend ",
      `      - id: implicit
        name: An app that wants tokens
        redirect_uris: ["${shop}/tokens"]
        origins: ["${shop}"]
        scopes: [openid, profile, email, phone, full_write]
        legacy: {implicit: true}
      - id: with-login
        name: An app whose login page the shop is
        redirect_uris: ["${shop}/callback"]
        origins: ["${shop}"]
        login_url: "${shop}/login"
        scopes: [openid, profile, email, phone, mfa]
      - id: alone
        name: An app without single sign-on
        redirect_uris: ["${shop}/callback"]
        origins: ["${shop}"]
        scopes: [openid, profile, email, phone]
        sso: false
      - id: demo-backend `,
    ],
  ]);

/** Somebody's new browser in the shop. `calls` fills with what the SDK sends to the server. */
class Visit {
  static async open({ browser, latchkey, shop }, path = "/", { context = {}, ready = true } = {}) {
    const page = await visitor(browser, context);
    const visit = new Visit(page, latchkey, shop);
    await visit.goto(path, ready);
    return visit;
  }

  calls = [];

  constructor(page, latchkey, shop) {
    this.page = page;
    this.latchkey = latchkey;
    this.shop = shop;
    page.context().on("request", (request) => {
      const url = new URL(request.url());
      const isOfSdk = /^\/(identity|oauth)\//.test(url.pathname) && !/\/config$/.test(url.pathname);
      if (url.origin === latchkey.url && isOfSdk && request.method() !== "OPTIONS") {
        this.calls.push({
          method: request.method(),
          path: url.pathname.replace("/identity/v1/", ""),
          ...(url.search && { query: Object.fromEntries(url.searchParams) }),
          ...(request.postData() && { body: JSON.parse(request.postData()) }),
          headers: request.headers(),
        });
      }
    });
  }

  /** Goes to a page of the shop and waits until the SDK is there. */
  async goto(path, ready = true) {
    await this.page.goto(this.shop.url + path);
    if (ready) {
      await this.page.evaluate(() => new Promise((done) => window.reach5("on", "ready", done)));
    }
    this.calls.length = 0;
  }

  get problems() {
    return this.page.problems;
  }

  happened() {
    return this.page.evaluate(() => window.happened());
  }

  async eventNames() {
    return (await this.happened()).map(({ name }) => name);
  }

  /** Runs a command: `[error, result]`, as its callback gets them. */
  run(command, ...options) {
    return this.page.evaluate(
      ([name, given]) => new Promise((done) => window.reach5(name, ...given, (...outcome) => done(outcome))),
      [command, options],
    );
  }

  /** What a command's callback gets as result. */
  async call(command, ...options) {
    const [error, result] = await this.run(command, ...options);
    assert.equal(error, null, `${command} succeeds, but: ${JSON.stringify(error)}`);
    return result;
  }

  /** What a command's callback gets as error. */
  async refused(command, ...options) {
    const [error, result] = await this.run(command, ...options);
    assert.ok(error?.error, `${command} is refused, but: ${JSON.stringify(result)}`);
    return error;
  }

  /** Runs a command that leaves the page; the address it comes to, which answers nothing but an empty page. */
  async leave(destination, command, ...options) {
    await this.page.route(destination, (route) =>
      route.fulfill({ contentType: "text/html", body: "<title>There</title>" }),
    );
    await Promise.all([
      this.page.waitForURL(destination),
      this.page.evaluate(
        ([name, given]) =>
          void window.reach5(name, ...given, (...outcome) => sessionStorage.setItem("left", JSON.stringify(outcome))),
        [command, options],
      ),
    ]);
    await this.page.unroute(destination);
    return new URL(this.page.url());
  }

  /** The only call to the server since the page was opened. */
  theCall() {
    assert.deepEqual(this.calls.map(({ path }) => path).length, 1, JSON.stringify(this.calls.map(({ path }) => path)));
    const { headers: _, ...call } = this.calls[0];
    return call;
  }

  close() {
    return this.page.context().close();
  }
}
