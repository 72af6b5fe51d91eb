import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { chat, ringing } from "../fixtures/minimal";
import { expresses } from "../helpers/expresses";
import { FaultProcess } from "../helpers/fault-process";
import { open, untilClosed } from "../helpers/raw-http";
import { pastExpress } from "../helpers/servers";
import { until } from "../helpers/until";
import type { FaultName, Query } from "./fault-server";

let server: FaultProcess;
beforeAll(async () => {
  server = await FaultProcess.start();
}, FaultProcess.PATIENCE_MS);
afterAll(() => server.stop());
afterEach(() => {
  if (!server.isAlive) throw new Error(`the process has died: ${server.printed}`);
});

/** What comes of a delivery: its answer, then what the user of the receiver hears of it. */
interface Outcomes {
  /** Of an event that asks nothing. */
  readonly told: string;
  /** Of one that asks for a reply. */
  readonly asked: string;
}

interface Row extends Outcomes {
  /** What the receiver logs of each delivery. */
  readonly log?: string;
  readonly isMissing?: boolean;
  readonly isNotReached?: boolean;
}

const both = (outcome: string): Outcomes => ({ told: outcome, asked: outcome });
const listenerFails = (name: string) =>
  `telephony-webhooks: callsavvy: the ${name} listener failed.\n`;

const FAILED = "reported ERR_HANDLER_FAILED";
const LATE = "reported ERR_DEADLINE";
const failed = `500 ERR_HANDLER_FAILED, handled, ${FAILED}`;
const fine = { told: "200, handled", asked: "200 fine, handled" };
const late = { told: "202, handled", asked: `503 ERR_DEADLINE, handled, ${LATE}` };
const lateAndFailed = { told: `${late.told}, ${FAILED}`, asked: `${late.asked}, ${FAILED}` };
const noReply = {
  told: fine.told,
  asked: "500 ERR_REPLY_INVALID, handled, reported ERR_REPLY_INVALID",
};
const answersItself = "418 mine, handled";
const noAnswer = "no answer, handled";
const lostToAll = `500 ERR_HANDLER_FAILED, ${FAILED}`;
const refusal = {
  ...both("422 ERR_PAYLOAD_INVALID, refused ERR_PAYLOAD_INVALID"),
  log: listenerFails("onRejected"),
  isNotReached: true,
};

/** A handler that … */
const table: Record<Exclude<FaultName, "outlives its sender">, Row> = {
  "has no fault": fine,

  "throws an error": both(failed),
  rejects: both(failed),
  "throws undefined": both(failed),
  "throws null": both(failed),
  "throws a text": both(failed),
  "throws a revoked proxy": both(failed),
  "throws an error that throws when looked at": both(failed),
  "throws an error of ours": both(failed),
  "throws a thenable": both(failed),

  "never settles": late,
  "fails after the deadline": lateAndFailed,
  "gives up when its signal aborts": late,
  // The deadline has no way to come in between.
  "blocks the event loop past the deadline": fine,

  "returns a thenable that settles twice": fine,
  "returns a thenable that settles and throws": fine,
  "returns a thenable that throws": both(failed),
  "returns a thenable that throws when looked at": both(failed),
  "returns a thenable that never settles": late,
  // It is asked whether it is a promise.
  "returns a revoked proxy": both(failed),

  "returns no object": noReply,
  "returns a circle": noReply,
  "forgets to await what rejects": noReply,
  "returns a BigInt": noReply,
  "returns what throws when looked at": noReply,
  "returns what throws when printed": noReply,

  "answers itself": both(answersItself),
  "answers itself and throws": both(`${answersItself}, ${FAILED}`),
  "answers itself twice": both(`${answersItself}, ${FAILED}`),
  "answers itself after the deadline": lateAndFailed,
  "calls next twice": both(answersItself),
  "calls next with an error": fine,
  "destroys the socket": both(noAnswer),
  "destroys the socket and throws": both(`${noAnswer}, ${FAILED}`),

  "is followed by one that throws": both(failed),
  "throws, as does the one that follows": both(`${failed}, ${FAILED}`),
  "is followed by one that fails after the deadline": {
    told: lateAndFailed.told,
    asked: `${fine.asked}, ${FAILED}`,
  },

  "throws, as does onError": { ...both(failed), log: listenerFails("onError") },
  "throws, and onError rejects": { ...both(failed), log: listenerFails("onError") },
  "is missing, and onUnhandled throws": { ...both(lostToAll), isMissing: true },
  "is missing, and onUnhandled rejects": { ...both(lostToAll), isMissing: true },
  "is missing, and onUnhandled never settles": { ...both("202"), isMissing: true },
  "is not reached, and onRejected throws": refusal,
  "is not reached, and onRejected rejects": refusal,
};

