import { describe, expect, it } from "@jest/globals";
import express from "express";
import request from "supertest";
import {
  callsavvy,
  createReceiver,
  defineProvider,
  event,
  type RepairRule,
  repairRules,
  servetel,
  type WebhookEvent,
} from "telephony-webhooks";
import { changed } from "../fixtures/delivery";
import { call, chat } from "../fixtures/minimal";
import { servetelDeliveries } from "../fixtures/servetel";
import { asForm, asGoForm, asJson, asQuery, asText, type Encoded, send } from "../helpers/encode";

const FORM = "application/x-www-form-urlencoded";

type Fields = Readonly<Record<string, unknown>>;
type Repairs = Readonly<Record<string, RepairRule>>;

/** Every type that a user's own schema may declare. */
const typed = createReceiver(
  defineProvider({
    name: "typed",
    identify: { by: "trigger" },
    methods: ["GET", "POST"],
    events: {
      measured: event<object>({
        schema: {
          type: "object",
          required: ["kind"],
          properties: {
            kind: { type: "string" },
            ratio: { type: "number" },
            isOpen: { type: "boolean" },
            loose: {},
            either: { type: ["string", "integer"] },
            untypedList: { type: "array" },
            counts: { type: "array", items: { type: "integer" } },
            person: { $ref: "#/definitions/Person" },
          },
          definitions: {
            Person: {
              type: "object",
              required: ["name"],
              properties: {
                name: { type: "string" },
                age: { type: "integer" },
                friends: { type: "array", items: { $ref: "#/definitions/Person" } },
              },
            },
          },
        },
      }),
    },
  }),
  { auth: "none", trigger: "measured" },
);

async function normalized(
  receiver: ReturnType<typeof servetel>,
  encoded: Encoded,
): Promise<{ payload: unknown; repairs: Repairs; raw: unknown }> {
  const { status, event } = await send(
    receiver.onAny(() => {}),
    encoded,
  );
  expect(status).toBe(200);
  const { payload, repairs, raw } = event as WebhookEvent;
  return {
    payload,
    raw,
    repairs: Object.fromEntries(repairs.map(({ path, rule }) => [path.slice(1), rule])),
  };
}

const hangup = (fields: Fields, encode = asJson) =>
  normalized(servetel({ auth: "none", trigger: "callHangup" }), encode({ ...call, ...fields }));

describe("a captured hang-up", () => {
  const captured = servetelDeliveries.find(({ name }) => name === "as captured");
  const { fields = {}, payload = {} } = captured ?? {};

  it.each([
    ["JSON", asJson],
    ["a form with JSON text", asForm],
    ["a query with JSON text", asQuery],
  ])("is accepted with the documented types as %s", async (_encoding, encode) => {
    const result = await hangup(fields, encode);
    expect(result.payload).toEqual(payload);
    expect(result.repairs).toMatchObject({
      customer_no_with_prefix: "trimmed",
      call_connected: "converted",
      answered_agent: "wrapped",
      missed_agent: "absent",
      campaign_name: "absent",
      answered_agent_name: "absent",
    });
  });

  it("is accepted as a form with Go text, its nested values left out and noted", async () => {
    const result = await hangup(fields, asGoForm);
    const nested = ["answered_agent", "billing_circle", "call_flow"];
    expect(result.payload).toEqual(changed(payload, nested));
    expect(result.repairs).toMatchObject(
      Object.fromEntries(nested.map((key) => [key, "left-out"])),
    );
  });
});

