import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "../..");

/** What the compiler says of a project's folder; nothing where it finds no fault. */
export function compilerSays(project: string): string {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [tsc, "--pretty", "false", "-p", project],
    {
      encoding: "utf8",
    },
  );
  return stdout + stderr;
}
