import { refuseUnknownKeys } from "../nearest-name";
import type { InboxHead, InboxStats } from "./inbox";

/** What may be with a kept delivery. */
export type InboxState = keyof InboxStats;

/** A kept delivery in a list. */
export interface InboxRow {
  /** Counts up; no number is given twice. */
  readonly number: number;
  readonly id: string;
  readonly provider: string;
  readonly type: string;
  readonly state: InboxState;
  /** How often it has been claimed. */
  readonly attempts: number;
  readonly receivedAt: Date;
  /** When it came to be in its state. */
  readonly changedAt: Date;
  /** When it may be claimed; of a leased one, when its lease runs out; of one that is done, when it may be deleted. */
  readonly dueAt: Date;
  /** Why it has failed or is dead: an error code. */
  readonly reason: string | null;
}

/** A kept delivery with all that there is of it. */
export interface InboxEntry extends InboxRow {
  readonly head: InboxHead;
  readonly bytes: Buffer;
}

/** Which of the kept deliveries to list. */
export interface InboxListOptions {
  /** Default: all of them. */
  readonly state?: InboxState;
  /** How many at most, the latest ones. Default 100. */
  readonly limit?: number;
  /** Only those with a smaller number: the next page. */
  readonly before?: number;
}

const STATES: readonly unknown[] = [
  "waiting",
  "leased",
  "failed",
  "done",
  "dead",
] satisfies InboxState[];

const isNumber = (value: unknown) => Number.isSafeInteger(value) && Number(value) > 0;

/** Throws a `TypeError` for what would list something else than was meant. */
export function checkListOptions(options: InboxListOptions): void {
  refuseUnknownKeys(options, ["state", "limit", "before"], "option of list");
  const { state, limit = 1, before = 1 } = options;
  if (state !== undefined && !STATES.includes(state)) {
    throw new TypeError(`The option state of list is one of ${STATES.join(", ")}.`);
  }
  if (!isNumber(limit) || !isNumber(before)) {
    throw new TypeError("The options limit and before of list take whole numbers, 1 or more.");
  }
}

/** Throws a `TypeError` for what would choose nothing without a word. */
export function checkChosen(which: readonly number[] | "dead"): void {
  if (which === "dead" || (Array.isArray(which) && which.every(isNumber))) return;
  throw new TypeError('Deliveries are chosen by a list of their numbers, or by "dead".');
}
