import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import { basicAuth, sharedSecret } from "../../lib";
import { gate } from "../helpers/gate";
import { serving } from "../helpers/raw-http";
import { silenceConsole } from "../helpers/silence";
import { until } from "../helpers/until";
import { receivingApp } from "./receiving-app";
import { cli, start, type TerminalOptions } from "./terminal-of-memory";

silenceConsole();

const SECRET = "a secret of the tests";

/** Sends to an app's receiver, by the provider's name, or to the server itself. */
const sendTo = (
  app: RequestListener,
  path: string,
  argv: readonly string[],
  options?: TerminalOptions,
) =>
  serving(app, (port) =>
    cli(["send", ...argv, "--to", `http://127.0.0.1:${port}${path}`], options),
  );

/** Begins to send chats, to be stopped on the way. */
const startTo = (port: number, options: readonly string[]) =>
  start(["send", "newChat", "--to", `http://127.0.0.1:${port}`, ...options]);

/** A server that answers all alike, and the requests that it has got. */
function answering(answer: (req: IncomingMessage, res: ServerResponse, number: number) => unknown) {
  const requests: IncomingMessage[] = [];
  const app: RequestListener = (req, res) => {
    const number = requests.push(req);
    req.resume().on("end", () => answer(req, res, number));
  };
  return { app, requests };
}

describe("send", () => {
  it("sends a delivery that is taken for what it is", async () => {
    const { app, events } = receivingApp();
    const { exitCode, stdout, stderr } = await sendTo(app, "/webhooks/servetel", ["call-missed"]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      /^servetel\.callMissed to http:\/\/127\.0\.0\.1:\d+\/webhooks\/servetel\n✓ 200 {2}[\d.,]+ ms\n$/,
    );
    expect(events).toMatchObject([{ type: "callMissed", identifiedBy: "path" }]);
  });

  it("shows what is answered to the events that wait for it", async () => {
    const { app } = receivingApp();
    const caller = await sendTo(app, "/webhooks/callsavvy", [
      ...["callerInformation", "--set", "caller_number=+2345550199"],
    ]);
    expect(caller.stdout).toContain(
      '  reply  {"status":"success","caller_name":"Known as +2345550199"',
    );
    const chatbot = await sendTo(app, "/webhooks/callsavvy", ["chatbotCallback"]);
    expect(chatbot.stdout).toContain("  reply  <p>Hello!</p>\n");
  });

  it("sends what its options say", async () => {
    const { app, events } = receivingApp();
    const { exitCode, stderr } = await sendTo(app, "/webhooks/servetel", [
      ...["dtmfOption", "--as", "get", "--trigger", "query", "--shape", "dollar-keys"],
      ...["--set", "digit_pressed=9", "--set", "colour=red"],
    ]);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('no field "colour"')]);
    expect(events).toMatchObject([
      {
        identifiedBy: "query",
        payload: { digit_pressed: "9", colour: "red" },
        raw: { $digit_pressed: "9" },
      },
    ]);
  });

  it("shows why a delivery is refused, and ends with 1", async () => {
    const { app } = receivingApp();
    const argv = ["newChat", "--set", "visitor_name:="];
    const { exitCode, stdout } = await sendTo(app, "/webhooks/callsavvy", argv);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /\n✗ 422 {2}ERR_PAYLOAD_INVALID {2}The payload does not fit the event's schema {2}[\d.]+ ms\n {2}detail {2}\/visitor_name is missing\n$/,
    );
    const json = await sendTo(app, "/webhooks/callsavvy", [...argv, "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      provider: "callsavvy",
      type: "newChat",
      status: 422,
      durationMs: expect.any(Number),
      problem: { code: "ERR_PAYLOAD_INVALID", detail: "/visitor_name is missing" },
    });
  });

  it("shows what others answer, without what would act on the terminal", async () => {
    const { app } = answering((_req, res) => {
      res
        .writeHead(404, { "Content-Type": "text/html" })
        .end(`\u001b[2JNot\nhere ${"!".repeat(2_000)}`);
    });
    const { exitCode, stdout } = await sendTo(app, "/nowhere", ["newChat"]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("  answer  \\u001b[2JNot\\u000ahere !!!");
    expect(stdout.length).toBeLessThan(1_200);
    const json = await sendTo(app, "/nowhere", ["newChat", "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      status: 404,
      text: expect.stringMatching(/Not\nhere/),
    });
  });

  it("shows problem documents that are none of ours as far as they go", async () => {
    const { app } = answering((_req, res) => {
      res.writeHead(400, { "Content-Type": "application/problem+json" });
      res.end(JSON.stringify({ title: "No\u0007", detail: "Not \u009b this" }));
    });
    const { stdout } = await sendTo(app, "/", ["newChat"]);
    expect(stdout).toMatch(/✗ 400 {2}No\\u0007 {2}[\d.]+ ms\n/);
    expect(stdout).toContain("detail  Not \\u009b this");
  });

  it("shows as text what only calls itself a problem document", async () => {
    const { app } = answering((_req, res) => {
      res.writeHead(400, { "Content-Type": "application/problem+json" }).end('"Not this"');
    });
    const { stdout } = await sendTo(app, "/", ["newChat"]);
    expect(stdout).toContain('  answer  "Not this"');
  });
});

