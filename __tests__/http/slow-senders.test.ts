import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import request from "supertest";
import { callsavvy, type SecretPlace, sharedSecret } from "telephony-webhooks";
import { ticket } from "../fixtures/minimal";
import { express } from "../helpers/expresses";
import { open, serving } from "../helpers/raw-http";
import { servers } from "../helpers/servers";
import { until } from "../helpers/until";

const POST_JSON = ["POST /hook HTTP/1.1", "Content-Type: application/json"];

/** All that the server sends until the connection is closed, be it by a reset. */
function answerTo(socket: Socket): Promise<string> {
  let answer = "";
  socket.setEncoding("latin1").on("data", (text) => {
    answer += text;
  });
  socket.on("error", () => {});
  return new Promise((resolve) => socket.on("close", () => resolve(answer)));
}

describe("a thousand senders of one byte a second", () => {
  const SENDERS = 1000;
  const SENDERS_AT_ONCE = 100;

  // Of all timers only those that the package sets: the seconds pass when the test says so.
  beforeEach(() => {
    jest.useFakeTimers({
      doNotFake: [
        ...(["Date", "hrtime", "nextTick", "performance", "queueMicrotask"] as const),
        ...(["setImmediate", "clearImmediate", "setInterval", "clearInterval"] as const),
      ],
    });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** Some at a time, since only so many connections may wait to be accepted. */
  async function openAll(port: number): Promise<Socket[]> {
    const sockets: Socket[] = [];
    while (sockets.length < SENDERS) {
      const some = Array.from({ length: SENDERS_AT_ONCE }, () =>
        open(port, [...POST_JSON, "Content-Length: 1000"]),
      );
      await Promise.all(some.map((socket) => once(socket, "connect")));
      sockets.push(...some);
    }
    return sockets;
  }

  it("keep nobody else waiting, and get 408 after 5 s", async () => {
    const app = express().use(
      "/hook",
      callsavvy({ auth: "none" })
        .on("newTicketOpened", () => {})
        .onRejected(() => {}),
    );
    await serving(app, async (port, server) => {
      const taken: IncomingMessage[] = [];
      server.on("request", (req) => taken.push(req));
      const sockets = await openAll(port);
      const answers = Promise.all(sockets.map(answerTo));
      await until(() => taken.length === SENDERS);
      const bytesTaken = () => taken.reduce((sum, { socket }) => sum + socket.bytesRead, 0);
      const headBytes = bytesTaken();

      for (const second of [1, 2, 3, 4]) {
        for (const socket of sockets) socket.write(" ");
        await until(() => bytesTaken() === headBytes + second * SENDERS);
        jest.advanceTimersByTime(1000);
      }
      const { status } = await request(server).post("/hook").send(ticket);
      expect(status).toBe(200);
      expect(sockets.filter(({ bytesRead }) => bytesRead > 0)).toHaveLength(0);

      jest.advanceTimersByTime(1000);
      const statusLines = (await answers).map((answer) => answer.split("\r\n", 1)[0]);
      expect(statusLines).toEqual(Array(SENDERS).fill("HTTP/1.1 408 Request Timeout"));
    });
  }, 20_000);
});

describe.each(servers)("a forged request behind %s", (_, express) => {
  const SECRET = "a-secret-of-many-letters";
  const WRONG = "another-one-of-as-many";
  const BODY = "x".repeat(1_000_000);
  const LENGTH = `Content-Length: ${BODY.length}`;

  const places: readonly [name: string, place: SecretPlace, head: readonly string[]][] = [
    ["the query", { query: "key" }, [`POST /hook?key=${WRONG} HTTP/1.1`]],
    ["a header", { header: "x-api-key" }, [...POST_JSON, `X-Api-Key: ${WRONG}`]],
    ["a bearer token", { bearer: true }, [...POST_JSON, `Authorization: Bearer ${WRONG}`]],
  ];
  const promises: readonly [name: string, lines: readonly string[]][] = [
    ["a length", [LENGTH]],
    ["chunks", ["Transfer-Encoding: chunked"]],
    ["a question whether to continue", [LENGTH, "Expect: 100-continue"]],
  ];
  const cases = places.flatMap(([where, place, head]) =>
    promises.map(([what, lines]) => ({ where, what, place, head: [...head, ...lines] })),
  );

  const receiver = (place: SecretPlace) =>
    callsavvy({ auth: sharedSecret(SECRET, place) })
      .on("newTicketOpened", () => {})
      .onRejected(() => {});

  it.each(cases)(
    "gets 401 for a wrong secret in $where, and of its body, promised by $what, no byte is read",
    async ({ place, head }) => {
      const taken: IncomingMessage[] = [];
      const listeners: unknown[] = [];
      const app = express().use("/hook", receiver(place));
      await serving(app, async (port, server) => {
        server.prependListener("request", (req) => {
          taken.push(req);
          req.on("newListener", (name) => listeners.push(name));
        });
        const socket = open(port, head);
        const answer = answerTo(socket);
        let headBytes = 0;
        socket.on("data", (text) => {
          if (!text.includes(" 401 ")) return;
          headBytes = socket.bytesWritten;
          socket.write(BODY);
        });
        expect(await answer).toMatch(/^HTTP\/1\.1 401 .*ERR_UNAUTHENTICATED/ms);
        expect(taken).toEqual([
          expect.objectContaining({ complete: false, readableDidRead: false }),
        ]);
        expect(taken[0]?.socket.bytesRead).toBe(headBytes);
        expect(listeners).not.toContain("data");
        expect(listeners).not.toContain("readable");
      });
    },
  );

  describe("that asks whether to continue", () => {
    const ask = (secret: string, length: number) => [
      ...POST_JSON,
      `X-Api-Key: ${secret}`,
      `Content-Length: ${length}`,
      "Expect: 100-continue",
    ];
    const app = () => express().use("/hook", receiver({ header: "x-api-key" }));

    it("is told so by Node, before the receiver sees it and answers 401", async () => {
      const answer = await serving(app(), (port) => answerTo(open(port, ask(WRONG, 1000))));
      expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 401 /);
    });

    it("is not told so where the server leaves the question to the app", async () => {
      const answer = await serving(app(), (port, server) => {
        server.on("checkContinue", app());
        return answerTo(open(port, ask(WRONG, 1000)));
      });
      expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    });
  });
});
