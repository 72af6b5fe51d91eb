/** Says that a file is an inbox: "TWin" in ASCII. */
export const APPLICATION_ID = 0x5457696e;
/** The format of the table below. */
export const FORMAT = 1;

/** Not settled yet. SQLite makes a table of a longer `IN` each time, which takes as long as the row itself. */
export const UNSETTLED = "state <> 'done' AND state <> 'dead'";

/** What a sender may have written, `id` and `type`, is kept as JSON: some SQLite packages end a text at its first NUL. */
export const SCHEMA = `
  CREATE TABLE deliveries (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    provider TEXT NOT NULL,
    type TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    duplicate_until INTEGER NOT NULL,
    head TEXT NOT NULL,
    bytes BLOB NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (
      state = 'waiting' OR state = 'leased' OR state = 'failed' OR state = 'done' OR state = 'dead'
    ),
    attempts INTEGER NOT NULL DEFAULT 0,
    lease TEXT CHECK ((lease IS NOT NULL) = (state = 'leased')),
    changed_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    reason TEXT
  ) STRICT;
  CREATE INDEX deliveries_by_id ON deliveries (id);
  CREATE INDEX deliveries_by_state ON deliveries (state, changed_at, provider);
  CREATE INDEX deliveries_done ON deliveries (due_at) WHERE state = 'done';
  CREATE INDEX deliveries_due ON deliveries (provider, due_at) WHERE ${UNSETTLED};
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${FORMAT};
`;
