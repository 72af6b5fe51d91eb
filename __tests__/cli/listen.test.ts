import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import fs from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { letEveryoneIn } from "../../lib/authenticate";
import type { Arrival } from "../../lib/cli/listen/arrival";
import { DeliveryStore } from "../../lib/cli/listen/delivery-store";
import { createMounts } from "../../lib/cli/listen/mounts";
import { createReceivingServer } from "../../lib/cli/listen/receiving-server";
import { Repeats } from "../../lib/cli/listen/repeats";
import { deliver, encode, sample } from "../../lib/testing";
import { untilClosed } from "../helpers/raw-http";
import { silenceConsole } from "../helpers/silence";
import { until } from "../helpers/until";
import { listening } from "./listening";
import { cli, start } from "./terminal-of-memory";

const { lines: consoleLines } = silenceConsole();
afterEach(() => expect(consoleLines()).toEqual([]));

const SECRET = "a secret of the tests";

const root = mkdtempSync(join(tmpdir(), "listen-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(root, "run-")), "deliveries");
});

const missed = sample("servetel", "callMissed");
const at = { callsavvy: { path: "/webhooks/callsavvy" }, servetel: { path: "/webhooks/servetel" } };

describe("listen", () => {
  it("says where to send to, and that everyone is let in", async () => {
    const { stdout, stop, exitCode } = start(["listen", "--port", "0"]);
    await until(() => stdout().endsWith("\n\n") && stdout().includes("servetel"));
    stop();
    expect(await exitCode).toBe(0);
    expect(stdout()).toMatch(
      /^Listening for deliveries; Ctrl-C ends it\.\n\n {2}callsavvy {2}http:\/\/127\.0\.0\.1:\d+\/webhooks\/callsavvy {2}everyone is let in\n {2}servetel {3}http:\/\/127\.0\.0\.1:\d+\/webhooks\/servetel\/<trigger>, as in \/call-missed {2}everyone is let in\n\n$/,
    );
  });

  it("prints a delivery with its most telling fields and what was repaired", async () => {
    await listening([], async ({ origin, printed }) => {
      await deliver(origin, missed, at.servetel);
      const lines = (await printed("converted")).split("\n");
      expect(lines[0]).toMatch(
        /^\d\d:\d\d:\d\d {2}✓ 200 {2}servetel\.callMissed {2}named by the path {2}#1 {2}[\d.]+ ms$/,
      );
      expect(lines.slice(1).join("\n")).toMatch(
        /^ {10}caller_id_number \+915550001234 {3}call_to_number \+915550009000 {3}direction inbound\n/,
      );
      expect(lines.slice(1).join("\n")).toMatch(
        /\n {10}repaired renamed \/customer_no_with_prefix · unfilled \d fields · absent \d+ fields\n? *(?: · )?converted \/call_connected\n$/,
      );
    });
  });

  it("gives a program an object on each line, the first with the addresses", async () => {
    const { stdout, stop, exitCode } = start(["listen", "--port", "0", "--json"]);
    await until(() => stdout().endsWith("\n"));
    const { listening } = JSON.parse(stdout());
    expect(Object.keys(listening)).toEqual(["callsavvy", "servetel"]);
    const { event } = await deliver(listening.servetel, missed);
    expect(event).toBeUndefined();
    await until(() => stdout().split("\n").length > 2);
    stop();
    expect(await exitCode).toBe(0);
    const document = JSON.parse(String(stdout().split("\n")[1]));
    expect(document).toEqual({
      number: 1,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      method: "POST",
      path: "/webhooks/servetel/call-missed",
      provider: "servetel",
      status: 200,
      durationMs: expect.any(Number),
      type: "callMissed",
      identifiedBy: "path",
      id: expect.stringMatching(/^servetel\.callMissed\.[0-9a-f]{32}$/),
      repairs: expect.arrayContaining([{ path: "/call_connected", rule: "converted" }]),
      payload: expect.objectContaining({ call_connected: 0 }),
    });
  });

  it("answers the events that wait for a reply", async () => {
    await listening(["--reply-name", "Ravi Example"], async ({ origin }) => {
      const caller = await deliver(origin, sample("callsavvy", "callerInformation"), at.callsavvy);
      expect(caller.reply).toMatchObject({ status: "success", caller_name: "Ravi Example" });
      const chatbot = await deliver(origin, sample("callsavvy", "chatbotCallback"), at.callsavvy);
      expect(chatbot.reply).toMatch(/^Thank you/);
    });
  });

  it("prints why a delivery was refused, and what came", async () => {
    await listening([], async ({ origin, printed }) => {
      await fetch(`${origin}/webhooks/callsavvy`, { method: "POST", body: '{"event":\u0007' });
      expect((await printed("came")).split("\n").slice(0, 3)).toEqual([
        expect.stringMatching(
          / {2}✗ 400 {2}POST \/webhooks\/callsavvy {2}ERR_BODY_MALFORMED {2}#1 {2}/,
        ),
        "          because  it is not valid JSON",
        '          came     {"event":\\u0007',
      ]);
      await fetch(`${origin}/webhooks/servetel?token=hidden&uuid=42`);
      expect(await printed("came     uuid=42\n")).not.toContain("hidden");
    });
    await listening(["--json"], async ({ origin, documents }) => {
      const url = `${origin}/webhooks/servetel?token=hidden&uuid=42`;
      expect((await fetch(url)).status).toBe(422);
      expect(await documents(1)).toMatchObject([
        { status: 422, problem: { code: "ERR_UNIDENTIFIED" }, came: "uuid=42" },
      ]);
    });
  });

  it("lets no control character of a sender's reach the terminal", async () => {
    const nasty = "\u001b[2J\u0007\n\r\u009b31m\u202e\u2028";
    const body = JSON.stringify({ event: `new${nasty}`, words: nasty, [nasty]: 1 });
    for (const json of [[], ["--json"]]) {
      await listening(json, async ({ origin, printed }) => {
        const headers = { "Content-Type": "application/json" };
        const url = `${origin}/webhooks/callsavvy`;
        expect((await fetch(url, { method: "POST", headers, body })).status).toBe(202);
        const refused = await fetch(url, { method: "POST", headers, body: `{${nasty}` });
        expect(refused.status).toBe(400);
        const text = await printed("{\\u001b[2J");
        expect(text).toContain("new\\u001b[2J");
        expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202e\u2028]/u);
      });
    }
  });

  it("says of an event that the schemas don't know it", async () => {
    await listening([], async ({ origin, printed }) => {
      const fields = { event: "callTransferred", empty: "", list: [1] };
      const url = `${origin}/webhooks/callsavvy`;
      await fetch(url, { method: "POST", body: JSON.stringify(fields) });
      const text = await printed("list [1]");
      expect(text).toMatch(
        /✓ 202 {2}callsavvy\.callTransferred {2}named by a field {2}the schemas don't know it {2}#1/,
      );
      expect(text).toContain("          event callTransferred   list [1]\n");
    });
  });

  it("knows repeats", async () => {
    await listening(["--json"], async ({ origin, documents }) => {
      await deliver(origin, missed, at.servetel);
      await deliver(origin, sample("servetel", "callMissed", {}, { fresh: true }), at.servetel);
      await deliver(origin, missed, { ...at.servetel, as: "form" });
      const all = await documents(3);
      expect(all.map(({ repeats }) => repeats)).toEqual([undefined, undefined, 1]);
    });
    await listening([], async ({ origin, printed }) => {
      for (const _time of [1, 2]) await deliver(origin, missed, at.servetel);
      expect(await printed("#2")).toMatch(/ {2}repeats #1 {2}#2 {2}/);
    });
  });

  it.each([
    ["GET", "/favicon.ico", 404],
    ["POST", "/webhooks/servetelx", 404],
    ["POST", "/webhooks/servetel/call-mist", 404],
    ["PUT", "/webhooks/callsavvy", 405],
    ["HEAD", "/webhooks/callsavvy", 200],
    ["OPTIONS", "/webhooks/servetel", 204],
  ])("prints what is no delivery, too: %s %s is %d", async (method, path, status) => {
    await listening([], async ({ origin, printed }) => {
      expect((await fetch(origin + path, { method })).status).toBe(status);
      expect(await printed(`${status}  ${method} ${path}  `)).toMatch(status < 300 ? /✓/ : /✗/);
    });
  });
});

