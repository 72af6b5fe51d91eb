/** How tables show what a server has reached. */

export const RATE_COLUMNS = ["", "requests/s", "lowest–highest", "p50 ms", "p99 ms", "CPU µs"];

/** @param {string} name @param {Record<"requestsPerSecond" | "slowest" | "fastest" | "p50Ms" | "p99Ms" | "cpuMicros", number>} row */
export const rateCells = (name, row) => [
  name,
  count(row.requestsPerSecond),
  `${count(row.slowest)}–${count(row.fastest)}`,
  ...[row.p50Ms, row.p99Ms, row.cpuMicros].map((figure) => figure.toFixed(1)),
];

const count = (figure) => Math.round(figure).toLocaleString("en");
