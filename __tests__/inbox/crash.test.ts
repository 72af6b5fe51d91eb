import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it, jest } from "@jest/globals";
import { evaluate } from "../helpers/evaluate";

jest.setTimeout(120_000);

const crash = (...args: readonly string[]) =>
  spawnSync(process.execPath, [join(__dirname, "../../scripts/crash/run.mjs"), ...args], {
    encoding: "utf8",
  });

describe("the verdict on crashes", () => {
  const judge = (lines: readonly string[], acknowledged: readonly string[]) =>
    evaluate("scripts/crash/verdict", "judge", lines.join("\n"), acknowledged, 2) as {
      faults: readonly string[];
      handledAgain: number;
    };

  it("finds nothing wrong with what was handled once", () => {
    const log = ["1 starts a", "1 ends a", "1 starts b", "1 fails b", "1 starts b", "1 ends b"];
    expect(judge(log, ["a", "b"])).toEqual({
      ...{ handled: 2, handlerFailures: 1, handledAgain: 0, lost: 0, faults: [] },
    });
  });

  it("finds nothing wrong with what a killed process was handling", () => {
    const log = [
      "1 starts a",
      "1 starts b",
      "1 ends b",
      "2 starts a",
      "2 ends a",
      "2 starts b",
      "2 ends b",
    ];
    expect(judge(log, ["a", "b"])).toMatchObject({ handledAgain: 2, faults: [] });
  });

  it("names what was acknowledged and never handled to the end", () => {
    const log = ["1 starts a", "2 starts b", "2 fails b", "2 starts c", "2 ends c"];
    expect(judge(log, ["a", "b", "c"]).faults).toEqual(["2 acknowledged and never handled: a, b"]);
  });

  it("names what one process has handled twice though it had not failed", () => {
    const log = ["1 starts a", "1 ends a", "1 starts a", "1 ends a"];
    expect(judge(log, ["a"]).faults).toEqual(["1 handled twice by one process: a"]);
  });

  it("counts more repetitions than a killed process explains", () => {
    const ids = ["a", "b", "c"];
    const log = [1, 2].flatMap((pid) =>
      ids.flatMap((id) => [`${pid} starts ${id}`, `${pid} ends ${id}`]),
    );
    expect(judge(log, ids).faults).toEqual([
      "3 of process 1 were handled again, and it handled 2 at once",
    ]);
  });

  it("is no good one where nothing was tried", () => {
    expect(judge([], []).faults).toEqual(["no delivery was acknowledged: nothing was tried"]);
  });
});

describe("npm run crash", () => {
  it("finds that an inbox in memory loses what was acknowledged", () => {
    const { status, stdout } = crash("memory", "--rounds", "4", "--json");
    const { engine, lost, faults } = JSON.parse(stdout);
    expect({ status, engine }).toEqual({ status: 1, engine: "memory" });
    expect(lost).toBeGreaterThan(0);
    expect(faults.join()).toContain("acknowledged and never handled");
  });

  it.each([[["nothing"]], [["--rounds", "0"]], [["--unknown"]]])(
    "refuses %j as wrong usage",
    (args) => {
      expect(crash(...args)).toMatchObject({ status: 2, stdout: "" });
    },
  );

  it("names its engines when asked for help", () => {
    expect(crash("--help").stdout).toMatch(/^ {2}sqlite .*\n {2}bullmq /m);
  });
});
