/** Requests per second of receivers that store deliveries before they answer, beside the same without an inbox. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Child } from "../child.mjs";
import { atLeast } from "../goals.mjs";
import { PATH, SECRET } from "../peers/delivery.mjs";
import { measureRounds } from "../rounds.mjs";
import { median, ratios } from "../statistics.mjs";
import { RATE_COLUMNS, rateCells } from "../throughput/rate-cells.mjs";
import { CONNECTIONS, loadByWrk, NUMBER } from "../throughput/wrk.mjs";

/** Each one another ticket: none is a repeat. */
const body = JSON.stringify({
  event: "newTicketOpened",
  ticket_id: NUMBER,
  ticket_department: "2",
  ticket_subject: "The line to the warehouse is noisy since Monday, and calls drop",
  sender_email: "asha@example.com",
});

const WARM_UP_REQUESTS = 25_000;

const ways = { express: "on Express", node: "telephony-webhooks/node" };
const kinds = {
  none: "without an inbox",
  again: "the same, once more",
  sqlite: "sqliteInbox, handled elsewhere",
  worked: "sqliteInbox, handled here too",
};

/** @param {{ rounds: number, seconds: number, progress: import("../progress.mjs").Progress }} options */
export async function measure({ rounds, seconds, progress }) {
  const folder = mkdtempSync(join(tmpdir(), "bench-inbox-"));
  const servers = [];
  try {
    for (const way of Object.keys(ways)) {
      for (const kind of Object.keys(kinds)) {
        const name = `${ways[way]}, ${kinds[kind]}`;
        progress.show(`${name} warms up`);
        const server = await startServer({ way, kind, name }, folder);
        servers.push(server);
        for (let requests = 0; requests < WARM_UP_REQUESTS; ) {
          requests += (await load(server, 1)).requests;
        }
      }
    }
    const figures = await measureRounds(servers, rounds, (server, round) => {
      progress.show(`${server.name}, round ${round + 1} of ${rounds}`);
      return load(server, seconds);
    });
    return summarize(figures);
  } finally {
    await Promise.all(servers.map(({ child }) => child.end()));
    rmSync(folder, { recursive: true });
  }
}

async function startServer({ way, kind, name }, folder) {
  const args = [way, kind === "again" ? "none" : kind, join(folder, `${way}-${kind}.sqlite`)];
  const child = new Child(new URL("server.mjs", import.meta.url), { args });
  const { port } = await child.hear();
  const url = `http://127.0.0.1:${port}${PATH}?token=${SECRET}`;
  return { way, kind, name, child, url };
}

async function load({ name, child, url }, seconds) {
  const before = await child.ask("figures");
  const loaded = await loadByWrk({ url, body, seconds }).catch((error) => {
    throw new Error(`${name}: ${error.message}`, { cause: error });
  });
  const after = await child.ask("figures");
  return { ...loaded, cpuMicros: (after.cpuMicros - before.cpuMicros) / loaded.requests };
}

function summarize(figures) {
  const rows = [...figures].map(([{ way, kind, name }, all]) => {
    const each = (figure) => all.map((one) => one[figure]);
    return { way, kind, name, rates: each("requestsPerSecond"), each };
  });
  const ratiosOf = ({ way, rates }) => {
    const base = rows.find((row) => row.way === way && row.kind === "none");
    return ratios(rates, base.rates);
  };
  const told = rows.map((row) => ({
    name: row.name,
    requestsPerSecond: median(row.rates),
    slowest: Math.min(...row.rates),
    fastest: Math.max(...row.rates),
    p50Ms: median(row.each("p50Ms")),
    p99Ms: median(row.each("p99Ms")),
    cpuMicros: median(row.each("cpuMicros")),
    toNone: median(ratiosOf(row)),
    rounds: row.rates,
  }));
  const goals = rows.filter(({ kind }) => kind === "sqlite");
  return {
    figures: told,
    notes: [
      `A new ticket in JSON (some ${body.length} bytes), each one another, over ${CONNECTIONS} connections; the file is in the system's folder for temporary files. With an inbox, a delivery is answered once it is on disk. "Handled here too" takes each one out of the inbox as well, in the same process, as fast as it can, which is less than they come in. CPU is the server's, per request. A ratio is the median of the ratios of each round. How far a server is from itself, once more, is noise.`,
    ],
    tables: [{ columns: COLUMNS, rows: told.map(cellsOf) }],
    verdicts: goals.map((row) =>
      atLeast(`receiving ${ways[row.way]}, sqliteInbox / none`, 0.9, ratiosOf(row)),
    ),
  };
}

const COLUMNS = [...RATE_COLUMNS, "/ without an inbox"];

const cellsOf = (row) => [...rateCells(row.name, row), row.toNone.toFixed(2)];
