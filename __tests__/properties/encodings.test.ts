import { describe, expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import { callsavvy, servetel, type WebhookEvent } from "telephony-webhooks";
import { clean } from "../../lib/clean";
import { decode } from "../../lib/decode";
import { Namings } from "../../lib/naming";
import { servetelProvider } from "../../lib/providers/servetel";
import { Repairs } from "../../lib/repairs";
import { asForm, asJson, asQuery, type Encoded } from "../helpers/encode";
import { express } from "../helpers/expresses";
import { statusOf } from "../helpers/keep-alive";
import type { Outcome } from "../helpers/memory-transport";
import { serving } from "../helpers/raw-http";
import {
  catalogs,
  declaredIn,
  looseEvents,
  type MeantEvent,
  oddKey,
  type ProviderName,
  pathOf,
  providerNames,
  undeclaredKey,
} from "./arbitrary-deliveries";
import { oddText } from "./arbitrary-texts";
import { received } from "./received-event";
import { seeded } from "./seeded";

jest.setTimeout(60_000);

/** Callsavvy has no GET. */
const encodingsOf = {
  callsavvy: [asJson, asForm],
  servetel: [asJson, asForm, asQuery],
} as const;

const parsers = {
  none: [],
  json: express.json(),
  plain: express.urlencoded({ extended: false }),
  extended: express.urlencoded({ extended: true }),
  text: express.text({ type: () => true }),
  raw: express.raw({ type: () => true }),
};

const essenceOf = ({ type, payload, id, identifiedBy }: WebhookEvent) => ({
  type,
  payload,
  id,
  identifiedBy,
});

const eventOrRefusal = ({ event, answer }: Outcome) => (event ? essenceOf(event) : answer);

/**
 * What every encoding can say alike. Of undeclared fields, a form has only texts; one in brackets is nested, and a
 * number that begins with a blank has lost a plus.
 */
function sentEvents(provider: ProviderName): fc.Arbitrary<MeantEvent> {
  const isAlike = (name: string) => name !== "event" && name !== "trigger" && !/[[\]]/.test(name);
  const key = fc.oneof(oddKey(provider), undeclaredKey(provider)).filter(isAlike);
  const text = oddText.filter((text) => !/^ [1-9]/.test(text));
  return fc
    .tuple(looseEvents(provider), fc.dictionary(key, text, { maxKeys: 4 }))
    .map(([{ type, fields }, odd]) => ({ type, fields: { ...fields, ...odd } }));
}

describe.each(providerNames)("an event of %s", (provider) => {
  it("is the same event with the same id, or refused alike, in every encoding", async () => {
    const numRuns = 400;
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(sentEvents(provider), async ({ type, fields }) => {
        const path = pathOf(provider, type);
        const [first = {}, ...others] = await Promise.all(
          encodingsOf[provider].map((encode) => received(provider, { ...encode(fields), path })),
        );
        if (first.event) accepted++;
        for (const other of others) expect(eventOrRefusal(other)).toEqual(eventOrRefusal(first));
      }),
      seeded(numRuns),
    );
    expect(accepted).toBeGreaterThan(numRuns / 2);
  });

  it("is the same over HTTP, behind any body parser", async () => {
    const heard: WebhookEvent[] = [];
    const hear = (event: WebhookEvent) => void heard.push(event);
    const phone = callsavvy({ auth: "none" })
      .onAny(hear)
      .onUnhandled(() => {})
      .onRejected(() => {});
    const lines = servetel({ auth: "none" })
      .onAny(hear)
      .onRejected(() => {});
    const app = express();
    for (const [name, parser] of Object.entries(parsers)) {
      app.use(`/${name}`, parser, express().use("/callsavvy", phone).use("/servetel", lines));
    }
    const parser = fc.constantFrom(...Object.keys(parsers));
    // Of these, form parsers leave nothing, or take them for JSON.
    const isLost = (name: string) => name === "" || name.trimStart().startsWith("{");
    const events = sentEvents(provider).filter(({ fields }) => !Object.keys(fields).some(isLost));
    await serving(app, (port) =>
      fc.assert(
        fc.asyncProperty(events, parser, async ({ type, fields }, parser) => {
          heard.length = 0;
          const path = `/${parser}/${provider}${pathOf(provider, type)}`;
          for (const encode of encodingsOf[provider]) {
            await statusOf(port, { ...encode(fields), path });
          }
          const sent = { ...asJson(fields), path: pathOf(provider, type) };
          const { event } = await received(provider, sent);
          const expected = encodingsOf[provider].map(() => (event ? [essenceOf(event)] : []));
          expect(heard.map(essenceOf)).toEqual(expected.flat());
        }),
        seeded(75),
      ),
    );
  });
});

