import { describe, expect, it } from "@jest/globals";
import type { InboxClaim } from "../../lib/inbox/inbox";
import { demandInbox } from "../../lib/inbox/inbox";
import { type SqliteInbox, sqliteInbox } from "../../lib/sqlite";
import { deliveries, delivery } from "./kept-delivery";
import { settableClock, sqliteFiles } from "./sqlite-files";

const files = sqliteFiles();

const LEASE_MS = 30_000;
const NOTHING = { waiting: 0, leased: 0, failed: 0, done: 0, dead: 0 };

async function claimed(inbox: SqliteInbox, provider = "servetel"): Promise<InboxClaim> {
  const claim = await inbox.claim(provider, LEASE_MS);
  if (!claim) throw new Error("Nothing is due.");
  return claim;
}

describe("an inbox in SQLite", () => {
  it("is an inbox", () => {
    const inbox = files.open();
    expect(demandInbox(inbox)).toBe(inbox);
    const { put: _, ...without } = inbox;
    for (const other of [without, undefined]) {
      expect(() => demandInbox(other)).toThrow(/The option inbox takes sqliteInbox\(\{ file \}\)/);
    }
  });

  it("gives a delivery to handle as it was put, to the byte", async () => {
    const inbox = files.open();
    const kept = delivery({
      receivedAt: new Date(1_763_769_600_123),
      duplicateTtlMs: 86_400_000,
      head: {
        method: "POST",
        path: "/call-missed",
        query: "trigger=call-missed&a=%00",
        headers: { "content-type": "application/json", "x-odd": "\u00e9\u0000\ud800" },
        params: { tenant: "seven" },
        identifiedBy: "query",
      },
      bytes: Buffer.from(Uint8Array.from({ length: 256 }, (_, byte) => byte)),
    });
    expect(await inbox.put(kept)).toBe("stored");
    expect(await inbox.claim("servetel", LEASE_MS)).toEqual({ delivery: kept, attempt: 1 });
  });

  it("keeps a delivery without a body", async () => {
    const inbox = files.open();
    await inbox.put(delivery({ bytes: Buffer.alloc(0) }));
    const { bytes } = (await claimed(inbox)).delivery;
    expect([Buffer.isBuffer(bytes), bytes.length]).toEqual([true, 0]);
  });

  it.each([
    ["a NUL", "chat\u0000a", "chat\u0000b"],
    ["a lone surrogate", "chat\ud800", "chat\ud801"],
  ])("tells apart what differs only behind or in %s", async (_what, one, other) => {
    const inbox = files.open();
    for (const text of [one, other]) {
      expect(await inbox.put(delivery({ id: text, type: text }))).toBe("stored");
    }
    const rows = await inbox.list();
    expect(rows.map(({ id, type }) => [id, type])).toEqual([
      [other, other],
      [one, one],
    ]);
    const { delivery: first } = await claimed(inbox);
    expect([first.id, first.type]).toEqual([one, one]);
  });

  it("keeps what is in it when it is closed and opened again", async () => {
    const file = files.fresh();
    const first = files.open({ file });
    await first.put(delivery());
    await first.close();
    expect(await files.open({ file }).stats()).toEqual({ ...NOTHING, waiting: 1 });
  });

  it("gives the deliveries of the provider asked for, those that are due longest first", async () => {
    const clock = settableClock();
    const inbox = files.open({ now: clock.now });
    for (const id of ["one", "two", "three"]) {
      await inbox.put(delivery({ id, receivedAt: clock.at() }));
      await inbox.put(delivery({ id: `c ${id}`, provider: "callsavvy", receivedAt: clock.at() }));
      clock.advance(id === "one" ? 5 : 0);
    }
    const ids: string[] = [];
    for (const _ of ["one", "two", "three"]) ids.push((await claimed(inbox)).delivery.id);
    expect(ids).toEqual(["one", "two", "three"]);
    expect(await inbox.claim("servetel", LEASE_MS)).toBeUndefined();
    expect((await claimed(inbox, "callsavvy")).delivery.id).toBe("c one");
  });

  it("gives no delivery twice, however many ask at once", async () => {
    const inbox = files.open();
    await Promise.all(deliveries(50).map((kept) => inbox.put(kept)));
    const asked = Array.from({ length: 80 }, () => inbox.claim("servetel", LEASE_MS));
    const ids = (await Promise.all(asked)).flatMap((claim) => (claim ? [claim.delivery.id] : []));
    expect([ids.length, new Set(ids).size]).toEqual([50, 50]);
  });

  it("counts the deliveries of each state, of one provider or of all", async () => {
    const inbox = files.open();
    for (const kept of deliveries(5)) await inbox.put(kept);
    await inbox.put(delivery({ id: "callsavvy.newChat.1", provider: "callsavvy" }));
    await inbox.complete(await claimed(inbox));
    await inbox.fail(await claimed(inbox), 60_000, "ERR_HANDLER_FAILED");
    await inbox.bury(await claimed(inbox), "ERR_PAYLOAD_INVALID");
    await claimed(inbox);
    const ofServetel = { waiting: 1, leased: 1, failed: 1, done: 1, dead: 1 };
    expect(await inbox.stats("servetel")).toEqual(ofServetel);
    expect(await inbox.stats()).toEqual({ ...ofServetel, waiting: 2 });
    expect(await inbox.stats("acme")).toEqual(NOTHING);
  });

  describe("knows a repeat", () => {
    const clock = settableClock();
    const put = (inbox: SqliteInbox, ttl = 1_000) =>
      inbox.put(delivery({ receivedAt: clock.at(), duplicateTtlMs: ttl }));

    it("by its id, within the time of the first one", async () => {
      const inbox = files.open({ now: clock.now });
      expect(await put(inbox)).toBe("stored");
      expect(await put(inbox)).toBe("duplicate");
      clock.advance(999);
      // The time of the repeat does not count.
      expect(await put(inbox, 1)).toBe("duplicate");
      clock.advance(1);
      expect(await put(inbox)).toBe("stored");
      expect((await inbox.stats()).waiting).toBe(2);
    });

    it("among all that are asked for at once", async () => {
      const inbox = files.open({ now: clock.now });
      const outcomes = await Promise.all([put(inbox), put(inbox), put(inbox)]);
      expect(outcomes).toEqual(["stored", "duplicate", "duplicate"]);
    });

    it("of one that is leased, has failed or is done, but not of a dead one", async () => {
      const inbox = files.open({ now: clock.now });
      await put(inbox);
      const first = await claimed(inbox);
      expect(await put(inbox)).toBe("duplicate");
      await inbox.fail(first, 0, "ERR_HANDLER_FAILED");
      expect(await put(inbox)).toBe("duplicate");
      await inbox.complete(await claimed(inbox));
      expect(await put(inbox)).toBe("duplicate");
      expect(await inbox.retry([1])).toBe(0);
      clock.advance(1_000);
      await put(inbox);
      await inbox.bury(await claimed(inbox), "ERR_HANDLER_FAILED");
      expect(await put(inbox)).toBe("stored");
    });

    it("for as long as can be", async () => {
      const inbox = files.open({ now: clock.now });
      expect(await put(inbox, Number.MAX_SAFE_INTEGER)).toBe("stored");
      expect(await put(inbox)).toBe("duplicate");
      await claimed(inbox);
    });
  });

  describe("leases a delivery", () => {
    const clock = settableClock();

    async function leased() {
      const inbox = files.open({ now: clock.now });
      await inbox.put(delivery({ receivedAt: clock.at() }));
      return { inbox, claim: await claimed(inbox) };
    }

    it("until its time has run out, and then to another one", async () => {
      const { inbox, claim } = await leased();
      clock.advance(LEASE_MS - 1);
      expect(await inbox.claim("servetel", LEASE_MS)).toBeUndefined();
      clock.advance(1);
      const second = await claimed(inbox);
      expect([claim.attempt, second.attempt]).toEqual([1, 2]);
      expect(await inbox.renew(claim, LEASE_MS)).toBe(false);
      for (const settle of [
        inbox.complete(claim),
        inbox.fail(claim, 0, "ERR_HANDLER_FAILED"),
        inbox.bury(claim, "ERR_HANDLER_FAILED"),
      ]) {
        await settle;
        expect(await inbox.stats()).toEqual({ ...NOTHING, leased: 1 });
      }
      await inbox.complete(second);
      expect(await inbox.stats()).toEqual({ ...NOTHING, done: 1 });
    });

    it("for longer where the lease is renewed", async () => {
      const { inbox, claim } = await leased();
      clock.advance(LEASE_MS - 1);
      expect(await inbox.renew(claim, 2 * LEASE_MS)).toBe(true);
      clock.advance(2 * LEASE_MS - 1);
      expect(await inbox.claim("servetel", LEASE_MS)).toBeUndefined();
      clock.advance(1);
      expect((await claimed(inbox)).attempt).toBe(2);
    });

    it("to who handled it late, as long as nobody else has got it", async () => {
      const { inbox, claim } = await leased();
      clock.advance(2 * LEASE_MS);
      await inbox.complete(claim);
      expect(await inbox.stats()).toEqual({ ...NOTHING, done: 1 });
    });

    it("again when it has failed, after the delay", async () => {
      const { inbox, claim } = await leased();
      await inbox.fail(claim, 1_000.5, "ERR_HANDLER_FAILED");
      expect(await inbox.list()).toMatchObject([
        {
          state: "failed",
          reason: "ERR_HANDLER_FAILED",
          attempts: 1,
          dueAt: new Date(clock.now() + 1_001),
        },
      ]);
      clock.advance(1_000);
      expect(await inbox.claim("servetel", LEASE_MS)).toBeUndefined();
      clock.advance(1);
      expect((await claimed(inbox)).attempt).toBe(2);
    });

    it("no more when it is done or dead", async () => {
      const { inbox, claim } = await leased();
      await inbox.put(delivery({ id: "another", receivedAt: clock.at() }));
      await inbox.complete(claim);
      await inbox.bury(await claimed(inbox), "ERR_PAYLOAD_INVALID");
      clock.advance(10 * LEASE_MS);
      expect(await inbox.claim("servetel", LEASE_MS)).toBeUndefined();
    });

    it("to nobody who brings the claim of another inbox", async () => {
      const { claim } = await leased();
      const inbox = files.open();
      await expect(inbox.complete(claim)).rejects.toThrow(
        new TypeError("The claim is not one of this inbox."),
      );
    });
  });
});

