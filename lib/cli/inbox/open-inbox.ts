import { statSync } from "node:fs";
import { type SqliteInbox, sqliteInbox } from "../../sqlite";
import { UsageError } from "../usage-error";

/** Has something done with the inbox of a file, and closes it. A file that is not there, or empty, is not made one. */
export async function withInbox<Result>(
  file: string,
  use: (inbox: SqliteInbox) => Promise<Result>,
): Promise<Result> {
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new UsageError(`There is no file ${file}.`);
  if (size === 0) throw new UsageError(`${file} is empty: it is no inbox.`);
  const inbox = sqliteInbox({ file });
  try {
    return await use(inbox);
  } finally {
    await inbox.close();
  }
}
