import { fork } from "node:child_process";
import { once } from "node:events";
import type { IncomingMessage, Server } from "node:http";
import { type AddressInfo, connect, createServer } from "node:net";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { describe, expect, it, jest } from "@jest/globals";
import type { RequestHandler } from "express";
import { examine } from "../../lib/cli/doctor/examine";
import type { Report } from "../../lib/cli/doctor/report";
import { silenceConsole } from "../helpers/silence";
import { callsavvyApp, callsavvyParts, SECRET, servetelApp } from "./faulty-apps/hand-written";
import { served, unserved } from "./faulty-apps/served";

silenceConsole();
jest.setTimeout(60_000);

const options = { provider: "callsavvy", token: SECRET } as const;

const faults = ({ findings }: Report) => findings.filter(({ verdict }) => verdict === "fault");

/** Why checks were skipped, once each. */
const excuses = ({ findings }: Report) => [
  ...new Set(findings.filter(({ verdict }) => verdict === "skipped").map(({ seen }) => seen)),
];

describe("the doctor says why an app can't be reached:", () => {
  function expectUnreachable(report: Report, reason: RegExp, fix: RegExp): void {
    expect(faults(report)).toEqual([
      expect.objectContaining({
        check: "reachable",
        seen: expect.stringMatching(reason),
        fix: expect.stringMatching(fix),
      }),
    ]);
    expect(excuses(report)).toEqual(["the app can't be reached"]);
  }

  it("nothing listens there", async () => {
    const report = await examine(`${await unserved()}/callsavvy`, options);
    expectUnreachable(report, /ECONNREFUSED$/, /^Start the app/);
    expect(report.deliveries).toBe(0);
  });

  it("it takes no connection", async () => {
    const block = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(join(__dirname, "faulty-apps/deaf-port.mjs"), { workerData: block });
    const [port] = await once(worker, "message");
    const first = Array.from({ length: 8 }, () => connect(port, "127.0.0.1").on("error", () => {}));
    await once(first[0] as (typeof first)[0], "connect");
    const report = await examine(`http://127.0.0.1:${port}/callsavvy`, {
      ...options,
      limits: { patienceMs: 500 },
    });
    for (const socket of first) socket.destroy();
    await worker.terminate();
    expectUnreachable(report, /ETIMEDOUT$/, /firewalls/);
  });

  it("it does not speak TLS", async () => {
    const origin = await served(callsavvyApp());
    const report = await examine(`${origin.replace("http:", "https:")}/callsavvy`, options);
    expectUnreachable(report, /EPROTO|SSL/, /certificate/);
  });

  it("it does not speak HTTP", async () => {
    const server = createServer((socket) => {
      socket.on("error", () => {}).end("220 mail.example.com\r\n");
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const report = await examine(`http://127.0.0.1:${port}/callsavvy`, options);
    server.close();
    expectUnreachable(report, /HPE_/, /the protocol/);
  });
});

describe("the doctor names the delivery", () => {
  it("that the process dies of", async () => {
    const app = fork(join(__dirname, "faulty-apps/dying-app.mjs"), { execArgv: [] });
    const [port] = await once(app, "message");
    const died = once(app, "exit");
    const report = await examine(`http://127.0.0.1:${port}/callsavvy`, options);
    expect(faults(report)).toEqual([
      expect.objectContaining({
        check: "survives",
        seen: "nothing listens any more since newChat as json",
        fix: expect.stringContaining("exception"),
      }),
    ]);
    expect(excuses(report)).toEqual(["the app is gone"]);
    expect(await died).toEqual([1, null]);
  });

  /** Closes the server once it has answered this delivery. */
  function closingAfter(isLast: (req: IncomingMessage & { body?: { event?: string } }) => boolean) {
    const close: RequestHandler = (req, res, next) => {
      if (isLast(req)) {
        const { server } = req.socket as unknown as { server: Server };
        res.once("finish", () => server.close());
      }
      next();
    };
    return close;
  }

  it("whose answer was the process's last", async () => {
    const close = closingAfter(({ body }) => body?.event === "callSummary");
    const parsers = [...callsavvyParts.parsers, close];
    const report = await examine(`${await served(callsavvyApp({ parsers }))}/callsavvy`, options);
    expect(faults(report).map(({ seen }) => seen)).toEqual([
      "nothing listens any more since callSummary as json",
    ]);
  });

  it("that was the last of all", async () => {
    const close = closingAfter(({ method, url }) => method === "GET" && !url?.includes("uuid"));
    const report = await examine(`${await served(servetelApp({ inFront: [close] }))}/servetel`, {
      ...options,
      provider: "servetel",
    });
    expect(faults(report).map(({ seen }) => seen)).toEqual([
      "nothing listens any more since callReceivedOnServer as get (empty)",
    ]);
  });
});

it("finds no event taken by a server that wants to speak another protocol", async () => {
  const origin = await served(({ socket }) => {
    socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
  });
  const report = await examine(`${origin}/callsavvy`, options);
  expect(faults(report)).toEqual([
    expect.objectContaining({ check: "events", seen: expect.stringMatching(/: 101$/) }),
  ]);
});

describe("the doctor sends no more", () => {
  const hanging = () => served(() => {});

  it("of what was left waiting twice", async () => {
    const report = await examine(`${await hanging()}/callsavvy`, {
      ...options,
      limits: { patienceMs: 1000 },
    });
    expect(report.deliveries).toBe(4);
    expect(faults(report)).toEqual([
      expect.objectContaining({
        check: "answers",
        details: [
          "callerInformation, callSummary as json: no answer",
          "callerInformation, callSummary as form: no answer",
        ],
      }),
    ]);
    expect(excuses(report)).toContain("no delivery is taken");
  });

  it("of what was answered without end twice", async () => {
    const megabyte = Buffer.alloc(2 ** 20);
    const origin = await served((_req, res) => {
      const write = () => {
        while (!res.destroyed && res.write(megabyte));
      };
      res.on("drain", write);
      write();
    });
    const report = await examine(`${origin}/callsavvy`, options);
    expect(report.deliveries).toBe(4);
    expect(faults(report).map(({ check }) => check)).toEqual(["answers"]);
  });

  it("of what was slow twice, and says how much that leaves out", async () => {
    const report = await examine(`${await served(servetelApp())}/servetel`, {
      ...options,
      provider: "servetel",
      limits: { slowMs: 0, giveUpMs: 60_000 },
    });
    const seen = Object.fromEntries(
      report.findings.map((finding) => [finding.check, finding.seen]),
    );
    expect(seen).toMatchObject({
      events: "takes 2 of 11; 27 more not tried",
      "secret-asked": "answers 401 without the secret; 2 more not tried",
      shapes: expect.stringMatching(/^takes 2 deliveries in odd shapes; \d+ more not tried$/),
      repeats: "takes 2 repeats",
    });
    expect(report.findings.filter(({ verdict }) => verdict !== "ok")).toEqual([
      expect.objectContaining({ check: "latency", verdict: "warning" }),
      expect.objectContaining({ check: "events", verdict: "skipped" }),
    ]);
  });

  it("once it is stopped", async () => {
    const stop = new AbortController();
    const report = await examine(`${await served(callsavvyApp())}/callsavvy`, {
      ...options,
      signal: stop.signal,
      onDelivery: (number) => {
        if (number === 5) stop.abort();
      },
    });
    expect(report.deliveries).toBe(5);
    expect(excuses(report)).toEqual(["the examination was stopped"]);
    expect(faults(report)).toEqual([]);
  });

  it("once something fails that is not the app's", async () => {
    const failure = new Error("a fault of the caller's");
    const examination = examine(`${await served(callsavvyApp())}/callsavvy`, {
      ...options,
      onDelivery: () => {
        throw failure;
      },
    });
    await expect(examination).rejects.toBe(failure);
  });
});

it("repeats nothing that is not taken a first time", async () => {
  let isOver = false;
  const giveUp: RequestHandler = ({ headers }, res, next) => {
    isOver ||= headers["transfer-encoding"] === "chunked";
    if (isOver) res.sendStatus(400);
    else next();
  };
  const app = callsavvyApp({ parsers: [...callsavvyParts.parsers, giveUp] });
  const report = await examine(`${await served(app)}/callsavvy`, options);
  expect(report.findings.find(({ check }) => check === "repeats")).toMatchObject({
    verdict: "skipped",
    seen: "no delivery was taken a first time",
  });
});
