/** Measures how long a single hostile request keeps the event loop from everybody else; see HELP. */
import { once } from "node:events";
import { createServer } from "node:http";
import { positive, readArguments, refuseUsage } from "./arguments.mjs";
import { createBareApp, createHostileApp } from "./hostile-app.mjs";
import { hostileInputs, trivialInput } from "./hostile-inputs.mjs";
import { measureTurns, median } from "./longest-turn.mjs";
import { MOST_BYTES } from "./request-bytes.mjs";

const LIMIT_MS = 25;

const HELP = `Usage: npm run bench:blocking [-- --runs N] [-- --only TEXT]

No single request of 64 kB or less may block the event loop for more than ${LIMIT_MS} ms. Sends hostile inputs to an app
with receivers in this process, and measures the longest turn of the event loop meanwhile, in milliseconds:

  median   of the runs, so that a garbage collection which falls into one of them does not decide
  worst    of the runs
  bare     the median where Express reads the same request and no receiver looks at it
  added    median less bare: what the receiver answers for

Exits with 1 if an input adds more than ${LIMIT_MS} ms or is not answered, with 2 for wrong usage.

  --runs N      how often each input is sent; 5 by default
  --only TEXT   only inputs whose name has this text in it
  --help        this text
`;

const NAME_WIDTH = Math.max(...hostileInputs.map(([name]) => name.length));

async function main() {
  const { runs: runsText, only } = readArguments(HELP, {
    runs: { type: "string", default: "5" },
    only: { type: "string", default: "" },
  });
  const runs = positive("runs", runsText, { isWhole: true });
  const inputs = hostileInputs.filter(([name]) => name.includes(only));
  if (inputs.length === 0) refuseUsage(`no input has "${only}" in its name`);
  refuseLarge(inputs);

  const hostile = await serve(createHostileApp());
  const bare = await serve(createBareApp());
  const measure = async ([name, bytes]) => {
    const { turns, status } = await measureTurns(hostile.address().port, bytes, runs);
    const alone = await measureTurns(bare.address().port, bytes, runs);
    const figures = { median: median(turns), worst: Math.max(...turns), bare: median(alone.turns) };
    return { name, bytes: bytes.length, status, ...figures, added: figures.median - figures.bare };
  };

  for (let warmUp = 0; warmUp < 20; warmUp++) await measure(trivialInput);
  printRow("longest turn of the event loop", COLUMNS);
  print(await measure(trivialInput));
  const results = [];
  for (const input of inputs) {
    const result = await measure(input);
    print(result);
    results.push(result);
  }
  hostile.close();
  bare.close();
  conclude(results, runs);
}

function refuseLarge(inputs) {
  const large = inputs.find(([, bytes]) => bytes.length > MOST_BYTES);
  if (large) throw new Error(`"${large[0]}" is over ${MOST_BYTES} bytes`);
}

/** Takes longer heads than Node does by default, as users of long queries may have told it to. */
async function serve(app) {
  const server = createServer({ maxHeaderSize: MOST_BYTES }, app);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return server;
}

const COLUMNS = ["bytes", "status", "median", "worst", "bare", "added"];

function print(result) {
  const { name, bytes, status, median, worst, bare, added } = result;
  const times = [median, worst, bare, added].map((ms) => ms.toFixed(1));
  printRow(name, [bytes, status, ...times, ...(isBad(result) ? ["<--"] : [])]);
}

function printRow(name, columns) {
  const row = columns.map((column) => String(column).padStart(8)).join("");
  console.log(`${name.padEnd(NAME_WIDTH)}${row}`);
}

const isBad = ({ status, added }) => status === 0 || added > LIMIT_MS;

function conclude(results, runs) {
  const worst = results.reduce((a, b) => (b.added > a.added ? b : a));
  const bad = results.filter(isBad);
  console.log(
    `\nWorst: "${worst.name}" adds ${worst.added.toFixed(1)} ms (medians of ${runs} runs, Node ${process.versions.node}).`,
  );
  console.log(
    bad.length > 0
      ? `FAILED: ${bad.length} of ${results.length} inputs add more than ${LIMIT_MS} ms.`
      : `ok: none of ${results.length} inputs adds more than ${LIMIT_MS} ms.`,
  );
  process.exitCode = bad.length > 0 ? 1 : 0;
}

await main();
