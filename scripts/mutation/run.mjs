// Mutates one part of lib/ after the other, each under the tests that own it: so a mutant costs the running of a few
// test files, not of all. Prints what survives, and a table of scores.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";

/** Source files below lib/, and the test files below __tests__/ that are to notice every change of them. */
const parts = {
  authenticate: {
    sources: ["authenticate", "authenticators/*", "secrets", "sha256", "eventually"],
    tests: ["http/authenticators", "http/authentication"],
    // Its tests make authenticators outside of the tests proper, so all of them have to be asked.
    coverage: "off",
  },
  duplicates: {
    sources: ["duplicates", "memory-duplicates"],
    tests: ["http/duplicates", "http/tracing"],
  },
  handling: {
    sources: [
      "deadline",
      "dispatch",
      "handlers",
      "in-flight",
      "listeners",
      "moment",
      "receiver",
      "settle",
      "trace",
    ],
    tests: ["http/answers", "http/drain", "http/handlers", "http/tracing"],
  },
  transport: {
    sources: [
      "body",
      "caching",
      "collect",
      "express",
      "inflate",
      "node-transport",
      "pipeline",
      "read",
      "recognise",
      "route",
      "secret-names",
    ],
    tests: [
      "http/answers",
      "http/authentication",
      "http/authenticators",
      "http/drain",
      "http/handlers",
      "http/limits",
      "http/mounting",
      "http/privacy",
      "http/tracing",
    ],
  },
  "past-express": {
    sources: ["fetch", "fetch-transport", "mounts", "node"],
    tests: [
      "fetch/fetch-handler",
      "fetch/hono",
      "http/answers",
      "http/mounts",
      "http/node-listener",
    ],
  },
  decoding: {
    sources: ["decode", "form", "json"],
    tests: [
      "unit/decode",
      "http/limits",
      "http/event-id",
      "http/normalization",
      "properties/json",
      "properties/form",
    ],
  },
  normalization: {
    sources: [
      "blanks",
      "clean",
      "declared",
      "identify",
      "naming",
      "normalize",
      "repairs",
      "validate",
    ],
    tests: [
      "unit/clean",
      "unit/normalize",
      "http/answers",
      "http/normalization",
      "http/providers",
      "http/shapes",
    ],
  },
  events: {
    sources: ["errors", "event", "html", "problem", "providers/*", "reply"],
    tests: [
      "unit/errors",
      "unit/reply",
      "http/answers",
      "http/event-id",
      "http/events",
      "http/handlers",
      "http/replies",
      "http/shapes",
      "properties/html",
    ],
  },
  construction: {
    sources: [
      "catalog",
      "compile",
      "compile-nothing",
      "define-provider",
      "milliseconds",
      "nearest-name",
      "options",
      "provider",
    ],
    tests: [
      "unit/compile-nothing",
      "unit/options",
      "http/authentication",
      "http/duplicates",
      "http/event-id",
      "http/handlers",
      "http/mounting",
      "http/providers",
    ],
  },
  inbox: {
    sources: ["bullmq", "sqlite", "inbox/*"],
    tests: [
      "http/inbox",
      "http/work",
      "inbox/bullmq",
      "inbox/bullmq-faults",
      "inbox/bullmq-options",
      "inbox/bullmq-processes",
      "inbox/sqlite",
      "inbox/sqlite-clock",
      "inbox/sqlite-faults",
      "inbox/sqlite-model",
      "inbox/sqlite-opening",
      "inbox/sqlite-processes",
      "inbox/sqlite-upkeep",
    ],
  },
  testing: {
    sources: ["testing/*"],
    tests: ["testing/arbitraries", "testing/deliver", "testing/encode", "testing/sample"],
    // Samples are made outside of the tests proper, so all of them have to be asked.
    coverage: "off",
  },
  cli: {
    sources: ["cli/*", "cli/commands/*", "cli/inbox/*", "cli/listen/*", "memory-transport"],
    tests: [
      "cli/doctor",
      "cli/events",
      "cli/inbox",
      "cli/json-fault",
      "cli/listen",
      "cli/program",
      "cli/replay",
      "cli/send",
      "cli/validate",
    ],
  },
  doctor: {
    sources: ["cli/doctor/*"],
    tests: [
      "cli/doctor",
      "cli/doctor-access",
      "cli/doctor-connection",
      "cli/doctor-faults",
      "cli/doctor-fixes",
      "cli/doctor-healthy",
    ],
  },
};

const ONLY_TYPES_OR_EXPORTS = new Set(["delivery", "index", "transport"]);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: "boolean", short: "h" } },
});
if (values.help || positionals.some((name) => !(name in parts))) {
  console.log(`npm run mutation [-- ${Object.keys(parts).join(" | ")} …]   default: all of them`);
  process.exit(values.help ? 0 : 2);
}

const assigned = new Set(Object.values(parts).flatMap(({ sources }) => sources));
const forgotten = readdirSync("lib")
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -3))
  .filter((source) => !assigned.has(source) && !ONLY_TYPES_OR_EXPORTS.has(source));
if (forgotten.length > 0) {
  console.error(`No part of scripts/mutation/run.mjs has lib/${forgotten.join(", lib/")}.`);
  process.exit(1);
}

const NOTICED = new Set(["Killed", "Timeout"]);
const MISSED = new Set(["Survived", "NoCoverage"]);
const table = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(parts)) {
  const { sources, tests, coverage = "perTest" } = parts[name];
  const report = `reports/mutation-${name}.json`;
  const { status } = spawnSync(
    "npx",
    [
      "stryker",
      "run",
      "scripts/mutation/stryker.config.mjs",
      "--mutate",
      sources.map((source) => `lib/${source}.ts`).join(),
    ],
    {
      stdio: "inherit",
      env: {
        ...process.env,
        MUTATION_TESTS: tests.join(),
        MUTATION_REPORT: report,
        MUTATION_COVERAGE: coverage,
        // What differs between the ways to listen is in these parts.
        EXPRESS: name === "transport" || name === "past-express" ? "" : "5",
      },
    },
  );
  if (status !== 0) process.exit(status ?? 1);
  const mutants = Object.values(JSON.parse(readFileSync(report, "utf8")).files).flatMap(
    ({ mutants }) => mutants,
  );
  const count = (statuses) => mutants.filter(({ status }) => statuses.has(status)).length;
  table.push({ part: name, noticed: count(NOTICED), missed: count(MISSED) });
}

const sum = (key) => table.reduce((total, row) => total + row[key], 0);
table.push({ part: "all", noticed: sum("noticed"), missed: sum("missed") });
const scored = table.map((row) => ({
  ...row,
  score: `${((100 * row.noticed) / (row.noticed + row.missed)).toFixed(1)} %`,
}));
console.table(scored);
