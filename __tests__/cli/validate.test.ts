import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "@jest/globals";
import { encodings } from "../../lib/testing";
import { callsavvyDeliveries } from "../fixtures/callsavvy";
import { servetelDeliveries } from "../fixtures/servetel";
import { cli } from "./terminal-of-memory";

const folder = mkdtempSync(join(tmpdir(), "validate-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

const validate = (stdin: string | Uint8Array, ...options: string[]) =>
  cli(["validate", "-", ...options], { stdin });

async function judged(stdin: string | Uint8Array, ...options: string[]) {
  const { exitCode, stdout, stderr } = await validate(stdin, "--json", ...options);
  expect(stderr).toBe("");
  return { exitCode, ...JSON.parse(stdout) };
}

const sampleText = async (...argv: string[]) => (await cli(["sample", ...argv])).stdout;

const minimal = { uuid: "65a1f0c2b3d4f", call_to_number: "", caller_id_number: "" };

describe("validate", () => {
  it.each(
    [...callsavvyDeliveries, ...servetelDeliveries].map(
      (delivery) => [delivery.type, delivery.name, delivery] as const,
    ),
  )("makes of %s %s the event that a receiver makes", async (type, _name, { fields, payload }) => {
    const body = JSON.stringify(fields);
    const result = await judged(body, "--event", type);
    expect(result).toMatchObject({ exitCode: 0, valid: true, type, payload });
    const isRepaired = JSON.stringify(payload) !== body;
    expect(result.repairs.length > 0).toBe(isRepaired);
  });

  it.each(encodings)("takes a request in the encoding %s as `sample` prints it", async (as) => {
    const result = await judged(await sampleText("dtmfOption", "--as", as));
    expect(result).toMatchObject({
      exitCode: 0,
      provider: "servetel",
      type: "dtmfOption",
      identifiedBy: "path",
      payload: { call_to_number: "+915550001234", digit_pressed: "2" },
    });
  });

  it("says what said which event it is", async () => {
    const chat = await sampleText("newChat");
    const shown = async (...argv: [string, ...string[]]) => (await validate(...argv)).stdout;
    expect(await shown(chat, "--event", "newChat")).toContain("named by a field\n");
    const digit = await sampleText("dtmfOption", "--as", "json");
    expect(await shown(digit)).toContain("named by the path\n");
    expect(await shown(digit, "--event", "dtmfOption")).toContain("named by --event\n");
    const query = await sampleText("dtmfOption", "--as", "form", "--trigger", "query");
    expect(await shown(query)).toContain("named by the query\n");
    expect(await shown(await sampleText("dtmfOption"))).toContain("proved by its fields\n");
  });

  it("takes a form alone", async () => {
    const result = await judged(
      "event=newChat&chat_department=7&visitor_name=A&visitor_email=&visitor_phone=\n",
    );
    expect(result).toMatchObject({
      exitCode: 0,
      provider: "callsavvy",
      payload: { visitor_name: "A" },
    });
  });

  it("takes the event and its provider where they agree", async () => {
    const options = ["--event", "callMissed", "--provider", "servetel"];
    expect(await judged(JSON.stringify(minimal), ...options)).toMatchObject({ exitCode: 0 });
  });

  it("takes a file", async () => {
    const file = fileOf("chat.json", await sampleText("newChat"));
    const { exitCode, stdout } = await cli(["validate", file]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^✓ valid {2}callsavvy\.newChat {2}named by a field\n {2}id callsavvy\.newChat\.[0-9a-f]{32}\n/,
    );
    expect(stdout).toContain("Nothing had to be repaired.");
  });

  it("says that it reads what is typed, where somebody might wonder", async () => {
    const stdin = await sampleText("newChat");
    expect((await cli(["validate", "-"], { stdin, isTTY: true })).stderr).toContain("Ctrl-D");
    expect((await cli(["validate", "-"], { stdin })).stderr).toBe("");
  });

  it.each([
    [[join(folder, "absent.json")], /absent\.json can't be read: ENOENT\./],
    [[folder], /can't be read: EISDIR\./],
    [
      ["-", "--event", "newChat", "--provider", "servetel"],
      /newChat is an event of callsavvy, not of servetel\./,
    ],
    [["-", "--event", "newChatt"], /Did you mean "newChat"\?/],
  ])("refuses %j as a fault of the command line", async (argv, reason) => {
    const { exitCode, stdout, stderr } = await cli(["validate", ...argv]);
    expect([exitCode, stdout, stderr]).toEqual([2, "", expect.stringMatching(reason)]);
  });
});

describe("who has sent it", () => {
  it.each([
    ["the option", JSON.stringify(minimal), ["--provider", "callsavvy"], "callsavvy"],
    ["the field that names the event", '{"event":"newChat"}', [], "callsavvy"],
    ["the lack of such a field", '{"digit_pressed":"1"}', [], "servetel"],
    ["the event", '{"event":"newChat"}', ["--event", "callMissed"], "servetel"],
    ["the path", "POST /hooks/Servetel/x HTTP/1.1\r\n\r\n{}", [], "servetel"],
    ["the field in a query", "GET /hook?event=newChat HTTP/1.1\r\n\r\n", [], "callsavvy"],
    ["nothing, where it can't be read", "{", [], "servetel"],
  ])("is said by %s", async (_what, stdin, options, provider) => {
    expect(await judged(stdin, ...options)).toMatchObject({ provider });
  });

  it.each([
    ["/call-missed", "callMissed"],
    ["/callMissed/", "callMissed"],
    ["/webhooks/servetel/call-hangup", "callHangup"],
    ["/webhooks/servetel", "callMissedOrAnswered"],
  ])("and the event by the path %s", async (path, type) => {
    const body = JSON.stringify({ ...minimal, end_stamp: "2026-07-11 20:39:28" });
    const message = `POST ${path} HTTP/1.1\r\nContent-Type: application/json\r\n\r\n${body}`;
    expect(await judged(message)).toMatchObject({ exitCode: 0, type });
  });

  it("finds no webhook below a provider's path where the path names no trigger", async () => {
    const message = "POST /webhooks/servetel/call-mist HTTP/1.1\r\n\r\n{}";
    expect(await judged(message)).toMatchObject({ exitCode: 1, code: "ERR_NOT_FOUND" });
  });
});

describe("a saved request", () => {
  it("may have the line ends of an editor, and lines that are no headers", async () => {
    const body = JSON.stringify({ ...minimal, digit_pressed: "1" });
    const message = `POST /dtmf-option?token=hidden HTTP/1.0\nContent-Type: text/plain\nnonsense\n\n${body}\n`;
    expect(await judged(message)).toMatchObject({ exitCode: 0, type: "dtmfOption" });
  });

  it("may begin with the byte order mark of an editor", async () => {
    const message = `\ufeff${await sampleText("newChat", "--as", "json")}`;
    expect(await judged(message)).toMatchObject({ exitCode: 0, type: "newChat" });
  });

  it("may be compressed, and its length is what it is", async () => {
    const body = gzipSync(JSON.stringify({ ...minimal, digit_pressed: "1" }));
    const head =
      "POST /dtmf-option HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n";
    const result = await judged(Buffer.concat([Buffer.from(head), body]));
    expect(result).toMatchObject({ exitCode: 0, type: "dtmfOption" });
  });

  it("has no secret among its fields", async () => {
    const message = `GET /dtmf-option?token=hidden&digit_pressed=1&uuid=1&call_to_number=&caller_id_number= HTTP/1.1\r\n\r\n`;
    const result = await judged(message);
    expect(result.exitCode).toBe(0);
    expect(JSON.stringify(result)).not.toContain("hidden");
  });

  it("is taken for what --content-type says", async () => {
    const message = await sampleText("newChat", "--as", "json");
    expect(await judged(message, "--content-type", "text/xml")).toMatchObject({
      exitCode: 1,
      code: "ERR_CONTENT_TYPE",
    });
  });
});

describe("what was repaired", () => {
  it("is shown place by place, with the values before and after", async () => {
    const fields = {
      $uuid: "65a1f0c2b3d4f",
      "call_to_number ": "  ",
      caller_id_number: " +915550001234 ",
      campaign_id: "$campaign_id",
      call_connected: "1",
      answered_agent: '{"id":7}',
      missed_agent: { id: "8", number: 12 },
      hangup_cause: ["no text"],
      billsec: 12,
      digits_dialed: "map[1:2]",
      " uuid": "another",
      ref_id: null,
    };
    const { repairs } = await judged(JSON.stringify(fields), "--event", "callMissed");
    expect(repairs).toEqual([
      {
        path: "/uuid",
        rules: ["renamed"],
        wireKey: "$uuid",
        before: "65a1f0c2b3d4f",
        after: "65a1f0c2b3d4f",
      },
      {
        path: "/call_to_number",
        rules: ["renamed", "trimmed"],
        wireKey: "call_to_number ",
        before: "  ",
        after: "",
      },
      { path: "/ uuid", rules: ["superseded"], before: "another" },
      {
        path: "/caller_id_number",
        rules: ["trimmed"],
        before: " +915550001234 ",
        after: "+915550001234",
      },
      { path: "/campaign_id", rules: ["unfilled", "absent"], before: "$campaign_id" },
      { path: "/ref_id", rules: ["unfilled", "absent"], before: null },
      { path: "/call_connected", rules: ["converted"], before: "1", after: 1 },
      {
        path: "/answered_agent",
        rules: ["parsed", "wrapped"],
        before: '{"id":7}',
        after: [{ id: "7" }],
      },
      { path: "/answered_agent/0/id", rules: ["converted"], before: 7, after: "7" },
      {
        path: "/missed_agent",
        rules: ["wrapped"],
        before: { id: "8", number: 12 },
        after: [{ id: "8", number: "12" }],
      },
      { path: "/missed_agent/0/number", rules: ["converted"], before: 12, after: "12" },
      { path: "/hangup_cause", rules: ["left-out"], before: ["no text"] },
      { path: "/billsec", rules: ["converted"], before: 12, after: "12" },
      { path: "/digits_dialed", rules: ["left-out"], before: "map[1:2]" },
    ]);
  });

  it("is shown for people on a row each, long values shortened", async () => {
    const stdin = JSON.stringify({
      ...minimal,
      $ref_id: "r".repeat(100),
      call_connected: true,
      campaign_id: "$campaign_id",
    });
    const { exitCode, stdout } = await validate(stdin, "--event", "callMissed");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^✓ valid {2}servetel\.callMissed {2}named by --event\n/);
    expect(stdout.split("\n").slice(2)).toEqual([
      "",
      "  Repairs",
      `  /ref_id          renamed           "$ref_id": "${"r".repeat(34)}… → "${"r".repeat(34)}…`,
      `  /campaign_id     unfilled, absent  "$campaign_id" → left out`,
      `  /call_connected  converted         true → 1`,
      "",
    ]);
  });
});

describe("a delivery that is refused", () => {
  it("is shown with a mark at the field", async () => {
    const stdin = JSON.stringify({ ...minimal, digit_pressed: { nested: [1, 2] }, date: "x" });
    const { exitCode, stdout } = await validate(stdin, "--event", "dtmfOption");
    expect(exitCode).toBe(1);
    expect(stdout.split("\n")).toEqual([
      "✗ refused  422 ERR_PAYLOAD_INVALID  The payload does not fit the event's schema",
      "",
      `  3 │   "call_to_number": "",`,
      `  4 │   "caller_id_number": "",`,
      `  5 │   "digit_pressed": {`,
      "    │                    ^ /digit_pressed must be string",
      `  6 │     "nested": [`,
      "  7 │       1,",
      "",
    ]);
  });

  it("is shown with a mark behind the last field where one is missing", async () => {
    const { stdout } = await validate(JSON.stringify(minimal), "--event", "dtmfOption");
    expect(stdout).toContain("  5 │ }\n    │ ^ /digit_pressed is missing\n");
  });

  it("is shown with a mark at the key as it was sent", async () => {
    const stdin = JSON.stringify({ "$digit_pressed ": [], ...minimal });
    const { stdout } = await validate(stdin, "--event", "dtmfOption");
    expect(stdout).toContain(
      `  2 │   "$digit_pressed ": [],\n    │                      ^^ /digit_pressed must be string\n`,
    );
  });

  it.each([
    [
      '{"uuid":"1",\n  "call_flow":,\n "x":1}\n',
      '  2 │   "call_flow":,\n    │               ^ a value is expected here\n  3 │  "x":1}\n',
    ],
    ['{"a":1\n\n', '  1 │ {"a":1\n    │       ^ a comma or the end is expected here'],
    ["[1, 2", "    │      ^ a comma or the end is expected here"],
    ['{"\u2028":\tx}', '  1 │ {"·":·x}\n    │       ^ a value is expected here'],
  ])("is shown with a mark where JSON breaks off: %j", async (stdin, excerpt) => {
    const { exitCode, stdout } = await validate(stdin);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("400 ERR_BODY_MALFORMED");
    expect(stdout).toContain("it is not valid JSON");
    expect(stdout).toContain(excerpt);
  });

  it("is shown with the part of a long line that matters", async () => {
    const stdin = `{"a":"${"x".repeat(5_000)}","call_flow":,"b":"${"y".repeat(5_000)}"}`;
    const { stdout } = await cli(["validate", "-"], { stdin, columns: 60 });
    expect(stdout).toContain(`xxxxx","call_flow":,"b":"yyyy`);
    const [line = "", marked = ""] = stdout.split("\n").slice(-3);
    expect(line[marked.indexOf("^")]).toBe(",");
    expect(line.length).toBeLessThanOrEqual(60);
  });

  it.each([
    ["", "ERR_BODY_EMPTY"],
    ["=%ff", "ERR_BODY_MALFORMED"],
    ["[]", "ERR_BODY_MALFORMED"],
    ["neither", "it is neither JSON nor a form"],
    ['{"a":1}', "ERR_UNIDENTIFIED"],
  ])(
    "is shown with its code and without a mark where there is no place to show: %j",
    async (stdin, code) => {
      const { exitCode, stdout, stderr } = await validate(stdin);
      expect([exitCode, stdout, stderr]).toEqual([1, expect.stringContaining(code), ""]);
      expect(stdout).not.toMatch(/│|undefined/);
    },
  );

  it("is told how to say which event it is", async () => {
    expect((await validate('{"a":1}')).stdout).toContain("--event call-missed");
  });

  it("is told to a program with its issues and its fields", async () => {
    expect(await judged(JSON.stringify(minimal), "--event", "dtmf-option")).toEqual({
      exitCode: 1,
      valid: false,
      provider: "servetel",
      status: 422,
      code: "ERR_PAYLOAD_INVALID",
      title: "The payload does not fit the event's schema",
      detail: "/digit_pressed is missing",
      issues: [{ path: "/digit_pressed", message: "is missing" }],
      body: minimal,
    });
  });
});

describe("an event that is not the one it should be", () => {
  it("is not valid where the schemas don't know it", async () => {
    const { exitCode, stdout } = await validate('{"event":"newChatt\\u001b"}');
    expect(exitCode).toBe(1);
    expect(stdout).toBe(
      '✗ not valid  The schemas know no event "newChatt\\u001b". Did you mean "newChat"?\n',
    );
  });

  it("is not valid where it should be another one", async () => {
    expect(await judged(await sampleText("newChat"), "--event", "callSummary")).toEqual({
      exitCode: 1,
      valid: false,
      provider: "callsavvy",
      type: "newChat",
      detail: "It is newChat, not callSummary.",
    });
  });
});