describe("rule 1, keys", () => {
  it.each<[string, Fields, Fields, Repairs]>([
    ["takes a dollar off", { $billsec: "1" }, { billsec: "1" }, { billsec: "renamed" }],
    ["takes blanks off", { "billsec ": "1" }, { billsec: "1" }, { billsec: "renamed" }],
    [
      "takes blanks off, then a dollar",
      { "\t$billsec\r\n": "1" },
      { billsec: "1" },
      { billsec: "renamed" },
    ],
    [
      "lets the exact key win, wherever it stands",
      { $billsec: "1", billsec: "2", "billsec ": "3" },
      { billsec: "2" },
      { $billsec: "superseded", "billsec ": "superseded" },
    ],
    [
      "lets the first key win where none is exact",
      { "billsec ": "1", $billsec: "2" },
      { billsec: "1" },
      { billsec: "renamed", $billsec: "superseded" },
    ],
    ["leaves a key that is declared by no event", { $zone: "1" }, { $zone: "1" }, {}],
    ["takes off one dollar, not two", { $$billsec: "1" }, { $$billsec: "1" }, {}],
    ["leaves a blank behind the dollar", { "$ billsec": "1" }, { "$ billsec": "1" }, {}],
    ["leaves other white space", { "billsec\u00a0": "1" }, { "billsec\u00a0": "1" }, {}],
    ["leaves another case", { Billsec: "1" }, { Billsec: "1" }, {}],
    [
      "renames what another event declares",
      { $dept_id: "1" },
      { dept_id: "1" },
      { dept_id: "renamed" },
    ],
  ])("%s", async (_case, fields, expected, repairs) => {
    const result = await hangup(fields);
    expect(result.payload).toEqual({ ...call, ...expected });
    expect(result.repairs).toEqual(repairs);
  });

  it("leaves nested keys", async () => {
    const { payload } = await hangup({ billing_circle: { $circle: "Delhi" } });
    expect(payload).toMatchObject({ billing_circle: { $circle: "Delhi" } });
  });

  it("uses the option fields for a key that loses its $, too", async () => {
    const receiver = servetel({
      auth: "none",
      trigger: "callHangup",
      fields: { did_number: "call_to_number" },
    });
    const { call_to_number, ...rest } = call;
    expect(
      await normalized(receiver, asJson({ ...rest, $did_number: call_to_number })),
    ).toMatchObject({
      payload: call,
      repairs: { call_to_number: "renamed" },
    });
  });

  it("uses the option fields first", async () => {
    const receiver = servetel({
      auth: "none",
      trigger: "callHangup",
      fields: {
        call_to: "call_to_number",
        agent_number: "answered_agent_number",
        $seconds: "billsec",
      },
    });
    const { call_to_number, ...rest } = call;
    const fields = { ...rest, call_to: call_to_number, agent_number: "0501", $seconds: "4" };
    expect(await normalized(receiver, asJson(fields))).toMatchObject({
      payload: { ...call, answered_agent_number: "0501", billsec: "4" },
      repairs: { call_to_number: "renamed", answered_agent_number: "renamed", billsec: "renamed" },
    });
  });
});

describe("rule 2, blanks", () => {
  it.each(["call_to_number", "answered_agent_number", "customer_no_with_prefix"])(
    "gives the phone field %s its plus back in forms and queries",
    async (field) => {
      for (const encode of [asForm, asQuery]) {
        expect(await hangup({ [field]: " 915550001111" }, encode)).toMatchObject({
          payload: { [field]: "+915550001111" },
          repairs: { [field]: "plus-restored" },
        });
      }
    },
  );

  it.each<[string, Fields, Fields, Repairs]>([
    [
      "of a number too short",
      { call_to_number: " 915550" },
      { call_to_number: "915550" },
      { call_to_number: "trimmed" },
    ],
    [
      "of a number that starts with 0",
      { call_to_number: " 0915550001" },
      { call_to_number: "0915550001" },
      { call_to_number: "trimmed" },
    ],
    [
      "of two blanks",
      { call_to_number: "  915550001111" },
      { call_to_number: "915550001111" },
      { call_to_number: "trimmed" },
    ],
    [
      "of a number in words",
      { call_to_number: " 91 5550001111" },
      { call_to_number: "91 5550001111" },
      { call_to_number: "trimmed" },
    ],
    [
      "of a field that is no phone",
      { billsec: " 915550001111" },
      { billsec: "915550001111" },
      { billsec: "trimmed" },
    ],
    ["of a field that nobody declares", { zone: " 915550001111 " }, { zone: " 915550001111 " }, {}],
  ])("makes no plus %s", async (_case, fields, expected, repairs) => {
    const result = await hangup(fields, asForm);
    expect(result.payload).toEqual({ ...call, ...expected });
    expect(result.repairs).toEqual(repairs);
  });

  it("makes no plus in JSON, where none is lost", async () => {
    expect(await hangup({ call_to_number: " 915550001111" })).toMatchObject({
      payload: { call_to_number: "915550001111" },
      repairs: { call_to_number: "trimmed" },
    });
  });

  it("takes blanks off declared texts, not other white space", async () => {
    expect(await hangup({ hangup_cause: "\t Busy\u00a0\r\n" })).toMatchObject({
      payload: { hangup_cause: "Busy\u00a0" },
    });
  });
});