/** Of a handler with a fallback, its user hears the same, and the sender gets the fallback instead of a failure. */
const withFallback = (outcome: string) => outcome.replace(/^5\d\d \w+/, "200 fallback");

/** The status and the word of every answer that was sent to one delivery. */
function answersIn(text: string): string {
  const answers = text.split(/(?=HTTP\/1\.1 )/).map((answer) => {
    const [, status = "no answer"] = /^HTTP\/1\.1 (\d{3})/.exec(answer) ?? [];
    const [word = ""] = /ERR_\w+|mine|fine|fallback/.exec(answer) ?? [];
    return `${status} ${word}`.trim();
  });
  return answers.join(" and ");
}

const expected = new Map<string, readonly string[]>();
let deliveries = 0;

/** Delivers, and waits for as many reports as there should be; more of them would be found in the end. */
async function outcomeOf(
  express: string,
  query: Query,
  fields: object,
  outcome: string,
): Promise<string> {
  deliveries += 1;
  const url = `/?${new URLSearchParams({ ...query, delivery: String(deliveries) })}`;
  const [, ...reports] = outcome.split(", ");
  if (reports.length > 0) expected.set(url, reports);
  const body = JSON.stringify(fields);
  const head = [
    `POST ${url} HTTP/1.1`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  const sent = await untilClosed(open(server.portOf(express), head, body));
  await until(() => server.heardOf(url).length >= reports.length || !server.isAlive);
  return [answersIn(sent), ...server.heardOf(url)].join(", ");
}

const AT_ONCE = 5;

const rows = Object.entries(table) as [FaultName, Row][];
/** Past Express, a handler finds neither a response nor a next middleware to call. */
const rowsPastExpress = rows.filter(([name]) => !/^(?:answers itself|calls next)/.test(name));

describe.each([
  ...expresses.map(([name]) => ({ name, rows })),
  ...pastExpress.map(([name]) => ({ name, rows: rowsPastExpress })),
])("behind $name", ({ name: express, rows }) => {
  it.each(rows)("a handler that %s", async (fault, row) => {
    const printedBefore = server.printed.length;
    const good = row.isMissing ? both("202") : fine;
    const columns = [
      { fields: chat, hasFallback: "no", faulty: row.told, good: good.told },
      { fields: ringing, hasFallback: "no", faulty: row.asked, good: good.asked },
      {
        fields: ringing,
        hasFallback: "yes",
        faulty: row.isMissing ? row.asked : withFallback(row.asked),
        good: good.asked,
      },
    ] as const;

    const outcomes = columns.map(async ({ fields, hasFallback, faulty, good }) => {
      const query = { fault, hasFallback };
      const deliver = (sent: object, outcome: string) => outcomeOf(express, query, sent, outcome);
      const bad = { ...(row.isNotReached ? { event: fields.event } : fields), faulty: true };
      const alone = await deliver(bad, faulty);
      const together = Array.from({ length: AT_ONCE }, () => deliver(bad, faulty));
      return [alone, ...(await Promise.all(together)), await deliver(fields, good)];
    });

    expect(await Promise.all(outcomes)).toEqual(
      columns.map(({ faulty, good }) => [...Array(1 + AT_ONCE).fill(faulty), good]),
    );
    const log = (row.log ?? "").repeat(columns.length * (1 + AT_ONCE));
    await until(() => server.printed.length - printedBefore >= log.length);
    expect(server.printed.slice(printedBefore)).toBe(log);
  });
});

it("no handler's fault is heard of again, once its delivery has been answered", () => {
  expect(server.heard).toEqual(expected);
});
