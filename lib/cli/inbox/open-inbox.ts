import { existsSync } from "node:fs";
import { type SqliteInbox, sqliteInbox } from "../../sqlite";
import { UsageError } from "../usage-error";

/** Has something done with the inbox of a file, and closes it. A file that is not there is not made. */
export async function withInbox<Result>(
  file: string,
  use: (inbox: SqliteInbox) => Promise<Result>,
): Promise<Result> {
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`);
  const inbox = sqliteInbox({ file });
  try {
    return await use(inbox);
  } finally {
    await inbox.close();
  }
}
