import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { chat, ringing } from "../fixtures/minimal";
import { FaultProcess } from "../helpers/fault-process";
import { untilClosed } from "../helpers/raw-http";
import { servers } from "../helpers/servers";
import { until } from "../helpers/until";
import type { Query } from "./fault-server";

let server: FaultProcess;
beforeAll(async () => {
  server = await FaultProcess.start();
}, FaultProcess.PATIENCE_MS);
afterAll(() => server.stop());

/** What the user of the receivers is to hear of all deliveries so far, by their URLs: no more and no less. */
const expected = new Map<string, readonly string[]>();
afterEach(() => {
  expect(server.printed).toBe("");
  expect(server.isAlive).toBe(true);
  expect(server.heard).toEqual(expected);
});

function untilHeard(urls: Iterable<string>): Promise<void> {
  const isHeard = (url: string) => server.heardOf(url).length >= (expected.get(url)?.length ?? 0);
  return until(() => [...urls].every(isHeard) || !server.isAlive);
}

interface Written {
  readonly headers: readonly string[];
  readonly body: string;
}

const JSON_TYPE = "Content-Type: application/json";
const FORM_TYPE = "Content-Type: application/x-www-form-urlencoded";

const whole = (type: string, body: string): Written => ({
  headers: [type, `Content-Length: ${Buffer.byteLength(body)}`],
  body,
});

function inChunks(type: string, body: string): Written {
  const chunks = [...(body.match(/.{1,40}/g) ?? []), ""];
  const lines = chunks.flatMap((chunk) => [chunk.length.toString(16), chunk]);
  return { headers: [type, "Transfer-Encoding: chunked"], body: `${lines.join("\r\n")}\r\n` };
}

type Fields = Readonly<Record<string, string>>;

const writings: readonly (readonly [name: string, write: (fields: Fields) => Written])[] = [
  ["JSON", (fields) => whole(JSON_TYPE, JSON.stringify(fields))],
  ["a form", (fields) => whole(FORM_TYPE, String(new URLSearchParams(fields)))],
  ["chunks", (fields) => inChunks(JSON_TYPE, JSON.stringify(fields))],
];

/** How a sender hangs up. */
interface Way {
  readonly name: string;
  /** Whether it does so only when the server has said that the head is there: a reset may overtake what was sent. */
  readonly isPatient?: boolean;
  readonly hangUp: (socket: Socket) => void;
}

const closingItsHalf: Way = {
  name: "closes its half of the connection",
  hangUp: (socket) => socket.end(),
};
const ways: readonly Way[] = [
  { name: "resets the connection", isPatient: true, hangUp: (socket) => socket.resetAndDestroy() },
  { name: "closes the connection", hangUp: (socket) => socket.destroy() },
  closingItsHalf,
];

interface Request {
  readonly url: string;
  readonly head: string;
  readonly body: string;
}

let requests = 0;

/** A request with a URL of its own, as long as that of any other. */
function requestOf(fault: Query["fault"], { headers, body }: Written, way: Way): Request {
  requests += 1;
  const query: Query = { fault, hasFallback: "no" };
  const url = `/?${new URLSearchParams({ ...query, request: String(requests).padStart(6, "0") })}`;
  const expectation = way.isPatient ? ["Expect: 100-continue"] : [];
  const lines = [`POST ${url} HTTP/1.1`, "Host: localhost", ...headers, ...expectation];
  return { url, head: `${lines.join("\r\n")}\r\n\r\n`, body };
}

const write = (socket: Socket, text: string) =>
  new Promise((resolve) => socket.write(text, resolve));

async function connected(express: string): Promise<Socket> {
  const socket = connect({ port: server.portOf(express), host: "127.0.0.1", allowHalfOpen: true });
  await once(socket, "connect");
  return socket;
}

/** Sends so many bytes of a request and hangs up; gives what the server has to say to that. */
async function sendPart(
  express: string,
  { head, body }: Request,
  length: number,
  { isPatient, hangUp }: Way,
): Promise<string> {
  const socket = await connected(express);
  const isHeadComplete = length >= head.length;
  if (isPatient && isHeadComplete) {
    await write(socket, head);
    await once(socket, "data");
    await write(socket, body.slice(0, length - head.length));
  } else {
    await write(socket, (head + body).slice(0, length));
  }
  hangUp(socket);
  return untilClosed(socket);
}

/** Sends a request and closes the sender's half of the connection; gives the answer. */
const sendWhole = (express: string, request: Request) =>
  sendPart(express, request, Number.POSITIVE_INFINITY, closingItsHalf);

async function inBatches<Item>(
  items: readonly Item[],
  size: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < items.length; start += size) {
    await Promise.all(items.slice(start, start + size).map(work));
  }
}

describe.each(servers.map(([name]) => name))("behind %s", (express) => {
  describe.each(ways)("a sender that $name", (way) => {
    it.each(writings)(
      "after any byte of a delivery in %s is reported once if its head was there, and reaches no handler",
      async (_writing, writeDown) => {
        const { head, body } = requestOf("has no fault", writeDown(chat), way);
        const lengths = Array.from({ length: head.length + body.length }, (_, length) => length);
        await inBatches(lengths, 50, async (length) => {
          const request = requestOf("has no fault", writeDown(chat), way);
          const isHeadComplete = length >= head.length;
          if (isHeadComplete) expected.set(request.url, ["refused ERR_BODY_ABORTED"]);
          const answer = await sendPart(express, request, length, way);
          if (isHeadComplete && way === closingItsHalf) expect(answer).toMatch(/^HTTP\/1\.1 400 /);
        });

        const last = requestOf("has no fault", writeDown(chat), closingItsHalf);
        expected.set(last.url, ["handled"]);
        const answer = await sendWhole(express, last);
        expect(answer).toMatch(/^HTTP\/1\.1 200 /);
        await untilHeard(expected.keys());
      },
    );

    it.each([
      ["asks nothing", chat],
      ["asks for a reply", ringing],
    ])(
      "while the handler of an event that %s is running keeps it from nothing",
      async (_case, fields) => {
        const written = whole(JSON_TYPE, JSON.stringify({ ...fields, faulty: true }));
        const { url, head, body } = requestOf("outlives its sender", written, way);
        expected.set(url, ["handled"]);
        const socket = await connected(express);
        await write(socket, head + body);
        await untilHeard([url]);
        way.hangUp(socket);
        await untilClosed(socket);
        expected.set(url, ["handled", "finished"]);
        await untilHeard([url]);
      },
    );
  });

  it.each(writings)(
    "a sender that closes its half after a delivery in %s gets the reply",
    async (_writing, writeDown) => {
      const request = requestOf("has no fault", writeDown(ringing), closingItsHalf);
      expected.set(request.url, ["handled"]);
      const answer = await sendWhole(express, request);
      expect(answer).toMatch(/^HTTP\/1\.1 200 .*"caller_name":"fine"/s);
      await untilHeard([request.url]);
    },
  );
});
