/** Requests per second of ours and of its peers, for the same deliveries over HTTP. */
import { Child } from "../child.mjs";
import { atLeast } from "../goals.mjs";
import { PATH, payload, SECRET } from "../peers/delivery.mjs";
import { measureRounds } from "../rounds.mjs";
import { median, ratios } from "../statistics.mjs";
import { checkPeer } from "./check-peer.mjs";
import { peers } from "./peers.mjs";
import { RATE_COLUMNS, rateCells } from "./rate-cells.mjs";
import { CONNECTIONS, loadByWrk } from "./wrk.mjs";

const body = JSON.stringify(payload);

/** Before anything counts: over its first 10,000 requests, an Express app comes to need half of the time. */
const WARM_UP_REQUESTS = 25_000;

/** @param {{ rounds: number, seconds: number, progress: import("../progress.mjs").Progress }} options */
export async function measure({ rounds, seconds, progress }) {
  const servers = [];
  try {
    for (const peer of peers) {
      progress.show(`${peer.name} warms up`);
      servers.push(await startServer(peer));
      for (let requests = 0; requests < WARM_UP_REQUESTS; ) {
        requests += (await load(servers.at(-1), 1)).requests;
      }
    }
    const figures = await measureRounds(servers, rounds, (server, round) => {
      progress.show(`${server.peer.name}, round ${round + 1} of ${rounds}`);
      return load(server, seconds);
    });
    return summarize([...figures].map(([{ peer }, all]) => ({ peer, ...byName(all) })));
  } finally {
    await Promise.all(servers.map(({ child }) => child.end()));
  }
}

async function startServer(peer) {
  const child = new Child(new URL(`../peers/${peer.program ?? peer.name}.mjs`, import.meta.url));
  try {
    const { port } = await child.hear();
    const origin = `http://127.0.0.1:${port}`;
    await checkPeer(peer, origin);
    return { peer, child, url: `${origin}${PATH}?token=${SECRET}` };
  } catch (error) {
    await child.end();
    throw error;
  }
}

async function load({ peer, child, url }, seconds) {
  const before = await child.ask("figures");
  const loaded = await loadByWrk({ url, body, seconds }).catch((error) => {
    throw new Error(`${peer.name}: ${error.message}`, { cause: error });
  });
  const after = await child.ask("figures");
  const { requests } = loaded;
  const handled = after.deliveries - before.deliveries;
  if (peer.validates && handled < requests) {
    throw new Error(`${peer.name} has answered ${requests} deliveries and handled ${handled}`);
  }
  return { ...loaded, cpuMicros: (after.cpuMicros - before.cpuMicros) / requests };
}

/** A list of each figure instead of a list of figures. */
const byName = (all) =>
  Object.fromEntries(Object.keys(all[0]).map((name) => [name, all.map((one) => one[name])]));

function summarize(measured) {
  const rateOf = (name) => measured.find(({ peer }) => peer.name === name).requestsPerSecond;
  const ratiosOf = (name, other) => ratios(rateOf(name), rateOf(other));
  const compared = (name, other) => median(ratiosOf(name, other));
  const rows = measured.map(({ peer, requestsPerSecond, p50Ms, p99Ms, cpuMicros }) => ({
    name: peer.name,
    title: peer.title,
    isOurs: peer.isOurs,
    validates: peer.validates,
    isControl: peer.isControl ?? false,
    requestsPerSecond: median(requestsPerSecond),
    slowest: Math.min(...requestsPerSecond),
    fastest: Math.max(...requestsPerSecond),
    p50Ms: median(p50Ms),
    p99Ms: median(p99Ms),
    cpuMicros: median(cpuMicros),
    toExpressJson: compared(peer.name, "express-json"),
    toFastify: compared(peer.name, "fastify"),
    toBareNode: compared(peer.name, "bare-node"),
    rounds: { requestsPerSecond, p50Ms, p99Ms, cpuMicros },
  }));
  const best = rows
    .filter(({ name }) => validatorsOnExpress.has(name))
    .reduce((a, b) => (b.requestsPerSecond > a.requestsPerSecond ? b : a));
  return {
    figures: rows,
    notes: [
      `A call summary in JSON (${Buffer.byteLength(body)} bytes) over ${CONNECTIONS} connections. node:http, and Express with nothing or with express.json() before an empty route, do only what their names say; all others compare the secret in constant time, parse, validate and give the payload to one handler. Peers answer 204, ours 200, which is what senders are promised. CPU is the server's, per request. Medians of the rounds; a ratio is the median of the ratios of each round, and in brackets their middle half. How far a server is from itself, once more, is noise.`,
    ],
    tables: [{ columns: COLUMNS, rows: rows.map(cellsOf) }],
    verdicts: [
      atLeast(
        "on Express / Express + express.json()",
        0.97,
        ratiosOf("telephony-webhooks", "express-json"),
      ),
      atLeast(
        `on Express / best validating peer on Express (${best.name})`,
        1.15,
        ratiosOf("telephony-webhooks", best.name),
      ),
      atLeast("nodeListener / Fastify", 1, ratiosOf("telephony-webhooks-node", "fastify")),
      atLeast(
        "nodeListener / node:http + JSON.parse",
        0.85,
        ratiosOf("telephony-webhooks-node", "bare-node"),
      ),
    ],
  };
}

const validatorsOnExpress = new Set([
  "express-ajv",
  "express-json-validator-middleware",
  "express-openapi-validator",
]);

const COLUMNS = [...RATE_COLUMNS, "/ express.json()", "/ Fastify", "/ node:http"];

const cellsOf = (row) => [
  ...rateCells(row.title, row),
  ...[row.toExpressJson, row.toFastify, row.toBareNode].map((ratio) => ratio.toFixed(2)),
];
