import { createHash, X509Certificate } from "node:crypto";
import { accessSync, constants } from "node:fs";
import { mkdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const NAMES = ["chromium", "google-chrome", "google-chrome-stable", "chromium-browser"];
const MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
const PICTURES = fileURLToPath(new URL("../../target/pictures/", import.meta.url));
const TIMEOUT = 20_000;

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Starts the system's Chromium.
 *
 * @param certificate in PEM; believed, although nobody vouches for it
 */
export function launch(certificate) {
  const trust = certificate ? [`--ignore-certificate-errors-spki-list=${fingerprint(certificate)}`] : [];
  return chromium.launch({ executablePath: executable(), args: [...QUIET, ...trust] });
}

function fingerprint(certificate) {
  const key = new X509Certificate(certificate).publicKey.export({ type: "spki", format: "der" });
  return createHash("sha256").update(key).digest("base64");
}

function executable() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const places = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), MAC];
  const found = places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (!found) {
    throw new Error(`No Chromium found: none of ${NAMES.join(", ")} is on the PATH.`);
  }
  return found;
}

/**
 * A new person's browser, without cookies, with one tab. `page.problems` fills with what a developer would see in
 * red: errors on the console (breaches of the content security policy are among them) and exceptions nobody caught.
 */
export async function visitor(browser, options = {}) {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  context.setDefaultTimeout(TIMEOUT);
  const problems = [];
  context.on("page", (page) => {
    page.problems = problems;
    page.on("console", (line) => line.type() === "error" && problems.push(`${line.text()} (${line.location().url})`));
    page.on("pageerror", (error) => problems.push(String(error.stack ?? error)));
  });
  return context.newPage();
}

/** For human eyes, in `acceptance/target/pictures`. */
export async function picture(page, name) {
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}
