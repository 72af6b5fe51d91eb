import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE_MS = 3000;

/** Waits for something that the test has no promise of; throws where it does not come. */
export async function until(isDone: () => boolean): Promise<void> {
  const givesUpAt = Date.now() + PATIENCE_MS;
  while (!isDone()) {
    if (Date.now() > givesUpAt) throw new Error(`still waiting: ${isDone}`);
    await sleep(5);
  }
}
