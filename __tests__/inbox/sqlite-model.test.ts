import { describe, expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import type { InboxClaim, InboxStats } from "../../lib/inbox/inbox";
import { type SqliteInbox, sqliteInbox } from "../../lib/sqlite";
import { seeded } from "../properties/seeded";
import { delivery } from "./kept-delivery";
import { settableClock, sqliteFiles } from "./sqlite-files";

jest.setTimeout(120_000);

const files = sqliteFiles();

const KEEP_DONE_MS = 2_000;
const reason = "ERR_HANDLER_FAILED";

interface ModelRow {
  readonly number: number;
  readonly id: string;
  readonly provider: string;
  readonly receivedAt: number;
  readonly duplicateUntil: number;
  state: keyof InboxStats;
  attempts: number;
  /** Which claim it is leased to. */
  holder: number | undefined;
  changedAt: number;
  dueAt: number;
  reason: string | null;
}

/** What an inbox is, in a few lines: nothing that it keeps is ever lost by a crash. */
class Model {
  rows: ModelRow[] = [];
  lastNumber = 0;
  now = 0;
  claims: number[] = [];

  put(id: string, provider: string, ttlMs: number): "stored" | "duplicate" {
    const { now } = this;
    const isRepeat = this.rows.some(
      (row) =>
        row.id === id && row.state !== "dead" && row.receivedAt <= now && now < row.duplicateUntil,
    );
    if (isRepeat) return "duplicate";
    this.rows.push({
      ...{ number: ++this.lastNumber, id, provider, receivedAt: now, duplicateUntil: now + ttlMs },
      ...{ state: "waiting", attempts: 0, holder: undefined, changedAt: now, dueAt: now },
      reason: null,
    });
    return "stored";
  }

  claim(provider: string, leaseMs: number): ModelRow | undefined {
    const { now } = this;
    const [row] = this.rows
      .filter((row) => row.provider === provider && row.state !== "done" && row.state !== "dead")
      .filter(({ dueAt, changedAt }) => dueAt <= now || changedAt > now + 60_000)
      .sort((a, b) => a.dueAt - b.dueAt || a.number - b.number);
    if (!row) return undefined;
    const holder = this.claims.push(row.number) - 1;
    const attempts = row.attempts + 1;
    return this.#change(row, { state: "leased", holder, attempts, dueAt: now + leaseMs });
  }

  held(claim: number): ModelRow | undefined {
    return this.rows.find(({ holder }) => holder === claim);
  }

  renew(claim: number, leaseMs: number): boolean {
    const row = this.held(claim);
    if (row) this.#change(row, { dueAt: this.now + leaseMs });
    return row !== undefined;
  }

  complete(claim: number) {
    const row = this.held(claim);
    if (!row) return;
    const dueAt = Math.max(this.now + KEEP_DONE_MS, row.duplicateUntil);
    this.#change(row, { state: "done", holder: undefined, reason: null, dueAt });
  }

  giveUp(claim: number, state: "failed" | "dead", delayMs: number) {
    const row = this.held(claim);
    const dueAt = this.now + delayMs;
    if (row) this.#change(row, { state, holder: undefined, reason, dueAt });
  }

  forget() {
    this.rows = this.rows.filter(({ state, dueAt }) => state !== "done" || dueAt > this.now);
  }

  retryDead(): number {
    const dead = this.rows.filter(({ state }) => state === "dead");
    for (const row of dead) {
      this.#change(row, { state: "waiting", attempts: 0, dueAt: this.now, reason: null });
    }
    return dead.length;
  }

  #change(row: ModelRow, changes: Partial<ModelRow>): ModelRow {
    return Object.assign(row, changes, { changedAt: this.now });
  }
}

/** The inbox, and what its users hold. */
class Real {
  readonly clock = settableClock();
  readonly file = files.fresh();
  readonly opened: SqliteInbox[] = [];
  inbox = this.#open();
  /** As the model counts them; those of before a crash are in nobody's hands. */
  claims: (InboxClaim | undefined)[] = [];

  #open(): SqliteInbox {
    const inbox = sqliteInbox({
      ...{ file: this.file, now: this.clock.now, keepDoneMs: KEEP_DONE_MS },
    });
    this.opened.push(inbox);
    return inbox;
  }

  /** The process is gone, and with it what it had claimed: nobody closes anything. The next one begins by tidying up. */
  async crash(): Promise<void> {
    this.inbox = this.#open();
    await this.inbox.drop([]);
    this.claims = this.claims.map(() => undefined);
  }

  async check({ rows }: Model): Promise<void> {
    const found = (await this.inbox.list({ limit: 10_000 })).map(
      ({ type, receivedAt, changedAt, dueAt, ...row }) => ({
        ...row,
        receivedAt: receivedAt.getTime(),
        changedAt: changedAt.getTime(),
        dueAt: dueAt.getTime(),
      }),
    );
    const expected = rows.map(({ holder, duplicateUntil, ...row }) => row).reverse();
    expect(found).toEqual(expected);
  }
}

