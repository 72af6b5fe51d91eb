/** Kills a receiving process again and again, and tells whether an acknowledged delivery was lost; see HELP. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { positive, readNamesAndArguments, refuseUsage } from "../../bench/arguments.mjs";
import { Progress } from "../../bench/progress.mjs";
import { engines } from "./engines.mjs";
import { CONCURRENCY, Receiver } from "./receiver.mjs";
import { Senders } from "./senders.mjs";
import { judge } from "./verdict.mjs";

const HELP = `Usage: npm run crash [-- [ENGINE …] [--rounds N] [--json]]

Loads a process that receives deliveries into an inbox and handles them from there, kills it by SIGKILL at random
moments, some of them while it starts, starts it again, and goes on. Every tenth handler fails, some deliveries are sent
twice, and those without an answer again and again. At last everything is handled, and what was acknowledged is compared
with what the handlers have written down.

Exits with 1 if an acknowledged delivery was not handled, or if one was handled more often than the kills explain: of
each killed process, at most the ${CONCURRENCY} deliveries that it was handling. With 2 for wrong usage.

A kill leaves what the system has yet to write to the disk: this tells nothing of a power failure.

  sqlite        sqliteInbox on a file
  bullmq        bullmqInbox on a redis-server of its own, which is killed, too, in every third round
  memory        an inbox that a crash empties, to see that a loss is found; not among those that run by default

  --rounds N    how often each engine's process is killed; 20 by default
  --json        prints the counts as one JSON object per engine
  --help        this text

Progress goes to standard error.
`;

const EARLIEST_KILL_MS = 30;
const LATEST_KILL_MS = 600;

/** How long the last process has to handle all that is left. */
const PATIENCE_MS = 120_000;

async function main() {
  const { values, names } = readNamesAndArguments(HELP, {
    rounds: { type: "string", default: "20" },
    json: { type: "boolean", default: false },
  });
  const rounds = positive("rounds", values.rounds, { isWhole: true });
  const unknown = names.find((name) => !Object.hasOwn(engines, name));
  if (unknown) refuseUsage(`There is no engine ${unknown}: ${Object.keys(engines).join(", ")}`);

  for (const name of names.length > 0 ? names : ["sqlite", "bullmq"]) {
    const counts = await crash(name, rounds).catch(({ message }) => {
      console.error(`${name} can't be tried: ${message}`);
    });
    if (!counts) {
      process.exitCode = 1;
      continue;
    }
    if (values.json) console.log(JSON.stringify({ engine: name, ...counts }));
    else print(name, counts);
    if (counts.faults.length > 0) process.exitCode = 1;
  }
}

async function crash(name, rounds) {
  const folder = mkdtempSync(join(tmpdir(), "crash-"));
  const engine = engines[name](folder);
  const log = join(folder, "handled.log");
  const progress = new Progress();
  const startedAt = performance.now();
  let receiver;
  try {
    await engine.start();
    const senders = new Senders();
    for (let round = 1; round <= rounds; round++) {
      progress.show(
        `${name}: round ${round} of ${rounds}, ${senders.acknowledged.size} acknowledged`,
      );
      receiver = new Receiver(name, engine.place, log);
      // Now and then before it is ready.
      if (Math.random() > 0.1) senders.sendTo(await receiver.ready);
      await sleep(EARLIEST_KILL_MS + Math.random() * (LATEST_KILL_MS - EARLIEST_KILL_MS));
      if (round % 3 === 0) {
        await engine.crash();
        await sleep(Math.random() * LATEST_KILL_MS);
      }
      await receiver.kill();
    }
    receiver = new Receiver(name, engine.place, log);
    senders.sendTo(await receiver.ready);
    await senders.finish();
    progress.show(`${name}: ${senders.acknowledged.size} acknowledged, handling what is left`);
    const left = await receiver.finish(PATIENCE_MS);
    progress.end();
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    const counts = judge(readFileSync(log, "utf8"), [...senders.acknowledged], CONCURRENCY);
    if (left) counts.faults.push(`after ${PATIENCE_MS / 1000} s, the inbox still has ${left}`);
    return { rounds, seconds, ...senders.counts, ...counts };
  } finally {
    await receiver?.kill();
    await engine.stop();
    rmSync(folder, { recursive: true });
  }
}

function print(name, { faults, ...counts }) {
  console.log(`${name}: ${faults.length > 0 ? "FAULTS" : "ok"}`);
  for (const [what, count] of Object.entries(counts)) {
    console.log(`  ${what.padEnd(20)} ${count.toLocaleString("en").padStart(9)}`);
  }
  for (const fault of faults) console.log(`  fault: ${fault}`);
}

await main();
