/** Measures how fast the package is, by itself and beside its peers; see HELP. */
import { positive, readNamesAndArguments, refuseUsage } from "./arguments.mjs";
import { Child } from "./child.mjs";
import { describeMachine } from "./machine.mjs";
import { record } from "./record.mjs";
import { tables } from "./tables.mjs";
import { alignedTable } from "./text-table.mjs";

const HELP = `Usage: npm run bench [-- TABLE …] [-- --rounds N] [-- --seconds S] [-- --record] [-- --json]

Measures, each table in a process of its own, and says of every goal whether it is met:

${Object.entries(tables)
  .map(([name, { about, rounds }]) => `  ${name.padEnd(12)} ${about}; ${rounds} rounds`)
  .join("\n")}

All of them, where none is named, which takes a quarter of an hour. What is compared is measured in turn, round after
round, so that whatever disturbs the machine disturbs all alike; still, leave the machine alone meanwhile. throughput
and inbox need wrk.

Exits with 1 if a goal is missed, or if a table can't be measured (without wrk: if it was named); with 2 for wrong usage.

  --rounds N    how many rounds, instead of what is usual for the table
  --seconds S   throughput, inbox: how long each server is loaded in a round; 5 by default
  --record      writes the figures to bench/figures.json, and what is made of them: bench/RESULTS.md and the chart
  --json        prints the figures as one JSON object
  --help        this text

Progress goes to standard error. How long a hostile request can block the event loop: npm run bench:blocking.
`;

/** Of what is measured, with where and how. @typedef {import("./record.mjs").Recorded} Recorded */

async function main() {
  const { values, names } = readNamesAndArguments(HELP, {
    rounds: { type: "string" },
    seconds: { type: "string", default: "5" },
    record: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  });
  const rounds = values.rounds && positive("rounds", values.rounds, { isWhole: true });
  const seconds = positive("seconds", values.seconds, { isWhole: true });
  const unknown = names.find((name) => !Object.hasOwn(tables, name));
  if (unknown !== undefined) {
    refuseUsage(`there is no table "${unknown}", only ${Object.keys(tables).join(", ")}`);
  }
  const wanted = names.length > 0 ? names : Object.keys(tables);
  const measurable = wanted.filter((name) => !isSkipped(name));
  let isShort = names.some((name) => !measurable.includes(name));
  if (measurable.length === 0) process.exit(1);
  const machine = describeMachine();
  warnOfLoad(machine);

  /** @type {Record<string, Recorded>} */
  const measured = {};
  for (const name of measurable) {
    const table = tables[name];
    const how = { rounds: rounds ?? table.rounds, ...(table.isTimed && { seconds }) };
    const options = Object.entries(how).map(([option, value]) => ` --${option} ${value}`);
    const result = await measureApart(name, how).catch(({ message }) => {
      console.error(`${name} can't be measured: ${message}.`);
    });
    if (!result) {
      isShort = true;
      continue;
    }
    measured[name] = {
      date: new Date().toISOString().slice(0, 10),
      command: `npm run bench -- ${name}${options.join("")}`,
      machine,
      ...result,
    };
    if (!values.json) print(name, measured[name]);
  }
  if (values.json) console.log(JSON.stringify(measured));
  if (values.record) record(measured);
  const missed = Object.values(measured).some(({ verdicts }) => verdicts.some((one) => !one.isMet));
  process.exitCode = missed || isShort ? 1 : 0;
}

function isSkipped(name) {
  const obstacle = tables[name].obstacle?.();
  if (obstacle) console.error(`${name} is skipped: ${obstacle}.`);
  return obstacle !== undefined;
}

/** Code that has been busy with one thing runs another one differently. */
async function measureApart(name, { rounds, seconds = 0 }) {
  const child = new Child(new URL("table-process.mjs", import.meta.url), {
    args: [name, String(rounds), String(seconds)],
    execArgv: ["--expose-gc"],
  });
  try {
    return await child.hear();
  } finally {
    await child.end();
  }
}

function warnOfLoad({ load, cores }) {
  if (load <= cores / 4) return;
  console.error(
    `Others are at work on this machine: its load is ${load.toFixed(1)}. Figures are worth little.`,
  );
}

function print(name, { notes, tables: measuredTables, verdicts }) {
  const goals = verdicts.map(
    ({ goal, measured, isMet }) =>
      `goal: ${goal}, measured ${measured}: ${isMet ? "met" : "missed"}`,
  );
  const parts = [tables[name].title, ...measuredTables.map(alignedTable), ...notes];
  console.log(`${[...parts, goals.join("\n")].join("\n\n")}\n`);
}

await main();
