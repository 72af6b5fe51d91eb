export type {
  InboxEntry,
  InboxListOptions,
  InboxRow,
  InboxState,
} from "./inbox/delivery-table";
export { type SqliteInbox, type SqliteInboxOptions, sqliteInbox } from "./inbox/sqlite-inbox";
