/** How long calls take in this process, by batches that are long enough for the clock. */
import { measureRounds } from "./rounds.mjs";

/** A garbage collection that falls into a batch this long is its share of what the calls have left behind. */
const BATCH_MS = 40;
const WARM_UP_MS = 1000;

/**
 * @typedef {object} Variant
 * @property {string} name
 * @property {(times: number) => void | Promise<void>} run makes so many calls
 * @property {number} [calls] of each of these; 1 by default
 */

/** Makes a call so many times, and keeps what it gives, so that it can't be left out. @param {() => unknown} call */
export const repeat = (call) => (times) => {
  for (let time = 0; time < times; time++) kept = call();
};

/** The same of calls that take their time, one after the other. @param {() => Promise<unknown>} call */
export const repeatInTurn = (call) => async (times) => {
  for (let time = 0; time < times; time++) kept = await call();
};

export let kept;

/**
 * In every round, microseconds per call of each variant.
 * @template {Variant} V
 * @param {readonly V[]} variants
 * @param {import("./progress.mjs").Progress} progress
 * @returns {Promise<Map<V, number[]>>}
 */
export async function measureBatches(variants, rounds, progress) {
  const sizes = new Map();
  // Twice: what comes later may make Node compile anew what came before.
  for (const _ of [1, 2]) {
    for (const variant of variants) {
      progress.show(`${variant.name} warms up`);
      sizes.set(variant, await batchSizeOf(variant));
    }
  }
  return measureRounds(variants, rounds, async (variant, round) => {
    progress.show(`${variant.name}, round ${round + 1} of ${rounds}`);
    const times = sizes.get(variant);
    globalThis.gc();
    return ((await timeMs(variant, times)) * 1000) / (times * (variant.calls ?? 1));
  });
}

/** So many that a batch takes as long as it should. */
async function batchSizeOf(variant) {
  let spentMs = 0;
  let times = 1;
  for (;;) {
    const ms = await timeMs(variant, times);
    spentMs += ms;
    if (ms < BATCH_MS / 4) times *= 2;
    else if (spentMs > WARM_UP_MS) return Math.max(1, Math.round((times * BATCH_MS) / ms));
  }
}

/** The lesser of two times: the clock's also runs while the machine is busy with others, the process's also counts helping threads. */
async function timeMs({ run }, times) {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await run(times);
  const clockMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  return Math.min(clockMs, (user + system) / 1000);
}