describe("rule 3, absence", () => {
  it.each<[string, Fields]>([
    ["null", { campaign_id: null }],
    ["an unfilled placeholder", { campaign_id: "$campaign_id" }],
    ["any placeholder", { campaign_id: " $Some_other1 " }],
    ["the tail of its own key", { campaign_id: "_id" }],
    ["null for a list", { missed_agent: null }],
    ["a placeholder for an object", { billing_circle: "$billing_circle" }],
    ["a placeholder for a number", { call_connected: "$call_connected" }],
  ])("leaves out %s", async (_case, fields) => {
    const [key = ""] = Object.keys(fields);
    const result = await hangup(fields);
    expect(result.payload).toEqual(call);
    expect(result.repairs).toEqual({ [key]: "absent" });
  });

  it.each(["missed_agent", "billing_circle", "call_connected", "digits_dialed", "billsec"])(
    "leaves out the empty text of %s, whatever its type",
    async (key) => {
      expect(await hangup({ [key]: "" })).toMatchObject({
        payload: call,
        repairs: { [key]: "absent" },
      });
    },
  );

  it("keeps the empty text of a required one", async () => {
    expect(await hangup({ call_to_number: "$call_to_number" })).toMatchObject({
      payload: { call_to_number: "" },
      repairs: { call_to_number: "unfilled" },
    });
  });

  it.each<[string, Fields]>([
    ["an amount", { reason_key: "$5" }],
    ["a dollar", { reason_key: "$" }],
    ["words after a dollar", { reason_key: "$reason key" }],
    ["the tail of another key", { reason_key: "_name" }],
    ["its whole own key", { reason_key: "reason_key" }],
    ["an underscore alone", { reason_key: "_" }],
    ["a tail without its underscore", { reason_key: "key" }],
    [
      "a placeholder under an undeclared key",
      { zone: "$zone", area_code: "_code", gap: null, no: "" },
    ],
    ["nested ones", { billing_circle: { operator: "$operator", circle: "" } }],
  ])("keeps %s", async (_case, fields) => {
    expect(await hangup(fields)).toMatchObject({ payload: { ...call, ...fields }, repairs: {} });
  });
});

describe("rule 3 for a key that begins with an underscore", () => {
  it("leaves a text that is the whole key", async () => {
    const provider = defineProvider({
      name: "odd",
      identify: { by: "trigger" },
      template: { phoneFields: [] },
      events: { one: event<object>({ schema: { properties: { _name: { type: "string" } } } }) },
    });
    const receiver = createReceiver(provider, { auth: "none", trigger: "one" });
    const result = await normalized(receiver as never, asJson({ _name: "_name" }));
    expect(result).toMatchObject({ payload: { _name: "_name" }, repairs: {} });
  });
});

