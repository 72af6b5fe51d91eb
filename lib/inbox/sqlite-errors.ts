/** The result codes of SQLite that somebody here tells apart. */
const SQLITE_ERROR = 1;
export const SQLITE_BUSY = 5;
export const SQLITE_CORRUPT = 11;
export const SQLITE_FULL = 13;
const SQLITE_TOOBIG = 18;
const SQLITE_CONSTRAINT = 19;
const SQLITE_MISMATCH = 20;
export const SQLITE_NOTADB = 26;

/** SQLite's primary result code; 0 for what was not thrown by SQLite. */
export function resultCodeOf(thrown: unknown): number {
  const { code, errcode } = Object(thrown);
  // In the package for Node 20, `all()` does not say which one it was.
  if (errcode === undefined) return code === "ERR_SQLITE_ERROR" ? SQLITE_ERROR : 0;
  return Number(errcode) & 0xff;
}

/**
 * Whether a statement has failed for what it was asked, and its transaction goes on as if it had not run. For anything
 * else, such as a full disk, SQLite may have rolled back all of it.
 */
export const concernsOneStatement = (thrown: unknown): boolean =>
  [0, SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH].includes(resultCodeOf(thrown));

/** What was thrown by SQLite or by the file system, in words. */
export const reasonOf = (thrown: unknown): string => String(Object(thrown).message);
