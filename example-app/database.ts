import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSyncInstance } from "@photostructure/sqlite";

/**
 * SQLite, as Node has it. Its calls are synchronous, which is fine here: each reads or writes a row or two, in less
 * than a millisecond, and the sender hears of success only once the event is on disk.
 */
export type Database = DatabaseSyncInstance;

/** In the package for Node 20, a prepared statement does not keep its database from the garbage collector, and crashes. */
const opened = new Set<Database>();

/** Opens the file, or makes it; `:memory:` is kept nowhere. */
export function openDatabase(file: string): Database {
  if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true });
  const { DatabaseSync } = loadSqlite();
  const database = new DatabaseSync(file);
  opened.add(database);
  refuseDamaged(database);
  database.exec("PRAGMA busy_timeout = 1000");
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA synchronous = FULL");
  return database;
}

/** Rather at once than in the middle of a call. */
function refuseDamaged(database: Database): void {
  const { quick_check: found } = database.prepare("PRAGMA quick_check(1)").get();
  if (found !== "ok") throw new Error(found);
}

/** Node 22 and later bring SQLite along; for Node 20 the same is in a package. */
function loadSqlite(): typeof import("@photostructure/sqlite") {
  try {
    return require("node:sqlite");
  } catch {
    return require("@photostructure/sqlite");
  }
}
