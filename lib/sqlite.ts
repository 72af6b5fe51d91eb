export type {
  InboxEntry,
  InboxListOptions,
  InboxRow,
  InboxState,
} from "./inbox/delivery-table";
export type {
  Inbox,
  InboxClaim,
  InboxDelivery,
  InboxHead,
  InboxStats,
} from "./inbox/inbox";
export { type SqliteInbox, type SqliteInboxOptions, sqliteInbox } from "./inbox/sqlite-inbox";