describe("a phone number of Servetel's", () => {
  it("gets back the plus that a form or a query has decoded, and only loses its blank in JSON", async () => {
    const { properties } = declaredIn("servetel", "callHangup");
    const phoneFields = servetelProvider.template?.phoneFields ?? [];
    const name = fc.constantFrom(...phoneFields.filter((field) => properties.has(field)));
    const digits = fc.stringMatching(/^[1-9][0-9]{6,14}$/);
    await fc.assert(
      fc.asyncProperty(name, digits, async (name, digits) => {
        const fields = { uuid: "64b7d1c02e9af", call_to_number: "", caller_id_number: "" };
        const path = pathOf("servetel", "callHangup");
        const numbers = encodingsOf.servetel.map(async (encode) => {
          const sent = { ...encode({ ...fields, [name]: ` ${digits}` }), path };
          return (await received("servetel", sent)).event?.payload;
        });
        expect(await Promise.all(numbers)).toMatchObject(
          [digits, `+${digits}`, `+${digits}`].map((number) => ({ [name]: number })),
        );
      }),
      seeded(100),
    );
  });
});

describe("the shape of a Servetel delivery", () => {
  const { declaredNames } = catalogs.servetel;
  const template = { phoneFields: [] };

  function proved({ headers, body, query }: Encoded) {
    const sent =
      body === undefined
        ? ({ kind: "query", text: query } as const)
        : ({ kind: "text", text: body } as const);
    const { raw, encoding } = decode(sent, headers["Content-Type"], ["json", "form"]);
    const rules = { encoding, template, namings: new Namings(declaredNames, new Map()) };
    return servetelProvider.identify.shape?.(clean(raw, rules, new Repairs()));
  }

  it("proves the same event, or none, in every encoding", () => {
    const value = fc.constantFrom<unknown>(
      ...["", "0", "$ref_id", "null", "<nil>", "[]", "[ ]", "{}", "map[]", "map[a:1]", "[Sales]"],
      ...["Answered by Agent", "answered by customer", "inbound", "outbound", " "],
      ...[0, 7, true, null, [], {}, [[]], ["x"], { id: "7" }],
    );
    const alone = fc.constantFrom(
      ...["end_stamp", "billsec", "hangup_cause_key", "digit_pressed", "auto_attendant_id"],
      ...["call_status", "status", "departments", "ivrs", "answer_agent_number", "direction"],
      ...["dept_id", "ivr_id", "channel_id"],
    );
    const together = { date: value, call_flow: value, dept_name: value };
    const proofs = fc
      .tuple(
        fc.record(together, { requiredKeys: [] }),
        fc.dictionary(alone, value, { minKeys: 1, maxKeys: 2 }),
      )
      .map(([some, others]) => ({ ...some, ...others }));
    const types = new Set<string | undefined>();
    fc.assert(
      fc.property(proofs, (fields) => {
        const [type, ...others] = encodingsOf.servetel.map((encode) => proved(encode(fields)));
        expect(others).toEqual([type, type]);
        types.add(type);
      }),
      seeded(800),
    );
    expect(types.size).toBe(10);
  });
});
