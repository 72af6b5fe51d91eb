import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "../..");

/** What a function of a script's module gives; jest loads no modules of their kind. */
export function evaluate(module: string, call: string, ...args: readonly unknown[]): unknown {
  const script = `
    import { readFileSync } from "node:fs";
    const { ${call} } = await import("./${module}.mjs");
    const args = JSON.parse(readFileSync(0, "utf8"));
    try {
      console.log(JSON.stringify({ given: ${call}(...args) }));
    } catch ({ message }) {
      console.log(JSON.stringify({ thrown: message }));
    }`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: root,
    encoding: "utf8",
    input: JSON.stringify(args),
  });
  if (!stdout) throw new Error(stderr);
  const result = JSON.parse(stdout) as { given?: unknown; thrown?: string };
  if (result.thrown !== undefined) throw new Error(result.thrown);
  return result.given;
}
