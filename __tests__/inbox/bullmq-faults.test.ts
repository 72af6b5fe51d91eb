import { afterEach, beforeEach, expect, jest } from "@jest/globals";
import { type BullmqInboxOptions, bullmqInbox } from "../../lib/bullmq";
import type { Inbox } from "../../lib/inbox/inbox";
import { itOnRedis, RedisServer } from "../helpers/redis-server";
import { silenceConsole } from "../helpers/silence";
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

describeEachBullmq(() => {
  let redis: RedisServer;
  const opened: Inbox[] = [];
  const log = silenceConsole();

  function open(connection: BullmqInboxOptions["connection"] = redis.url): Inbox {
    const inbox = bullmqInbox({ connection, queue: "webhooks" });
    opened.push(inbox);
    return inbox;
  }

  beforeEach(async () => {
    redis = await RedisServer.prepare();
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()));
    await redis.remove();
  });

  itOnRedis(
    "rejects within 0.9 s while Redis is not there yet, and stores once it is",
    async () => {
      const inbox = open();
      const { fasterMs, messages } = await rejectedPuts(inbox);
      expect(fasterMs).toBeLessThan(900);
      expect(messages[1]).toBe("Redis: no answer within 750 ms (ECONNREFUSED)");

      await redis.start();
      expect(await putSoon(inbox, "there")).toBe("stored");
      expect(await handleAll(inbox)).toEqual(["there"]);
    },
  );

  itOnRedis("rejects within 0.9 s after Redis has died, and goes on when it is back", async () => {
    await redis.start();
    const inbox = await connected(open());
    const ids = Array.from({ length: 50 }, (_, i) => `before-${i}`);
    await Promise.all(ids.map((id) => inbox.put(delivery(id))));
    const claim = await claimSoon(inbox);

    await redis.kill();
    const { fasterMs, messages } = await rejectedPuts(inbox);
    expect(fasterMs).toBeLessThan(900);
    for (const message of messages) expect(message).toMatch(/^Redis: /);
    expect(messages.join()).not.toMatch(/before|during|uuid/);
    await expect(inbox.complete(claim)).rejects.toThrow(/^Redis: /);
    await expect(inbox.claim(provider, LONG_MS)).rejects.toThrow(/^Redis: /);
    await expect(inbox.stats()).rejects.toThrow(/^Redis: /);

    await redis.start();
    expect(await putSoon(inbox, "after")).toBe("stored");
    expect(await inbox.put(delivery("before-7"))).toBe("duplicate");
    await eventually(() => isDone(inbox.complete(claim)));
    expect(await inbox.stats()).toMatchObject({ waiting: 50, leased: 0, done: 1 });
    const handled = [claim.delivery.id, ...(await handleAll(inbox))];
    expect(handled.sort()).toEqual([...ids, "after"].sort());
  });

  itOnRedis("rejects within 0.9 s while Redis hangs, and goes on when it answers", async () => {
    await redis.start();
    const inbox = await connected(open());
    await inbox.put(delivery("before"));

    redis.hang();
    const { fasterMs, messages } = await rejectedPuts(inbox);
    expect(fasterMs).toBeLessThan(900);
    expect(messages).toEqual(Array(2).fill("Redis: no answer within 750 ms"));

    redis.goOn();
    expect(await putSoon(inbox, "after")).toBe("stored");
    // What has been refused may be stored all the same, and then is a duplicate when it comes again.
    for (const i of [0, 1]) await inbox.put(delivery(`during-${i}`));
    const handled = await handleAll(inbox);
    expect(handled.sort()).toEqual(["after", "before", "during-0", "during-1"]);
  });

  itOnRedis("waits for a slow Redis as long as a sender may be kept waiting", async () => {
    await redis.start();
    const inbox = await connected(open());
    redis.hang();
    const put = inbox.put(delivery("slow"));
    setTimeout(() => redis.goOn(), 200);
    const startedAt = performance.now();
    expect(await put).toBe("stored");
    expect(performance.now() - startedAt).toBeGreaterThan(150);
  });

  itOnRedis("rejects within 0.9 s where Redis hangs from the start, and closes", async () => {
    await redis.start();
    redis.hang();
    const [inbox, closed] = [open(), open()];
    const [{ fasterMs }] = await Promise.all([
      rejectedPuts(inbox),
      expect(closed.put(delivery("closed"))).rejects.toThrow(/^Redis: /),
    ]);
    expect(fasterMs).toBeLessThan(900);
    await closed.close();

    redis.goOn();
    expect(await putSoon(inbox, "after")).toBe("stored");
  });

  itOnRedis("closes while Redis is down, whether it has ever been there or not", async () => {
    const never = open();
    await expect(never.put(delivery("never"))).rejects.toThrow(/^Redis: /);
    await never.close();

    await redis.start();
    const once = await connected(open());
    await once.put(delivery("once"));
    await claimSoon(once);
    await redis.kill();
    await once.close();
    await expect(once.put(delivery("late"))).rejects.toThrow("The inbox is closed.");

    await redis.start();
    expect(await open().stats(provider)).toMatchObject({ waiting: 0, leased: 1 });
  });

  itOnRedis("says what Redis says, without the password", async () => {
    await redis.start("--requirepass", "the-right-one");
    const place = { host: "127.0.0.1", port: redis.port };
    const [wrong, none] = await Promise.all(
      [{ password: "wr0ng-one" }, {}].map((secret) =>
        open({ ...place, ...secret })
          .put(delivery("a"))
          .catch(String),
      ),
    );
    expect(wrong).toMatch(/^Error: Redis: .*WRONGPASS/);
    expect(wrong).not.toMatch(/wr0ng/);
    expect(none).toMatch(/^Error: Redis: .*NOAUTH/);
    const right = await connected(open({ ...place, password: "the-right-one" }));
    expect(await right.put(delivery("a"))).toBe("stored");
  });

  itOnRedis("rejects while Redis is full", async () => {
    await redis.start("--maxmemory", "1");
    const inbox = await connected(open());
    const refused = await inbox.put(delivery("full")).catch(String);
    expect(refused).toMatch(/^Error: Redis: .*OOM/);
    expect(refused).not.toMatch(/full|uuid/);
  });

  itOnRedis("warns once, with the fix, of settings that lose deliveries", async () => {
    await redis.start("--appendonly", "no", "--maxmemory-policy", "allkeys-lru");
    const inbox = open();
    for (const each of [provider, "callsavvy", provider]) await inbox.stats(each);
    const warnings = log.lines().filter((line) => line.startsWith("bullmqInbox"));
    expect(warnings).toEqual([
      "bullmqInbox: this Redis may lose deliveries. Set maxmemory-policy noeviction and appendonly yes there.",
    ]);
  });

  itOnRedis("warns of nothing where the settings are right, or are not told", async () => {
    await redis.start();
    const quiet = await connected(open());
    await quiet.put(delivery("a"));
    await quiet.close();
    expect(log.lines()).toEqual([]);

    await redis.kill();
    await redis.start("--user", ..."default on nopass ~* &* +@all -info".split(" "));
    const untold = await connected(open());
    expect(await untold.put(delivery("b"))).toBe("stored");
    await untold.stats(provider);
    expect(log.lines().filter((line) => line.startsWith("bullmqInbox"))).toEqual([]);
  });
});

/**
 * Two puts, one after the other, that must both be refused. Only the faster one's time says something of the inbox: a
 * busy machine may hold up either.
 */
async function rejectedPuts(inbox: Inbox): Promise<{ fasterMs: number; messages: string[] }> {
  const times: number[] = [];
  const messages: string[] = [];
  for (const i of [0, 1]) {
    const startedAt = performance.now();
    const outcome = await inbox.put(delivery(`during-${i}`)).catch((error: Error) => error);
    times.push(performance.now() - startedAt);
    messages.push(outcome instanceof Error ? outcome.message : outcome);
  }
  return { fasterMs: Math.min(...times), messages };
}

/** Puts it until it is accepted. */
function putSoon(inbox: Inbox, id: string): Promise<"stored" | "duplicate"> {
  return eventually(() => inbox.put(delivery(id)).catch(() => false as const));
}

async function isDone(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}
