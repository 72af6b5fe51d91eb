import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { type BuiltProgram, buildProgram } from "../helpers/built-library";
import type { Done } from "./inbox-process";
import { sqliteFiles } from "./sqlite-files";

jest.setTimeout(120_000);

const files = sqliteFiles();
let program: BuiltProgram;

beforeAll(() => {
  program = buildProgram(join(__dirname, "inbox-process.ts"));
});

afterAll(() => program.remove());

async function nextMessage(child: ChildProcess): Promise<unknown> {
  const [message] = await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => {
      throw new Error(`The process has ended with ${code}.`);
    }),
  ]);
  return message;
}

describe("two processes on one file", () => {
  it("both receive and handle, each delivery once", async () => {
    const EACH = 150;
    const ALL = 3 * EACH;
    const file = files.fresh();
    // Both open a file that is not there yet.
    const children = ["one", "two"].map((name) =>
      fork(program.path, [file, name, String(EACH), String(ALL)], { execArgv: [] }),
    );
    try {
      await Promise.all(children.map(nextMessage));
      const done = Promise.all(children.map(nextMessage));
      for (const child of children) child.send("begin");
      const [one, two] = (await done) as [Done, Done];
      const stored = [...one.stored, ...two.stored];
      expect([stored.length, new Set(stored).size]).toEqual([ALL, ALL]);
      expect(one.duplicates + two.duplicates).toBe(EACH);
      const handled = [...one.handled, ...two.handled];
      expect([handled.length, new Set(handled).size]).toEqual([ALL, ALL]);
      expect(await files.open({ file }).stats()).toEqual({
        ...{ waiting: 0, leased: 0, failed: 0, done: ALL, dead: 0 },
      });
    } finally {
      for (const child of children) child.kill();
    }
  });
});