describe("rule 4, types", () => {
  it.each<[string, Fields, Fields]>([
    ["a text of true", { status: true }, { status: "true" }],
    ["a text of false", { status: false }, { status: "false" }],
    ["a text of digits", { billsec: 184 }, { billsec: "184" }],
    [
      "a text of the largest exact integer",
      { billsec: 9007199254740991 },
      { billsec: "9007199254740991" },
    ],
    ["a text of a decimal", { billsec: 1783783775.25 }, { billsec: "1783783775.25" }],
    ["a text of a small decimal", { billsec: -0.0001 }, { billsec: "-0.0001" }],
    ["an integer of digits", { call_connected: "1" }, { call_connected: 1 }],
    [
      "an integer of negative digits",
      { call_connected: "-999999999999999" },
      { call_connected: -999999999999999 },
    ],
    ["an integer of zero", { call_connected: "0" }, { call_connected: 0 }],
    ["an integer of true", { call_connected: true }, { call_connected: 1 }],
    ["an integer of the text false", { call_connected: "false" }, { call_connected: 0 }],
    ["texts in a list", { digits_dialed: [1, true, "4"] }, { digits_dialed: ["1", "true", "4"] }],
    [
      "texts in objects in a list",
      { missed_agent: [{ id: 7, name: "Mina" }] },
      { missed_agent: [{ id: "7", name: "Mina" }] },
    ],
  ])("makes %s", async (_case, fields, expected) => {
    const result = await hangup(fields);
    expect(result.payload).toEqual({ ...call, ...expected });
    expect(Object.values(result.repairs)).toContain("converted");
  });

  it.each<[string, Fields, Fields, RepairRule]>([
    ["a list out of JSON text", { digits_dialed: '["1"]' }, { digits_dialed: ["1"] }, "parsed"],
    [
      "an object out of JSON text",
      { billing_circle: '{"circle":"Delhi"}' },
      { billing_circle: { circle: "Delhi" } },
      "parsed",
    ],
    [
      "a list of a lone object",
      { missed_agent: { id: "7" } },
      { missed_agent: [{ id: "7" }] },
      "wrapped",
    ],
    ["a list of a lone text", { digits_dialed: "14" }, { digits_dialed: ["14"] }, "wrapped"],
    [
      "a list of a lone object in JSON text",
      { missed_agent: '{"id":7}' },
      { missed_agent: [{ id: "7" }] },
      "wrapped",
    ],
    [
      "an object of nothing out of JSON text",
      { billing_circle: "{}" },
      { billing_circle: {} },
      "parsed",
    ],
  ])("makes %s", async (_case, fields, expected, rule) => {
    const [key = ""] = Object.keys(fields);
    const result = await hangup(fields);
    expect(result.payload).toEqual({ ...call, ...expected });
    expect(result.repairs[key]).toBe(rule);
  });

  it("keeps loose what the schema leaves loose", async () => {
    const call_flow = [
      { type: "Agent", id: 7, time: 1.5, name: "Main%20Menu" },
      { id: "", time: "2" },
    ];
    expect(await hangup({ call_flow })).toMatchObject({ payload: { call_flow }, repairs: {} });
  });

  it.each<[string, Fields, Fields]>([
    ["a number", { ratio: "-12.5" }, { ratio: -12.5 }],
    ["a boolean of a text", { isOpen: "true" }, { isOpen: true }],
    ["a boolean of zero", { isOpen: "0" }, { isOpen: false }],
    [
      "what is nested in a text",
      { person: '{"name":4,"age":"41"}' },
      { person: { name: "4", age: 41 } },
    ],
    [
      "what is nested in itself",
      { person: '{"name":"A","friends":[{"name":"B","friends":{"name":5}}]}' },
      { person: { name: "A", friends: [{ name: "B", friends: [{ name: "5" }] }] } },
    ],
    ["integers in a list", { counts: '["1",2]' }, { counts: [1, 2] }],
    ["a list without declared items", { untypedList: "[1]" }, { untypedList: [1] }],
    ["nothing of what has no type", { loose: "[1]", either: "4" }, { loose: "[1]", either: "4" }],
  ])("makes, for a user's own schema, %s", async (_case, fields, expected) => {
    for (const encode of [asForm, asQuery]) {
      const result = await normalized(typed as never, encode({ kind: "x", ...fields }));
      expect(result.payload).toEqual({ kind: "x", ...expected });
    }
  });

  it("takes booleans and numbers that need no repair", async () => {
    const fields = { kind: "x", ratio: 0.5, isOpen: false };
    const result = await normalized(typed as never, asJson(fields));
    expect(result).toMatchObject({ payload: fields, repairs: {} });
    const asNumber = await normalized(typed as never, asJson({ kind: "x", isOpen: 1 }));
    expect(asNumber.payload).toEqual({ kind: "x", isOpen: true });
  });
});

