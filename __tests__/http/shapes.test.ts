import { describe, expect, it } from "@jest/globals";
import express from "express";
import request from "supertest";
import { servetel, servetelProvider } from "telephony-webhooks";
import { changed } from "../fixtures/delivery";
import { call } from "../fixtures/minimal";
import { asForm, asGoForm, asJson, type Encoded, send } from "../helpers/encode";

type Fields = Readonly<Record<string, unknown>>;

const flow = [{ type: "Agent", id: "0504310001", time: 1783783768 }];

/** What the page lists for each trigger that fields can prove. */
const documented: Readonly<Record<string, Fields>> = {
  callMissedOrAnswered: {
    ...call,
    start_stamp: "2026-07-11 20:39:28",
    answer_stamp: "2026-07-11 20:39:35",
    end_stamp: "2026-07-11 20:42:39",
    hangup_cause: "NORMAL_CLEARING",
    billsec: "184",
    digits_dialed: ["1"],
    direction: "inbound",
    duration: "191",
    call_flow: flow,
    broadcast_lead_fields: { Name: "Asha" },
    answered_agent: [{ id: "1", name: "Ravi", number: "+915550003333" }],
    missed_agent: [{ id: "2", name: "Mina", number: "+915550004444" }],
    recording_url: "https://recordings.example.com/r/82",
    start_date: "2026-07-11",
    start_time: "20:39:28",
    bridged_duration: "170",
    call_connected: 1,
  },
  dtmfOption: { ...call, digit_pressed: "4", date: "2026-07-11 20:39:30" },
  receivedOnAutoAttendant: {
    ...call,
    start_stamp: "2026-07-11 20:39:28",
    auto_attendant_id: "9",
    auto_attendant_name: "Office hours",
  },
  receivedOnDepartment: {
    ...call,
    date: "2026-07-11 20:39:30",
    call_flow: flow,
    dept_id: "77",
    dept_name: "Sales",
    ivr_name: "Main menu",
  },
  callAnsweredByCustomer: {
    ...call,
    start_stamp: "2026-07-11 20:39:28",
    direction: "clicktocall",
    answer_agent_number: "+915550003333",
    billing_circle: { operator: "Example Telecom", circle: "Delhi" },
    call_status: "Answered by customer",
  },
  callAnsweredByAgent: {
    ...call,
    start_stamp: "2026-07-11 20:39:28",
    answer_agent_number: "+915550003333",
    start_time: "20:39:28",
    start_date: "2026-07-11",
    departments: [{ id: 77, name: "Sales" }],
    ivrs: [{ id: 31, name: "Main menu" }],
  },
  dialedOnAgent: {
    ...call,
    date: "2026-07-11 20:39:30",
    call_flow: flow,
    dept_name: ["Sales"],
    ivr_name: ["Main menu"],
  },
  callAnsweredOnIvr: {
    ...call,
    start_stamp: "2026-07-11 20:39:28",
    ivr_id: 31,
    ivr_name: "Main menu",
  },
  callReceivedOnServer: {
    ...call,
    start_stamp: "2026-07-11 20:39:28",
    channel_id: "1783783768.4021",
  },
};

const allKeys = [...new Set(Object.values(documented).flatMap(Object.keys))];

const withKeys = (fields: Fields, rename: (key: string) => string): Fields =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [rename(key), value]));

const filledUp = (fields: Fields, fill: (key: string) => unknown): Fields => ({
  ...Object.fromEntries(allKeys.map((key) => [key, fill(key)])),
  ...fields,
});

/** The same delivery out of differently edited templates. */
const templates: readonly (readonly [name: string, edit: (fields: Fields) => Fields])[] = [
  ["as the page lists it", (fields) => fields],
  ["with dollars on its keys", (fields) => withKeys(fields, (key) => `$${key}`)],
  ["with blanks around its keys", (fields) => withKeys(fields, (key) => ` ${key}\t`)],
  ["with every other key of the platform, empty", (fields) => filledUp(fields, () => "")],
  ["with every other key, unfilled", (fields) => filledUp(fields, (key) => `$${key}`)],
  [
    "with undocumented keys beside",
    (fields) => ({ call_id: "1783783768.1", call_status: "live", zone: "IST", ...fields }),
  ],
];

const {
  hangup_cause: _cause,
  billsec: _billsec,
  end_stamp: _end,
  ...over
} = documented["callMissedOrAnswered"] ?? {};

