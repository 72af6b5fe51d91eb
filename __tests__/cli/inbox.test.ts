import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { InboxDelivery } from "../../lib/inbox/inbox";
import { type SqliteInbox, sqliteInbox } from "../../lib/sqlite";
import { delivery } from "../inbox/kept-delivery";
import { cli } from "./terminal-of-memory";

const folder = mkdtempSync(join(tmpdir(), "cli-inbox-"));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
let file: string;
beforeEach(() => {
  file = join(folder, `${++count}.sqlite`);
});

/** What an app would do with the inbox, before or after the command. */
async function fill(use: (inbox: SqliteInbox) => Promise<void>): Promise<void> {
  const inbox = sqliteInbox({ file });
  await use(inbox);
  await inbox.close();
}

const put = (...kept: readonly Partial<InboxDelivery>[]) =>
  fill(async (inbox) => {
    for (const [index, changes] of kept.entries()) {
      await inbox.put(delivery({ id: `servetel.callMissed.${index}`, ...changes }));
    }
  });

async function next(inbox: SqliteInbox) {
  const claim = await inbox.claim("servetel", 60_000);
  if (!claim) throw new Error("Nothing is due.");
  return claim;
}

/** 1 is dead, 2 done, 3 failed, 4 leased, and 5 waits. */
const fillStates = () =>
  fill(async (inbox) => {
    for (const index of [1, 2, 3, 4, 5]) await inbox.put(delivery({ id: String(index) }));
    await inbox.bury(await next(inbox), "ERR_PAYLOAD_INVALID");
    await inbox.complete(await next(inbox));
    await inbox.fail(await next(inbox), 600_000, "ERR_HANDLER_FAILED");
    await next(inbox);
  });

const inbox = (command: string, ...argv: readonly string[]) =>
  cli(["inbox", command, file, ...argv]);

async function data(command: string, ...argv: readonly string[]) {
  const { exitCode, stdout, stderr } = await inbox(command, ...argv, "--json");
  expect([exitCode, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout);
}

const ALL = { waiting: 1, leased: 1, failed: 1, done: 1, dead: 1 };

describe("inbox", () => {
  it("shows what it can do where nothing is asked of it, as an error", async () => {
    const { exitCode, stdout, stderr } = await cli(["inbox"]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("drop [options] <file> [numbers...]");
  });

  it.each(["stats", "list", "show", "retry", "drop"])(
    "has examples of %s, with options that there are",
    async (command) => {
      const { stdout } = await cli(["inbox", command, "--help"]);
      const examples = [...stdout.matchAll(/^ {2}telephony-webhooks inbox (\w+) (.+)$/gm)];
      expect(examples.length).toBeGreaterThan(0);
      for (const [, name, line = ""] of examples) {
        expect(name).toBe(command);
        for (const [option] of line.matchAll(/--\w+/g)) {
          expect(stdout).toMatch(new RegExp(`\n +${option}\\b`));
        }
      }
    },
  );

  it.each([
    ["stats", []],
    ["list", []],
    ["show", ["1"]],
    ["retry", ["1"]],
    ["drop", ["--dead"]],
  ])("%s refuses a file that is not there, and does not make it", async (command, argv) => {
    expect(await inbox(command, ...argv)).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringContaining(`There is no file ${file}.`),
    });
    expect(existsSync(file)).toBe(false);
  });

  it("leaves an empty file alone", async () => {
    writeFileSync(file, "");
    expect(await inbox("stats")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(`${file} is empty: it is no inbox.`),
    });
    expect(readFileSync(file)).toHaveLength(0);
  });

  it("says what is wrong with a file that is no inbox", async () => {
    writeFileSync(file, "Dear diary, ".repeat(100));
    const { exitCode, stderr } = await inbox("stats");
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("It is no database")]);
  });
});

describe("inbox stats", () => {
  it("counts the deliveries of each state", async () => {
    await fillStates();
    expect(await data("stats")).toEqual(ALL);
    expect(await data("stats", "--provider", "callsavvy")).toEqual({
      ...{ waiting: 0, leased: 0, failed: 0, done: 0, dead: 0 },
    });
  });

  it("says in words what each means", async () => {
    await fillStates();
    const { stdout } = await inbox("stats");
    expect(stdout).toMatch(/^waiting {10}1 {2}not tried yet\n/);
    expect(stdout).toMatch(/\ndead {13}1 {2}nobody will try again, unless you say so\n$/);
  });
});

