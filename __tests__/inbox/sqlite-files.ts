import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach } from "@jest/globals";
import { loadSqlite, type SqliteDatabase } from "../../lib/inbox/load-sqlite";
import { type SqliteInbox, type SqliteInboxOptions, sqliteInbox } from "../../lib/sqlite";

/** Files of a test file's own, and what opens them; all is closed after each test, and removed after the last one. */
export function sqliteFiles() {
  const folder = mkdtempSync(join(tmpdir(), "inbox-"));
  const inboxes: SqliteInbox[] = [];
  const databases: SqliteDatabase[] = [];
  let count = 0;
  afterEach(async () => {
    for (const database of databases.splice(0)) database.close();
    await Promise.all(inboxes.splice(0).map((inbox) => inbox.close()));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  return {
    folder,
    /** A name that no file has yet. */
    fresh: () => join(folder, `${++count}.sqlite`),
    open(options: Partial<SqliteInboxOptions> = {}): SqliteInbox {
      const inbox = sqliteInbox({ file: join(folder, `${++count}.sqlite`), ...options });
      inboxes.push(inbox);
      return inbox;
    },
    /** The file as another process has it. */
    connect(file: string): SqliteDatabase {
      const { DatabaseSync } = loadSqlite();
      const database = new DatabaseSync(file);
      databases.push(database);
      return database;
    },
  };
}

/** A clock that goes where the test sets it. */
export function settableClock() {
  let now = Date.UTC(2026, 10, 22);
  return {
    now: () => now,
    at: () => new Date(now),
    advance(ms: number) {
      now += ms;
    },
  };
}
