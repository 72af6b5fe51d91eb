/** The tables that can be measured; `bench/<name>/measure.mjs` does it. */
import { wrkVersion } from "./throughput/wrk.mjs";

/**
 * @typedef {object} Measured
 * @property {unknown} figures all of them, as numbers
 * @property {readonly string[]} notes what the figures are of
 * @property {readonly import("./text-table.mjs").Table[]} tables
 * @property {readonly import("./goals.mjs").Verdict[]} verdicts
 */

const obstacleToWrk = () =>
  wrkVersion() === undefined
    ? "wrk is not installed (a package of that name in Debian, Ubuntu and Homebrew)"
    : undefined;

export const tables = {
  throughput: {
    title: "Requests per second",
    about: "requests per second over HTTP, ours and its peers'",
    rounds: 7,
    /** Whether it takes --seconds. */
    isTimed: true,
    /** Why it can't be measured here; nothing where it can. */
    obstacle: obstacleToWrk,
  },
  inbox: {
    title: "Receiving with an inbox",
    about: "requests per second with sqliteInbox and without",
    rounds: 7,
    isTimed: true,
    obstacle: obstacleToWrk,
  },
  stages: {
    title: "Stages of the pipeline",
    about: "microseconds that each stage of the pipeline takes, without HTTP",
    rounds: 41,
  },
  start: {
    title: "Cold start",
    about: "time from spawn to the first answer, and memory",
    rounds: 21,
  },
  growth: {
    title: "Growth",
    about: "microseconds by size, handlers, receivers, deliveries under way, repairs",
    rounds: 21,
  },
};
