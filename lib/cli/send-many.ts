import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

/** How fast deliveries are sent. */
export interface Pace {
  readonly count: number;
  /** How many wait for their answer at a time, at most. */
  readonly concurrency: number;
  /** At which rate they start, whatever becomes of those before. Default: each as soon as there is room. */
  readonly perSecond?: number | undefined;
}

/**
 * Calls `send` for each of so many deliveries, with its number from 0 on and the time that its latency counts from, in
 * milliseconds of `performance.now()`. With a rate, that is when it is due: so a slow server, which keeps others
 * waiting for room, is not flattered. Resolves when all are done, or at once when it is to stop: what is still under
 * way then is nobody's. `send` must not reject.
 */
export async function sendMany(
  { count, concurrency, perSecond }: Pace,
  send: (index: number, countsFromMs: number) => Promise<void>,
  stop: AbortSignal,
): Promise<void> {
  // Each that waits for its time listens; Node would take that for a leak.
  setMaxListeners(0, stop);
  const startedAtMs = performance.now();
  let next = 0;
  const sendOneByOne = async () => {
    while (next < count && !stop.aborted) {
      const index = next++;
      const dueMs = perSecond === undefined ? 0 : startedAtMs + (index * 1000) / perSecond;
      const aheadMs = dueMs - performance.now();
      // Aborted, it rejects, and the loop ends.
      if (aheadMs > 0) await sleep(aheadMs, undefined, { signal: stop }).catch(() => {});
      if (stop.aborted) return;
      await send(index, perSecond === undefined ? performance.now() : dueMs);
    }
  };
  const stopped = new Promise<void>((resolve) => {
    stop.addEventListener("abort", () => resolve(), { once: true });
  });
  const senders = Array.from({ length: Math.min(concurrency, count) }, sendOneByOne);
  await Promise.race([Promise.all(senders), stopped]);
}
