import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("../../../latchkey", import.meta.url));
const READY = /Latchkey is ready[^]*Demo page\s+(\S+)\/\n[^]*Ctrl-C\n/;

/** The script builds the server first where that is due. */
const START_TIMEOUT = 300_000;
const STOP_TIMEOUT = 30_000;
const MAIL_TIMEOUT = 20_000;

/** A server as the README starts it: by the script, in a process of its own. */
export class Latchkey {
  #process;
  #output = "";

  /**
   * @param folder working directory; the data are kept in its subfolder `data`
   * @param port 0 takes a free one
   * @param tls whether to serve https, with a certificate of the server's own making
   * @param config path of a configuration file; else the built-in demo's is taken
   */
  static async start(options) {
    const latchkey = new Latchkey(options);
    await latchkey.ready();
    return latchkey;
  }

  /** The same without waiting for it to be ready. */
  constructor({ folder, port = 0, tls = false, config }) {
    this.tls = tls;
    this.data = join(folder, "data");
    const options = ["--port", String(port), "--data", this.data];
    options.push(...(tls ? ["--tls"] : []), ...(config ? ["--config", config] : []));
    // A group of its own, as a shell gives to what it runs: Ctrl-C goes to the whole of it.
    this.#process = spawn(SCRIPT, ["dev", ...options], {
      cwd: folder,
      env: withoutSettings(process.env),
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => (this.#output += text));
    }
    this.exited = new Promise((done) => this.#process.on("close", (code, signal) => done(code ?? signal)));
    process.on("exit", this.#kill);
  }

  async ready() {
    this.url = await this.#announced();
    if (this.tls) {
      this.certificate = await readFile(join(this.data, "tls", "certificate.pem"), "utf8");
      this.key = await readFile(join(this.data, "tls", "key.pem"), "utf8");
    }
  }

  /** The address it says it is ready at. */
  async #announced() {
    for (const end = Date.now() + START_TIMEOUT; Date.now() < end && this.#runs; await pause(20)) {
      const ready = this.#output.match(READY);
      if (ready) {
        return ready[1];
      }
    }
    throw new Error(`The server did not start:\n${this.#output}`);
  }

  get #runs() {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Presses Ctrl-C; resolves to the exit status. */
  async interrupt() {
    if (this.#runs) {
      process.kill(-this.#process.pid, "SIGINT");
    }
    const status = await Promise.race([this.exited, pause(STOP_TIMEOUT, "none yet", { ref: false })]);
    process.off("exit", this.#kill);
    return status;
  }

  /** Everything it said so far. */
  get output() {
    return this.#output;
  }

  /** What of that says that something went wrong. */
  get complaints() {
    const lines = this.#output.split("\n");
    // The line after an error says which one it is.
    return lines.flatMap((line, at) => (/\b(ERROR|WARN|Exception)\b/.test(line) ? [`${line}\n${lines[at + 1] ?? ""}`] : []));
  }

  /** For when a test ends without having stopped it. */
  #kill = () => {
    if (this.#runs) {
      process.kill(-this.#process.pid, "SIGTERM");
    }
  };

  /** Calls it from outside any browser, believing its own certificate only: `{ status, json }`. */
  async call(method, path, body, accessToken) {
    const json = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      ...(json && { "content-type": "application/json" }),
      ...(accessToken && { authorization: `Bearer ${accessToken}` }),
    };
    const { request } = this.tls ? https : http;
    return new Promise((resolve, reject) => {
      request(this.url + path, { method, headers, ca: this.certificate }, async (response) => {
        const text = (await response.setEncoding("utf8").toArray()).join("");
        resolve({ status: response.statusCode, json: text ? JSON.parse(text) : null });
      })
        .on("error", reject)
        .end(json);
    });
  }

  /** The newest of `count` messages to that recipient, once they are there. */
  async message(recipient, count) {
    const path = `/inbox/messages?${new URLSearchParams({ to: recipient })}`;
    for (const end = Date.now() + MAIL_TIMEOUT; Date.now() < end; await pause(20)) {
      const { json } = await this.call("GET", path);
      if (json.length >= count) {
        return json[count - 1];
      }
    }
    throw new Error(`Fewer than ${count} messages to ${recipient}`);
  }
}

/** Settings of whoever runs the tests are not for their servers. */
function withoutSettings(environment) {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !name.startsWith("LATCHKEY_") || name === "LATCHKEY_JAVA_OPTS"),
  );
}
