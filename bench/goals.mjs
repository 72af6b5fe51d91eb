/** What the figures have to reach. */

/** @typedef {{ goal: string, measured: string, isMet: boolean }} Verdict */

/** @returns {Verdict} */
export const atLeast = (what, least, measured, digits = 2) => ({
  goal: `${what} ≥ ${least.toFixed(digits)}`,
  measured: measured.toFixed(digits),
  isMet: measured >= least,
});

/** @returns {Verdict} */
export const atMost = (what, most, measured, unit, digits = 1) => ({
  goal: `${what} ≤ ${most} ${unit}`,
  measured: `${measured.toFixed(digits)} ${unit}`,
  isMet: measured <= most,
});
