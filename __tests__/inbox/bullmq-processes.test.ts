import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest } from "@jest/globals";
import { bullmqInbox } from "../../lib/bullmq";
import type { Inbox } from "../../lib/inbox/inbox";
import type { BuiltProgram } from "../helpers/built-library";
import { itOnRedis, RedisServer } from "../helpers/redis-server";
import { claimSoon, delivery, eventually, LONG_MS } from "./bullmq-deliveries";
import { buildWorker, WorkerProcess } from "./bullmq-process";

jest.setTimeout(120_000);

/** How long a delivery is lost to others after a crash. */
const LEASE_MS = 1_000;

describe("processes that share a queue", () => {
  let program: BuiltProgram;
  let redis: RedisServer;
  let inbox: Inbox;
  const workers: WorkerProcess[] = [];

  async function start(does: "hold" | "work", leaseMs: number): Promise<WorkerProcess> {
    const worker = await WorkerProcess.start(program, redis.url, does, leaseMs);
    workers.push(worker);
    return worker;
  }

  beforeAll(() => {
    program = buildWorker();
  });

  afterAll(() => program.remove());

  beforeEach(async () => {
    redis = await RedisServer.started();
    inbox = bullmqInbox({ connection: redis.url, queue: "webhooks" });
  });

  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.kill()));
    await inbox.close();
    await redis.remove();
  });

  itOnRedis("handle each delivery once between them", async () => {
    const [one, other] = await Promise.all([start("work", LONG_MS), start("work", LONG_MS)]);
    const ids = await putAll(inbox, "shared", 300);
    await eventually(async () => (await inbox.stats()).done === ids.length);
    expect([...one.claimed, ...other.claimed].sort()).toEqual(ids.sort());
    expect(one.claimed.length).toBeGreaterThan(0);
    expect(other.claimed.length).toBeGreaterThan(0);
  });

  itOnRedis("handle what another held when it was killed, once its lease is over", async () => {
    const startedAt = Date.now();
    await inbox.put(delivery("held"));
    const holder = await start("hold", LEASE_MS);
    await eventually(async () => holder.claimed.length === 1);
    await holder.kill();
    const claim = await claimSoon(inbox, LEASE_MS);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(LEASE_MS);
    expect(claim).toEqual({ delivery: delivery("held"), attempt: 2 });
    await inbox.complete(claim);
    expect(await inbox.stats()).toMatchObject({ leased: 0, done: 1 });
  });

  itOnRedis("live on while Redis is down, and lose nothing that was acknowledged", async () => {
    const both = await Promise.all([start("work", LEASE_MS), start("work", LEASE_MS)]);
    const acknowledged = await putAll(inbox, "before", 100);
    const killing = redis.kill();
    acknowledged.push(...(await putAll(inbox, "during", 100)));
    await killing;
    await redis.start();
    await eventually(() => inbox.stats().catch(() => false as const));
    acknowledged.push(...(await putAll(inbox, "after", 100)));
    const isHandled = (id: string) => both.some(({ claimed }) => claimed.includes(id));
    await eventually(async () => acknowledged.every(isHandled));
    expect(acknowledged.length).toBeGreaterThan(100);
    expect(both.every(({ isAlive }) => isAlive)).toBe(true);
    await eventually(async () => {
      const { waiting, leased, done } = await inbox.stats();
      return waiting + leased === 0 && done >= acknowledged.length;
    });
  });
});

/** Puts so many, some at a time, and gives the ids of those that were acknowledged. */
async function putAll(inbox: Inbox, name: string, count: number): Promise<string[]> {
  const acknowledged: string[] = [];
  const ids = Array.from({ length: count }, (_, i) => `${name}-${i}`);
  const putSome = async () => {
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
      const put = await inbox.put(delivery(id)).catch(() => undefined);
      if (put) acknowledged.push(id);
    }
  };
  await Promise.all(Array.from({ length: 20 }, putSome));
  return acknowledged;
}
