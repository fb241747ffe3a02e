import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const DEMO = new URL("../../../server/src/main/resources/demo.yaml", import.meta.url);
const GUIDE = new URL("../../../docs/openid-provider.md", import.meta.url);

/** The demo's configuration, as `latchkey init` writes it, with some lines changed: `[[before, after], …]`. */
export async function demoWith(folder, changes) {
  let yaml = await readFile(DEMO, "utf8");
  for (const [before, after] of changes) {
    assert.equal(yaml.split(before).length, 2, `demo.yaml has this once: ${before}`);
    yaml = yaml.replace(before, () => after);
  }
  const file = join(folder, "latchkey.yaml");
  await writeFile(file, yaml);
  return file;
}

/** A client as the guide to OpenID clients has it, with some of its texts changed: `[[before, after], …]`. */
export async function documentedClient(id, changes = []) {
  const [found] = (await readFile(GUIDE, "utf8")).match(new RegExp(`^      - id: ${id}\n(?:        .*\n)+`, "m")) ?? [];
  assert.ok(found, `docs/openid-provider.md has a client ${id}`);
  return changes.reduce((yaml, [before, after]) => {
    assert.ok(yaml.includes(before), `the client ${id} has this: ${before}`);
    return yaml.replace(before, () => after);
  }, found);
}

/** Tests do in seconds what limits by address would spread over minutes. */
export const NO_RATE_LIMITS = [
  "    # rate_limits:\n    #   per_address: {requests: 20, window: 60s}\n    #   per_recipient: {requests: 5, window: 10m}",
  "    rate_limits:\n      per_address: {requests: 0, window: 60s}\n      per_recipient: {requests: 0, window: 10m}",
];

/**
 * The demo's client belongs to the pages of a site at that address, and so do its passkeys and logouts. The server shows
 * none of its own: who asks for a login there is told that one is needed.
 */
export const pagesOf = (site) => [
  ["    pages: {}  ", "    # pages: {}  "],
  [
    'logout_urls: ["${PUBLIC_URL}/", "http://localhost:8000/", "http://localhost:8002/"]',
    `logout_urls: ["${site}/bye"]`,
  ],
  [
    'redirect_uris: ["${PUBLIC_URL}/", "${PUBLIC_URL}/playground", "${PUBLIC_URL}/callback", "${PUBLIC_URL}/account"]',
    `redirect_uris: ["${site}/callback", "${site}/reset"]`,
  ],
  ['origins: ["${PUBLIC_URL}"]      # pages that', `origins: ["${site}"]      # pages that`],
  ['origins: ["${PUBLIC_URL}"]        # pages on', `origins: ["${site}"]        # pages on`],
];