describe("a secret", () => {
  const argv = ["callMissed"];

  it.each([
    ["--token", "", ["--token", SECRET], {}, sharedSecret(SECRET)],
    ["the URL", `?token=${encodeURIComponent(SECRET)}`, [], {}, sharedSecret(SECRET)],
    ["the environment", "", [], { SERVETEL_SECRET: SECRET }, sharedSecret(SECRET)],
    [
      "--token rather than the environment",
      "",
      ["--token", SECRET],
      { SERVETEL_SECRET: "another one of the tests" },
      sharedSecret(SECRET),
    ],
    [
      "the URL rather than the environment, which would make it two",
      `?token=${encodeURIComponent(SECRET)}`,
      [],
      { SERVETEL_SECRET: SECRET },
      sharedSecret(SECRET),
    ],
    [
      "a header",
      "",
      ["--header", `X-API-Key:  ${SECRET} `],
      {},
      sharedSecret(SECRET, { header: "x-api-key" }),
    ],
  ] as const)(
    "is sent that is given by %s, and never printed",
    async (_place, query, options, env, auth) => {
      const { app } = receivingApp(auth);
      for (const json of [[], ["--json"]]) {
        const path = `/webhooks/servetel${query}`;
        const { exitCode, stdout, stderr } = await sendTo(
          app,
          path,
          [...argv, ...options, ...json],
          { env },
        );
        expect([exitCode, stderr]).toEqual([0, ""]);
        expect(stdout).not.toMatch(/a%20secret|a secret/);
      }
    },
  );

  it("of one provider is not sent to the receiver of another", async () => {
    const { app } = receivingApp(sharedSecret(SECRET));
    const { exitCode, stdout } = await sendTo(app, "/webhooks/servetel", argv, {
      env: { CALLSAVVY_SECRET: SECRET, SERVETEL_SECRET: "" },
    });
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining("ERR_UNAUTHENTICATED")]);
  });

  it("of the environment is not sent besides a header", async () => {
    const { app, requests } = answering((_req, res) => res.end());
    await sendTo(app, "/", [...argv, "--header", "X-Mine: 1", "--header", "X-Yours: 2"], {
      env: { SERVETEL_SECRET: SECRET },
    });
    expect(requests[0]?.url).toBe("/call-missed");
    expect(requests[0]?.headers).toMatchObject({ "x-mine": "1", "x-yours": "2" });
  });

  it("may be a name and a password in the URL, as in a portal", async () => {
    const { app } = receivingApp(
      basicAuth({ username: "pbx", password: "p@ss word of the tests" }),
    );
    const { exitCode, stdout } = await serving(app, (port) => {
      const to = `http://pbx:p%40ss%20word%20of%20the%20tests@127.0.0.1:${port}/webhooks/servetel`;
      return cli(["send", ...argv, "--to", to]);
    });
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain("pbx");
  });

  it.each([
    [["--header", `X-API-Key ${SECRET}`], "--header takes a name, a colon and a value"],
    [["--header", `X-API-Key: ${SECRET}\u0000`], "--header takes a name, a colon and a value"],
    [["--to", `//somewhere?token=${SECRET}`], "The address is no URL such as"],
    [["--to", `ftp://somewhere?token=${SECRET}`], "The address is no URL such as"],
  ])("in a broken option is not quoted: %j", async (options, reason) => {
    const { exitCode, stderr } = await cli([
      "send",
      ...argv,
      "--to",
      "http://127.0.0.1:1",
      ...options,
    ]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(reason)]);
    expect(stderr).not.toContain(SECRET);
  });
});