describe("inbox list", () => {
  it("shortens an unknown event's name, which may be as long as a sender likes", async () => {
    await put({ type: "x".repeat(100_000) });
    const { stdout } = await inbox("list");
    expect(stdout).toContain("servetel.xxx");
    expect(stdout.length).toBeLessThan(200);
  });

  it("lists the deliveries, the latest first", async () => {
    await fillStates();
    const { exitCode, stdout } = await inbox("list");
    expect(exitCode).toBe(0);
    const time = "\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z";
    expect(stdout.split("\n").map((line) => line.replace(new RegExp(time), "TIME"))).toEqual([
      "5  waiting  servetel.callMissed  TIME  0 attempts",
      "4  leased   servetel.callMissed  TIME  1 attempt",
      "3  failed   servetel.callMissed  TIME  1 attempt   ERR_HANDLER_FAILED",
      "2  done     servetel.callMissed  TIME  1 attempt",
      "1  dead     servetel.callMissed  TIME  1 attempt   ERR_PAYLOAD_INVALID",
      "",
    ]);
  });

  it("lists a page, or those of one state, for a program without heads and bodies", async () => {
    await fillStates();
    const numbers = async (...argv: readonly string[]) =>
      (await data("list", ...argv)).map(({ number }: { number: number }) => number);
    expect(await numbers("--limit", "2")).toEqual([5, 4]);
    expect(await numbers("--limit", "2", "--before", "4")).toEqual([3, 2]);
    expect(await numbers("--state", "dead")).toEqual([1]);
    const [dead] = await data("list", "--state", "dead");
    expect(Object.keys(dead).sort()).toEqual([
      ...["attempts", "changedAt", "dueAt", "id", "number", "provider", "reason", "receivedAt"],
      ...["state", "type"],
    ]);
  });

  it("says that there are none, where no program reads it", async () => {
    await put();
    expect(await inbox("list")).toEqual({ exitCode: 0, stdout: "", stderr: "There are none.\n" });
    expect(await data("list")).toEqual([]);
  });

  it("prints nothing that a terminal would act on", async () => {
    await put({ type: "\u001b[2Jnews\u0000" });
    const { stdout } = await inbox("list");
    expect(stdout).toContain("servetel.\\u001b[2Jnews\\u0000");
  });

  it.each([
    [["--state", "lost"], /Allowed choices are waiting, leased, failed, done, dead/],
    [["--limit", "0"], /whole number from 1 to 10000/],
    [["--before", "x"], /whole number from 1/],
  ])("refuses %j", async (argv, reason) => {
    await put();
    expect(await inbox("list", ...argv)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(reason),
    });
  });
});