describe("for tools, an inbox in SQLite", () => {
  it("lists what it keeps, the latest first, in pages and by state", async () => {
    const clock = settableClock();
    const inbox = files.open({ now: clock.now });
    for (const kept of deliveries(120)) await inbox.put({ ...kept, receivedAt: clock.at() });
    clock.advance(7);
    await inbox.bury(await claimed(inbox), "ERR_PAYLOAD_INVALID");
    const numbers = (rows: readonly { number: number }[]) => rows.map(({ number }) => number);
    expect(numbers(await inbox.list())).toEqual(Array.from({ length: 100 }, (_, n) => 120 - n));
    expect(numbers(await inbox.list({ limit: 2 }))).toEqual([120, 119]);
    expect(numbers(await inbox.list({ limit: 2, before: 119 }))).toEqual([118, 117]);
    expect(await inbox.list({ state: "dead" })).toEqual([
      {
        number: 1,
        id: "servetel.callMissed.0",
        provider: "servetel",
        type: "callMissed",
        state: "dead",
        attempts: 1,
        receivedAt: new Date(clock.now() - 7),
        changedAt: clock.at(),
        dueAt: clock.at(),
        reason: "ERR_PAYLOAD_INVALID",
      },
    ]);
    expect(numbers(await inbox.list({ state: "waiting", limit: 1, before: 5 }))).toEqual([4]);
  });

  it("shows one with all that there is of it", async () => {
    const inbox = files.open();
    const kept = delivery();
    await inbox.put(kept);
    const { id, provider, type, receivedAt, head, bytes } = kept;
    expect(await inbox.show(1)).toMatchObject({
      ...{ number: 1, id, provider, type, receivedAt, head, bytes },
      ...{ state: "waiting", attempts: 0, reason: null },
    });
    expect(await inbox.show(2)).toBeUndefined();
  });

  async function withEveryState() {
    const inbox = files.open();
    for (const kept of deliveries(6)) await inbox.put(kept);
    await inbox.bury(await claimed(inbox), "ERR_PAYLOAD_INVALID"); // 1
    await inbox.bury(await claimed(inbox), "ERR_PAYLOAD_INVALID"); // 2
    await inbox.fail(await claimed(inbox), 60_000, "ERR_HANDLER_FAILED"); // 3
    await inbox.complete(await claimed(inbox)); // 4
    const claim = await claimed(inbox); // 5, and 6 waits
    return { inbox, claim };
  }

  it("tries again what is dead or has failed, from the start", async () => {
    const { inbox } = await withEveryState();
    expect(await inbox.retry([2, 3, 4, 5, 6, 77])).toBe(2);
    expect(await inbox.stats()).toEqual({ waiting: 3, leased: 1, failed: 0, done: 1, dead: 1 });
    expect(await inbox.show(3)).toMatchObject({ attempts: 0, reason: null, state: "waiting" });
    expect(await inbox.retry("dead")).toBe(1);
    expect(await inbox.stats()).toEqual({ waiting: 4, leased: 1, failed: 0, done: 1, dead: 0 });
    expect((await claimed(inbox)).attempt).toBe(1);
  });

  it("drops what is done or dead, and with force whatever there is", async () => {
    const { inbox, claim } = await withEveryState();
    expect(await inbox.drop([1, 3, 4, 5, 6, 77])).toBe(2);
    expect(await inbox.stats()).toEqual({ waiting: 1, leased: 1, failed: 1, done: 0, dead: 1 });
    expect(await inbox.drop("dead")).toBe(1);
    expect(await inbox.drop([3, 5, 6], { force: true })).toBe(3);
    expect(await inbox.stats()).toEqual(NOTHING);
    await inbox.complete(claim);
    expect(await inbox.stats()).toEqual(NOTHING);
  });

  it("gives no number twice", async () => {
    const inbox = files.open();
    await inbox.put(delivery());
    await inbox.drop([1], { force: true });
    await inbox.put(delivery());
    expect((await inbox.list()).map(({ number }) => number)).toEqual([2]);
  });

  it("tries all that are dead again, however many there are", async () => {
    const inbox = files.open();
    await Promise.all(deliveries(2_100).map((kept) => inbox.put(kept)));
    const claims = await Promise.all(Array.from({ length: 2_100 }, () => claimed(inbox)));
    await Promise.all(claims.map((claim) => inbox.bury(claim, "ERR_HANDLER_FAILED")));
    expect(await inbox.retry("dead")).toBe(2_100);
    expect(await inbox.stats()).toEqual({ ...NOTHING, waiting: 2_100 });
  });
});