type Step = fc.AsyncCommand<Model, Real>;

/** A step that both take, after which both hold the same. */
const step = (
  name: string,
  take: (model: Model, real: Real) => Promise<void>,
  check: (model: Model) => boolean = () => true,
): Step => ({
  check,
  toString: () => name,
  async run(model, real) {
    await take(model, real);
    await real.check(model);
  },
});

const ids = fc.constantFrom("a", "b", "c");
const providers = fc.constantFrom("callsavvy", "servetel");
const delaysMs = fc.constantFrom(1, 1_000, 30_000, 120_000);
const put = fc.tuple(ids, providers, delaysMs).map(([name, provider, ttlMs]) =>
  step(`put ${provider}.${name} for ${ttlMs}`, async (model, { inbox, clock }) => {
    const id = `${provider}.${name}`;
    const outcome = await inbox.put(
      delivery({ id, provider, receivedAt: clock.at(), duplicateTtlMs: ttlMs }),
    );
    expect(outcome).toBe(model.put(id, provider, ttlMs));
  }),
);

const claim = fc.tuple(providers, delaysMs).map(([provider, leaseMs]) =>
  step(`claim ${provider} for ${leaseMs}`, async (model, real) => {
    const claimed = await real.inbox.claim(provider, leaseMs);
    const row = model.claim(provider, leaseMs);
    expect([claimed?.delivery.id, claimed?.attempt]).toEqual([row?.id, row?.attempts]);
    if (claimed) real.claims.push(claimed);
  }),
);

/** Does something to a claim that a living process has, its own or one that it has lost. */
const settling = (
  name: string,
  settle: (model: Model, which: number, real: Real, claim: InboxClaim) => Promise<void>,
) =>
  fc.nat(99).map((pick) =>
    step(
      `${name} ${pick}`,
      async (model, real) => {
        const which = pick % model.claims.length;
        const held = real.claims[which];
        if (held) await settle(model, which, real, held);
      },
      ({ claims }) => claims.length > 0,
    ),
  );

const renew = settling("renew", async (model, which, { inbox }, held) => {
  expect(await inbox.renew(held, 30_000)).toBe(model.renew(which, 30_000));
});

const complete = settling("complete", async (model, which, { inbox }, held) => {
  await inbox.complete(held);
  model.complete(which);
});

const fail = settling("fail", async (model, which, { inbox }, held) => {
  await inbox.fail(held, 5_000, reason);
  model.giveUp(which, "failed", 5_000);
});

const bury = settling("bury", async (model, which, { inbox }, held) => {
  await inbox.bury(held, reason);
  model.giveUp(which, "dead", 0);
});

const advance = fc.constantFrom(1, 999, 5_000, 30_000, 120_000, -1, -61_000, -200_000).map((ms) =>
  step(`the clock goes ${ms}`, async (model, { clock }) => {
    clock.advance(ms);
    model.now = clock.now();
  }),
);

const crash = fc.constant(
  step("crash", async (model, real) => {
    await real.crash();
    model.forget();
  }),
);

const retry = fc.constant(
  step("retry the dead", async (model, { inbox }) => {
    expect(await inbox.retry("dead")).toBe(model.retryDead());
  }),
);

describe("an inbox in SQLite", () => {
  it("holds what its model holds, whatever is done to it, and whenever its process dies", async () => {
    const seen = { claims: 0, stored: 0, forgotten: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.commands(
          [
            put,
            put,
            put,
            claim,
            claim,
            claim,
            renew,
            complete,
            complete,
            fail,
            bury,
            advance,
            crash,
            retry,
          ],
          { maxCommands: 60, size: "max" },
        ),
        async (steps) => {
          const real = new Real();
          const model = new Model();
          model.now = real.clock.now();
          try {
            await fc.asyncModelRun(() => ({ model, real }), steps);
          } finally {
            seen.claims += model.claims.length;
            seen.stored += model.lastNumber;
            seen.forgotten += model.lastNumber - model.rows.length;
            for (const inbox of real.opened) await inbox.close();
          }
        },
      ),
      seeded(60),
    );
    // The steps have to lead somewhere.
    expect(seen.claims).toBeGreaterThan(100);
    expect(seen.stored).toBeGreaterThan(100);
    expect(seen.forgotten).toBeGreaterThan(5);
  });
});