describe("no answer", () => {
  it("is explained where nothing listens", async () => {
    const port = await serving(
      () => {},
      async (free) => free,
    );
    const argv = ["send", "newChat", "--to", `http://127.0.0.1:${port}/hook`];
    const { exitCode, stdout } = await cli(argv);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      `✗ no answer  ECONNREFUSED  nothing listens at 127.0.0.1:${port}. Is the app running, and is this its port?\n`,
    );
    expect(JSON.parse((await cli([...argv, "--json"])).stdout)).toEqual({
      provider: "callsavvy",
      type: "newChat",
      error: { code: "ECONNREFUSED", message: expect.stringMatching(/^nothing listens/) },
    });
  });

  it("is explained where it takes too long", async () => {
    const { app } = answering(() => {});
    const { exitCode, stdout } = await sendTo(app, "/", ["newChat", "--timeout", "50"]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("✗ no answer  ETIMEDOUT  No answer within 50 ms.\n");
  });

  it("is explained where the connection is closed", async () => {
    const { app } = answering((req) => req.socket.destroy());
    const { stdout } = await sendTo(app, "/", ["newChat"]);
    expect(stdout).toContain(
      "✗ no answer  ECONNRESET  the connection was closed before the answer.\n",
    );
  });

  it("is explained by Node where the server speaks no TLS", async () => {
    const { app } = answering((_req, res) => res.end());
    for (const count of ["1", "2"]) {
      const { exitCode, stdout } = await serving(app, (port) =>
        cli(["send", "newChat", "--to", `https://127.0.0.1:${port}`, "--count", count]),
      );
      expect([exitCode, stdout]).toEqual([1, expect.stringMatching(/(?:EPROTO|ERR_SSL_\w+) /)]);
    }
  });

  it("is shown in Node's words where it is none of these", async () => {
    const { app } = answering((req) => req.socket.end("no HTTP at all\r\n\r\n"));
    const { stdout } = await sendTo(app, "/", ["newChat"]);
    expect(stdout).toMatch(/✗ no answer {2}HPE_\w+ {2}Parse Error: /);
  });
});