describe("inbox show", () => {
  const stored = delivery().bytes.toString();

  it("shows head and body, and what a receiver makes of them", async () => {
    await put({});
    const { exitCode, stdout } = await inbox("show", "1");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^1 {2}waiting {2}servetel\.callMissed {2}\S+Z {2}0 attempts\n {2}so since/,
    );
    expect(stdout).toContain("\nPOST /call-missed\ncontent-type: application/json\n\n{\n");
    expect(stdout).toContain('\n  "uuid": "64b7d1c02e9af",\n');
    expect(stdout).toContain("\n✓ valid  servetel.callMissed  named by the path\n");
  });

  it("says when one that has failed is due", async () => {
    await fillStates();
    expect((await inbox("show", "3")).stdout).toMatch(/so since \S+Z, due at \S+Z\n/);
    expect((await inbox("show", "4")).stdout).toMatch(/so since \S+Z, due at \S+Z\n/);
    expect((await inbox("show", "1")).stdout).toMatch(/so since \S+Z\n/);
  });

  it("marks what is wrong with a dead one, which is no fault of the command's", async () => {
    await put({ bytes: Buffer.from('{"uuid":"","call_to_number":"","caller_id_number":""}') });
    const { exitCode, stdout } = await inbox("show", "1");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("✗ refused  422 ERR_PAYLOAD_INVALID");
    expect(stdout).toContain("/uuid ");
    expect(stdout).toContain("^^");
  });

  it("knows the trigger that only the receiver's option named", async () => {
    const head = { ...delivery().head, path: "" };
    await put({ head });
    expect((await inbox("show", "1")).stdout).toContain("✓ valid  servetel.callMissed");
  });

  it("knows the event that a field names", async () => {
    const [provider, type] = ["callsavvy", "newChat"];
    const head = { ...delivery().head, path: "" };
    await put({ provider, type, head, bytes: Buffer.from('{"event":"newChat"}') });
    expect((await inbox("show", "1")).stdout).toContain("✗ refused  422 ERR_PAYLOAD_INVALID");
  });

  it("takes an event that the schemas don't know as it came", async () => {
    await put({ type: "callParked" });
    expect((await inbox("show", "1")).stdout).toContain("✓ valid  servetel.callMissed");
  });

  it("shows a delivery by GET", async () => {
    const query = "uuid=64b7d1c02e9af&call_to_number=&caller_id_number=";
    const head = { ...delivery().head, method: "GET", query, headers: {} };
    await put({ head, bytes: Buffer.alloc(0) });
    const { stdout } = await inbox("show", "1");
    expect(stdout).toContain(`\nGET /call-missed?${query}\n\n✓ valid`);
  });

  it("shows a delivery of a provider that only the app knows, without a judgement", async () => {
    await put({ provider: "acme", type: "ringing", bytes: Buffer.from("kind=\u001b[31mringing") });
    const { exitCode, stdout } = await inbox("show", "1");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\nkind=\\u001b\[31mringing\n\n$/);
  });

  it("prints the body to the byte with --raw", async () => {
    const bytes = Buffer.from([0x7b, 0xc3, 0xa9, 0x7d]);
    await put({ bytes });
    expect(await inbox("show", "1", "--raw")).toEqual({
      ...{ exitCode: 0, stdout: bytes.toString(), stderr: "" },
    });
  });

  it("gives a program all that there is, the body as text or in Base64", async () => {
    await put({}, { bytes: Buffer.from([0xff, 0x00]) });
    expect(await data("show", "1")).toMatchObject({
      ...{ number: 1, state: "waiting", provider: "servetel", type: "callMissed" },
      head: { method: "POST", path: "/call-missed" },
      body: { text: stored },
    });
    expect((await data("show", "2")).body).toEqual({ base64: "/wA=" });
  });

  it.each([
    ["17", /has no delivery 17\./],
    ["0", /It takes the number of a delivery/],
    ["9007199254740993", /It takes the number of a delivery/],
    ["x", /It takes the number of a delivery/],
  ])("refuses %s", async (number, reason) => {
    await put({});
    expect(await inbox("show", number)).toMatchObject({
      ...{ exitCode: 2, stdout: "", stderr: expect.stringMatching(reason) },
    });
  });
});

describe("inbox retry", () => {
  it("has the named ones tried again, and says how many were left alone", async () => {
    await fillStates();
    expect(await inbox("retry", "1", "3", "3", "5")).toEqual({
      exitCode: 1,
      stdout: "2 retried\n1 left alone: neither dead nor failed\n",
      stderr: "",
    });
    expect(await data("stats")).toEqual({ ...ALL, waiting: 3, failed: 0, dead: 0 });
  });

  it("has all that are dead tried again", async () => {
    await fillStates();
    expect(await data("retry", "--dead")).toEqual({ retried: 1, left: 0 });
    expect(await data("retry", "--dead")).toEqual({ retried: 0, left: 0 });
    expect((await inbox("retry", "--dead")).stdout).toBe("0 retried\n");
    expect(await data("stats")).toEqual({ ...ALL, waiting: 2, dead: 0 });
  });

  it.each([[[]], [["1", "--dead"]]])("refuses %j", async (argv) => {
    await fillStates();
    for (const command of ["retry", "drop"]) {
      expect(await inbox(command, ...argv)).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining("by their numbers, or take --dead"),
      });
    }
    expect(await data("stats")).toEqual(ALL);
  });
});

describe("inbox drop", () => {
  it("deletes what is done or dead, and nothing else", async () => {
    await fillStates();
    expect(await inbox("drop", "1", "2", "3", "4", "5")).toEqual({
      exitCode: 1,
      stdout: "2 dropped\n3 left alone: neither done nor dead\n",
      stderr: "",
    });
    expect(await data("stats")).toEqual({ ...ALL, done: 0, dead: 0 });
  });

  it("deletes all that are dead", async () => {
    await fillStates();
    expect(await data("drop", "--dead")).toEqual({ dropped: 1, left: 0 });
    expect(await data("stats")).toEqual({ ...ALL, dead: 0 });
  });

  it("deletes with --force what nobody has handled", async () => {
    await fillStates();
    const { exitCode, stdout } = await inbox("drop", "3", "5", "77", "--force");
    expect([exitCode, stdout]).toEqual([1, "2 dropped\n1 left alone: not there\n"]);
    expect(await data("stats")).toEqual({ ...ALL, waiting: 0, failed: 0 });
  });
});
