import type { Inbox } from "telephony-webhooks";
import { type SqliteInbox, type SqliteInboxOptions, sqliteInbox } from "telephony-webhooks/sqlite";

const options: SqliteInboxOptions = { file: "data/inbox.sqlite", keepDoneMs: 3_600_000 };
const kept: SqliteInbox = sqliteInbox(options);
export const inbox: Inbox = kept;
export const reasons: Promise<(string | null)[]> = kept
  .list({ state: "dead", limit: 20 })
  .then((rows) => rows.map(({ reason }) => reason));
