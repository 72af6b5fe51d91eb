/** The first delay; it doubles each time, up to the longest. */
const FIRST_MS = 1_000;
const LONGEST_MS = 60 * 60_000;

/** How long to wait after a failed attempt, cut by up to a half at random: what failed together must not come back together. */
export function retryDelayMs(attempt: number): number {
  const longestMs = Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS);
  return Math.round(longestMs * (1 - Math.random() / 2));
}