/** Odd deliveries; `undefined` where nothing is proved. */
const odd: readonly (readonly [name: string, fields: Fields, type: string | undefined])[] = [
  [
    "a cause by its description",
    { ...call, hangup_cause_description: "Busy" },
    "callMissedOrAnswered",
  ],
  ["a cause by its key", { ...call, hangup_cause_key: "BUSY" }, "callMissedOrAnswered"],
  ["a cause by its code alone", { ...call, hangup_cause_code: 17 }, "callMissedOrAnswered"],
  ["no seconds billed, as text", { ...call, billsec: "0" }, "callMissedOrAnswered"],
  ["no seconds billed, as a number", { ...call, billsec: 0 }, "callMissedOrAnswered"],
  ["an end as epoch", { ...call, end_stamp: 1783783959 }, "callMissedOrAnswered"],
  [
    "an end of a call to a department",
    { ...call, dept_id: "7", end_stamp: "x" },
    "callMissedOrAnswered",
  ],
  ["an end after a digit", { ...call, digit_pressed: "1", billsec: "3" }, "callMissedOrAnswered"],
  ["a hang-up without what proves it", over, undefined],
  ["a hang-up with the proof renamed", { ...call, ended_at: "2026-07-11 20:42:39" }, undefined],
  ["an end of null", { ...call, end_stamp: null }, undefined],
  ["a billing of blanks", { ...call, billsec: " \t" }, undefined],
  [
    "an empty cause",
    { ...call, hangup_cause: "", hangup_cause_key: "$hangup_cause_key" },
    undefined,
  ],
  ["a digit of zero", { ...call, digit_pressed: 0 }, "dtmfOption"],
  ["a digit that is a star", { ...call, digit_pressed: "*" }, "dtmfOption"],
  ["an unfilled digit", { ...call, digit_pressed: "$digit_pressed" }, undefined],
  ["a digit under another key", { ...call, dtmf: "4" }, undefined],
  ["the tail of a placeholder", { ...call, answer_agent_number: "_number" }, undefined],
  [
    "a customer's answer in capitals",
    { ...call, call_status: "ANSWERED BY CUSTOMER " },
    "callAnsweredByCustomer",
  ],
  [
    "a customer's answer in status",
    { ...call, status: "answered by customer" },
    "callAnsweredByCustomer",
  ],
  ["an agent's answer in status", { ...call, status: "Answered by Agent" }, "callAnsweredByAgent"],
  ["a missed call's status alone", { ...call, call_status: "missed" }, undefined],
  [
    "an agent's number, inbound",
    { ...call, answer_agent_number: "+915550003333", direction: "Inbound" },
    "callAnsweredByAgent",
  ],
  [
    "an agent's number, the direction unfilled",
    { ...call, answer_agent_number: "+915550003333", direction: "$direction" },
    "callAnsweredByAgent",
  ],
  [
    "an agent's number, click to call",
    { ...call, answer_agent_number: "+915550003333", direction: "clicktocall" },
    undefined,
  ],
  [
    "an agent's number, dialer",
    { ...call, answer_agent_number: "+915550003333", direction: "Dialer (inbound)" },
    undefined,
  ],
  ["empty lists of departments and IVRs", { ...call, departments: [], ivrs: [] }, undefined],
  ["blanks in an empty list", { ...call, departments: "[ \t\r\n]" }, undefined],
  [
    "white space that is no blank in a list",
    { ...call, departments: "[\u00a0]" },
    "callAnsweredByAgent",
  ],
  ["an empty object of a department", { ...call, departments: {} }, undefined],
  ["a lone IVR that was passed", { ...call, ivrs: { id: 31 } }, "callAnsweredByAgent"],
  [
    "departments as JSON text",
    { ...call, date: "x", call_flow: JSON.stringify(flow), dept_name: '["Sales"]' },
    "dialedOnAgent",
  ],
  [
    "departments as Go text",
    { ...call, date: "x", call_flow: "[map[type:Agent]]", dept_name: "[Sales Support]" },
    "dialedOnAgent",
  ],
  [
    "a plain department without its ID",
    { ...call, date: "x", call_flow: flow, dept_name: "Sales" },
    undefined,
  ],
  [
    "a plain department with brackets in its name",
    { ...call, date: "x", call_flow: flow, dept_name: "Sales [north], map[1], {x}" },
    undefined,
  ],
  [
    "a department's number instead of names",
    { ...call, date: "x", call_flow: flow, dept_name: 5 },
    undefined,
  ],
  ["a way without a department", { ...call, date: "x", call_flow: flow }, undefined],
  [
    "a department without a way",
    { ...call, date: "x", call_flow: "", dept_name: ["Sales"] },
    undefined,
  ],
  ["an empty list of names", { ...call, date: "x", call_flow: flow, dept_name: [] }, undefined],
  ["an IVR with a date", { ...call, date: "x", ivr_id: 31 }, undefined],
  ["an IVR numbered zero", { ...call, ivr_id: 0 }, "callAnsweredOnIvr"],
  ["an IVR's name alone", { ...call, ivr_name: "Main menu" }, undefined],
  ["a call and no more", call, undefined],
  ["a start and no more", { ...call, start_stamp: "2026-07-11 20:39:28" }, undefined],
  ["fields of somebody else's", { from: "+915550002222", to: "+915550001111" }, undefined],
  ...Object.entries(documented).map(
    ([type, fields]) =>
      [
        `the template of ${type}, unfilled throughout`,
        Object.fromEntries(Object.keys(fields).map((key) => [`$${key}`, `$${key}`])),
        undefined,
      ] as const,
  ),
];

