import type { InboxRow, SqliteInbox } from "telephony-webhooks/sqlite";
import { short } from "./board-row";

/** What the page shows of the inbox. */
export interface InboxView {
  /** How many are about to be handled, or being handled. */
  readonly waiting: number;
  /** How many have failed and will be tried again. */
  readonly failed: number;
  /** How many are tried no more. */
  readonly dead: number;
  /** The latest of those that are dead. */
  readonly deadDeliveries: readonly DeadDelivery[];
}

export interface DeadDelivery {
  readonly number: number;
  readonly provider: string;
  readonly type: string;
  /** When it was received, ISO 8601. */
  readonly at: string;
  /** When it was given up, ISO 8601. */
  readonly diedAt: string;
  /** A code (`ERR_…`). */
  readonly reason: string;
  readonly attempts: number;
}

/** The page lists no more of them. */
const MAX_LISTED = 20;

/** Long enough for a handled delivery to be settled, so that not each of them makes the numbers flicker. */
const SETTLES_IN_MS = 100;
const LOOKS_EVERY_MS = 1_000;

/** Knows what is in the inbox, as of its last look, and tells when a look has found something else. */
export class InboxWatch {
  readonly #inbox: SqliteInbox;
  readonly #listeners: (() => void)[] = [];
  #view: InboxView = { waiting: 0, failed: 0, dead: 0, deadDeliveries: [] };
  #isWatched = () => false;
  #round: NodeJS.Timeout | undefined;
  #soon: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(inbox: SqliteInbox) {
    this.#inbox = inbox;
  }

  get view(): InboxView {
    return this.#view;
  }

  /** Calls back after each change. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Looks each second while somebody is watching: a retry comes due untold, and so do the doings of other processes. */
  lookWhile(isWatched: () => boolean): void {
    this.#isWatched = isWatched;
    this.#round = setInterval(() => this.lookSoon(), LOOKS_EVERY_MS).unref();
  }

  /** For when something has happened. A burst of it is one look, and where nobody is watching, none. */
  lookSoon(): void {
    if (this.#isClosed || !this.#isWatched()) return;
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      void this.look();
    }, SETTLES_IN_MS).unref();
  }

  /** Never rejects: where the inbox fails, the last view stays, and those who use it complain. */
  async look(): Promise<InboxView> {
    try {
      const view = await read(this.#inbox);
      const isNew = JSON.stringify(view) !== JSON.stringify(this.#view);
      this.#view = view;
      if (isNew) for (const listener of this.#listeners) listener();
    } catch {
      // The next look may do better.
    }
    return this.#view;
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#round);
    clearTimeout(this.#soon);
  }
}

async function read(inbox: SqliteInbox): Promise<InboxView> {
  const { waiting, leased, failed, dead } = await inbox.stats();
  const rows = dead > 0 ? await inbox.list({ state: "dead", limit: MAX_LISTED }) : [];
  return { waiting: waiting + leased, failed, dead, deadDeliveries: rows.map(viewDead) };
}

/** The type of an event that the schemas don't know is its sender's word. */
function viewDead(row: InboxRow): DeadDelivery {
  const { number, provider, type, receivedAt, changedAt, reason, attempts } = row;
  return {
    number,
    provider: short(provider),
    type: short(type),
    at: receivedAt.toISOString(),
    diedAt: changedAt.toISOString(),
    reason: short(reason ?? ""),
    attempts,
  };
}
