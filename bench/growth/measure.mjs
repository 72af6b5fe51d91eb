/** What a delivery costs when something grows, in this process and without a connection. */
import { measureBatches } from "../batches.mjs";
import { median } from "../statistics.mjs";
import { changeOf } from "./change.mjs";
import { createSeries } from "./series.mjs";

/** @param {{ rounds: number, progress: import("../progress.mjs").Progress }} options */
export async function measure({ rounds, progress }) {
  const measured = [];
  for (const series of await createSeries()) {
    const sizes = series.sizes.map((size) => ({ ...size, name: `${series.title}, ${size.label}` }));
    const figures = await measureBatches(sizes, rounds, progress);
    measured.push({
      ...series,
      sizes: sizes.map((size) => ({ ...size, micros: figures.get(size) })),
    });
  }
  return {
    figures: measured.map(({ title, sizes }) => ({
      title,
      sizes: sizes.map(({ label, amount, micros }) => ({ label, amount, micros: median(micros) })),
    })),
    notes: [
      `In process: nodeListener with requests whose bodies have arrived and answers that go nowhere. Microseconds per delivery, medians of ${rounds} interleaved batches, with their lowest and highest. Nothing has changed measurably where the middle half of the ratios to the first row, round by round, overlaps with that of the first row made a second time; where one of them is wider than 0.1, that can't be told.`,
    ],
    tables: measured.map(tableOf),
    verdicts: measured.filter(({ staysFlat }) => staysFlat).map(verdictOf),
  };
}

function tableOf({ title, unit, sizes }) {
  return {
    columns: [title, "µs", "lowest–highest", ...(unit ? [`µs per ${unit}`] : []), "× the first"],
    rows: sizes.map(({ label, amount, micros }) => [
      label,
      median(micros).toFixed(1),
      `${Math.min(...micros).toFixed(1)}–${Math.max(...micros).toFixed(1)}`,
      ...(unit ? [(median(micros) / amount).toFixed(2)] : []),
      (median(micros) / median(sizes[0].micros)).toFixed(2),
    ]),
  };
}

/** Of the largest size. */
function verdictOf({ title, sizes }) {
  const [first] = sizes;
  const control = sizes.find(({ isControl }) => isControl);
  const last = sizes.filter(({ isControl }) => !isControl).at(-1);
  const { ratio, range, noise, isMeasurable, isUnclear } = changeOf({
    base: first.micros,
    control: control.micros,
    changed: last.micros,
  });
  return {
    goal: `${title}, ${first.label} → ${last.label}: no measurable change`,
    measured: `× ${ratio.toFixed(3)} (${span(range)}; noise ${span(noise)}${isUnclear ? "; too much to tell" : ""})`,
    isMet: !isMeasurable && !isUnclear,
  };
}

const span = (range) => range.map((ratio) => ratio.toFixed(3)).join("–");
