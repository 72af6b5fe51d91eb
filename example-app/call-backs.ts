import type { Database } from "./database";
import { comparablePhone } from "./phone-number";

/** Who has been called back, and up to which event that settles their missed calls. */
export class CallBacks {
  readonly #mark;
  readonly #read;

  constructor(database: Database) {
    database.exec(`
      CREATE TABLE IF NOT EXISTS called_back (
        comparable_phone TEXT PRIMARY KEY,
        through INTEGER NOT NULL
      ) STRICT
    `);
    this.#mark = database.prepare(`
      INSERT INTO called_back (comparable_phone, through) VALUES (?, ?)
      ON CONFLICT DO UPDATE SET through = max(through, excluded.through)
    `);
    this.#read = database.prepare("SELECT through FROM called_back WHERE comparable_phone = ?");
  }

  /** Settles what somebody has missed up to an event, and nothing that came after it. */
  mark(phone: string, through: number): void {
    this.#mark.run(comparablePhone(phone), through);
  }

  /** The number of the last settled event; 0 where there is none. */
  through(phone: string): number {
    return this.#read.get(comparablePhone(phone))?.through ?? 0;
  }
}
