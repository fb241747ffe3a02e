// A developer's day: started as the README says, stopped with Ctrl-C, started again.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Latchkey } from "../lib/latchkey.js";

const AFTER_CTRL_C = 130;
const CREDENTIALS = { email: "alan@example.org", password: "correct horse battery staple" };

let folder;
let latchkey;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "latchkey-stop-"));
  latchkey = await Latchkey.start({ folder });
});

after(async () => {
  await latchkey?.interrupt();
  await rm(folder, { recursive: true, force: true });
});

const signUp = () => latchkey.call("POST", "/identity/v1/signup", { client_id: "demo-spa", data: CREDENTIALS });

const logIn = () => latchkey.call("POST", "/identity/v1/password/login", { client_id: "demo-spa", ...CREDENTIALS });

const databaseProcess = async () => {
  const file = await readFile(join(latchkey.data, "postgres", "data", "postmaster.pid"), "utf8");
  return Number(file.split("\n")[0]);
};

/** The process of a database that is just being started. */
async function databaseStarts() {
  for (const end = Date.now() + 60_000; Date.now() < end; await pause(5)) {
    const pid = await databaseProcess().catch(() => 0);
    if (pid) {
      return pid;
    }
  }
  throw new Error(`No database:\n${latchkey.output}`);
}

const runs = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    assert.equal(error.code, "ESRCH");
    return false;
  }
};

it("Ctrl-C stops the server and its database, and the next start has everything", async () => {
  assert.equal((await signUp()).status, 200);
  const keys = await latchkey.call("GET", "/jwks.json");
  const mail = await latchkey.message(CREDENTIALS.email, 1);
  const pid = await databaseProcess();
  assert.equal(runs(pid), true);

  assert.equal(await latchkey.interrupt(), AFTER_CTRL_C);
  assert.equal(runs(pid), false, "no PostgreSQL is left");
  await assert.rejects(databaseProcess(), { code: "ENOENT" }, "PostgreSQL has put its things away");
  assert.match(await readFile(join(latchkey.data, "postgres.log"), "utf8"), /database system is shut down/);
  assert.deepEqual(latchkey.complaints, []);

  const port = new URL(latchkey.url).port;
  latchkey = await Latchkey.start({ folder, port });
  assert.equal(new URL(latchkey.url).port, port);
  assert.doesNotMatch(latchkey.output, /first start/);
  assert.doesNotMatch(await readFile(join(latchkey.data, "postgres.log"), "utf8"), /recovery/);
  assert.equal((await logIn()).status, 200);
  assert.equal((await signUp()).json.error, "email_already_exists");
  assert.deepEqual((await latchkey.call("GET", "/jwks.json")).json, keys.json);
  assert.deepEqual(await latchkey.message(CREDENTIALS.email, 1), mail);
  assert.deepEqual(latchkey.complaints, []);
});

it("Ctrl-C in the middle of a start leaves nothing running", async () => {
  await latchkey.interrupt();
  latchkey = new Latchkey({ folder });
  const pid = await databaseStarts();
  assert.doesNotMatch(latchkey.output, /ready/);

  assert.equal(await latchkey.interrupt(), AFTER_CTRL_C);
  assert.equal(runs(pid), false, "no PostgreSQL is left");
  assert.deepEqual(latchkey.complaints, []);
});