describe("closing an inbox in SQLite", () => {
  it("waits for what was asked for, and refuses what comes later", async () => {
    const file = files.fresh();
    const inbox = files.open({ file });
    const puts = deliveries(2_500).map((kept) => inbox.put(kept));
    const closing = inbox.close();
    await expect(inbox.put(delivery())).rejects.toThrow("The inbox has been closed.");
    await expect(inbox.stats()).rejects.toThrow("The inbox has been closed.");
    await closing;
    expect(new Set(await Promise.all(puts))).toEqual(new Set(["stored"]));
    expect((await files.open({ file }).stats()).waiting).toBe(2_500);
  });

  it("can be done twice", async () => {
    const inbox = files.open();
    await Promise.all([inbox.close(), inbox.close()]);
    await inbox.close();
  });
});

describe("sqliteInbox", () => {
  it.each([
    [{}, /file of sqliteInbox takes the name of a file/],
    [{ file: "" }, /takes the name of a file/],
    [{ file: ":memory:" }, /memory keeps nothing/],
    [{ fil: "x" }, /Unknown option of sqliteInbox "fil"\. Did you mean "file"\?/],
    [{ file: "x", keepDoneMs: 0 }, /keepDoneMs of sqliteInbox takes milliseconds/],
    [{ file: "x", keepDeadMs: "1" }, /keepDeadMs of sqliteInbox takes milliseconds/],
    [{ file: "x", busyTimeoutMs: -1 }, /busyTimeoutMs of sqliteInbox takes milliseconds/],
    [{ file: "x", maxWaiting: 0 }, /maxWaiting of sqliteInbox takes a whole number/],
    [{ file: "x", maxWaiting: 1.5 }, /maxWaiting of sqliteInbox takes a whole number/],
  ])("refuses %j", (options, reason) => {
    const open = () => sqliteInbox(options as unknown as Parameters<typeof sqliteInbox>[0]);
    expect(open).toThrow(TypeError);
    expect(open).toThrow(reason);
  });
});

describe("what chooses deliveries of sqliteInbox", () => {
  it.each([
    [{ limit: -1 }, /limit and before of list take whole numbers, 1 or more/],
    [{ limit: 1.5 }, /take whole numbers/],
    [{ before: 0 }, /take whole numbers/],
    [{ state: "lost" }, /state of list is one of waiting, leased, failed, done, dead\./],
    [{ stat: "dead" }, /Unknown option of list "stat"\. Did you mean "state"\?/],
  ])("is refused where it is %j", async (options, reason) => {
    const list = files.open().list(options as object);
    await expect(list).rejects.toThrow(TypeError);
    await expect(list).rejects.toThrow(reason);
  });

  it.each(["all", 7, undefined, [1, "2"], [0]])("is refused where it is %j", async (which) => {
    const inbox = files.open();
    const reason = 'Deliveries are chosen by a list of their numbers, or by "dead".';
    await expect(inbox.retry(which as "dead")).rejects.toThrow(new TypeError(reason));
    await expect(inbox.drop(which as "dead")).rejects.toThrow(new TypeError(reason));
  });
});
