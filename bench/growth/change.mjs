/** Whether a figure has changed, or only the machine. */
import { median, quantile, ratios } from "../statistics.mjs";

/** Wider ranges can hide what is looked for. */
const WIDEST_RANGE = 0.1;

/**
 * The change of figures against others from the same rounds. It is measurable where the middle half of the ratios does
 * not overlap with the middle half of the control's: the same thing, made a second time. It is unclear where one of them
 * is wide.
 * @param {{ base: readonly number[], control: readonly number[], changed: readonly number[] }} figures
 */
export function changeOf({ base, control, changed }) {
  const toBase = ratios(changed, base);
  const noise = ratios(control, base);
  const [lower, upper] = middleHalf(toBase);
  const [lowest, highest] = middleHalf(noise);
  return {
    ratio: median(toBase),
    range: [lower, upper],
    noise: [lowest, highest],
    isMeasurable: lower > highest || upper < lowest,
    isUnclear: Math.max(upper - lower, highest - lowest) > WIDEST_RANGE,
  };
}

const middleHalf = (figures) => [quantile(figures, 0.25), quantile(figures, 0.75)];
