// An esbuild plugin: a style sheet is imported as a text, without what only its authors need.

import { readFile } from "node:fs/promises";
import { transform } from "esbuild";

export const styles = {
  name: "styles",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), {
        loader: "css",
        minify: true,
        target: "es2022",
      });
      return { contents: code.trim(), loader: "text" };
    });
  },
};
