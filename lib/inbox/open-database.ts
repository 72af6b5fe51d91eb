import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { loadSqlite, type SqliteDatabase } from "./load-sqlite";
import {
  reasonOf,
  resultCodeOf,
  SQLITE_BUSY,
  SQLITE_CORRUPT,
  SQLITE_FULL,
  SQLITE_NOTADB,
} from "./sqlite-errors";
import { APPLICATION_ID, FORMAT, SCHEMA } from "./sqlite-schema";

/** Between two attempts, where another process is about to make the same file. */
const PAUSE_MS = 10;
/** The log of changes is cut down to this after a burst. */
const LARGEST_IDLE_LOG = 16 * 1024 ** 2;

/** A statement must not outlive its database, which the package for Node 20 lets the garbage collector take. */
const opened = new Set<SqliteDatabase>();

/** Opens the inbox in a file, or makes it, with missing folders. Throws an error that names the file and the fix. */
export function openDatabase(file: string, busyTimeoutMs: number): SqliteDatabase {
  const { DatabaseSync } = loadSqlite();
  const givesUpAtMs = performance.now() + busyTimeoutMs;
  for (;;) {
    let database: SqliteDatabase | undefined;
    try {
      makeFile(file);
      database = new DatabaseSync(file);
      prepare(database);
      opened.add(database);
      return database;
    } catch (thrown) {
      database?.close();
      if (resultCodeOf(thrown) !== SQLITE_BUSY || performance.now() > givesUpAtMs) {
        throw new Error(`sqliteInbox can't open ${file}: ${reasonOf(thrown)}. ${fixOf(thrown)}`, {
          cause: thrown,
        });
      }
      pause(PAUSE_MS);
    }
  }
}

/**
 * Lets go of the file, and leaves all in it that there is. The package for Node 20 keeps it open until the garbage
 * collector takes the statements, and so it would leave the log of changes behind, full.
 */
export function closeDatabase(database: SqliteDatabase): void {
  try {
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch {
    // Who opens the file next reads the log.
  }
  database.close();
  opened.delete(database);
}

/** It holds what callers have said: nobody but its owner has to read it. SQLite gives its other files the same mode. */
function makeFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  closeSync(openSync(file, "a", 0o600));
}

function prepare(database: SqliteDatabase): void {
  // Waiting is for whoever can do something else meanwhile.
  database.exec("PRAGMA busy_timeout = 0");
  const isNew = demandOurs(database);
  demandWhole(database);
  // Can't be changed later: it lets a file shrink without being written anew.
  if (isNew) database.exec("PRAGMA auto_vacuum = INCREMENTAL");
  makeDurable(database);
  database.exec(`PRAGMA journal_size_limit = ${LARGEST_IDLE_LOG}`);
  // Takes the right to write, whether there is anything to make or not.
  database.exec("BEGIN IMMEDIATE");
  if (demandOurs(database)) database.exec(SCHEMA);
  database.exec("COMMIT");
}

/** Whether nobody has made anything of it yet; throws where somebody else has. */
function demandOurs(database: SqliteDatabase): boolean {
  const { application, format, objects } = readRow<Identity>(database, IDENTITY);
  if (application === 0 && format === 0 && objects === 0) return true;
  if (application !== APPLICATION_ID) throw new UnfitFile("it is a database, but no inbox");
  if (format <= FORMAT) return false;
  throw new UnfitFile(
    `it has the format ${format} of a newer version of telephony-webhooks, and this one knows ${FORMAT}`,
    "Update the package, or name another file.",
  );
}

interface Identity {
  readonly application: number;
  readonly format: number;
  readonly objects: number;
}

const IDENTITY = `
  SELECT application_id AS application, user_version AS format, (SELECT count(*) FROM sqlite_schema) AS objects
  FROM pragma_application_id, pragma_user_version
`;

/** The row of a query that always has one. */
export const readRow = <Row>(database: SqliteDatabase, sql: string): Row =>
  database.prepare<Row>(sql).get() as Row;

/** Rather now than in the middle of a call. */
function demandWhole(database: SqliteDatabase): void {
  const { quick_check: found } = readRow<{ quick_check: string }>(
    database,
    "PRAGMA quick_check(1)",
  );
  if (found !== "ok") throw new UnfitFile("it is damaged", RESTORE);
}

/** Has each commit reach the disk before it returns. Throws where the file system can't. */
export function makeDurable(database: SqliteDatabase): void {
  const log = readRow<{ journal_mode: string }>(database, "PRAGMA journal_mode = WAL");
  // macOS takes its time only where it is told to.
  database.exec(
    "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON",
  );
  const flag = readRow<{ synchronous: number }>(database, "PRAGMA synchronous");
  const got = `journal_mode ${log.journal_mode} and synchronous ${flag.synchronous}`;
  if (got !== "journal_mode wal and synchronous 2") {
    throw new UnfitFile(
      `it has ${got}, where journal_mode wal and synchronous 2 (FULL) were asked for`,
      "Name a file on a disk of this machine: a network file system can't keep an inbox.",
    );
  }
}

const RESTORE =
  "Move it away, with the files that end in -wal and -shm, or put a backup in its place.";

/** A file that can be read, but must not be used. */
class UnfitFile extends Error {
  readonly fix: string;

  constructor(message: string, fix = "Name another file.") {
    super(message);
    this.fix = fix;
  }
}

const fixes: Readonly<Record<number, string>> = {
  [SQLITE_BUSY]: "Another process keeps it locked: end it, or name another file.",
  [SQLITE_CORRUPT]: RESTORE,
  [SQLITE_FULL]: "The disk is full: make room.",
  [SQLITE_NOTADB]: "It is no database: name another file.",
};

const fixOf = (thrown: unknown): string =>
  thrown instanceof UnfitFile
    ? thrown.fix
    : (fixes[resultCodeOf(thrown)] ??
      "This process has to be able to write the file and its folder.");

/** Blocks, which only who opens a file may do. */
function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
