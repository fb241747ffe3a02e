// Runs the unit tests with Node's own test runner, which reads no TypeScript: they are bundled first.

import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { styles } from "./styles.js";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

const tests = (await readdir(join(ROOT, "test"))).filter((file) => /\.test\.tsx?$/.test(file));
const outdir = await mkdtemp(join(ROOT, "node_modules", ".tests-"));
try {
  await build({
    entryPoints: tests.map((file) => join(ROOT, "test", file)),
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline",
    outdir,
    plugins: [styles],
    define: { PHONE_SCRIPT: '""', QR_SCRIPT: '""', ENGLISH_SCRIPT: '""' },
    outExtension: { ".js": ".mjs" },
  });
  const files = tests.map((file) => join(outdir, file.replace(/\.tsx?$/, ".mjs")));
  const { status } = spawnSync(
    process.execPath,
    ["--enable-source-maps", "--test", "--test-reporter=dot", ...files],
    {
      stdio: "inherit",
    },
  );
  process.exitCode = status ?? 1;
} finally {
  await rm(outdir, { recursive: true, force: true });
}
