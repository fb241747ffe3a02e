// Bundles the SDK: `dist/` is the npm package, and two of its files are what the server serves.
//
//   node build/build.js            builds and puts them into the server's resources
//   node build/build.js --verify   builds and fails if the server's resources differ, or if something grew too big

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const ROOT = new URL("../", import.meta.url);
const DIST = new URL("dist/", ROOT);

/** They are committed, so that building the server takes no Node.js. */
const SERVED = new URL("../../server/src/main/resources/sdk/", ROOT);

/** In bytes, as gzip makes them. The server's own gzip makes about as many. */
const LIMIT = 10_000;

const common = {
  bundle: true,
  minify: true,
  target: "es2022",
  legalComments: "none",
  absWorkingDir: fileURLToPath(ROOT),
};

const bundles = [
  { file: "identity.js", options: { entryPoints: ["src/global/identity.ts"], format: "iife" } },
  { file: "index.js", options: { entryPoints: ["src/index.ts"], format: "esm" } },
];

async function bundled({ options }) {
  const { outputFiles } = await build({ ...common, ...options, write: false });
  return outputFiles[0].contents;
}

function checkSize(file, contents) {
  const size = gzipSync(contents, { level: 9 }).length;
  console.log(`${file}: ${contents.length} bytes, ${size} with gzip (at most ${LIMIT})`);
  if (size > LIMIT) {
    throw new Error(`${file} has grown too big`);
  }
}

async function verify(file, contents) {
  const served = await readFile(new URL(file, SERVED)).catch(() => Buffer.alloc(0));
  if (!served.equals(contents)) {
    throw new Error(`The server's ${file} is not what the sources build: npm run build, and commit it`);
  }
}

async function write(folder, file, contents) {
  await mkdir(folder, { recursive: true });
  await writeFile(new URL(file, folder), contents);
}

const verifying = process.argv.includes("--verify");
if (!verifying) {
  await rm(DIST, { recursive: true, force: true });
}
for (const bundle of bundles) {
  const contents = await bundled(bundle);
  checkSize(bundle.file, contents);
  if (verifying) {
    await verify(bundle.file, contents);
  } else {
    await write(DIST, bundle.file, contents);
    await write(SERVED, bundle.file, contents);
  }
}
if (!verifying) {
  execFileSync("npx", ["--no-install", "tsc"], { cwd: fileURLToPath(ROOT), stdio: "inherit" });
}
