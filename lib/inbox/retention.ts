import { BITE, type DeliveryTable } from "./delivery-table";
import type { GroupCommit } from "./group-commit";
import type { SqliteDatabase } from "./load-sqlite";
import { readRow } from "./open-database";

const EVERY_MS = 60_000;
/** Free pages stay in the file for what comes next: 16 MiB. The disk gets back what is more. */
const FREE_PAGES = 4_096;

/** Deletes what need not be kept any longer, now and every minute, until it is told to stop. */
export function keepTidy(
  database: SqliteDatabase,
  commit: GroupCommit,
  table: DeliveryTable,
  keepDeadMs: number,
): () => void {
  const sweep = async () => {
    await inBites(commit, () => table.forgetDone());
    await inBites(commit, () => table.forgetDead(keepDeadMs));
    await inBites(commit, () => giveBackPages(database));
  };
  // What fails is done by the next sweep. Of a file that can't be written, whoever puts something there hears.
  const trySweep = () => void sweep().catch(() => {});
  trySweep();
  const timer = setInterval(trySweep, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Does work a bite at a time, so that others get their turn, and gives how much has been done. */
export async function inBites(commit: GroupCommit, bite: () => number): Promise<number> {
  let done = 0;
  for (;;) {
    const more = await commit.ask(bite);
    done += more;
    if (more < BITE) return done;
  }
}

function giveBackPages(database: SqliteDatabase): number {
  const { freelist_count: free } = readRow<{ freelist_count: number }>(
    database,
    "PRAGMA freelist_count",
  );
  const pages = Math.min(BITE, Math.max(0, free - FREE_PAGES));
  // Without pages, it would give back all of them.
  if (pages > 0) database.exec(`PRAGMA incremental_vacuum(${pages})`);
  return pages;
}
