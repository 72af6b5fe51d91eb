import type { StatementSyncInstance } from "@photostructure/sqlite";
import type {
  CallsavvyProvider,
  EventOf,
  IdentifiedBy,
  Repair,
  ServetelProvider,
} from "telephony-webhooks";
import type { Database } from "./database";

/** Any event of either provider, narrowed by `type`. */
export type PhoneEvent = EventOf<CallsavvyProvider> | EventOf<ServetelProvider>;

/** An event as the history has it. */
export type KeptEvent<Event extends PhoneEvent = PhoneEvent> = Event extends PhoneEvent
  ? Pick<Event, "id" | "provider" | "type" | "payload"> & {
      /** In the order in which they were handled; never given twice. */
      readonly number: number;
      /** ISO 8601. */
      readonly receivedAt: string;
      readonly repairs: readonly Repair[];
      readonly identifiedBy: IdentifiedBy;
      /** What it was answered with, where it waits for an answer. */
      readonly reply?: string;
    }
  : never;

/** What makes an event another one than that of an equal delivery that came later. */
type Arrival = Pick<PhoneEvent, "id" | "receivedAt">;

/** The one that has been received first comes first, whenever it was handled. */
export const byArrival = (a: KeptEvent, b: KeptEvent): number =>
  Date.parse(a.receivedAt) - Date.parse(b.receivedAt) || a.number - b.number;

/** The last events, on disk; those that are older make room. */
export class History {
  #events: KeptEvent[];
  readonly #limit: number;
  readonly #listeners: (() => void)[] = [];
  readonly #insert: StatementSyncInstance;
  readonly #setReply: StatementSyncInstance;
  readonly #readRaw: StatementSyncInstance;

  constructor(database: Database, { limit = 1_000 } = {}) {
    database.exec(`
      CREATE TABLE IF NOT EXISTS events (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL,
        provider TEXT NOT NULL,
        type TEXT NOT NULL,
        received_at TEXT NOT NULL,
        identified_by TEXT NOT NULL,
        raw TEXT NOT NULL,
        payload TEXT NOT NULL,
        repairs TEXT NOT NULL,
        reply TEXT
      ) STRICT;
      CREATE INDEX IF NOT EXISTS events_by_id ON events (id);
      DROP TRIGGER IF EXISTS make_room;
      CREATE TRIGGER make_room AFTER INSERT ON events BEGIN
        DELETE FROM events WHERE number <= NEW.number - ${limit};
      END
    `);
    this.#limit = limit;
    this.#insert = database.prepare(`
      INSERT INTO events (id, provider, type, received_at, identified_by, raw, payload, repairs)
      SELECT :id, :provider, :type, :receivedAt, :identifiedBy, :raw, :payload, :repairs
      WHERE NOT EXISTS (SELECT 1 FROM events WHERE id = :id AND received_at = :receivedAt)
    `);
    this.#setReply = database.prepare("UPDATE events SET reply = ? WHERE number = ?");
    this.#readRaw = database.prepare("SELECT raw FROM events WHERE number = ?");
    const newest = database.prepare("SELECT * FROM events ORDER BY number DESC LIMIT ?");
    this.#events = newest.all(limit).map(keptEvent).sort(byArrival);
  }

  /** In order of arrival, the oldest first. */
  get events(): readonly KeptEvent[] {
    return this.#events;
  }

  /**
   * False for an event that is kept already: a crash may have come between that and the inbox hearing of it. Throws where
   * it can't be written, so that nobody takes it for handled.
   */
  keep(event: PhoneEvent): boolean {
    const { id, provider, type, payload, repairs, identifiedBy } = event;
    const receivedAt = event.receivedAt.toISOString();
    const { changes, lastInsertRowid } = this.#insert.run({
      ...{ id, provider, type, receivedAt, identifiedBy },
      raw: JSON.stringify(event.raw),
      payload: JSON.stringify(payload),
      repairs: JSON.stringify(repairs),
    });
    if (Number(changes) === 0) return false;
    const number = Number(lastInsertRowid);
    const told = { id, provider, type, payload, repairs, identifiedBy };
    this.#events = [...this.#events, { ...told, number, receivedAt } as KeptEvent]
      .filter((event) => event.number > number - this.#limit)
      .sort(byArrival);
    this.#tell();
    return true;
  }

  /** Adds what an event was answered with. */
  keepReply({ id, receivedAt }: Arrival, reply: string): void {
    const isMeant = (event: KeptEvent) =>
      event.id === id && event.receivedAt === receivedAt.toISOString();
    const index = this.#events.findIndex(isMeant);
    const event = this.#events[index];
    if (!event) return;
    this.#setReply.run(reply, event.number);
    this.#events[index] = { ...event, reply };
    this.#tell();
  }

  find(number: number): KeptEvent | undefined {
    return this.#events.find((event) => event.number === number);
  }

  /** The delivery as it was decoded, before any repair. */
  rawOf(number: number): unknown {
    return JSON.parse(this.#readRaw.get(number).raw);
  }

  /** Calls back after each change. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

interface Row {
  readonly number: number;
  readonly id: string;
  readonly provider: string;
  readonly type: string;
  readonly received_at: string;
  readonly identified_by: string;
  readonly payload: string;
  readonly repairs: string;
  readonly reply: string | null;
}

/** Only what a receiver has found valid was ever written. */
function keptEvent(row: Row): KeptEvent {
  const { number, id, provider, type, received_at, identified_by, payload, repairs, reply } = row;
  return {
    number,
    id,
    provider,
    type,
    receivedAt: received_at,
    identifiedBy: identified_by,
    payload: JSON.parse(payload),
    repairs: JSON.parse(repairs),
    ...(reply !== null && { reply }),
  } as KeptEvent;
}