describe("many deliveries", () => {
  const summaryOf = ({ stdout }: { stdout: string }) => JSON.parse(stdout);

  it("are each another call, and summed up", async () => {
    const { app, events } = receivingApp();
    const { exitCode, stdout, stderr } = await sendTo(app, "/webhooks/servetel", [
      "callMissed",
      "--count",
      "25",
    ]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(25);
    expect(stdout).toMatch(
      /^✓ all accepted {2}25 deliveries in [\d.,]+ s, [\d.,]+\/s\n {2}statuses 200 25\n/,
    );
    expect(stdout).toMatch(
      /\n {2}latency {2}min [\d.,]+ ms {3}median .+ {3}p90 .+ {3}p99 .+ {3}max .+ ms\n$/,
    );
  });

  it("are the same call with --repeat", async () => {
    const { app, events } = receivingApp();
    const argv = ["callMissed", "--count", "5", "--repeat"];
    expect((await sendTo(app, "/webhooks/servetel", argv)).exitCode).toBe(0);
    expect(events).toHaveLength(1);
  });

  it("are counted by status and by error", async () => {
    const { app } = answering((req, res, number) => {
      if (number % 5 === 0) req.socket.destroy();
      else if (number % 5 === 1) res.writeHead(503).end();
      else res.writeHead(202).end();
    });
    const argv = ["newChat", "--count", "10", "--concurrency", "1"];
    const json = await sendTo(app, "/", [...argv, "--json"]);
    expect(json.exitCode).toBe(1);
    expect(summaryOf(json)).toMatchObject({
      deliveries: 10,
      accepted: 6,
      statuses: { 202: 6, 503: 2 },
      errors: { ECONNRESET: 2 },
    });
    const { stdout } = await sendTo(app, "/", argv);
    expect(stdout).toContain("✗ 4 not accepted  10 deliveries");
    expect(stdout).toContain("  statuses 202 6   503 2\n  errors   ECONNRESET 2\n");
  });

  it("are counted by codes of others without what would act on the terminal", async () => {
    const { app } = answering((_req, res) => {
      res.writeHead(400, { "Content-Type": "application/problem+json" });
      res.end(JSON.stringify({ code: "ERR_\u001b[31m" }));
    });
    const { stdout } = await sendTo(app, "/", ["newChat", "--count", "2"]);
    expect(stdout).toContain("  errors   ERR_\\u001b[31m 2\n");
  });

  it("count refusals by their code", async () => {
    const { app } = receivingApp(sharedSecret(SECRET));
    const argv = ["newChat", "--count", "3", "--json"];
    expect(summaryOf(await sendTo(app, "/webhooks/callsavvy", argv))).toMatchObject({
      statuses: { 401: 3 },
      errors: { ERR_UNAUTHENTICATED: 3 },
    });
  });

  it("share as many connections as are asked for, and no more", async () => {
    const { app, requests } = answering((_req, res) => sleep(5).then(() => res.end()));
    await sendTo(app, "/", ["newChat", "--count", "30", "--concurrency", "3"]);
    expect(requests).toHaveLength(30);
    expect(new Set(requests.map(({ socket }) => socket)).size).toBe(3);
  });

  it("start at a rate, whatever becomes of those before", async () => {
    const { opened, open } = gate();
    const { app, requests } = answering((_req, res) => opened.then(() => res.end()));
    await serving(app, async (port) => {
      const { exitCode, stdout } = startTo(port, ["--count", "8", "--rate", "40", "--json"]);
      await until(() => requests.length === 8);
      open();
      expect(await exitCode).toBe(0);
      const { seconds, latencyMs } = summaryOf({ stdout: stdout() });
      // The last one starts after 7/40 s, and the first one has waited all that time.
      expect(seconds).toBeGreaterThanOrEqual(0.17);
      expect(latencyMs.max).toBeGreaterThanOrEqual(170);
    });
  });

  it("that wait for room are as late as that", async () => {
    const { app } = answering((_req, res) => sleep(40).then(() => res.end()));
    const argv = ["newChat", "--count", "5", "--rate", "10000", "--concurrency", "1", "--json"];
    const { latencyMs } = summaryOf(await sendTo(app, "/", argv));
    expect(latencyMs.max).toBeGreaterThanOrEqual(5 * 39);
    expect(latencyMs.median).toBeGreaterThanOrEqual(3 * 39);
  });

  it("are summed up when Ctrl-C stops them", async () => {
    const { app, requests } = answering((_req, res, number) => {
      if (number <= 3) res.end();
    });
    await serving(app, async (port) => {
      const { exitCode, stdout, stop } = startTo(port, ["--count", "1000", "--concurrency", "2"]);
      await until(() => requests.length === 5);
      stop();
      expect(await exitCode).toBe(0);
      expect(stdout()).toMatch(/^✓ all accepted {2}3 deliveries in /);
    });
  });

  it("stop where they wait for their time, too", async () => {
    const { app, requests } = answering((_req, res) => res.end());
    await serving(app, async (port) => {
      const { exitCode, stop } = startTo(port, ["--count", "9", "--rate", "0.001"]);
      await until(() => requests.length === 1);
      stop();
      expect(await exitCode).toBe(0);
    });
  });

  it("are none where they are stopped before the first is answered", async () => {
    const { app, requests } = answering(() => {});
    await serving(app, async (port) => {
      const { exitCode, stdout, stop } = startTo(port, ["--count", "9"]);
      await until(() => requests.length === 9);
      stop();
      expect([await exitCode, stdout()]).toEqual([0, "Nothing was sent.\n"]);
    });
  });

  it("show a bar on a terminal's standard error, and take it away", async () => {
    const { app } = answering((_req, res) => sleep(50).then(() => res.writeHead(500).end()));
    const argv = ["newChat", "--count", "20", "--concurrency", "2"];
    const { stderr } = await sendTo(app, "/", argv, { isTTY: true, env: { NO_COLOR: "1" } });
    const [first, ...others] = stderr.split("\r\u001b[K").slice(1);
    expect(first).toBe(`  ━${"─".repeat(23)}  1 of 20  1 not accepted`);
    expect(others.length).toBeGreaterThanOrEqual(3);
    expect(others.at(-1)).toBe("");
    expect((await sendTo(app, "/", ["newChat", "--count", "2"])).stderr).toBe("");
  });

  it.each([
    [["--count", "0"], "It takes a whole number from 1 to 100000."],
    [["--count", "1e3"], "It takes a whole number from 1 to 100000."],
    [["--concurrency", "257"], "It takes a whole number from 1 to 256."],
    [["--rate", "0"], "It takes a number above 0, at most 10000."],
    [["--rate", "fast"], "It takes a number above 0, at most 10000."],
    [["--rate", "10001"], "It takes a number above 0, at most 10000."],
    [["--shape", "dollar-keys"], `newChat can't have the shape "dollar-keys".`],
  ])("have their bounds: %j", async (options, reason) => {
    const argv = ["send", "newChat", "--to", "http://127.0.0.1:1", "--count", "2", ...options];
    const { exitCode, stderr } = await cli(argv);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(reason)]);
  });
});
