import { resolve } from "node:path";
import { DAY_MS, demandMs } from "../milliseconds";
import { refuseUnknownKeys } from "../nearest-name";
import { DeliveryTable, type Lease } from "./delivery-table";
import { GroupCommit } from "./group-commit";
import type { Inbox, InboxClaim, InboxDelivery } from "./inbox";
import {
  checkChosen,
  checkListOptions,
  type InboxEntry,
  type InboxListOptions,
  type InboxRow,
} from "./inbox-entries";
import { closeDatabase, openDatabase } from "./open-database";
import { inBites, keepTidy } from "./retention";

export interface SqliteInboxOptions {
  /** The file, on a disk of this machine. It is made where it is missing, with its folders; only its owner may read it. */
  readonly file: string;
  /** How long a handled delivery is kept from then on, in milliseconds. Default 24 hours; as long as repeats are looked for at least. */
  readonly keepDoneMs?: number;
  /** How long a dead delivery is kept, in milliseconds. Default: until somebody drops it. */
  readonly keepDeadMs?: number;
  /** How many deliveries may wait to be written; `put` rejects further ones at once. Default 10,000; 64 MiB of bodies at most. */
  readonly maxWaiting?: number;
  /** How long to wait for another process that has locked the file, in milliseconds. Default 5,000. */
  readonly busyTimeoutMs?: number;
  /** The clock, in whole milliseconds since 1970; for tests. */
  readonly now?: () => number;
}

/** An inbox in an SQLite file, and what it takes to look after it. */
export interface SqliteInbox extends Inbox {
  /** What is kept, the latest first, without heads and bodies. Like `retry` and `drop`, rejects with a `TypeError` for what nobody can mean. */
  list(options?: InboxListOptions): Promise<InboxRow[]>;
  /** One with all that there is of it. */
  show(number: number): Promise<InboxEntry | undefined>;
  /** Has deliveries that are dead or have failed tried again from the start, and gives how many there were. */
  retry(which: readonly number[] | "dead"): Promise<number>;
  /**
   * Deletes deliveries that are done or dead, with `force` others as well, and gives how many there were. A repeat of
   * one that is gone is handled as new.
   */
  drop(which: readonly number[] | "dead", options?: { readonly force?: boolean }): Promise<number>;
}

const OPTIONS = ["file", "keepDoneMs", "keepDeadMs", "maxWaiting", "busyTimeoutMs", "now"];

/**
 * Keeps deliveries in an SQLite file, for the option `inbox`; several processes of one machine may share the file. Needs
 * Node 22.13 or later, or `@photostructure/sqlite`. Throws a `TypeError` for options that are unknown or out of range,
 * and an `Error` for a file that can't be used.
 *
 * @example
 * servetel({ auth, inbox: sqliteInbox({ file: "data/inbox.sqlite" }) })
 */
export function sqliteInbox(options: SqliteInboxOptions): SqliteInbox {
  refuseUnknownKeys(options, OPTIONS, "option of sqliteInbox");
  const { file, keepDoneMs = DAY_MS, keepDeadMs = Number.MAX_SAFE_INTEGER } = options;
  const { maxWaiting = 10_000, busyTimeoutMs = 5_000, now = Date.now } = options;
  demandFile(file);
  demandMs("The option keepDoneMs of sqliteInbox", keepDoneMs);
  demandMs("The option keepDeadMs of sqliteInbox", keepDeadMs);
  demandMs("The option busyTimeoutMs of sqliteInbox", busyTimeoutMs);
  if (!(Number.isSafeInteger(maxWaiting) && maxWaiting > 0)) {
    throw new TypeError("The option maxWaiting of sqliteInbox takes a whole number, more than 0.");
  }
  // What begins with "file:" would be a URL to SQLite.
  const path = resolve(file);
  const database = openDatabase(path, busyTimeoutMs);
  const table = new DeliveryTable(database, now);
  const commit = new GroupCommit(database, { file: path, maxWaiting, busyTimeoutMs });
  const stopTidying = keepTidy(database, commit, table, keepDeadMs);
  const leases = new Leases();
  let closing: Promise<void> | undefined;

  return {
    put: (delivery) => commit.ask(() => table.put(delivery), sizeOf(delivery)),
    async claim(provider, leaseMs) {
      const claimed = await commit.ask(() => table.claim(provider, leaseMs));
      return claimed && leases.claim(claimed);
    },
    renew: leases.of((lease, leaseMs: number) => commit.ask(() => table.renew(lease, leaseMs))),
    complete: leases.of((lease) => commit.ask(() => table.complete(lease, keepDoneMs))),
    fail: leases.of((lease, delayMs: number, reason: string) =>
      commit.ask(() => table.fail(lease, delayMs, reason)),
    ),
    bury: leases.of((lease, reason: string) => commit.ask(() => table.bury(lease, reason))),
    stats: (provider) => commit.read(() => table.stats(provider ?? null)),
    async list(listOptions = {}) {
      checkListOptions(listOptions);
      return commit.read(() => table.list(listOptions));
    },
    show: (number) => commit.read(() => table.show(number)),
    async retry(which) {
      checkChosen(which);
      return inBites(commit, () => table.retry(which));
    },
    async drop(which, { force = false } = {}) {
      checkChosen(which);
      return inBites(commit, () => table.drop(which, force));
    },
    close() {
      stopTidying();
      closing ??= commit.close().then(() => closeDatabase(database));
      return closing;
    },
  };
}

function demandFile(file: unknown): void {
  if (typeof file === "string" && file !== "" && file !== ":memory:") return;
  throw new TypeError(
    "The option file of sqliteInbox takes the name of a file on a disk; memory keeps nothing when a process dies.",
  );
}

/** What of a delivery takes room while it waits. */
const sizeOf = ({ bytes }: InboxDelivery) => bytes.length;

/** Which lease each claim has, known to this inbox alone. */
class Leases {
  readonly #leases = new WeakMap<InboxClaim, Lease>();

  claim({ delivery, attempt, number, lease }: Lease & InboxClaim): InboxClaim {
    const claim = { delivery, attempt };
    this.#leases.set(claim, { number, lease });
    return claim;
  }

  /** A function of claims; it rejects those of others. */
  of<Rest extends unknown[], Result>(act: (lease: Lease, ...rest: Rest) => Promise<Result>) {
    return async (claim: InboxClaim, ...rest: Rest): Promise<Result> => {
      const lease = this.#leases.get(claim);
      if (!lease) throw new TypeError("The claim is not one of this inbox.");
      return act(lease, ...rest);
    };
  }
}
