import { statSync } from "node:fs";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import type { SqliteInbox } from "../../lib/sqlite";
import { until } from "../helpers/until";
import { deliveries, delivery } from "./kept-delivery";
import { settableClock, sqliteFiles } from "./sqlite-files";

const files = sqliteFiles();

const DAY_MS = 24 * 60 * 60 * 1000;
const MEBIBYTE = 1024 ** 2;

afterEach(() => {
  jest.useRealTimers();
});

/** Waits for a sweep. */
async function untilKept(inbox: SqliteInbox, kept: number): Promise<void> {
  let found = Number.NaN;
  const look = async () => {
    found = (await inbox.list({ limit: 10_000 })).length;
  };
  await until(() => {
    if (found === kept) return true;
    void look();
    return false;
  });
}

/** Lets the writer do what it had been asked for before. */
async function takeTurns(inbox: SqliteInbox, turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await inbox.drop([]);
}

async function settle(inbox: SqliteInbox, as: "complete" | "bury"): Promise<void> {
  const claim = await inbox.claim("servetel", 30_000);
  if (!claim) throw new Error("Nothing is due.");
  await inbox[as](claim, "ERR_HANDLER_FAILED");
}

describe("an inbox in SQLite forgets", () => {
  it("what was done a day ago, at its opening", async () => {
    const clock = settableClock();
    const file = files.fresh();
    const before = files.open({ file, now: clock.now });
    for (const id of ["done", "dead", "waiting"]) {
      await before.put(delivery({ id, receivedAt: clock.at() }));
    }
    await settle(before, "complete");
    await settle(before, "bury");
    await before.close();

    clock.advance(DAY_MS - 1);
    const early = files.open({ file, now: clock.now });
    // What is asked for after the sweep is done after it.
    await takeTurns(early, 5);
    expect(await early.stats()).toMatchObject({ waiting: 1, done: 1, dead: 1 });
    await early.close();

    clock.advance(1);
    const late = files.open({ file, now: clock.now });
    await untilKept(late, 2);
    expect(await late.stats()).toMatchObject({ waiting: 1, done: 0, dead: 1 });
  });

  it("nothing that a repeat may still be known by", async () => {
    const clock = settableClock();
    const file = files.fresh();
    const before = files.open({ file, now: clock.now });
    await before.put(delivery({ receivedAt: clock.at(), duplicateTtlMs: 3 * DAY_MS }));
    await settle(before, "complete");
    await before.close();
    clock.advance(3 * DAY_MS - 1);
    const inbox = files.open({ file, now: clock.now });
    await takeTurns(inbox, 5);
    expect(await inbox.put(delivery({ receivedAt: clock.at() }))).toBe("duplicate");
    await inbox.close();
    clock.advance(1);
    await untilKept(files.open({ file, now: clock.now }), 0);
  });

  it("what is dead only where somebody says after which time", async () => {
    const clock = settableClock();
    const file = files.fresh();
    const before = files.open({ file, now: clock.now });
    await before.put(delivery({ receivedAt: clock.at(), duplicateTtlMs: 9 * DAY_MS }));
    await settle(before, "bury");
    await before.close();
    clock.advance(7 * DAY_MS);
    await untilKept(files.open({ file, now: clock.now, keepDeadMs: 7 * DAY_MS }), 0);
  });

  it("every minute, some at a time, and no more once it is closed", async () => {
    jest.useFakeTimers({ doNotFake: ["setImmediate", "setTimeout", "performance", "Date"] });
    const clock = settableClock();
    const inbox = files.open({ now: clock.now, keepDoneMs: 1_000 });
    const many = deliveries(2_300, { receivedAt: clock.at(), duplicateTtlMs: 1 });
    await Promise.all(many.map((kept) => inbox.put(kept)));
    await Promise.all(many.map(() => settle(inbox, "complete")));
    clock.advance(1_000);
    jest.advanceTimersByTime(59_999);
    await takeTurns(inbox, 5);
    expect((await inbox.stats()).done).toBe(2_300);
    jest.advanceTimersByTime(1);
    await untilKept(inbox, 0);
    expect(jest.getTimerCount()).toBe(1);
    await inbox.close();
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe("the file of an inbox in SQLite", () => {
  it("gives back what a burst has taken, but for what the next deliveries need", async () => {
    jest.useFakeTimers({ doNotFake: ["setImmediate", "setTimeout", "performance", "Date"] });
    const clock = settableClock();
    const file = files.fresh();
    const inbox = files.open({ file, now: clock.now, keepDoneMs: 1 });
    const large = { bytes: Buffer.alloc(MEBIBYTE / 4), receivedAt: clock.at(), duplicateTtlMs: 1 };
    for (let round = 0; round < 4; round++) {
      const burst = deliveries(50, large).map((kept) => ({ ...kept, id: `${round} ${kept.id}` }));
      await Promise.all(burst.map((kept) => inbox.put(kept)));
    }
    expect(statSync(file).size).toBeGreaterThan(30 * MEBIBYTE);
    await inbox.drop(
      Array.from({ length: 200 }, (_, index) => index + 1),
      { force: true },
    );
    jest.advanceTimersByTime(60_000);
    await takeTurns(inbox, 100);
    await inbox.close();
    const { size } = statSync(file);
    expect(size).toBeGreaterThan(15 * MEBIBYTE);
    expect(size).toBeLessThan(18 * MEBIBYTE);
  });

  it("has a log of changes that does not grow with them", async () => {
    const file = files.fresh();
    const inbox = files.open({ file });
    const bytes = Buffer.alloc(64 * 1024);
    for (let round = 0; round < 60; round++) {
      const some = deliveries(16, { bytes }).map((kept) => ({
        ...kept,
        id: `${round} ${kept.id}`,
      }));
      await Promise.all(some.map((kept) => inbox.put(kept)));
    }
    expect(statSync(file).size).toBeGreaterThan(40 * MEBIBYTE);
    expect(statSync(`${file}-wal`).size).toBeLessThan(20 * MEBIBYTE);
  });
});
