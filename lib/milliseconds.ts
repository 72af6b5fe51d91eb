export const DAY_MS = 24 * 60 * 60_000;

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A time that a timer can wait for. Throws a `TypeError`. */
export function demandTimerMs(what: string, ms: unknown): number {
  return demandMs(what, ms, LONGEST_TIMER_MS);
}

/** A length of time. Throws a `TypeError`. */
export function demandMs(what: string, ms: unknown, longestMs = Number.MAX_SAFE_INTEGER): number {
  if (typeof ms === "number" && ms > 0 && ms <= longestMs) return ms;
  throw new TypeError(`${what} takes milliseconds, more than 0.`);
}
