import { randomUUID } from "node:crypto";
import type { InboxDelivery, InboxStats } from "./inbox";
import type { InboxEntry, InboxListOptions, InboxRow, InboxState } from "./inbox-entries";
import type { SqliteDatabase, SqliteStatement, SqliteValue } from "./load-sqlite";
import { UNSETTLED } from "./sqlite-schema";

/** What makes a claim somebody's own. */
export interface Lease {
  readonly number: number;
  readonly lease: string;
}

/** A delivery that has been claimed. */
export interface Claimed extends Lease {
  readonly delivery: InboxDelivery;
  readonly attempt: number;
}

/** A moment farther ahead than this means that the clock has been set back since; other processes' clocks may differ a little. */
const CLOCK_TOLERANCE_MS = 60_000;
/** So many rows are changed at a time where nobody knows how many there are, so that others need not wait for long. */
export const BITE = 200;

const OWN = "WHERE number = ? AND lease = ?";
const LISTED =
  "number, id, provider, type, state, attempts, received_at, changed_at, due_at, reason";

interface ListedColumns extends Omit<InboxRow, "receivedAt" | "changedAt" | "dueAt"> {
  readonly received_at: number;
  readonly changed_at: number;
  readonly due_at: number;
}

interface Columns extends ListedColumns {
  readonly duplicate_until: number;
  readonly head: string;
  readonly bytes: Uint8Array;
}

interface Count {
  readonly state: InboxState;
  readonly count: number;
}

/** The statements of an inbox. Each reads the clock for itself, and is part of whoever's transaction is open. */
export class DeliveryTable {
  readonly #database: SqliteDatabase;
  readonly #now: () => number;
  readonly #repeat: SqliteStatement<unknown>;
  readonly #insert: SqliteStatement<never>;
  readonly #due: SqliteStatement<Columns>;
  readonly #ahead: SqliteStatement<Columns>;
  readonly #lease: SqliteStatement<never>;
  readonly #renew: SqliteStatement<never>;
  readonly #complete: SqliteStatement<never>;
  readonly #giveUp: SqliteStatement<never>;
  readonly #count: SqliteStatement<Count>;
  readonly #show: SqliteStatement<Columns>;
  readonly #forgetDone: SqliteStatement<never>;
  readonly #forgetDead: SqliteStatement<never>;

