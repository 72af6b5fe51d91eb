/** Keeps figures, and writes what is made of them. */
import { readFileSync, writeFileSync } from "node:fs";
import { throughputChart } from "./chart.mjs";
import { withRecorded } from "./results.mjs";

/**
 * @typedef {import("./tables.mjs").Measured & {
 *   date: string, command: string, machine: import("./machine.mjs").Machine
 * }} Recorded
 */

const FIGURES = new URL("figures.json", import.meta.url);
const RESULTS = new URL("RESULTS.md", import.meta.url);
const CHART = new URL("throughput.svg", import.meta.url);

/** Tables that have not been measured this time stay as they were recorded. @param {Record<string, Recorded>} measured */
export function record(measured) {
  const recorded = { ...JSON.parse(readFileSync(FIGURES, "utf8")), ...measured };
  writeFileSync(FIGURES, `${JSON.stringify(recorded, null, 1)}\n`);
  writeFileSync(RESULTS, withRecorded(readFileSync(RESULTS, "utf8"), recorded));
  writeFileSync(CHART, throughputChart(recorded.throughput));
}
