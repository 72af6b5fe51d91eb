export type {
  InboxEntry,
  InboxListOptions,
  InboxRow,
  InboxState,
} from "./inbox/inbox-entries";
export { type SqliteInbox, type SqliteInboxOptions, sqliteInbox } from "./inbox/sqlite-inbox";