describe("rule 5, what does not fit", () => {
  it.each<[string, Fields]>([
    ["a list for a text", { billsec: ["1"] }],
    ["an object for a text", { billsec: { seconds: 1 } }],
    ["an inexact integer for a text", { ref_id: 2 ** 64 }],
    ["a tiny number for a text", { ref_id: 0.00001 }],
    ["text that is no integer", { call_connected: "yes" }],
    ["an integer with a leading zero", { call_connected: "01" }],
    ["an integer of 16 digits", { call_connected: "1234567890123456" }],
    ["minus zero", { call_connected: "-0" }],
    ["a fraction for an integer", { call_connected: 0.5 }],
    ["a sign before an integer", { call_connected: "+1" }],
    ["True", { call_connected: "True" }],
    ["Go text for an object", { billing_circle: "map[circle:Delhi]" }],
    ["Go text for a list of objects", { missed_agent: "[map[id:7 name:Mina]]" }],
    ["Go text for a list of texts", { digits_dialed: "[1 4]" }],
    ["Go's nothing for a list of texts", { digits_dialed: "<nil>" }],
    ["Go's map for a list of texts", { digits_dialed: "map[a:1]" }],
    ["words for an object", { billing_circle: "Delhi" }],
    ["words for a list of objects", { missed_agent: "Mina" }],
    ["a number for a list", { digits_dialed: 14 }],
    ["a list for an object", { billing_circle: [] }],
    ["JSON text of a list for an object", { billing_circle: "[1]" }],
    ["JSON text that is cut off", { billing_circle: '{"circle":"Del' }],
    ["JSON text with a prototype key", { billing_circle: '{"__proto__":{"a":1}}' }],
    ["JSON text that is too deep", { missed_agent: `${"[".repeat(33)}${"]".repeat(33)}` }],
    [
      "JSON text inside JSON text",
      { billing_circle: JSON.stringify(JSON.stringify({ circle: "Delhi" })) },
    ],
    ["a list with an item that does not fit", { missed_agent: [{ id: "7" }, "Mina"] }],
  ])("is left out and noted: %s", async (_case, fields) => {
    const [key = ""] = Object.keys(fields);
    const result = await hangup(fields);
    expect(result.payload).toEqual(call);
    expect(result.repairs).toEqual({ [key]: "left-out" });
  });

  it("notes nothing of what was repaired inside a value that is left out", async () => {
    const { repairs } = await hangup({ missed_agent: '[{"id":7},"Mina"]' });
    expect(repairs).toEqual({ missed_agent: "left-out" });
  });

  it("is left out alone where it is nested and optional", async () => {
    expect(await hangup({ missed_agent: [{ id: ["7"], name: "Mina" }] })).toMatchObject({
      payload: { missed_agent: [{ name: "Mina" }] },
      repairs: { "missed_agent/0/id": "left-out" },
    });
  });

  it.each<[string, Fields]>([
    ["a required member of the wrong type", { person: { name: {}, age: 4 } }],
    ["no required member", { person: { age: 4 } }],
    ["an integer that is none", { counts: "[1.5]" }],
    ["a number with an exponent", { ratio: "1e5" }],
    ["a number too long to be exact", { ratio: "0.12345678901234567" }],
    ["a boolean in words", { isOpen: "yes" }],
  ])("is left out, in a user's own schema: %s", async (_case, fields) => {
    const [key = ""] = Object.keys(fields);
    const result = await normalized(typed as never, asJson({ kind: "x", ...fields }));
    expect(result.payload).toEqual({ kind: "x" });
    expect(result.repairs).toEqual({ [key]: "left-out" });
  });

  it("is the validator's to refuse where it is required", async () => {
    const app = express().use(
      servetel({ auth: "none", trigger: "callHangup" }).onRejected(() => {}),
    );
    const answer = await request(app)
      .post("/")
      .send({ ...call, uuid: [7] });
    expect(answer.body).toMatchObject({
      code: "ERR_PAYLOAD_INVALID",
      issues: [{ path: "/uuid", message: "must be string" }],
    });
  });
});

