import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type Outcome, root, run } from "./packed";

const strictness = [
  ...["--strict", "--exactOptionalPropertyTypes", "--noPropertyAccessFromIndexSignature"],
  ...["--skipLibCheck", "false", "--target", "es2022", "--types", "node"],
];

/** Has the compiler check a file and all that it imports, declarations included, and emit nothing. */
export function compile(file: string, options: readonly string[], cwd: string): Promise<Outcome> {
  const args = ["--noEmit", "--pretty", "false", ...strictness, ...options, file];
  return run(join(root, "node_modules/.bin/tsc"), args, cwd);
}

export const withoutRemark: Outcome = { exitCode: 0, stdout: "", stderr: "" };

/** File, line and code of each error that the compiler printed. */
export function errorsIn(output: string): string[] {
  const errors = output.matchAll(/^(.+)\((\d+),\d+\): error (TS\d+):/gm);
  return Array.from(errors, ([, ...parts]) => parts.join(" "));
}

/** File, line and code of each error that a comment at the end of its line announces. */
export function errorsAnnounced(file: string): string[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.flatMap((line, index) => {
    const [, code] = / \/\/ (TS\d+)$/.exec(line) ?? [];
    return code ? [`${basename(file)} ${index + 1} ${code}`] : [];
  });
}