describe("a body", () => {
  it("that is too large is refused, and the connection is closed", async () => {
    await listening(["--save", folder], async ({ origin, printed }) => {
      const url = new URL(origin);
      const socket = connect(Number(url.port), url.hostname);
      socket.write(
        "POST /webhooks/callsavvy HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n",
      );
      socket.write("x".repeat(1024 ** 2 + 1));
      expect(await untilClosed(socket)).toMatch(/^HTTP\/1\.1 413 [\s\S]+\r\nConnection: close\r\n/);
      expect(await printed("not whole")).toContain("ERR_BODY_TOO_LARGE");
      expect(readdirSync(folder)).toEqual([]);
    });
  });

  it("that is larger than a receiver takes is kept all the same", async () => {
    await listening(["--save", folder], async ({ origin }) => {
      const body = JSON.stringify({ words: "x".repeat(300_000) });
      const { status } = await fetch(`${origin}/webhooks/callsavvy`, { method: "POST", body });
      expect(status).toBe(413);
      const saved = readFileSync(join(folder, "0001-callsavvy-refused.http"), "utf8");
      expect(saved.split("\r\n\r\n")[1]).toBe(body);
    });
  });

  it("that does not arrive is refused after a while", async () => {
    const mounts = createMounts({
      auth: { callsavvy: letEveryoneIn, servetel: letEveryoneIn },
      callerName: "",
    });
    const arrivals: Arrival[] = [];
    const server = createReceivingServer({
      mounts,
      firstNumber: 7,
      limit: 100,
      timeoutMs: 60,
      onArrival: async (arrival) => {
        arrivals.push(arrival);
        return arrival.answer;
      },
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    socket.write("POST /webhooks/callsavvy HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{");
    expect(await untilClosed(socket)).toMatch(/^HTTP\/1\.1 408 [\s\S]+"code":"ERR_BODY_TIMEOUT"/);
    server.close();
    expect(arrivals).toMatchObject([{ number: 7, provider: "callsavvy", isWhole: false }]);
  });

  it("whose sender hangs up is told of", async () => {
    await listening(["--json"], async ({ origin, documents }) => {
      const url = new URL(origin);
      const socket = connect(Number(url.port), url.hostname);
      socket.write("POST /webhooks/callsavvy HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{");
      await once(socket, "connect");
      setTimeout(() => socket.destroy(), 50);
      const [document] = await documents(1);
      expect(document).toMatchObject({ path: "/webhooks/callsavvy", provider: "callsavvy" });
      expect(document).not.toHaveProperty("status");
    });
    await listening([], async ({ origin, printed }) => {
      const url = new URL(origin);
      const socket = connect(Number(url.port), url.hostname);
      socket.write("POST /webhooks/callsavvy HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{");
      await once(socket, "connect");
      setTimeout(() => socket.destroy(), 50);
      expect(await printed("hung up")).toMatch(
        /✗ --- {2}POST \/webhooks\/callsavvy {2}the sender hung up {2}#1/,
      );
    });
  });
});

describe("a secret", () => {
  it.each([
    ["--token", ["--token", SECRET], {}],
    ["--servetel-secret", ["--servetel-secret", SECRET], {}],
    ["the environment", [], { SERVETEL_SECRET: SECRET }],
    [
      "--token rather than the environment",
      ["--token", SECRET],
      { SERVETEL_SECRET: "another secret of the tests" },
    ],
  ])(
    "is asked for that is given by %s, and may come in three places",
    async (_place, argv, env) => {
      await listening(
        ["--json", ...argv],
        async ({ origin, documents }) => {
          const send = async (options: object) =>
            (await deliver(origin, missed, { ...at.servetel, ...options })).status;
          expect(await send({})).toBe(401);
          expect(await send({ token: "wrong secret of the tests" })).toBe(401);
          expect(await send({ token: SECRET })).toBe(200);
          expect(await send({ headers: { "X-API-Key": SECRET } })).toBe(200);
          const bearer = SECRET.replaceAll(" ", "");
          expect(await send({ headers: { Authorization: `Bearer ${bearer}` } })).toBe(401);
          expect(JSON.stringify(await documents(5))).not.toContain(SECRET);
        },
        { env },
      );
    },
  );

  it("that nobody asks for is not printed among the fields of a GET", async () => {
    await listening(["--json"], async ({ origin, documents }) => {
      const query = { token: SECRET, tok: "shown", api_key: SECRET };
      await deliver(origin, missed, { ...at.servetel, as: "get", query });
      const text = JSON.stringify(await documents(1));
      expect(text).toContain("shown");
      expect(text).not.toContain(SECRET);
    });
  });

  it("may come as Authorization: Bearer", async () => {
    const secret = "asecretofthetests";
    await listening(["--callsavvy-secret", secret], async ({ origin }) => {
      const headers = { Authorization: `Bearer ${secret}` };
      const chat = sample("callsavvy", "newChat");
      expect((await deliver(origin, chat, { ...at.callsavvy, headers })).status).toBe(200);
    });
  });

  it("of one provider is not asked for by the other, and that is said", async () => {
    const options = { env: { CALLSAVVY_SECRET: SECRET, SERVETEL_SECRET: "" } };
    const { stdout, stop, exitCode } = start(["listen", "--port", "0"], options);
    await until(() => stdout().includes("servetel"));
    stop();
    expect(await exitCode).toBe(0);
    expect(stdout()).toMatch(/callsavvy {2}asks for its secret\n/);
    expect(stdout()).toMatch(/call-missed {2}everyone is let in\n/);
    expect(stdout()).not.toContain(SECRET);
  });

  it("that is too short is refused without being printed", async () => {
    const { exitCode, stderr } = await cli(["listen", "--token", "short"]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("16 characters or more")]);
    expect(stderr).not.toContain("short");
  });

  it.each(["--token", "--callsavvy-secret", "--servetel-secret"])(
    "that is empty lets nobody in: %s of a variable that is not set",
    async (option) => {
      const { exitCode, stderr } = await cli(["listen", "--port", "0", option, ""]);
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining("16 characters or more")]);
    },
  );
});

