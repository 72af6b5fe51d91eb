import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import fs from "node:fs/promises";
import type { IncomingHttpHeaders, RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { afterAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { sharedSecret } from "../../lib";
import { readSaved } from "../../lib/cli/saved-deliveries";
import { deliver, encodings, sample } from "../../lib/testing";
import { gate } from "../helpers/gate";
import { serving } from "../helpers/raw-http";
import { silenceConsole } from "../helpers/silence";
import { listening } from "./listening";
import { receivingApp } from "./receiving-app";
import { cli, start } from "./terminal-of-memory";

silenceConsole();

const SECRET = "a secret of the tests";

const root = mkdtempSync(join(tmpdir(), "replay-"));
afterAll(() => rmSync(root, { recursive: true }));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, "run-"));
});

const save = (name: string, content: string | Uint8Array) =>
  writeFileSync(join(folder, name), content);

interface Got {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A listener that answers 200, and what it has got. */
function keeping() {
  const got: Got[] = [];
  const listener: RequestListener = async (req, res) => {
    const { method, url, headers } = req;
    const body = (await buffer(req)).toString("latin1");
    got.push({ method, url, headers, body });
    res.end();
  };
  return { got, listener };
}

const replayTo = (listener: RequestListener, path: string, ...options: readonly string[]) =>
  serving(listener, (port) =>
    cli(["replay", folder, "--to", `http://127.0.0.1:${port}${path}`, ...options]),
  );

describe("replay", () => {
  it("sends what `listen` has saved so that it is saved as the same", async () => {
    const first = join(folder, "first");
    const second = join(folder, "second");
    await listening(["--save", first], async ({ origin }) => {
      for (const as of encodings) {
        for (const type of ["callMissed", "dialedOnAgent"] as const) {
          const delivery = sample("servetel", type, {}, { fresh: true });
          await deliver(origin, delivery, { path: "/webhooks/servetel", as });
        }
      }
      const chatbot = sample("callsavvy", "chatbotCallback", { original_message: "é %+\n😀" });
      await deliver(origin, chatbot, { path: "/webhooks/callsavvy" });
      const url = `${origin}/webhooks/servetel?trigger=dtmf-option&a=%7E&a=+`;
      const headers = { "Content-Type": "text/plain; charset=utf-8", "X-Mine": "1" };
      const broken = Buffer.from([0x7b, 0x0d, 0x0a, 0x0d, 0x0a, 0xff, 0x00]);
      await fetch(url, { method: "POST", headers, body: broken });
      await fetch(url, {
        method: "POST",
        headers: { "Content-Encoding": "gzip" },
        body: gzipSync("{}"),
      });
    });
    expect(readdirSync(first)).toHaveLength(11);

    await listening(["--save", second], async ({ origin }) => {
      const { exitCode, stdout } = await cli(["replay", first, "--to", origin]);
      expect([exitCode, stdout]).toEqual([
        1,
        expect.stringContaining("✗ 2 not accepted  11 deliveries"),
      ]);
    });
    expect(readdirSync(second)).toEqual(readdirSync(first));
    for (const name of readdirSync(first)) {
      const [before, after] = [first, second].map((place) =>
        readFileSync(join(place, name), "latin1").replace(
          /^(?:Host|Connection|Content-Length|Accept-Encoding): .*\r\n/gim,
          "",
        ),
      );
      expect(after).toBe(before);
    }
  });

  it("prints a line for each, in the order of their names, and a summary", async () => {
    const { app, events } = receivingApp();
    for (const [name, event] of [
      ["0002-b", "newChat"],
      ["0010-c", "callMissed"],
      ["0001-a", "dtmfOption"],
    ] as const) {
      save(`${name}.http`, (await cli(["sample", event, "--as", "json"])).stdout);
    }
    save("notes.txt", "no delivery");
    const { exitCode, stdout } = await replayTo(app, "");
    expect(exitCode).toBe(0);
    expect(stdout.split("\n").map((line) => line.split("  ").slice(0, 2))).toEqual([
      ["0001-a.http", "✓ 200"],
      ["0002-b.http", "✓ 200"],
      ["0010-c.http", "✓ 200"],
      ["✓ all accepted", expect.stringMatching(/^3 deliveries in /)],
      ["", "statuses 200 3"],
      ["", expect.stringMatching(/^latency/)],
      [""],
    ]);
    expect(events.map(({ type }) => type)).toEqual(["dtmfOption", "newChat", "callMissed"]);
  });

  it("gives a program a line for each and a summary", async () => {
    const { app } = receivingApp(sharedSecret(SECRET));
    save("1.http", (await cli(["sample", "newChat", "--as", "json"])).stdout);
    const { exitCode, stdout } = await replayTo(app, "", "--json");
    expect(exitCode).toBe(1);
    const [one, last] = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(one).toMatchObject({
      file: "1.http",
      status: 401,
      problem: { code: "ERR_UNAUTHENTICATED" },
    });
    expect(last).toMatchObject({
      summary: { deliveries: 1, accepted: 0, errors: { ERR_UNAUTHENTICATED: 1 } },
    });
  });

  it("reads one file after the other, however many there are", async () => {
    const names = ["1.http", "2.http", "3.http"];
    for (const name of names) save(name, "GET /a HTTP/1.1\r\n\r\n");
    let open = 0;
    const openAtOnce: number[] = [];
    const { readFile } = fs;
    const watched = jest.spyOn(fs, "readFile").mockImplementation((async (path: string) => {
      openAtOnce.push(++open);
      const bytes = await readFile(path);
      open--;
      return bytes;
    }) as never);
    expect((await readSaved(folder)).map(({ name }) => name)).toEqual(names);
    watched.mockRestore();
    expect(openAtOnce).toEqual([1, 1, 1]);
  });

  it("takes one file", async () => {
    const { got, listener } = keeping();
    save("1.http", "GET /hook?x=1 HTTP/1.1\r\nHost: example.com\r\n\r\n");
    await serving(listener, (port) =>
      cli(["replay", join(folder, "1.http"), "--to", `http://127.0.0.1:${port}`]),
    );
    expect(got).toMatchObject([{ method: "GET", url: "/hook?x=1", body: "" }]);
  });

  it("sends method, query, headers and body as they were, but not what was the connection's", async () => {
    const { got, listener } = keeping();
    save(
      "1.http",
      Buffer.from(
        [
          "PUT /a/b?x=%7e&y=+ HTTP/1.1",
          "host: example.com",
          "Connection: close",
          "Expect: 100-continue",
          "Transfer-Encoding: chunked",
          "Content-Length: 999",
          "Accept-Encoding: gzip",
          "X-Mine: caf\u00e9",
          "Content-Type: text/weird; a=b",
          "",
          "\u00ff{\r\n\r\n",
        ].join("\r\n"),
        "latin1",
      ),
    );
    await replayTo(listener, "");
    const { method, url, headers, body } = got[0] as Got;
    expect([method, url, body]).toEqual(["PUT", "/a/b?x=%7e&y=+", "\u00ff{\r\n\r\n"]);
    expect(headers).toEqual({
      host: expect.stringMatching(/^127\.0\.0\.1:/),
      connection: "keep-alive",
      "content-length": "6",
      "x-mine": "caf\u00e9",
      "content-type": "text/weird; a=b",
    });
  });

  it.each([
    ["", "/webhooks/servetel/call-missed", "/webhooks/servetel/call-missed"],
    ["/", "/webhooks/callsavvy", "/webhooks/callsavvy"],
    ["/hooks/phone", "/webhooks/servetel/call-missed", "/hooks/phone/call-missed"],
    ["/hooks/phone/callMissed", "/webhooks/servetel/call-missed", "/hooks/phone/callMissed"],
    ["/hooks/phone", "/somewhere/CALL-MISSED", "/hooks/phone/call-missed"],
    ["/hooks/phone", "/somewhere/else", "/hooks/phone"],
    ["/hooks/phone", "/webhooks/callsavvy", "/hooks/phone"],
  ])("sends to the URL with the path %j what came to %s", async (path, from, to) => {
    const { got, listener } = keeping();
    save("1.http", `POST ${from} HTTP/1.1\r\n\r\n{}`);
    await replayTo(listener, path);
    expect(got).toMatchObject([{ url: to }]);
  });

  it("adds the secret and the headers that it is given", async () => {
    const { got, listener } = keeping();
    save("1.http", "POST /webhooks/servetel?x=1 HTTP/1.1\r\nX-Key: old\r\n\r\n{}");
    await replayTo(listener, "", "--token", "my own", "--header", "X-Key: new");
    expect(got).toMatchObject([
      { url: "/webhooks/servetel?token=my+own&x=1", headers: { "x-key": "new" } },
    ]);
  });

  it("sends them all several times, at a rate", async () => {
    const { got, listener } = keeping();
    for (const name of ["a", "b"]) save(`${name}.http`, `POST /${name} HTTP/1.1\r\n\r\n{}`);
    const { stdout } = await replayTo(listener, "", "--times", "3", "--rate", "50", "--json");
    expect(got.map(({ url }) => url)).toEqual(["/a", "/b", "/a", "/b", "/a", "/b"]);
    const { summary } = JSON.parse(String(stdout.trim().split("\n").at(-1)));
    expect(summary.seconds).toBeGreaterThanOrEqual(0.09);
  });

  it("says where no answer comes, and goes on", async () => {
    for (const name of ["a", "b"]) save(`${name}.http`, `POST /${name} HTTP/1.1\r\n\r\n{}`);
    const { exitCode, stdout } = await replayTo((req, res) => {
      if (req.url === "/a") req.socket.destroy();
      else res.end();
    }, "");
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^a\.http {2}✗ no answer {2}ECONNRESET {2}.+\nb\.http {2}✓ 200 /);
  });

  it("is summed up when Ctrl-C stops it", async () => {
    const { opened, open } = gate();
    save("a.http", "POST /a HTTP/1.1\r\n\r\n{}");
    await serving(open, async (port) => {
      const argv = ["replay", folder, "--to", `http://127.0.0.1:${port}`, "--times", "100"];
      const { exitCode, stdout, stop } = start(argv);
      await opened;
      stop();
      expect([await exitCode, stdout()]).toEqual([0, "Nothing was sent.\n"]);
    });
  });

  it.each([
    ["what is not there", "absent", /absent can't be read: ENOENT\./],
    ["a folder without deliveries", "empty", /empty has no files that end in \.http\./],
    [
      "a file that holds no request",
      "body.json",
      /body\.json holds no request as `listen --save` keeps it\. `validate` takes bodies alone\./,
    ],
  ])("refuses %s", async (_what, name, reason) => {
    mkdirSync(join(folder, "empty"));
    save("body.json", "{}");
    const { exitCode, stderr } = await cli([
      "replay",
      join(folder, name),
      "--to",
      "http://127.0.0.1:1",
    ]);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(reason)]);
  });
});
