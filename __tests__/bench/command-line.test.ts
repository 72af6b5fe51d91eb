import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";

const run = (args: readonly string[], environment: NodeJS.ProcessEnv = process.env) =>
  spawnSync(process.execPath, [join(__dirname, "../../bench/run.mjs"), ...args], {
    encoding: "utf8",
    env: environment,
  });

describe("npm run bench", () => {
  it("names its tables when asked for help", () => {
    const { status, stdout } = run(["--help"]);
    expect(status).toBe(0);
    for (const table of ["throughput", "stages", "start", "growth"]) {
      expect(stdout).toMatch(new RegExp(`^ {2}${table} `, "m"));
    }
  });

  it.each([[["nothing"]], [["--rounds", "0"]], [["--seconds", "1.5"]], [["--unknown"]]])(
    "refuses %j as wrong usage",
    (args) => {
      expect(run(args)).toMatchObject({ status: 2, stdout: "" });
    },
  );
});
