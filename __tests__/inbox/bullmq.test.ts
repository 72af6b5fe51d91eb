import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest } from "@jest/globals";
import { type BullmqInboxOptions, bullmqInbox } from "../../lib/bullmq";
import type { Inbox } from "../../lib/inbox/inbox";
import { itOnRedis, RedisServer } from "../helpers/redis-server";
import {
  claimSoon,
  connected,
  delivery,
  eventually,
  handleAll,
  LONG_MS,
  provider,
} from "./bullmq-deliveries";
import { describeEachBullmq } from "./bullmq-majors";

jest.setTimeout(60_000);

const SHORT_MS = 300;

/** Long enough that a busy machine renews it in time. */
const LEASE_MS = 1_500;

describeEachBullmq(() => {
  let redis: RedisServer;
  let queue: string;
  let inbox: Inbox;
  const opened: Inbox[] = [];

  /** An inbox on the test's queues. */
  function open(options: Partial<BullmqInboxOptions> = {}): Inbox {
    const another = bullmqInbox({ connection: redis.url, queue, ...options });
    opened.push(another);
    return another;
  }

  beforeAll(async () => {
    redis = await RedisServer.started();
  });

  afterAll(() => redis.remove());

  beforeEach(async () => {
    queue = randomUUID();
    inbox = await connected(open());
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()));
  });

  itOnRedis("gives what has been put, to the byte", async () => {
    const every = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const put = delivery("servetel.callMissed.0?tenant=7:8", { bytes: every });
    expect(await inbox.put(put)).toBe("stored");
    expect(await open().claim(provider, LONG_MS)).toEqual({ delivery: put, attempt: 1 });
    const empty = delivery("12345", { bytes: Buffer.alloc(0), type: "0" });
    expect(await inbox.put(empty)).toBe("stored");
    expect(await inbox.claim(provider, LONG_MS)).toEqual({ delivery: empty, attempt: 1 });
  });

  itOnRedis("gives the deliveries of a provider in the order in which they came", async () => {
    const ids = ["first", "second", "third"];
    for (const id of ids) {
      await inbox.put(delivery(id));
      await inbox.put(delivery(id, { provider: "callsavvy" }));
    }
    expect(await handleAll(inbox)).toEqual(ids);
    expect(await inbox.claim(provider, LONG_MS)).toBeUndefined();
    expect(await inbox.stats("callsavvy")).toMatchObject({ waiting: 3, done: 0 });
  });

  itOnRedis("counts the deliveries by their state, of one provider or of all", async () => {
    expect(await inbox.stats()).toEqual({ waiting: 0, leased: 0, failed: 0, done: 0, dead: 0 });
    for (const id of ["done", "dead", "failed", "leased", "waiting"]) await inbox.put(delivery(id));
    await inbox.put(delivery("waiting", { provider: "callsavvy" }));
    await inbox.complete(await claimSoon(inbox));
    await inbox.bury(await claimSoon(inbox), "ERR_GONE");
    await inbox.fail(await claimSoon(inbox), LONG_MS, "ERR_HANDLER_FAILED");
    await claimSoon(inbox);
    const ofOne = { waiting: 1, leased: 1, failed: 1, done: 1, dead: 1 };
    expect(await open().stats(provider)).toEqual(ofOne);
    expect(await inbox.stats()).toEqual({ ...ofOne, waiting: 2 });
  });

  itOnRedis("knows a repeat, whatever has become of the first one", async () => {
    const put = () => inbox.put(delivery("a:b?c=d"));
    expect(await put()).toBe("stored");
    expect(await put()).toBe("duplicate");
    const failed = await claimSoon(inbox);
    expect(await put()).toBe("duplicate");
    await inbox.fail(failed, 1, "ERR_HANDLER_FAILED");
    expect(await put()).toBe("duplicate");
    await inbox.complete(await claimSoon(inbox));
    expect(await put()).toBe("duplicate");
    const other = await connected(open());
    expect(await other.put(delivery("a:b?c=d"))).toBe("duplicate");
    expect(await inbox.stats()).toMatchObject({ waiting: 0, done: 1 });
  });

  itOnRedis("stores one of many equal deliveries that come at once", async () => {
    const inboxes = [inbox, await connected(open()), await connected(open())];
    const puts = Array.from({ length: 30 }, (_, i) => inboxes[i % 3]?.put(delivery("same")));
    const stored = (await Promise.all(puts)).filter((outcome) => outcome === "stored");
    expect(stored).toHaveLength(1);
    expect(await handleAll(inbox)).toEqual(["same"]);
  });

  itOnRedis("stores a repeat that comes after the window", async () => {
    const put = () => inbox.put(delivery("late", { duplicateTtlMs: SHORT_MS + 0.5 }));
    const startedAt = performance.now();
    expect(await put()).toBe("stored");
    await handleAll(inbox);
    await eventually(async () => (await put()) === "stored");
    // Redis and Node round differently.
    expect(performance.now() - startedAt).toBeGreaterThan(SHORT_MS - 5);
    expect(await handleAll(inbox)).toEqual(["late"]);
  });

  itOnRedis("stores a repeat of what is dead, once, and keeps the dead one", async () => {
    await inbox.put(delivery("dead"));
    await inbox.bury(await claimSoon(inbox), "ERR_GONE");
    const other = await connected(open());
    const puts = [inbox, other, inbox, other].map((each) => each.put(delivery("dead")));
    const outcomes = await Promise.all(puts);
    expect(outcomes.sort()).toEqual(["duplicate", "duplicate", "duplicate", "stored"]);
    expect(await inbox.stats()).toMatchObject({ waiting: 1, dead: 1 });
    expect(await handleAll(inbox)).toEqual(["dead"]);
    expect(await inbox.put(delivery("dead"))).toBe("duplicate");
  });

  itOnRedis("forgets what has been handled, but no sooner than its window ends", async () => {
    const forgetful = await connected(open({ keepDoneMs: 1 }));
    let count = 0;
    /** Puts one and handles it; what is too old goes with it. */
    const goOn = async (duplicateTtlMs: number) => {
      await forgetful.put(delivery(`${count++}`, { duplicateTtlMs }));
      await handleAll(forgetful);
    };
    await goOn(1);
    await eventually(async () => {
      await goOn(1);
      return (await forgetful.stats()).done < count;
    });

    const kept = delivery("kept", { duplicateTtlMs: 60_000 });
    await forgetful.put(kept);
    await handleAll(forgetful);
    const handledAt = Date.now();
    await eventually(async () => {
      await goOn(1);
      // BullMQ counts in whole seconds.
      return Date.now() - handledAt > 1_500;
    });
    expect(await forgetful.put(kept)).toBe("duplicate");
  });

  itOnRedis("gives a delivery to nobody else while its lease is renewed", async () => {
    await inbox.put(delivery("leased"));
    const other = open();
    const claim = await claimSoon(inbox, LEASE_MS);
    const claimedAt = Date.now();
    while (Date.now() - claimedAt < LEASE_MS + 500) {
      expect(await inbox.renew(claim, LEASE_MS)).toBe(true);
      expect(await other.claim(provider, LEASE_MS)).toBeUndefined();
      await sleep(50);
    }
    await inbox.complete(claim);
    expect(await inbox.stats()).toMatchObject({ leased: 0, done: 1 });
  });

  itOnRedis(
    "gives a delivery anew whose lease has run out, and ignores the first claim",
    async () => {
      await inbox.put(delivery("lapsed"));
      const first = await claimSoon(inbox, SHORT_MS);
      const second = await claimSoon(inbox, SHORT_MS * 100);
      expect(second).toEqual({ delivery: delivery("lapsed"), attempt: 2 });

      expect(await inbox.renew(first, LONG_MS)).toBe(false);
      await inbox.complete(first);
      await inbox.fail(first, 1, "ERR_HANDLER_FAILED");
      await inbox.bury(first, "ERR_GONE");
      expect(await inbox.stats()).toMatchObject({ leased: 1, failed: 0, done: 0, dead: 0 });

      await inbox.complete(second);
      await inbox.complete(second);
      expect(await inbox.renew(second, LONG_MS)).toBe(false);
      expect(await inbox.stats()).toMatchObject({ leased: 0, done: 1 });
    },
  );

  itOnRedis("keeps each claim to its own lease", async () => {
    await inbox.put(delivery("short"));
    await inbox.put(delivery("long"));
    await claimSoon(inbox, SHORT_MS);
    await claimSoon(inbox, LONG_MS);
    expect((await claimSoon(inbox, LONG_MS)).delivery.id).toBe("short");
    expect(await inbox.stats()).toMatchObject({ leased: 2 });
  });

  itOnRedis("gives a failed delivery once its delay is over, however often it fails", async () => {
    await inbox.put(delivery("failing"));
    for (const delayMs of [SHORT_MS, 0, 1, SHORT_MS]) {
      const claim = await claimSoon(inbox);
      const failedAt = Date.now();
      await inbox.fail(claim, delayMs, "ERR_HANDLER_FAILED");
      expect(await inbox.stats()).toMatchObject({ leased: 0, failed: 1 });
      const again = await claimSoon(inbox);
      expect(Date.now() - failedAt).toBeGreaterThanOrEqual(delayMs);
      expect(again.attempt).toBe(claim.attempt + 1);
      await inbox.fail(again, 1, "ERR_HANDLER_FAILED");
    }
    expect((await claimSoon(inbox)).attempt).toBe(9);
  });

  itOnRedis("knows nothing of another inbox's claims", async () => {
    await inbox.put(delivery("theirs"));
    const claim = await claimSoon(inbox);
    const other = open();
    expect(await other.renew(claim, LONG_MS)).toBe(false);
    await other.complete(claim);
    expect(await inbox.stats()).toMatchObject({ leased: 1, done: 0 });
  });

  itOnRedis("closes once what has been asked of it is done, and answers nothing then", async () => {
    const puts = ["a", "b", "c"].map((id) => inbox.put(delivery(id)));
    await Promise.all([inbox.close(), inbox.close()]);
    expect(await Promise.all(puts)).toEqual(["stored", "stored", "stored"]);
    await expect(inbox.put(delivery("d"))).rejects.toThrow("The inbox is closed.");
    await expect(inbox.claim(provider, LONG_MS)).rejects.toThrow("The inbox is closed.");
    expect(await handleAll(open())).toEqual(["a", "b", "c"]);
  });
});