describe("rule 6, what is not declared", () => {
  it("stays as it is, in any encoding", async () => {
    const fields = {
      zone: " $zone ",
      "x y": "[1]",
      toString: "1",
      hasOwnProperty: "2",
      constructor: "3",
    };
    for (const encode of [asJson, asForm, asQuery]) {
      expect(await hangup(fields, encode)).toMatchObject({
        payload: { ...call, ...fields },
        repairs: {},
      });
    }
  });

  it("is read from brackets and repeats", async () => {
    const body = `${new URLSearchParams(call)}&a=1&a=2&a=3&b[]=1&c[x]=1&c[y][]=2&d[1]=x&d[7]=y&e[=1&f[x]y=1&g=1&g[x]=2&g=3&h[]=1&h=2&i=1&i[]=2&i[]=3&j[x]=1&j=2`;
    const { payload } = await hangup({}, () => asText(FORM, body));
    expect(payload).toEqual({
      ...call,
      a: ["1", "2", "3"],
      b: ["1"],
      c: { x: "1", y: ["2"] },
      d: ["x", "y"],
      "e[": "1",
      "f[x]y": "1",
      g: ["1", "3"],
      "g[x]": "2",
      h: ["1", "2"],
      i: ["1", "2", "3"],
      j: [{ x: "1" }, "2"],
    });
  });

  it("is read from brackets that a plain parser has left", async () => {
    const events: WebhookEvent[] = [];
    const receiver = servetel({ auth: "none", trigger: "callHangup" });
    const app = express().use(
      express.urlencoded({ extended: false }),
      receiver.onAny((event) => events.push(event)),
    );
    const body = `${new URLSearchParams(call)}&a[]=1&a[]=2&b[]=1&c[x]=1&d=1&d=2`;
    await request(app).post("/").type("form").send(body);
    expect(events).toMatchObject([
      { payload: { a: ["1", "2"], b: ["1"], c: { x: "1" }, d: ["1", "2"] } },
    ]);
  });

  it("reads a list whose numbers have gaps, as PHP leaves it, alike behind any parser", async () => {
    const body = `${new URLSearchParams(call)}&call_flow[1][type]=init&call_flow[4][type]=Agent&digits_dialed[]=1&digits_dialed=2`;
    for (const parser of [[], [true], [false]]) {
      const events: WebhookEvent[] = [];
      const app = express();
      for (const extended of parser) app.use(express.urlencoded({ extended }));
      app.use(servetel({ auth: "none", trigger: "callHangup" }).onAny((e) => events.push(e)));
      await request(app).post("/").type("form").send(body);
      expect(events).toMatchObject([
        {
          payload: { call_flow: [{ type: "init" }, { type: "Agent" }], digits_dialed: ["1", "2"] },
          repairs: [],
        },
      ]);
    }
  });

  it("reads a call's flow from PHP's brackets", async () => {
    const body = `${new URLSearchParams(call)}&call_flow[0][type]=init&call_flow[1][type]=Agent&call_flow[1][id]=7&answered_agent[id]=7`;
    expect(await hangup({}, () => asText(FORM, body))).toMatchObject({
      payload: {
        call_flow: [{ type: "init" }, { type: "Agent", id: "7" }],
        answered_agent: [{ id: "7" }],
      },
      repairs: { answered_agent: "wrapped" },
    });
  });
});

describe("Callsavvy's texts", () => {
  it.each(["$5", "$name", "_name", ' {"', "[1]", " padded ", "", "null", "\u0000\ud83d\ude42"])(
    "come through to the letter: %j",
    async (visitor_name) => {
      for (const encode of [asJson, asForm]) {
        const receiver = callsavvy({ auth: "none" }).onAny(() => {});
        const { event } = await send(receiver, encode({ ...chat, visitor_name }));
        expect(event).toMatchObject({ payload: { ...chat, visitor_name }, repairs: [] });
      }
    },
  );
});

describe("the repairs", () => {
  it("come from a closed list, each of which the tests above have seen", () => {
    expect([...repairRules].sort()).toEqual([
      ...["absent", "converted", "left-out", "parsed", "plus-restored", "renamed", "superseded"],
      ...["trimmed", "unfilled", "wrapped"],
    ]);
  });

  it("leave the delivery itself untouched in event.raw", async () => {
    const fields = { $billsec: 4, call_connected: "1", missed_agent: '[{"id":7}]', zone: null };
    expect((await hangup(fields)).raw).toEqual({ ...call, ...fields });
  });

  it("point into the payload by JSON Pointer", async () => {
    const { repairs } = await hangup({ billing_circle: { "a/b~c": 1 }, "~a/b": 1, $billsec: 1 });
    expect(repairs).toEqual({ billsec: "converted" });
    const events: WebhookEvent[] = [];
    const odd = { "x/y~z": { type: "integer" } } as const;
    const provider = defineProvider({
      name: "odd",
      identify: { by: "trigger" },
      events: { one: event<object>({ schema: { type: "object", properties: odd } }) },
    });
    const receiver = createReceiver(provider, { auth: "none", trigger: "one" });
    const app = express().use(receiver.onAny((event) => events.push(event)));
    await request(app).post("/").send({ "x/y~z": "1" });
    expect(events).toMatchObject([{ repairs: [{ path: "/x~1y~0z", rule: "converted" }] }]);
  });
});
