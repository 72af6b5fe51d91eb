/** Takes the white space out of the built validators: the compiler indents what is nested sixty deep, to four times its size. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { transformSync } from "esbuild";

const folder = new URL("../dist/generated/", import.meta.url);

for (const name of readdirSync(folder).filter((name) => name.endsWith(".validators.js"))) {
  const file = new URL(name, folder);
  const { code } = transformSync(readFileSync(file, "utf8"), { minifyWhitespace: true });
  writeFileSync(file, code);
}
