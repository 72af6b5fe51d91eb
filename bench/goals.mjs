/** What the figures have to reach. */
import { quantile } from "./statistics.mjs";

/** @typedef {{ goal: string, measured: string, isMet: boolean }} Verdict */

/** Of ratios, round by round: their median, with their middle half. @returns {Verdict} */
export function atLeast(what, least, measured) {
  const [lower, middle, upper] = [0.25, 0.5, 0.75].map((share) => quantile(measured, share));
  return {
    goal: `${what} ≥ ${least.toFixed(2)}`,
    measured: `${middle.toFixed(2)} (${lower.toFixed(2)}–${upper.toFixed(2)})`,
    isMet: middle >= least,
  };
}

/** @returns {Verdict} */
export const atMost = (what, most, measured, unit, digits = 1) => ({
  goal: `${what} ≤ ${most} ${unit}`,
  measured: `${measured.toFixed(digits)} ${unit}`,
  isMet: measured <= most,
});