  /** The clock gives whole milliseconds since 1970. */
  constructor(database: SqliteDatabase, now: () => number) {
    this.#database = database;
    this.#now = now;
    this.#repeat = database.prepare(`
      SELECT 1 FROM deliveries
      WHERE id = ? AND state <> 'dead' AND received_at <= ? AND ? < duplicate_until LIMIT 1
    `);
    this.#insert = database.prepare(`
      INSERT INTO deliveries (id, provider, type, received_at, duplicate_until, head, bytes, changed_at, due_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    `);
    this.#due = database.prepare(`
      SELECT * FROM deliveries INDEXED BY deliveries_due
      WHERE ${UNSETTLED} AND provider = ? AND due_at <= ? ORDER BY due_at, number LIMIT 1
    `);
    this.#ahead = database.prepare(`
      SELECT * FROM deliveries WHERE number = (
        SELECT number FROM deliveries INDEXED BY deliveries_by_state
        WHERE state IN ('waiting', 'leased', 'failed') AND changed_at > ? AND provider = ?
        ORDER BY due_at, number LIMIT 1
      )
    `);
    this.#lease = database.prepare(`
      UPDATE deliveries SET state = 'leased', lease = ?, attempts = ?, changed_at = ?, due_at = ?
      WHERE number = ?
    `);
    this.#renew = database.prepare(`UPDATE deliveries SET changed_at = ?, due_at = ? ${OWN}`);
    this.#complete = database.prepare(`
      UPDATE deliveries
      SET state = 'done', lease = NULL, changed_at = ?, due_at = max(?, duplicate_until), reason = NULL ${OWN}
    `);
    this.#giveUp = database.prepare(`
      UPDATE deliveries SET state = ?, lease = NULL, changed_at = ?, due_at = ?, reason = ? ${OWN}
    `);
    this.#count = database.prepare(`
      SELECT state, count(*) AS count FROM deliveries WHERE provider = coalesce(?, provider) GROUP BY state
    `);
    this.#show = database.prepare("SELECT * FROM deliveries WHERE number = ?");
    this.#forgetDone = database.prepare(`
      DELETE FROM deliveries WHERE number IN (
        SELECT number FROM deliveries INDEXED BY deliveries_done WHERE state = 'done' AND due_at <= ? LIMIT ${BITE}
      )
    `);
    this.#forgetDead = database.prepare(`
      DELETE FROM deliveries WHERE number IN (
        SELECT number FROM deliveries WHERE state = 'dead' AND changed_at <= ? LIMIT ${BITE}
      )
    `);
  }

  put({ id, provider, type, receivedAt, duplicateTtlMs, head, bytes }: InboxDelivery) {
    const now = this.#now();
    const key = JSON.stringify(id);
    if (this.#repeat.get(key, now, now)) return "duplicate";
    const receivedAtMs = receivedAt.getTime();
    this.#insert.run(
      key,
      provider,
      JSON.stringify(type),
      receivedAtMs,
      momentAfter(receivedAtMs, duplicateTtlMs),
      JSON.stringify(head),
      bytes,
      now,
      now,
    );
    return "stored";
  }

  claim(provider: string, leaseMs: number): Claimed | undefined {
    const now = this.#now();
    const columns =
      this.#due.get(provider, now) ??
      // Where the clock has been set back, a lease or a retry would be due in hours.
      this.#ahead.get(now + CLOCK_TOLERANCE_MS, provider);
    if (!columns) return undefined;
    const { number } = columns;
    const lease = randomUUID();
    const attempt = columns.attempts + 1;
    this.#lease.run(lease, attempt, now, momentAfter(now, leaseMs), number);
    return { number, lease, attempt, delivery: deliveryOf(columns) };
  }

  renew({ number, lease }: Lease, leaseMs: number): boolean {
    const now = this.#now();
    const { changes } = this.#renew.run(now, momentAfter(now, leaseMs), number, lease);
    return Number(changes) > 0;
  }

  /** Keeps it for so long at least, and as long as repeats are known by it. */
  complete({ number, lease }: Lease, keepMs: number): void {
    const now = this.#now();
    this.#complete.run(now, momentAfter(now, keepMs), number, lease);
  }

  fail({ number, lease }: Lease, delayMs: number, reason: string): void {
    const now = this.#now();
    this.#giveUp.run("failed", now, momentAfter(now, delayMs), reason, number, lease);
  }

  bury({ number, lease }: Lease, reason: string): void {
    const now = this.#now();
    this.#giveUp.run("dead", now, now, reason, number, lease);
  }

  stats(provider: string | null): InboxStats {
    const stats = { waiting: 0, leased: 0, failed: 0, done: 0, dead: 0 };
    for (const { state, count } of this.#count.all(provider)) stats[state] = count;
    return stats;
  }

  list({ state, limit = 100, before = Number.MAX_SAFE_INTEGER }: InboxListOptions): InboxRow[] {
    const inState = state === undefined ? "" : "AND state = ?";
    return this.#database
      .prepare<ListedColumns>(
        `SELECT ${LISTED} FROM deliveries WHERE number IN (
          SELECT number FROM deliveries WHERE number < ? ${inState} ORDER BY number DESC LIMIT ?
        ) ORDER BY number DESC`,
      )
      .all(before, ...(state === undefined ? [] : [state]), limit)
      .map(rowOf);
  }

  show(number: number): InboxEntry | undefined {
    const columns = this.#show.get(number);
    return (
      columns && { ...rowOf(columns), head: JSON.parse(columns.head), bytes: bytesOf(columns) }
    );
  }

  /** Makes those that are dead or have failed wait again, as if nobody had tried; of all that are dead, a bite. */
  retry(which: readonly number[] | "dead"): number {
    const now = this.#now();
    return this.#change(
      `UPDATE deliveries NOT INDEXED
      SET state = 'waiting', attempts = 0, changed_at = ?, due_at = ?, reason = NULL WHERE ${chosen(which, ["failed", "dead"])}`,
      which,
      [now, now],
    );
  }

  /** Deletes those that are done or dead, or with force whatever they are; of all that are dead, a bite. */
  drop(which: readonly number[] | "dead", force: boolean): number {
    const states = ["done", "dead", ...(force ? ["waiting", "leased", "failed"] : [])];
    return this.#change(
      `DELETE FROM deliveries NOT INDEXED WHERE ${chosen(which, states)}`,
      which,
      [],
    );
  }

  /** Deletes a bite of those that are done and need not be kept any longer. */
  forgetDone(): number {
    return Number(this.#forgetDone.run(this.#now()).changes);
  }

  /** Deletes a bite of those that have been dead for so long. */
  forgetDead(keepMs: number): number {
    return Number(this.#forgetDead.run(this.#now() - keepMs).changes);
  }

  #change(sql: string, which: readonly number[] | "dead", values: readonly SqliteValue[]): number {
    const numbers = which === "dead" ? [] : [JSON.stringify(which)];
    return Number(this.#database.prepare(sql).run(...values, ...numbers).changes);
  }
}

/** By number: an index of states would take it through all that are done. */
const chosen = (which: readonly number[] | "dead", states: readonly string[]) =>
  which === "dead"
    ? `number IN (SELECT number FROM deliveries WHERE state = 'dead' LIMIT ${BITE})`
    : `number IN (SELECT value FROM json_each(?)) AND state IN ('${states.join("', '")}')`;

/** The last moment that a `Date` can hold. */
const LAST_MOMENT = 8_640_000_000_000_000;

const momentAfter = (atMs: number, ms: number) => Math.min(Math.ceil(atMs + ms), LAST_MOMENT);

function deliveryOf(columns: Columns): InboxDelivery {
  const { id, provider, type, received_at, duplicate_until, head } = columns;
  return {
    id: JSON.parse(id),
    provider,
    type: JSON.parse(type),
    receivedAt: new Date(received_at),
    duplicateTtlMs: duplicate_until - received_at,
    head: JSON.parse(head),
    bytes: bytesOf(columns),
  };
}

function rowOf(columns: ListedColumns): InboxRow {
  const { number, id, provider, type, state, attempts, reason } = columns;
  return {
    ...{ number, id: JSON.parse(id), provider, type: JSON.parse(type), state, attempts, reason },
    receivedAt: new Date(columns.received_at),
    changedAt: new Date(columns.changed_at),
    dueAt: new Date(columns.due_at),
  };
}

const bytesOf = ({ bytes }: Columns) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
