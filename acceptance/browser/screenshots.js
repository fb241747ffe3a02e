// Takes the pictures of docs/pages: every hosted page in light and dark, from right to left, and on a phone.
// `npm run screenshots` writes them anew; no test does.

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch, visitor } from "./lib/chromium.js";
import { linked, withNumber } from "./lib/factors.js";
import { authorizeUrl, clientSite, hostedDemo, PASSWORD, photoFrame } from "./lib/hosted.js";
import { Latchkey } from "./lib/latchkey.js";
import { currentCode } from "./lib/totp.js";

const PICTURES = fileURLToPath(new URL("../../docs/pages/", import.meta.url));

const WINDOW = { width: 560, height: 720 };
const VIEWS = {
  light: { viewport: WINDOW },
  dark: { viewport: WINDOW, colorScheme: "dark" },
  rtl: { viewport: WINDOW, locale: "ar", lang: "ar" },
  phone: { viewport: { width: 360, height: 640 } },
};

const ACCOUNT = ["", "/profile", "/email", "/phone", "/password", "/passkeys", "/factors", "/sessions", "/consents", "/logins",
  "/apps", "/activity", "/data", "/delete"];

const FACTORS_AND_LOGINS = [
  [
    "    # outbound: {timeout: 5s}",
    `    mfa: {email: true, sms: true, totp: true, recovery_codes: true, trusted_devices: true}
    providers: [{key: google, client_id: 0123.apps.example, client_secret: from-google}]`,
  ],
];

const folder = await mkdtemp(join(tmpdir(), "latchkey-pictures-"));
const site = await clientSite();
const config = await hostedDemo(folder, site.callback, "{}", FACTORS_AND_LOGINS);
const latchkey = await Latchkey.start({ folder, config });
const browser = await launch();
await mkdir(PICTURES, { recursive: true });

try {
  for (const [view, options] of Object.entries(VIEWS)) {
    await all(view, options);
  }
} finally {
  await browser.close();
  await latchkey.interrupt();
  site.close();
  await rm(folder, { recursive: true, force: true });
}

async function all(view, { lang, ...options }) {
  const page = await visitor(browser, options);
  const more = lang ? { ui_locales: lang } : {};
  const email = `ada.${view}@example.org`;
  const phone = `+33612340${String(100 + Object.keys(VIEWS).indexOf(view))}`;
  await latchkey.call("POST", "/identity/v1/signup", {
    client_id: "demo-spa",
    data: { email, phone_number: phone, password: PASSWORD, given_name: "Ada" },
  });
  const take = (name) => page.screenshot({ path: join(PICTURES, `${name}-${view}.png`), fullPage: true });
  const main = page.locator("main");
  const logIn = async () => {
    await page.locator("#identifier").fill(email);
    await page.locator("#password").fill(PASSWORD);
    await page.locator("main form[action^='/login?'] button.primary").click();
  };

  await page.goto(authorizeUrl(latchkey, site.callback, { client_id: "photos", ...more }));
  await take("login");
  await page.locator("#identifier").fill(email);
  await page.locator("#password").fill("wrong");
  await page.locator("main form[action^='/login?'] button.primary").click();
  await page.getByRole("alert").first().waitFor();
  await take("login-refused");
  await page.locator("a[href^='/forgot']").click();
  await page.locator("main form[action^='/forgot']").waitFor();
  await take("forgot");
  await page.locator("#identifier").fill(email);
  await main.locator("button.primary").click();
  await page.locator("main form[action^='/forgot']").waitFor({ state: "detached" });
  await take("forgot-sent");
  const mail = await latchkey.message(email, 2);
  await page.goto(mail.links[0]);
  await page.locator("#password").pressSequentially("a better horse");
  await page.locator("meter").waitFor();
  await take("reset");
  await page.goto(authorizeUrl(latchkey, site.callback, { client_id: "photos", prompt: "create", ...more }));
  await take("signup");
  await page.locator("main a[href^='/login']").click();
  await page.locator("#identifier").fill(email);
  await page.locator("button[formaction^='/login/code']").click();
  await page.locator("#code").waitFor();
  await take("code");
  await page.locator("main a[href^='/login']").click();
  await logIn();
  await page.locator("button[value=allow]").waitFor();
  await take("consent");
  await page.locator("button[value=allow]").click();
  await page.waitForURL(/\/home\?/);
  await page.goto(authorizeUrl(latchkey, site.callback, { prompt: "select_account", ...more }));
  await take("accounts");
  const device = await photoFrame(latchkey);
  await page.goto(`${device.begun.verification_uri_complete}${lang ? `&lang=${lang}` : ""}`);
  await take("activate");
  await main.locator("button.primary").click();
  await page.locator("button[value=allow]").waitFor();
  await take("activate-ask");
  const open = (path) => page.goto(`${latchkey.url}${path}${lang ? `${path.includes("?") ? "&" : "?"}lang=${lang}` : ""}`);
  await open("/login?client_id=photos&r5_request_token=none");
  await take("error");

  for (const path of ACCOUNT) {
    await open(`/account${path}`);
    await take(`account${path.replace("/", "-")}`);
  }
  await open("/account/factors");
  await page.locator("form[action^='/account/factors/app'] button").click();
  await page.locator("#verification_code").waitFor();
  await take("account-factors-app");
  const secret = await page.locator(".key code").innerText();
  await page.locator("#verification_code").fill(currentCode(secret));
  await page.locator("form[action^='/account/factors/app/code'] button").click();
  await page.getByRole("status").waitFor();
  await take("account-factors-added");

  await open("/oauth/logout?client_id=demo-spa");
  await take("logout");
  await main.locator("button.primary").click();
  await page.locator("main button").waitFor({ state: "detached" });
  await take("logout-done");
  await page.goto(authorizeUrl(latchkey, site.callback, more));
  await logIn();
  await page.waitForURL(/\/mfa/);
  await take("mfa");

  await page.context().clearCookies();
  const person = await withNumber(latchkey, `ines.${view}@example.org`, `+33612341${phone.slice(-3)}`);
  const approver = await linked(latchkey, browser, person);
  await page.goto(authorizeUrl(latchkey, site.callback, more));
  await page.locator("#identifier").fill(person.email);
  await page.locator("#password").fill(PASSWORD);
  await page.locator("main form[action^='/login?'] button.primary").click();
  await page.locator("button[value=device]").waitFor();
  await take("mfa-choice");
  await page.locator("button[value=device]").click();
  await page.locator("[data-waits]:not(:empty)").waitFor();
  await take("mfa-device");
  await approver.context().close();
  await page.context().close();
}
