import { describe, expect, it } from "@jest/globals";
import { delivery } from "./kept-delivery";
import { settableClock, sqliteFiles } from "./sqlite-files";

const files = sqliteFiles();

const LEASE_MS = 30_000;
const HOUR_MS = 3_600_000;

async function withOne() {
  const clock = settableClock();
  const inbox = files.open({ now: clock.now });
  const put = () => inbox.put(delivery({ receivedAt: clock.at() }));
  await put();
  return { clock, inbox, put, claim: () => inbox.claim("servetel", LEASE_MS) };
}

describe("where the clock is set back, an inbox in SQLite", () => {
  it("gives what waits at once", async () => {
    const { clock, claim } = await withOne();
    clock.advance(-HOUR_MS);
    expect(await claim()).toMatchObject({ attempt: 1 });
  });

  it("gives what has failed at once, not in hours", async () => {
    const { clock, inbox, claim } = await withOne();
    const first = await claim();
    if (first) await inbox.fail(first, 1_000, "ERR_HANDLER_FAILED");
    clock.advance(-HOUR_MS);
    expect(await claim()).toMatchObject({ attempt: 2 });
    // From now on it counts by the new clock.
    expect(await claim()).toBeUndefined();
  });

  it("gives what a process that has died had leased", async () => {
    const { clock, claim } = await withOne();
    await claim();
    clock.advance(-HOUR_MS);
    expect(await claim()).toMatchObject({ attempt: 2 });
  });

  it("leaves a lease to who has renewed it since", async () => {
    const { clock, inbox, claim } = await withOne();
    const first = await claim();
    clock.advance(-HOUR_MS);
    expect(first && (await inbox.renew(first, LEASE_MS))).toBe(true);
    expect(await claim()).toBeUndefined();
    clock.advance(LEASE_MS);
    expect(await claim()).toMatchObject({ attempt: 2 });
  });

  it("lets a minute pass, for processes whose clocks differ", async () => {
    const { clock, claim } = await withOne();
    await claim();
    clock.advance(-60_000);
    expect(await claim()).toBeUndefined();
    clock.advance(-1);
    expect(await claim()).toMatchObject({ attempt: 2 });
  });

  it("gives first what is due by the new clock", async () => {
    const { clock, inbox, claim } = await withOne();
    clock.advance(-HOUR_MS);
    await inbox.put(delivery({ id: "later", receivedAt: clock.at() }));
    expect((await claim())?.delivery.id).toBe("later");
    expect(await claim()).toMatchObject({ attempt: 1 });
  });

  it("gives nothing of another provider's, and nothing that is settled", async () => {
    const { clock, inbox, claim } = await withOne();
    const first = await claim();
    if (first) await inbox.complete(first);
    await inbox.put(delivery({ id: "c", provider: "callsavvy", receivedAt: clock.at() }));
    clock.advance(-HOUR_MS);
    expect(await claim()).toBeUndefined();
  });

  it("keeps a delivery rather twice than not at all", async () => {
    const { clock, inbox, put } = await withOne();
    clock.advance(-1);
    expect(await put()).toBe("stored");
    expect((await inbox.stats()).waiting).toBe(2);
  });
});

describe("where the clock is set forward, an inbox in SQLite", () => {
  it("gives what is leased to another one, and takes a repeat for new", async () => {
    const { clock, inbox, put, claim } = await withOne();
    await claim();
    clock.advance(HOUR_MS);
    expect(await put()).toBe("stored");
    expect(await claim()).toMatchObject({ attempt: 2 });
    expect(await inbox.stats()).toMatchObject({ waiting: 1, leased: 1 });
  });
});
