import { createHash } from "node:crypto";
import { afterAll, afterEach, expect, it, jest } from "@jest/globals";
import { callsavvyDeliveries } from "../fixtures/callsavvy";
import { servetelDeliveries } from "../fixtures/servetel";
import { asForm, asJson, asQuery } from "../helpers/encode";
import { expresses } from "../helpers/expresses";
import { serving } from "../helpers/raw-http";
import { until } from "../helpers/until";
import { Connection, type Exchange } from "./connection";
import { encodings } from "./encodings";
import { faultsOf, isSettled } from "./faults";
import { formShapes } from "./form-shapes";
import { delivery, distinct, type Input } from "./input";
import { jsonGrammar } from "./json-grammar";
import { naughtyStrings } from "./naughty-strings";
import { propertyTypes } from "./property-types";
import { rawFraming } from "./raw-framing";
import { rawHeads } from "./raw-heads";
import { createReceivingApp, paths, type ReceivingApp, type Report } from "./receiving-app";

interface Group {
  readonly name: string;
  readonly inputs: () => Input[];
  /** Its size, rounded down, so that no part of it gets lost unseen. */
  readonly atLeast: number;
  /** Whether it breaks HTTP itself, so that only the end of a connection tells that all answers have come. */
  readonly isRaw?: boolean;
}

const groups: readonly Group[] = [
  { name: "JSON grammar", inputs: jsonGrammar, atLeast: 5_000 },
  { name: "encodings", inputs: encodings, atLeast: 2_100 },
  { name: "property types", inputs: propertyTypes, atLeast: 10_000 },
  { name: "naughty strings", inputs: naughtyStrings, atLeast: 2_900 },
  { name: "form shapes", inputs: formShapes, atLeast: 1_300 },
  { name: "raw framing", inputs: rawFraming, atLeast: 600, isRaw: true },
  { name: "raw heads", inputs: rawHeads, atLeast: 500, isRaw: true },
];

/** What became of one input. */
interface Exchanged {
  readonly input: Input;
  readonly exchange: Exchange;
  /** Of each request that the server has seen in it. */
  readonly reports: readonly Report[];
}

/**
 * Sends the inputs over several connections at once, each of which is used for as long as the server lets it, and
 * given up where the server says nothing.
 */
async function sendAll(
  { reportsOf }: ReceivingApp,
  port: number,
  inputs: readonly Input[],
  connections: number,
): Promise<Exchanged[]> {
  const exchanged: Exchanged[] = [];
  const left = inputs.values();
  const sendWhatIsLeft = async () => {
    let connection = await Connection.to(port);
    for (const input of left) {
      if (!connection.isOpen) connection = await Connection.to(port);
      const reports = reportsOf(connection.localPort);
      const exchange = await connection.exchange(input);
      exchanged.push({ input, exchange, reports });
      if (exchange.outcome === "silent") return;
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, sendWhatIsLeft));
  // Of who hangs up, the app may hear later. What it never hears of is found with the other faults.
  await until(() => exchanged.every(({ reports }) => reports.every(isSettled))).catch(() => {});
  return exchanged;
}

/** The documented deliveries, in each encoding that their receiver takes. */
const goodDeliveries = [
  ...callsavvyDeliveries.map((given) => [given, paths.callsavvy, [asJson, asForm]] as const),
  ...servetelDeliveries.map(
    (given) => [given, `${paths.servetel}/${given.type}`, [asJson, asForm, asQuery]] as const,
  ),
].flatMap(([{ name, type, fields }, path, encodings]) =>
  name === "as documented"
    ? encodings.map((encode) => delivery(`${type}, ${encode.name}`, path, encode(fields)))
    : [],
);

/** Which Express an input is for is left to a digest, so that neither misses a kind of input. */
const turnOf = ({ bytes }: Input) => createHash("sha1").update(bytes).digest().readUInt8() % 2;

interface Tally {
  readonly name: string;
  readonly size: number;
  readonly statuses: ReadonlyMap<number, number>;
}

const tallies: Tally[] = [];
const total = () => tallies.reduce((sum, { size }) => sum + size, 0);

/** How often each status was the answer. */
function statusesOf(exchanged: readonly Exchanged[]): ReadonlyMap<number, number> {
  const statuses = new Map<number, number>();
  for (const { status } of exchanged.flatMap(({ exchange }) => exchange.answers)) {
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  return new Map([...statuses].sort());
}

afterEach(() => {
  jest.restoreAllMocks();
});

it.each(groups)(
  "answers and tells of each input once, and serves the next delivery: $name",
  async ({ name, inputs, atLeast, isRaw = false }) => {
    const printed = (["debug", "info", "log", "warn", "error"] as const).map((method) =>
      jest.spyOn(console, method).mockImplementation(() => {}),
    );
    const all = distinct(inputs());
    const sent: Exchanged[] = [];
    const next: Exchanged[] = [];
    for (const [turn, [, express]] of expresses.entries()) {
      const app = createReceivingApp(express, isRaw ? { bodyDeadlineMs: 500 } : {});
      const share = isRaw ? all : all.filter((input) => turnOf(input) === turn);
      await serving(app.listener, async (port, server) => {
        // Node adds a second of its own, which newer ones let go of.
        Object.assign(server, { keepAliveTimeout: isRaw ? 100 : 0, keepAliveTimeoutBuffer: 0 });
        sent.push(...(await sendAll(app, port, share, isRaw ? 256 : 16)));
        for (const good of goodDeliveries) next.push(...(await sendAll(app, port, [good], 1)));
      });
    }
    tallies.push({ name, size: all.length, statuses: statusesOf(sent) });
    const faults = [...sent, ...next].flatMap(({ input, exchange, reports }) =>
      faultsOf(input, exchange, reports).map((fault) => `${input.name}: ${fault}`),
    );
    expect(faults.slice(0, 20)).toEqual([]);
    expect(statusesOf(next)).toEqual(new Map([[200, 2 * goodDeliveries.length]]));
    expect(printed.flatMap(({ mock }) => mock.calls)).toEqual([]);
    expect(sent.length).toBe(isRaw ? 2 * all.length : all.length);
    expect(all.length).toBeGreaterThanOrEqual(atLeast);
  },
  120_000,
);

it("holds at least 10,000 inputs", () => {
  expect(total()).toBeGreaterThanOrEqual(10_000);
});

afterAll(() => {
  const groups = tallies.map(({ name, size, statuses }) => {
    const counts = [...statuses].map(([status, count]) => `${status}: ${count}`);
    return `${name} ${size} (${counts.join(", ")})`;
  });
  process.stdout.write(`corpus: ${total()} inputs; ${groups.join("; ")}\n`);
});
