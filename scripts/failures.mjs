/** The ways in which the package refuses a delivery, as its source lists them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @param {string} root
 * @returns {{ code: string, status: string, title: string }[]}
 */
export function readFailures(root) {
  const source = readFileSync(join(root, "lib/errors.ts"), "utf8");
  const found = [...source.matchAll(/(ERR_\w+): \{ status: (\d+), title: "(.+)" \}/g)];
  if (found.length !== source.match(/^ {2}ERR_\w+:/gm)?.length) {
    throw new Error("lib/errors.ts has an error that is not written in one line");
  }
  return found.map(([, code, status, title]) => ({ code, status, title }));
}
