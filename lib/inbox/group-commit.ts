import type { SqliteDatabase } from "./load-sqlite";
import { concernsOneStatement, reasonOf, resultCodeOf, SQLITE_BUSY } from "./sqlite-errors";

export interface GroupCommitOptions {
  /** The file's name, for errors. */
  readonly file: string;
  /** How many bounded writes may wait at a time. */
  readonly maxWaiting: number;
  /** How long a write waits for other processes to let go of the file. */
  readonly busyTimeoutMs: number;
}

interface Write {
  readonly sinceMs: number;
  readonly bytes: number | undefined;
  /** Runs inside of the transaction, perhaps several times, and gives what settles the promise after the commit. */
  attempt(): () => void;
  reject(error: Error): void;
}

/** So many writes make a transaction at most, since it keeps the event loop for its time. */
const LARGEST_BATCH = 1_000;
/** Of all bodies that wait: while the file is locked, they are kept in memory. */
const MAX_WAITING_BYTES = 64 * 1024 ** 2;
const SHORTEST_PAUSE_MS = 1;
/** A process that is never idle leaves the others but moments: a try costs little, and a long pause would miss them. */
const LONGEST_PAUSE_MS = 8;

/**
 * The one writer of a database: all that it is asked for in one turn of the event loop shares a transaction, and so the
 * one `fsync` that makes it durable. No promise resolves before that.
 */
export class GroupCommit {
  readonly #database: SqliteDatabase;
  readonly #options: GroupCommitOptions;
  #waiting: Write[] = [];
  #bounded = { writes: 0, bytes: 0 };
  #isScheduled = false;
  #isClosed = false;
  #pauseMs = SHORTEST_PAUSE_MS;

  constructor(database: SqliteDatabase, options: GroupCommitOptions) {
    this.#database = database;
    this.#options = options;
  }

  /**
   * Does the work in a transaction, and resolves with what it gives once that is committed. Work with a number of bytes
   * is bounded: it is refused where too much of it waits.
   */
  ask<Result>(work: () => Result, bytes?: number): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#demandOpen();
      if (bytes !== undefined) this.#admit(bytes);
      const attempt = () => {
        try {
          const result = work();
          return () => resolve(result);
        } catch (thrown) {
          if (!concernsOneStatement(thrown)) throw thrown;
          return () => reject(thrown);
        }
      };
      this.#waiting.push({ sinceMs: performance.now(), bytes, attempt, reject });
      this.#schedule(setImmediate);
    });
  }

  /** Reads what is committed, at once: however long it takes, it keeps no other process from writing. */
  async read<Result>(work: () => Result): Promise<Result> {
    this.#demandOpen();
    try {
      return work();
    } catch (thrown) {
      // A process that recovers the file after a crash keeps readers out too.
      if (resultCodeOf(thrown) === SQLITE_BUSY) return this.ask(work);
      throw this.#failure("read", reasonOf(thrown), thrown);
    }
  }

  /** Lets nobody ask for anything more, and resolves once all that was asked for is settled. */
  async close(): Promise<void> {
    const last = this.ask(() => {});
    this.#isClosed = true;
    await last.catch(() => {});
  }

  #demandOpen(): void {
    if (this.#isClosed) throw new Error("The inbox has been closed.");
  }

  #admit(bytes: number): void {
    const { writes, bytes: waitingBytes } = this.#bounded;
    if (writes >= this.#options.maxWaiting || waitingBytes + bytes > MAX_WAITING_BYTES) {
      throw new Error(`The inbox is full: ${writes} deliveries wait to be written.`);
    }
    this.#bounded = { writes: writes + 1, bytes: waitingBytes + bytes };
  }

  #schedule(later: (callback: () => void) => unknown): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    later(() => {
      this.#isScheduled = false;
      this.#commitBatch();
    });
  }

  #commitBatch(): void {
    const batch = this.#waiting.slice(0, LARGEST_BATCH);
    try {
      const settlements = this.#transact(batch);
      this.#release(batch.length);
      for (const settle of settlements) settle();
    } catch (thrown) {
      if (resultCodeOf(thrown) === SQLITE_BUSY) {
        this.#tryAgainLater();
        return;
      }
      const error = this.#failure("written", reasonOf(thrown), thrown);
      for (const { reject } of this.#release(batch.length)) reject(error);
    }
    this.#pauseMs = SHORTEST_PAUSE_MS;
    if (this.#waiting.length > 0) this.#schedule(setImmediate);
  }

  #transact(batch: readonly Write[]): (() => void)[] {
    try {
      this.#database.exec("BEGIN IMMEDIATE");
      const settlements = batch.map(({ attempt }) => attempt());
      this.#database.exec("COMMIT");
      return settlements;
    } catch (thrown) {
      this.#rollBack();
      throw thrown;
    }
  }

  #rollBack(): void {
    try {
      this.#database.exec("ROLLBACK");
    } catch {
      // It has not begun, or SQLite has done so by itself.
    }
  }

  /** For a file that another process has locked: a wait inside of SQLite would keep the event loop. */
  #tryAgainLater(): void {
    const { busyTimeoutMs } = this.#options;
    const latestMs = performance.now() - busyTimeoutMs;
    const patient = this.#waiting.findIndex(({ sinceMs }) => sinceMs > latestMs);
    const expired = this.#release(patient < 0 ? this.#waiting.length : patient);
    const reason = `another process has kept it locked for ${busyTimeoutMs} ms`;
    const error = this.#failure("written", reason);
    for (const { reject } of expired) reject(error);
    if (this.#waiting.length === 0) return;
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs);
    this.#schedule((callback) => setTimeout(callback, pauseMs));
  }

  /** Takes the writes that have waited longest out of the line. */
  #release(count: number): Write[] {
    const released = this.#waiting.splice(0, count);
    for (const { bytes } of released) {
      if (bytes === undefined) continue;
      this.#bounded.writes--;
      this.#bounded.bytes -= bytes;
    }
    return released;
  }

  #failure(what: "read" | "written", reason: string, cause?: unknown): Error {
    return new Error(`The inbox ${this.#options.file} can't be ${what}: ${reason}.`, { cause });
  }
}
