import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import type { InboxStats } from "telephony-webhooks";
import type { SqliteInbox } from "telephony-webhooks/sqlite";
import { InboxWatch } from "../../example-app/inbox-watch";
import { until } from "../helpers/until";

/** An inbox that can only be looked at, and counts how often it is. */
function inboxToLookAt() {
  const stats: InboxStats = { waiting: 1, leased: 2, failed: 3, done: 4, dead: 0 };
  const seen = { stats, looks: 0 };
  const inbox = {
    stats: async () => {
      seen.looks += 1;
      return seen.stats;
    },
    list: async () => [],
  };
  return { watch: new InboxWatch(inbox as unknown as SqliteInbox), seen };
}

describe("a watch of the inbox", () => {
  it("counts what is being handled among what waits", async () => {
    const { watch } = inboxToLookAt();
    const { waiting, failed, dead } = await watch.look();
    expect({ waiting, failed, dead }).toEqual({ waiting: 3, failed: 3, dead: 0 });
  });

  it("tells of what is different, and of nothing else", async () => {
    const { watch, seen } = inboxToLookAt();
    let told = 0;
    watch.onChange(() => {
      told += 1;
    });
    await watch.look();
    await watch.look();
    seen.stats = { ...seen.stats, done: 5 };
    await watch.look();
    expect(told).toBe(1);
    seen.stats = { ...seen.stats, failed: 0 };
    await watch.look();
    expect(told).toBe(2);
  });

  it("leaves the inbox alone where nobody is watching", async () => {
    const { watch, seen } = inboxToLookAt();
    watch.lookSoon();
    watch.lookWhile(() => false);
    watch.lookSoon();
    await sleep(1_500); // longer than a round takes
    expect(seen.looks).toBe(0);
    watch.close();
  });

  it("looks by itself where somebody is, once for a burst, until it is closed", async () => {
    const { watch, seen } = inboxToLookAt();
    watch.lookWhile(() => true);
    for (let count = 0; count < 100; count += 1) watch.lookSoon();
    await until(() => seen.looks >= 1);
    expect(seen.looks).toBe(1);
    await until(() => seen.looks >= 2);
    watch.lookSoon();
    watch.close();
    const { looks } = seen;
    watch.lookSoon();
    await sleep(1_500); // longer than a round takes
    expect(seen.looks).toBe(looks);
  });
});