describe("a saved delivery", () => {
  const saved = (name: string) => readFileSync(join(folder, name));

  it("holds the request to the byte, less its secrets", async () => {
    await listening(["--save", folder, "--token", SECRET], async ({ origin }) => {
      const { port, hostname } = new URL(origin);
      const token = encodeURIComponent(SECRET);
      const body =
        '{ "uuid":"1",  "digit_pressed":4, "caller_id_number":"\u00e9", "call_to_number":"" }\n';
      const socket = connect(Number(port), hostname);
      socket.write(
        [
          `POST /webhooks/servetel/Dtmf-Option?a=%7e&token=${token}&b=+1 HTTP/1.1`,
          "Host: example.com",
          "X-Odd:  two  blanks ",
          "x-webhook-secret: hidden",
          "Authorization: Basic hidden",
          "COOKIE: hidden",
          "Content-Type: application/json",
          `Content-Length: ${Buffer.byteLength(body)}`,
          "Connection: close",
          "",
          body,
        ].join("\r\n"),
      );
      expect(await untilClosed(socket)).toMatch(/^HTTP\/1\.1 200 /);
      expect(statSync(join(folder, "0001-servetel-dtmfOption.http")).mode & 0o077).toBe(0);
      expect(saved("0001-servetel-dtmfOption.http").toString()).toBe(
        [
          "POST /webhooks/servetel/Dtmf-Option?a=%7e&b=+1 HTTP/1.1",
          "Host: example.com",
          "X-Odd: two  blanks",
          "Content-Type: application/json",
          `Content-Length: ${Buffer.byteLength(body)}`,
          "Connection: close",
          "",
          body,
        ].join("\r\n"),
      );
    });
  });

  it("is there before the answer, is named, and is numbered on from what is there", async () => {
    const send = (origin: string, provider: "callsavvy" | "servetel", body: string) =>
      fetch(origin + at[provider].path, { method: "POST", body });
    await listening(["--save", folder], async ({ origin, printed }) => {
      await deliver(origin, missed, at.servetel);
      expect(readdirSync(folder)).toEqual(["0001-servetel-callMissed.http"]);
      await send(origin, "callsavvy", "{");
      expect(readdirSync(folder)).toContain("0002-callsavvy-refused.http");
      await fetch(origin + at.servetel.path, { method: "HEAD" });
      await fetch(`${origin}/elsewhere`);
      expect(await printed("/elsewhere")).toContain(
        "          saved    0002-callsavvy-refused.http\n",
      );
    });
    writeFileSync(join(folder, "0041-mine.http"), "");
    writeFileSync(join(folder, "notes.txt"), "");
    await listening(["--save", folder, "--json"], async ({ origin, documents }) => {
      await send(origin, "callsavvy", '{"event":"../../etc"}');
      expect(await documents(1)).toMatchObject([
        { number: 42, file: "0042-callsavvy-unknown.http" },
      ]);
      expect(readdirSync(folder)).toContain("0042-callsavvy-unknown.http");
    });
  });

  it("is numbered on from more of them than a call takes arguments", async () => {
    const names = Array.from({ length: 200_000 }, (_, index) => `${index}-mine.http`);
    jest.spyOn(fs, "readdir").mockResolvedValueOnce(names as never);
    expect((await DeliveryStore.open(folder)).firstNumber).toBe(200_000);
  });

  it("has no query at all where that is longer than anybody reads, secrets and all", async () => {
    await listening(["--save", folder], async ({ origin }) => {
      const query = `${"a&".repeat(1_001)}token=hidden`;
      expect((await fetch(`${origin}/webhooks/servetel?${query}`)).status).toBe(400);
      expect(saved("0001-servetel-refused.http").toString()).toMatch(
        /^GET \/webhooks\/servetel HTTP/,
      );
    });
  });

  it("has a length in the place of chunks, and compression as it came", async () => {
    await listening(["--save", folder], async ({ origin }) => {
      const { port, hostname } = new URL(origin);
      const body = gzipSync(JSON.stringify(missed.fields));
      const socket = connect(Number(port), hostname);
      const head = [
        "POST /webhooks/servetel/call-missed HTTP/1.1",
        "Host: x",
        "Connection: close",
        "Content-Encoding: gzip",
        "Transfer-Encoding: chunked",
      ];
      socket.write(`${head.join("\r\n")}\r\n\r\n${body.length.toString(16)}\r\n`);
      socket.write(body);
      socket.write("\r\n0\r\n\r\n");
      expect(await untilClosed(socket)).toMatch(/^HTTP\/1\.1 200 /);
      const file = saved("0001-servetel-callMissed.http");
      const headEnd = file.indexOf("\r\n\r\n") + 4;
      expect(file.subarray(headEnd)).toEqual(body);
      expect(file.subarray(0, headEnd).toString()).toContain(`Content-Length: ${body.length}\r\n`);
      expect(file.subarray(0, headEnd).toString()).not.toContain("chunked");
      const { stdout } = await cli(["validate", join(folder, "0001-servetel-callMissed.http")]);
      expect(stdout).toContain("✓ valid  servetel.callMissed");
    });
  });

  it("that can't be written is answered with 503, so that it comes again", async () => {
    await listening(["--save", folder], async ({ origin, printed }) => {
      writeFileSync(join(folder, "0001-servetel-callMissed.http"), "mine");
      const { status, headers } = await deliver(origin, missed, at.servetel);
      expect([status, headers["retry-after"]]).toEqual([503, "5"]);
      expect(await printed("EEXIST")).toMatch(
        /✗ 503 {2}servetel\.callMissed[\s\S]+0001-servetel-callMissed\.http can't be written: EEXIST\n$/,
      );
      expect(saved("0001-servetel-callMissed.http").toString()).toBe("mine");
    });
  });

  it("needs a folder", async () => {
    const file = join(root, "file");
    writeFileSync(file, "");
    const { exitCode, stderr } = await cli(["listen", "--port", "0", "--save", file]);
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringContaining("no folder to save to: EEXIST."),
    ]);
  });
});

