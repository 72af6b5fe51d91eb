import type { Claim, DuplicateStore } from "telephony-webhooks";
import type { Database } from "./database";

/** Remembers in the database which deliveries have been handled, so that a repeat is passed over after a restart too. */
export function databaseDuplicates(database: Database): DuplicateStore {
  database.exec(`
    CREATE TABLE IF NOT EXISTS deliveries (
      id TEXT PRIMARY KEY,
      state TEXT NOT NULL,
      until INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS deliveries_by_end ON deliveries (until);
  `);
  const forgetOld = database.prepare("DELETE FROM deliveries WHERE until <= ?");
  const add = database.prepare(
    "INSERT INTO deliveries (id, state, until) VALUES (?, 'running', ?) ON CONFLICT DO NOTHING",
  );
  const read = database.prepare("SELECT state FROM deliveries WHERE id = ?");
  const finish = database.prepare("UPDATE deliveries SET state = 'done', until = ? WHERE id = ?");
  const forget = database.prepare("DELETE FROM deliveries WHERE id = ?");

  return {
    claim(id, leaseMs): Claim {
      forgetOld.run(Date.now());
      if (Number(add.run(id, endOf(leaseMs)).changes) === 1) return "claimed";
      return read.get(id).state;
    },
    complete: (id, ttlMs) => finish.run(endOf(ttlMs), id),
    fail: (id) => forget.run(id),
  };
}

const endOf = (ms: number) => Date.now() + Math.ceil(ms);
