import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import express from "express";
import request from "supertest";
import { type Inbox, type Receiver, type ServetelProvider, servetel } from "telephony-webhooks";
import { bullmqInbox } from "telephony-webhooks/bullmq";
import { call, digitPressed } from "../fixtures/minimal";
import { itOnRedis, RedisServer } from "../helpers/redis-server";
import { silenceConsole } from "../helpers/silence";
import { sqliteFiles } from "./sqlite-files";

jest.setTimeout(60_000);
silenceConsole();

const files = sqliteFiles();
const receivers: Receiver<ServetelProvider>[] = [];

function lines(inbox: Inbox): Receiver<ServetelProvider> {
  const receiver = servetel({ auth: "none", inbox });
  receivers.push(receiver);
  return receiver;
}

afterEach(async () => {
  await Promise.all(receivers.splice(0).map((receiver) => receiver.drain(100)));
});

const post = (receiver: Receiver<ServetelProvider>, digit = "4") =>
  request(express().use(receiver))
    .post("/dtmf-option")
    .send({ ...digitPressed, digit_pressed: digit });

/** Waits longer than a test in memory, for an engine on a loaded machine. */
async function eventually(isDone: () => boolean): Promise<void> {
  const givesUpAt = Date.now() + 30_000;
  while (!isDone()) {
    if (Date.now() > givesUpAt) throw new Error(`still waiting: ${isDone}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe("a receiver with sqliteInbox", () => {
  it("stores what comes, and a receiver of another process handles it, to the byte", async () => {
    const file = files.fresh();
    const body = `{"digit_pressed": "4\\u00e9",  "uuid":"${call.uuid}", "call_to_number":"1","caller_id_number":"2"}`;
    const sent = request(express().use("/:tenant", lines(files.open({ file }))))
      .post("/acme/dtmf-option?page=2")
      .type("json")
      .send(body);
    expect((await sent).status).toBe(202);

    const inbox = files.open({ file });
    const [row] = await inbox.list();
    expect(await inbox.show(row?.number ?? 0)).toMatchObject({
      bytes: Buffer.from(body),
      head: { method: "POST", path: "/dtmf-option", query: "page=2", params: { tenant: "acme" } },
    });

    const handler = jest.fn();
    lines(inbox).on("dtmfOption", handler).work();
    await eventually(() => handler.mock.calls.length > 0);
    expect(handler).toHaveBeenCalledWith(
      expect.objectContaining({
        payload: expect.objectContaining({ digit_pressed: "4é" }),
        params: { tenant: "acme" },
        receivedAt: row?.receivedAt,
      }),
    );
    await receivers.at(-1)?.drain();
    expect(await inbox.stats()).toMatchObject({ waiting: 0, leased: 0, done: 1 });
  });

  it("hands to nobody what does not fit the schemas after an upgrade, and keeps it", async () => {
    const inbox = files.open();
    expect((await post(lines(inbox))).status).toBe(202);
    const { claim } = inbox;
    // As the delivery would look to schemas that have changed.
    inbox.claim = async (...args) => {
      const claimed = await claim(...args);
      if (!claimed) return undefined;
      Object.assign(claimed.delivery, { bytes: Buffer.from('{"uuid":{}}') });
      return claimed;
    };
    const onDead = jest.fn();
    lines(inbox)
      .onRejected(() => {})
      .onDead(onDead)
      .work();
    await eventually(() => onDead.mock.calls.length > 0);
    const [row] = await inbox.list({ state: "dead" });
    expect(row).toMatchObject({ type: "dtmfOption", reason: "ERR_PAYLOAD_INVALID", attempts: 1 });
    const entry = await inbox.show(row?.number ?? 0);
    expect(JSON.parse(String(entry?.bytes))).toEqual(digitPressed);
  });

  it("answers 503 while another process keeps the file locked for over a second", async () => {
    const file = files.fresh();
    const receiver = lines(files.open({ file })).onRejected(() => {});
    const other = files.connect(file);
    other.exec("BEGIN IMMEDIATE");
    const refused = await post(receiver);
    expect([refused.status, refused.body.code]).toEqual([503, "ERR_INBOX_FAILED"]);
    other.exec("ROLLBACK");
    expect((await post(receiver)).status).toBe(202);
  });
});

describe("a receiver with bullmqInbox", () => {
  const inboxes: Inbox[] = [];
  let redis: RedisServer;

  function open(): Inbox {
    const inbox = bullmqInbox({ connection: redis.url, queue: randomUUID() });
    inboxes.push(inbox);
    return inbox;
  }

  afterEach(async () => {
    await Promise.all(inboxes.splice(0).map((inbox) => inbox.close()));
    await redis?.remove();
  });

  /** The answer to a delivery, and how long it took. */
  async function timed(receiver: Receiver<ServetelProvider>) {
    const startedAt = performance.now();
    const { status, headers, body } = await post(receiver);
    const ms = performance.now() - startedAt;
    return { answer: [status, headers["retry-after"], body.code], ms };
  }

  const REFUSED = [503, "5", "ERR_INBOX_FAILED"];

  itOnRedis("answers 503 within 1.2 s while Redis is down, and 202 once it is back", async () => {
    redis = await RedisServer.prepare();
    const handler = jest.fn();
    const receiver = lines(open()).on("dtmfOption", handler);
    receiver.onRejected(() => {}).onInboxError(() => {});
    // The first one also loads BullMQ.
    await post(receiver);
    const atStart = await timed(receiver);
    expect(atStart.answer).toEqual(REFUSED);
    expect(atStart.ms).toBeLessThan(1_200);

    await redis.start();
    let status = 503;
    const giveUpAt = Date.now() + 20_000;
    while (status !== 202 && Date.now() < giveUpAt) status = (await post(receiver)).status;
    expect(status).toBe(202);

    await redis.kill();
    const inTheMiddle = await timed(receiver);
    expect(inTheMiddle.answer).toEqual(REFUSED);
    expect(inTheMiddle.ms).toBeLessThan(1_200);

    await redis.start();
    receiver.work();
    await eventually(() => handler.mock.calls.length > 0);
    expect(handler).toHaveBeenCalledTimes(1);
  });

  itOnRedis("shares the work among receivers, each delivery once", async () => {
    redis = await RedisServer.started();
    const queue = randomUUID();
    const handled: string[] = [];
    const both = [1, 2].map(() => {
      const inbox = bullmqInbox({ connection: redis.url, queue });
      inboxes.push(inbox);
      return lines(inbox).on("dtmfOption", ({ payload }) => {
        handled.push(payload.digit_pressed);
      });
    });
    for (const receiver of both) receiver.work({ pollMs: 10 });
    const digits = Array.from({ length: 20 }, (_, digit) => String(digit));
    for (const [index, digit] of digits.entries()) {
      const receiver = both[index % 2] as Receiver<ServetelProvider>;
      let answer = await post(receiver, digit);
      // The first one may have had to wait for the connection.
      while (answer.status === 503) answer = await post(receiver, digit);
      expect(answer.status).toBe(202);
    }
    await eventually(() => handled.length === digits.length);
    expect([...handled].sort()).toEqual([...digits].sort());
  });
});
