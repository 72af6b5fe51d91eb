/** Loads a server with receivers for minutes and tells whether it keeps anything; see HELP. */
import { setTimeout as sleep } from "node:timers/promises";
import { positive, readArguments } from "./arguments.mjs";
import { Client } from "./soak-client.mjs";
import { deliveriesWith } from "./soak-deliveries.mjs";
import { Server } from "./soak-process.mjs";
import { Progress, printResult } from "./soak-report.mjs";
import {
  faultsOf,
  heapFigures,
  MOST_BYTES_PER_1000_REQUESTS,
  MOST_GROWTH_BYTES,
} from "./soak-verdict.mjs";

const WARM_UP_REQUESTS = 10_000;
const ROUND_MS = 5000;

/** Longer than a handler goes on after its answer. */
const SETTLE_MS = 1500;

const HELP = `Usage: npm run soak [-- --minutes N] [-- --connections N] [-- --json]

Loads a server process with deliveries as real life mixes them: all events in JSON, forms and queries, in odd shapes;
wrong secrets, broken, late, large and aborted bodies; handlers that are late, fail or never end. After a warm-up of
${WARM_UP_REQUESTS} requests, and after every ${ROUND_MS / 1000} s of load, waits until all is quiet and measures the server's heap after a
forced collection.

Exits with 1 if an answer was not the expected one, a connection failed or is left at the end, the server ended, or the
heap has clearly grown: by more than ${MOST_GROWTH_BYTES / 1024} kB and by more than ${MOST_BYTES_PER_1000_REQUESTS} bytes per 1,000 requests. With 2 for wrong usage.

  --minutes N       how long, fractions allowed; 3 by default
  --connections N   how many deliveries are under way at a time; 32 by default
  --json            prints the result as one JSON object
  --help            this text

Progress goes to standard error.
`;

async function main() {
  const values = readArguments(HELP, {
    minutes: { type: "string", default: "3" },
    connections: { type: "string", default: "32" },
    json: { type: "boolean", default: false },
  });
  const minutes = positive("minutes", values.minutes);
  const connections = positive("connections", values.connections, { isWhole: true });

  const server = await Server.start();
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.on(signal, () => {
      server.end();
      process.exit(signal === "SIGINT" ? 130 : 143);
    });
  }
  const client = new Client(server, deliveriesWith(server.secret), connections);
  const result = await soak(server, client, minutes);
  server.end();

  if (values.json) console.log(JSON.stringify(result));
  else printResult(result);
  process.exitCode = result.faults.length > 0 ? 1 : 0;
}

async function soak(server, client, minutes) {
  await client.runUntil(() => client.requests >= WARM_UP_REQUESTS || server.death);
  const requestsBefore = client.requests;
  const startedAt = performance.now();
  const elapsedMs = () => performance.now() - startedAt;
  const progress = new Progress(minutes, client);

  const samples = [await sample(server, client, elapsedMs)];
  let loadMs = 0;
  while (elapsedMs() < minutes * 60_000 && !server.death) {
    const roundEndsAtMs = elapsedMs() + ROUND_MS;
    loadMs -= elapsedMs();
    await client.runUntil(() => elapsedMs() >= roundEndsAtMs || server.death);
    loadMs += elapsedMs();
    samples.push(await sample(server, client, elapsedMs));
    progress.show(samples.at(-1));
  }
  progress.end();
  client.close();
  await sleep(SETTLE_MS);
  const { connections, resources } = await server.measure();

  const figures = {
    seconds: elapsedMs() / 1000,
    requests: client.requests,
    requestsPerSecond: (client.requests - requestsBefore) / (loadMs / 1000),
    answers: Object.fromEntries([...client.outcomes].sort()),
    surprises: Object.fromEntries(client.surprises),
    heap: heapFigures(samples),
    left: { connections, resources },
    death: server.death,
  };
  return { ...figures, faults: faultsOf(figures) };
}

/** @returns {Promise<import("./soak-verdict.mjs").Sample>} */
async function sample(server, client, elapsedMs) {
  await sleep(SETTLE_MS);
  const { heapUsed } = await server.measure();
  return { atMs: elapsedMs(), requests: client.requests, heapUsed };
}

await main();
