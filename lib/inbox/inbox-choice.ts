import { refuseUnknownKeys } from "../nearest-name";
import type { InboxListOptions, InboxState } from "./delivery-table";

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
