import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { terminalOf } from "../../lib/cli/terminal";
import { until } from "../helpers/until";
import { cli } from "./terminal-of-memory";

const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8"));

const failingWith = (code: string) => Object.assign(new Error(`${code}: it is full`), { code });

describe("the program", () => {
  it("prints the version of the package", async () => {
    expect(await cli(["--version"])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("shows how it is used where no command is given, as an error", async () => {
    const { exitCode, stdout, stderr } = await cli([]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^Usage: telephony-webhooks/);
  });

  it("shows how it is used where it is asked to, on standard output", async () => {
    const { exitCode, stdout, stderr } = await cli(["--help"]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Examples:\n");
  });

  it.each([
    [["lsit"], /unknown command 'lsit'\n\(Did you mean list\?\)/],
    [
      ["list", "--prvider", "servetel"],
      /unknown option '--prvider'\n\(Did you mean --provider\?\)/,
    ],
    [["list", "callMissed", "callHangup"], /too many arguments/],
    [["list", "--provider", "acme"], /Allowed choices are callsavvy, servetel/],
    [["send", "callMissed"], /required option '--to <url>' not specified/],
    [["list", "callMised"], /Unknown event "callMised"\. Did you mean "callMissed"\?/],
  ])("refuses %j with what would be right, and the exit code 2", async (argv, reason) => {
    const { exitCode, stdout, stderr } = await cli(argv);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(reason);
    expect(stderr).toMatch(/\nAdd --help to see how\.\n$/);
  });

  it("wraps its help to the terminal, but not what is there to be copied", async () => {
    const { stdout } = await cli(["send", "--help"], { columns: 72 });
    const [help = "", examples] = stdout.split("Examples:");
    expect(Math.max(...help.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(72);
    expect(examples).toMatch(/^ {2}telephony-webhooks send .{80,}$/m);
  });

  it("has examples for each command, which name commands and options that there are", async () => {
    const { stdout } = await cli(["--help"]);
    const names = [...stdout.matchAll(/^ {2}([a-z]+) (?:\[options\]|<)/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThanOrEqual(7);
    for (const name of names) {
      const { exitCode, stdout: help } = await cli([String(name), "--help"]);
      const examples = [...help.matchAll(/^ {2}telephony-webhooks (.+)$/gm)];
      expect([name, exitCode, examples.length > 0]).toEqual([name, 0, true]);
      for (const [, line = ""] of examples) {
        const [command, ...words] = (line.split(/ [|>] /)[0] ?? "").split(" ");
        const options = words.filter((word) => word.startsWith("--"));
        expect(names).toContain(command);
        for (const option of options) expect(help).toMatch(new RegExp(`\n +${option}\\b`));
      }
    }
  });
});

describe("colours", () => {
  const list = ["list", "--provider", "callsavvy"];
  const isColoured = (text: string) => text !== stripVTControlCharacters(text);

  it.each([
    ["on a terminal", true, [], {}, true],
    ["not in a file or a pipe", false, [], {}, false],
    ["not with --no-color", true, ["--no-color"], {}, false],
    ["not with NO_COLOR", true, [], { NO_COLOR: "1" }, false],
    ["on a terminal where NO_COLOR is empty", true, [], { NO_COLOR: "" }, true],
    ["in a pipe with FORCE_COLOR", false, [], { FORCE_COLOR: "1" }, true],
    ["not with FORCE_COLOR=0", true, [], { FORCE_COLOR: "0" }, false],
    ["not with both", false, [], { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
    ["not on a dumb terminal", true, [], { TERM: "dumb" }, false],
    [
      "not with --no-color, though they are forced",
      false,
      ["--no-color"],
      { FORCE_COLOR: "1" },
      false,
    ],
  ] as const)("are there %s", async (_where, isTTY, options, env, areThere) => {
    const { stdout } = await cli([...list, ...options], { isTTY, env });
    expect(isColoured(stdout)).toBe(areThere);
    const { stdout: help } = await cli(["list", "--help", ...options], { isTTY, env });
    expect(isColoured(help)).toBe(areThere);
    const { stderr } = await cli(["list", "nonsense", ...options], { isTTY, env });
    expect(isColoured(stderr)).toBe(areThere);
  });

  it("are never there in JSON", async () => {
    const { stdout } = await cli([...list, "--json"], { isTTY: true });
    expect(isColoured(stdout)).toBe(false);
  });

  it("change nothing but the colours", async () => {
    const { stdout: plain } = await cli(list);
    const { stdout: coloured } = await cli(list, { isTTY: true });
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });
});

describe("standard output", () => {
  it("that nobody reads any more is no failure", async () => {
    const { exitCode, stderr } = await cli(["list"], { outputFails: failingWith("EPIPE") });
    expect([exitCode, stderr]).toEqual([0, ""]);
  });

  it("that can't be written is one", async () => {
    const { exitCode, stderr } = await cli(["list"], { outputFails: failingWith("ENOSPC") });
    expect([exitCode, stderr]).toEqual([1, "error: ENOSPC: it is full\n"]);
  });

  it("takes lines of usual width where the terminal does not know its own", async () => {
    const widest = async (columns?: number) => {
      const { stdout } = await cli(["list"], columns === undefined ? {} : { columns });
      return Math.max(...stdout.split("\n").map(({ length }) => length));
    };
    expect(await widest(0)).toBe(await widest());
    expect(await widest(60)).toBeLessThanOrEqual(60);
  });
});

describe("the process", () => {
  class FakeProcess extends EventEmitter {
    readonly stdin = process.stdin;
    readonly stdout = process.stdout;
    readonly stderr = process.stderr;
    readonly env = { ANSWER: "42" };
  }

  it("keeps its own way with signals as long as no command looks for them", () => {
    const fake = new FakeProcess();
    const terminal = terminalOf(fake as unknown as NodeJS.Process);
    expect(terminal.env["ANSWER"]).toBe("42");
    expect(fake.eventNames()).toEqual([]);
    expect([terminal.stop.aborted, terminal.stop.aborted]).toEqual([false, false]);
    expect(fake.listenerCount("SIGINT")).toBe(1);
    expect(fake.eventNames()).toEqual(["SIGINT", "SIGTERM"]);
  });

  it.each(["SIGINT", "SIGTERM"])(
    "asks a command to stop at the first %s, and leaves the second to Node",
    (signal) => {
      const fake = new FakeProcess();
      const { stop } = terminalOf(fake as unknown as NodeJS.Process);
      fake.emit(signal);
      expect(stop.aborted).toBe(true);
      expect(fake.eventNames()).toEqual([]);
    },
  );

  describe("of the command", () => {
    const { argv } = process;
    afterEach(() => {
      process.argv = argv;
      process.exitCode = undefined;
      jest.restoreAllMocks();
    });

    it("ends with the command's exit code", async () => {
      const printed: string[] = [];
      jest.spyOn(process.stdout, "write").mockImplementation((chunk, done?: unknown) => {
        printed.push(String(chunk));
        if (typeof done === "function") done();
        return true;
      });
      process.argv = ["node", "telephony-webhooks", "--version"];
      process.exitCode = 7;
      jest.isolateModules(() => require("../../lib/cli/main"));
      await until(() => process.exitCode !== 7);
      expect([process.exitCode, printed.join("")]).toEqual([0, `${version}\n`]);
    });
  });
});