describe("the server", () => {
  it("says that its port is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { exitCode, stderr } = await cli(["listen", "--port", String(port)]);
    server.close();
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      `error: Port ${port} is taken. Name another one: --port 3001, or --port 0 for any that is free.\n`,
    );
  });

  it("says that it can't listen there", async () => {
    const { exitCode, stderr } = await cli(["listen", "--port", "0", "--host", "192.0.2.1"]);
    expect([exitCode, stderr]).toEqual([
      1,
      "error: Nobody can listen at port 0 of 192.0.2.1: EADDRNOTAVAIL.\n",
    ]);
  });

  it.each([
    ["0.0.0.0", /^http:\/\/localhost:\d+$/],
    ["::1", /^http:\/\/\[::1\]:\d+$/],
  ])("listens at %s", async (host, origin) => {
    await listening(["--host", host], async (it) => expect(it.origin).toMatch(origin));
  });

  it("lets who is being answered have an answer when it is stopped, and takes nobody else", async () => {
    await listening(["--json"], async ({ origin, stop, exitCode, documents }) => {
      const { port, hostname } = new URL(origin);
      const socket = connect(Number(port), hostname);
      const { path, headers, body } = encode(sample("servetel", "callMissed"));
      const head = Object.entries({ ...headers, "Content-Length": String(body).length, Host: "x" });
      socket.write(
        `POST /webhooks/servetel${path} HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`,
      );
      await once(socket, "connect");
      await fetch(origin);
      stop();
      await expect(fetch(origin)).rejects.toThrow();
      socket.write(String(body));
      const [answer] = await once(socket, "data");
      expect(String(answer)).toMatch(/^HTTP\/1\.1 200 /);
      socket.end();
      expect(await exitCode).toBe(0);
      expect(await documents(2)).toHaveLength(2);
    });
  });

  it("does not wait for who never ends", async () => {
    await listening([], async ({ origin, stop, exitCode }) => {
      const { port, hostname } = new URL(origin);
      const socket = connect(Number(port), hostname);
      socket.on("error", () => {});
      socket.write("POST /webhooks/callsavvy HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{");
      await once(socket, "connect");
      stop();
      expect(await exitCode).toBe(0);
      socket.destroy();
    });
  });

  it("ends where it was to stop before it began", async () => {
    for (const options of [[], ["--save", folder]]) {
      const { stop, exitCode } = start(["listen", "--port", "0", ...options]);
      stop();
      expect(await exitCode).toBe(0);
    }
  });
});

describe("numbers of events", () => {
  it("are remembered for the last ones alone", () => {
    const repeats = new Repeats(2);
    expect([1, 2, 3].map((number) => repeats.firstOf(`event ${number}`, number))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(repeats.firstOf("event 2", 4)).toBe(2);
    expect(repeats.firstOf("event 3", 5)).toBe(3);
    expect(repeats.firstOf("event 1", 6)).toBeUndefined();
  });
});
