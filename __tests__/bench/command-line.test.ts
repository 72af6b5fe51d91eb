import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";

const run = (args: readonly string[], env: NodeJS.ProcessEnv = process.env) =>
  spawnSync(process.execPath, [join(__dirname, "../../bench/run.mjs"), ...args], {
    encoding: "utf8",
    env,
  });

describe("npm run bench", () => {
  it("names its tables when asked for help", () => {
    const { status, stdout } = run(["--help"]);
    expect(status).toBe(0);
    for (const table of ["throughput", "inbox", "stages", "start", "growth"]) {
      expect(stdout).toMatch(new RegExp(`^ {2}${table} `, "m"));
    }
  });

  it.each([[["nothing"]], [["--rounds", "0"]], [["--seconds", "1.5"]], [["--unknown"]]])(
    "refuses %j as wrong usage",
    (args) => {
      expect(run(args)).toMatchObject({ status: 2, stdout: "" });
    },
  );

  it("fails where throughput is named and wrk is not installed", () => {
    const { status, stdout, stderr } = run(["throughput"], { ...process.env, PATH: "" });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("wrk is not installed");
  });
});