const rows = [
  ...Object.entries(documented).flatMap(([type, fields]) =>
    templates.map(([name, edit]) => [`${type} ${name}`, edit(fields), type] as const),
  ),
  ...odd,
];

const lines = servetel({ auth: "none" })
  .onAny(() => {})
  .onRejected(() => {});

const receive = (encoded: Encoded) => send(lines, encoded);

const expected = (type: string | undefined) =>
  type === undefined
    ? { status: 422, problem: { code: "ERR_UNIDENTIFIED" }, event: undefined }
    : { status: 200, event: { type, identifiedBy: "shape" } };

describe("what the fields of a Servetel delivery prove", () => {
  it.each(rows)("in JSON: %s", async (_name, fields, type) => {
    expect(await receive(asJson(fields))).toMatchObject(expected(type));
  });

  it.each(rows)("in a form with JSON text: %s", async (_name, fields, type) => {
    expect(await receive(asForm(fields))).toMatchObject(expected(type));
  });

  it.each(rows)("in a form with Go text: %s", async (_name, fields, type) => {
    expect(await receive(asGoForm(fields))).toMatchObject(expected(type));
  });

  it("covers at least 60 payloads", () => {
    expect(rows.length).toBeGreaterThanOrEqual(60);
  });

  it("is nothing in a field that is null, which no cleaned delivery has", () => {
    const { identify } = servetelProvider;
    const shape = identify.by === "trigger" ? identify.shape : undefined;
    expect(shape?.({ digit_pressed: "4" })).toBe("dtmfOption");
    expect(shape?.({ digit_pressed: null })).toBeUndefined();
  });

  it("are asked only where option, path and query are silent", async () => {
    const fields = documented["dtmfOption"] ?? {};
    const received: object[] = [];
    const byOption = servetel({ auth: "none", trigger: "callMissed" });
    const byNothing = servetel({ auth: "none" });
    for (const receiver of [byOption, byNothing]) receiver.onAny((event) => received.push(event));
    const app = express().use("/option", byOption).use("/", byNothing);
    for (const url of [
      "/option/call-hangup?trigger=dtmf-option",
      "/call-hangup?trigger=dtmf-option",
      "/?trigger=callMissedOrAnswered",
      "/",
    ]) {
      await request(app).post(url).send(fields);
    }
    expect(received).toMatchObject([
      { type: "callMissed", identifiedBy: "option" },
      { type: "callHangup", identifiedBy: "path" },
      { type: "callMissedOrAnswered", identifiedBy: "query" },
      { type: "dtmfOption", identifiedBy: "shape" },
    ]);
  });

  it("are looked for under the user's own keys where the option fields names them", async () => {
    const fields = { dtmf: "documented elsewhere", digit: "4" };
    const lines = servetel({ auth: "none", fields: { digit: "digit_pressed" } });
    const pressed = changed({ ...documented["dtmfOption"], ...fields }, ["digit_pressed"]);
    const { event } = await send(
      lines.onAny(() => {}),
      asJson(pressed),
    );
    expect(event).toMatchObject({ type: "dtmfOption", payload: { digit_pressed: "4" } });
  });
});
