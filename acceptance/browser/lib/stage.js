import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch } from "./chromium.js";
import { Latchkey } from "./latchkey.js";

/** What tests of pages need: a server of their own, and a browser. */
export class Stage {
  constructor(folder) {
    this.folder = folder;
  }

  /** @param configure writes a configuration into the folder that it is given, and resolves to its path */
  static async open(name, configure) {
    const stage = new Stage(await mkdtemp(join(tmpdir(), `latchkey-${name}-`)));
    try {
      stage.latchkey = await Latchkey.start({ folder: stage.folder, config: await configure(stage.folder) });
      stage.browser = await launch();
    } catch (error) {
      await stage.close();
      throw error;
    }
    return stage;
  }

  /**
   * Ends a visit, of which neither the browser nor the server has anything to say in red.
   *
   * @param expected what the browser may say
   */
  async leave(page, expected) {
    await page.context().close();
    assert.deepEqual(page.problems.filter((line) => !expected?.test(line)), []);
    assert.deepEqual(this.latchkey.complaints, []);
  }

  async close() {
    await this.browser?.close();
    await this.latchkey?.interrupt();
    await rm(this.folder, { recursive: true, force: true });
  }
}
