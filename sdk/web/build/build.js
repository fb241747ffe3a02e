// Bundles the SDK: `dist/` is the npm package, and what the server serves.
//
//   node build/build.js             builds and puts them into the server's resources
//   node build/build.js --package   builds the package alone
//   node build/build.js --verify    builds and fails if the server's resources differ, or if something grew too big

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { minify } from "terser";
import { styles } from "./styles.js";

const ROOT = new URL("../", import.meta.url);
const DIST = new URL("dist/", ROOT);

/** They are committed, so that building the server takes no Node.js. */
const SERVED = new URL("../../server/src/main/resources/sdk/", ROOT);

/** Where the server has a file that never changes: under the beginning of its SHA-256. */
const pinned = (file, contents) =>
  `/js/v1/${createHash("sha256").update(contents).digest("hex").slice(0, 16)}/${file}`;

const common = {
  bundle: true,
  minify: true,
  target: "es2022",
  legalComments: "none",
  plugins: [styles],
  tsconfigRaw: { compilerOptions: { jsx: "react", jsxFactory: "h", jsxFragmentFactory: "Fragment" } },
  inject: ["build/jsx.js"],
  absWorkingDir: fileURLToPath(ROOT),
};

/** Names those whose code a bundle holds, too. */
const credit = (projects) => ({
  banner: { js: `/*! Latchkey, Apache-2.0; ${projects}: see THIRD-PARTY.md of @latchkey/identity */` },
});

const PREACT = "Preact (c) 2015-present Jason Miller, MIT";
const LIBPHONENUMBER = "libphonenumber-js (c) 2016 @catamphetamine, MIT";
const LEAN_QR = "lean-qr (c) 2021-2025 David Evans, MIT";

/** What the widgets load when they need it. */
const parts = {
  "phone.js": await bundled({
    entryPoints: ["src/widgets/phone/phone.ts"],
    format: "esm",
    ...credit(LIBPHONENUMBER),
  }),
  "qr.js": await bundled({ entryPoints: ["src/widgets/qr/qr.ts"], format: "esm", ...credit(LEAN_QR) }),
  "english.js": await bundled({ entryPoints: ["src/widgets/texts/english.ts"], format: "esm" }),
};

/** Tells the sources where a part is: `ENGLISH_SCRIPT` is the address of `english.js`. */
const located = (address) =>
  Object.fromEntries(
    Object.keys(parts).map((file) => [
      file.replace(".js", "_script").toUpperCase(),
      JSON.stringify(address(file)),
    ]),
  );

/** Limits in bytes, as gzip makes them. The server's own gzip makes about as many. */
const bundles = [
  { file: "phone.js", limit: 36_000, served: true, contents: parts["phone.js"] },
  { file: "qr.js", limit: 3_000, served: true, contents: parts["qr.js"] },
  { file: "english.js", limit: 5_000, served: true, contents: parts["english.js"] },
  {
    file: "identity.js",
    limit: 40_000,
    served: true,
    contents: await bundled({
      entryPoints: ["src/global/identity.ts"],
      format: "iife",
      ...credit(PREACT),
      define: located((file) => pinned(file, parts[file])),
    }),
  },
  {
    file: "index.js",
    limit: 10_000,
    served: true,
    contents: await bundled({ entryPoints: ["src/index.ts"], format: "esm" }),
  },
  {
    file: "widgets.js",
    limit: 32_000,
    served: false,
    contents: await bundled({
      entryPoints: ["src/widgets/index.ts"],
      format: "esm",
      define: located(() => ""),
      ...credit(PREACT),
      external: Object.keys(parts).map((file) => `./${file}`),
    }),
  },
];

/** esbuild's own minifying leaves three hundredths that Terser finds, and the size is a promise. */
async function bundled(options) {
  const { outputFiles } = await build({ ...common, ...options, write: false });
  const { code } = await minify(outputFiles[0].text, {
    ecma: 2020,
    module: options.format === "esm",
    compress: { passes: 3 },
    format: { ascii_only: true }, // a page that says nothing of its encoding may have another
  });
  return Buffer.from(code);
}

function checkSize({ file, contents, limit }) {
  const size = gzipSync(contents, { level: 9 }).length;
  console.log(`${file}: ${contents.length} bytes, ${size} with gzip (at most ${limit})`);
  if (size > limit) {
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
const serving = !process.argv.includes("--package");
if (!verifying) {
  await rm(DIST, { recursive: true, force: true });
}
for (const bundle of bundles) {
  const { file, contents, served } = bundle;
  checkSize(bundle);
  if (!verifying) {
    await write(DIST, file, contents);
  }
  if (served && serving) {
    await (verifying ? verify(file, contents) : write(SERVED, file, contents));
  }
}
if (!verifying) {
  execFileSync("npx", ["--no-install", "tsc"], { cwd: fileURLToPath(ROOT), stdio: "inherit" });
}
