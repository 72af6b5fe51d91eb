/** Whether a figure has changed, or only the machine. */
import { median, quantile, ratios } from "../statistics.mjs";

/**
 * The change of figures against others from the same rounds. It is measurable where the middle half of the ratios does
 * not overlap with the middle half of the control's: the same thing, made a second time.
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
  };
}

const middleHalf = (figures) => [quantile(figures, 0.25), quantile(figures, 0.75)];
