/** What each stage of the pipeline takes of the time, in this process and without a connection. */
import { measureBatches, repeat, repeatInTurn } from "../batches.mjs";
import { atMost } from "../goals.mjs";
import { median } from "../statistics.mjs";
import { WHOLE } from "./calls.mjs";
import { deliveries } from "./deliveries.mjs";

const AFTER_DECODE = "all after decode";

/** @param {{ rounds: number, progress: import("../progress.mjs").Progress }} options */
export async function measure({ rounds, progress }) {
  const variants = deliveries.flatMap(({ name: delivery, calls }) =>
    calls.map(({ stage, call, isLater, isAfterDecode }) => ({
      ...{ name: `${stage}, ${delivery}`, delivery, stage, isAfterDecode },
      run: isLater ? repeatInTurn(call) : repeat(call),
    })),
  );
  const figures = await measureBatches(variants, rounds, progress);
  const measured = deliveries.map(({ name, mostMicros }) => {
    const its = variants.filter(({ delivery }) => delivery === name);
    const sums = sumOf(
      its.filter(({ isAfterDecode }) => isAfterDecode).map((one) => figures.get(one)),
    );
    const stages = its.map((one) => [one.stage, median(figures.get(one))]);
    return { name, mostMicros, micros: new Map([...stages, [AFTER_DECODE, median(sums)]]) };
  });
  return {
    figures: measured.map(({ name, micros }) => ({ name, micros: Object.fromEntries(micros) })),
    notes: [
      `In process. Microseconds, medians of ${rounds} interleaved batches; a stage is given again and again what the ones before have made of the delivery, and the whole pipeline a body that has arrived. What all stages together leave of it is the deadline, the accounts of what is under way, and waiting.`,
    ],
    tables: [tableOf(measured)],
    verdicts: measured
      .filter(({ mostMicros }) => mostMicros)
      .map(({ name, mostMicros, micros }) =>
        atMost(`${name}: ${AFTER_DECODE}`, mostMicros, micros.get(AFTER_DECODE), "µs", 2),
      ),
  };
}

/** Of figures from the same rounds, round by round. */
const sumOf = (lists) => lists.reduce((sums, list) => sums.map((sum, round) => sum + list[round]));

function tableOf(measured) {
  return {
    columns: ["µs", ...measured.map(({ name }) => name)],
    rows: ORDER.map((stage) => [
      stage,
      ...measured.map(({ micros }) => micros.get(stage)?.toFixed(2) ?? "–"),
    ]),
  };
}

/** Not every delivery goes through all of them. */
const ORDER = [
  "authenticate",
  "decode",
  "clean",
  "identify",
  "normalize",
  "validate",
  "event made",
  "dispatch",
  "reply composed",
  AFTER_DECODE,
  WHOLE,
];
