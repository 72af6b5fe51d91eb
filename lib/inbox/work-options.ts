import { demandTimerMs } from "../milliseconds";
import { refuseUnknownKeys } from "../nearest-name";

/** How deliveries are taken out of an inbox. */
export interface WorkOptions {
  /** How many are handled at once. Default 4. */
  readonly concurrency?: number;
  /** A delivery that has failed so often is dead. Default 24, which takes some nine hours. What a shutdown or a crash cuts off counts, too. */
  readonly maxAttempts?: number;
  /**
   * How long the handlers of a delivery may take, in milliseconds; then `event.signal` aborts, and the attempt has
   * failed (`ERR_DEADLINE`). Default 300,000. A handler that ignores the signal runs on, perhaps beside the next attempt.
   */
  readonly deadlineMs?: number;
  /** How long after a crash a delivery is handled anew, in milliseconds; renewed while the handlers run. Default 60,000. */
  readonly leaseMs?: number;
  /** How often an inbox with nothing to do is looked into, in milliseconds; what this receiver stores is found at once. Default 250. */
  readonly pollMs?: number;
}

export type WorkSettings = Required<WorkOptions>;

const defaults: WorkSettings = {
  concurrency: 4,
  maxAttempts: 24,
  deadlineMs: 300_000,
  leaseMs: 60_000,
  pollMs: 250,
};

/** Throws a `TypeError`. */
export function completeWorkOptions(options: WorkOptions): WorkSettings {
  refuseUnknownKeys(options, Object.keys(defaults), "option of work");
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const settings: WorkSettings = { ...defaults, ...Object.fromEntries(given) };
  for (const name of ["concurrency", "maxAttempts"] as const) {
    if (!Number.isSafeInteger(settings[name]) || settings[name] < 1) {
      throw new TypeError(`The option ${name} of work is a whole number, 1 or more.`);
    }
  }
  for (const name of ["deadlineMs", "leaseMs", "pollMs"] as const) {
    demandTimerMs(`The option ${name} of work`, settings[name]);
  }
  return settings;
}
