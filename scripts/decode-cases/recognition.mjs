/** Which event a delivery is: option, path, query and, failing those, its shape. */
import {
  call,
  callText,
  chat,
  form,
  formText,
  json,
  query,
  queryText,
  refused,
} from "./delivery.mjs";

const recognized = (name, delivery, type, identifiedBy, payload = {}, repairs = {}) => ({
  name,
  provider: "servetel",
  ...delivery,
  expect: { type, identifiedBy, payload: { ...call, ...payload }, repairs },
});

/** What names the trigger goes before anything that the fields prove. */
const sent = json({ ...call, channel_id: "1768000000.1001" });
const channel = { channel_id: "1768000000.1001" };
const named = [
  [
    "the option goes first",
    { path: "/call-missed", query: "trigger=dtmf-option", options: { trigger: "callHangup" } },
    "callHangup",
    "option",
  ],
  ["then the path", { path: "/call-missed", query: "trigger=call-hangup" }, "callMissed", "path"],
  ["then the query", { query: "trigger=call-hangup" }, "callHangup", "query"],
  ["then the shape", { query: "triggers=call-hangup" }, "callReceivedOnServer", "shape"],
  ["a path in camelCase", { path: "/callMissed" }, "callMissed", "path"],
  ["a path in any case", { path: "/CALL-MISSED" }, "callMissed", "path"],
  ["a path with a slash behind", { path: "/callmissed/" }, "callMissed", "path"],
  [
    "a path whose query names no trigger",
    { path: "/call-missed", query: "trigger=x" },
    "callMissed",
    "path",
  ],
  [
    "a query in camelCase",
    { query: "a=1&trigger=callAnsweredOnIvr" },
    "callAnsweredOnIvr",
    "query",
  ],
  ["a query in any case", { query: "trigger=Call-Answered-On-IVR" }, "callAnsweredOnIvr", "query"],
  ["an escaped query", { query: "%74rigger=call%2Dmissed" }, "callMissed", "query"],
];

const unnamed = [
  [
    "a query that names no trigger is refused",
    { query: "trigger=callDropped" },
    "ERR_UNIDENTIFIED",
  ],
  ["a query whose trigger is empty is refused", { query: "trigger=" }, "ERR_UNIDENTIFIED"],
  [
    "a query with two triggers is refused",
    { query: "trigger=callMissed&trigger=callMissed" },
    "ERR_UNIDENTIFIED",
  ],
  ["a path that names no trigger is refused", { path: "/call-dropped" }, "ERR_NOT_FOUND"],
  ["a path below a trigger is refused", { path: "/call-missed/1" }, "ERR_NOT_FOUND"],
  ["a trigger in snake_case is refused", { path: "/call_missed" }, "ERR_NOT_FOUND"],
  ["another method is refused", { path: "/call-missed", method: "PUT" }, "ERR_METHOD_NOT_ALLOWED"],
];

const flow = [{ type: "Agent", time: 1 }];
const date = "2026-07-11 20:39:35";
const dialed = { date, call_flow: flow };

/** Fields beside a call's, all of them in the payload, and the event that they prove. */
const proved = [
  ["an end", { end_stamp: date }, "callMissedOrAnswered"],
  ["no seconds billed", { billsec: "0" }, "callMissedOrAnswered"],
  ["a cause", { hangup_cause: "BUSY" }, "callMissedOrAnswered"],
  ["a cause by its key", { hangup_cause_key: "BUSY" }, "callMissedOrAnswered"],
  ["a cause by a key that nothing declares", { hangup_causes: ["BUSY"] }, "callMissedOrAnswered"],
  ["a digit", { digit_pressed: "2" }, "dtmfOption"],
  ["a star", { digit_pressed: "*" }, "dtmfOption"],
  ["an auto attendant", { auto_attendant_id: "31" }, "receivedOnAutoAttendant"],
  ["a department", { dept_id: "12" }, "receivedOnDepartment"],
  ["a customer's answer", { call_status: "answered by customer" }, "callAnsweredByCustomer"],
  [
    "a customer's answer in status, in any case",
    { status: "Answered By CUSTOMER" },
    "callAnsweredByCustomer",
  ],
  ["an agent's answer", { call_status: "Answered by agent" }, "callAnsweredByAgent"],
  ["an agent's answer in status", { status: "ANSWERED BY AGENT" }, "callAnsweredByAgent"],
  ["departments", { departments: [{ id: 12 }] }, "callAnsweredByAgent"],
  ["IVRs", { ivrs: [{}] }, "callAnsweredByAgent"],
  ["an agent's number", { answer_agent_number: "+915550007001" }, "callAnsweredByAgent"],
  [
    "an agent's number, inbound",
    { answer_agent_number: "+915550007001", direction: "Inbound" },
    "callAnsweredByAgent",
  ],
  ["names of departments", { ...dialed, dept_name: ["Sales"] }, "dialedOnAgent"],
  ["an IVR", { ivr_id: 553 }, "callAnsweredOnIvr"],
  ["an IVR numbered 0", { ivr_id: 0 }, "callAnsweredOnIvr"],
  ["a channel", { channel_id: "1768000000.1001" }, "callReceivedOnServer"],

  ["an end before a digit", { end_stamp: date, digit_pressed: "2" }, "callMissedOrAnswered"],
  [
    "a digit before an auto attendant",
    { digit_pressed: "2", auto_attendant_id: "31" },
    "dtmfOption",
  ],
  [
    "an auto attendant before a department",
    { auto_attendant_id: "31", dept_id: "12" },
    "receivedOnAutoAttendant",
  ],
  [
    "a department before a customer's answer",
    { dept_id: "12", status: "answered by customer" },
    "receivedOnDepartment",
  ],
  [
    "a customer's answer before an agent's",
    { call_status: "answered by agent", status: "answered by customer" },
    "callAnsweredByCustomer",
  ],
  [
    "an agent's answer before the names of departments",
    { ...dialed, dept_name: ["Sales"], status: "answered by agent" },
    "callAnsweredByAgent",
  ],
  [
    "an agent's number before an IVR",
    { ivr_id: 553, answer_agent_number: "+915550007001" },
    "callAnsweredByAgent",
  ],
  ["an IVR before a channel", { channel_id: "1768000000.1001", ivr_id: 553 }, "callAnsweredOnIvr"],
];

/** What says nothing, and proves nothing. */
const EMPTY = ["", null, [], {}, "null", "<nil>", "[]", "[ \t]", "{}", "{ }", "map[]", "map[ ]"];

const notProved = [
  ["no more than a call", {}],
  ["a start", { start_stamp: date }],
  ["an unfilled end", { end_stamp: "$end_stamp" }],
  ["an end under a dollar, unfilled", { $end_stamp: "$end_stamp" }],
  ["no more than blanks billed", { billsec: " \t" }],
  ["a key that ends as a cause", { my_hangup_cause: "BUSY" }],
  ["the tail of a placeholder", { answer_agent_number: "_number" }],
  ["another status", { call_status: "answered", status: "missed" }],
  ["a status with more words", { status: "answered by customer twice" }],
  ["a status with another letter s", { status: "anſwered by agent" }],
  ["a status that is no text", { status: ["answered by customer"] }],
  ["an agent's number, outbound", { answer_agent_number: "+915550007001", direction: "outbound" }],
  [
    "an agent's number, dialer",
    { answer_agent_number: "+915550007001", direction: "Dialer (inbound)" },
  ],
  ["a plain department", { ...dialed, dept_name: "Sales" }],
  ["names of departments without a date", { call_flow: flow, dept_name: ["Sales"] }],
  ["names of departments without a flow", { date, call_flow: [], dept_name: ["Sales"] }],
  ["a department's number", { ...dialed, dept_name: 12 }],
  ["an empty list of departments' names", { ...dialed, dept_name: [] }],
  ["an IVR with a date", { ivr_id: 553, date }],
  ["an IVR's name", { ivr_name: "Main menu" }],
  ["other fields", { zone: "IST", call_id: "1768000000.1001" }],
];

const emptyFields = [
  ...["end_stamp", "billsec", "hangup_cause_key", "digit_pressed", "auto_attendant_id", "dept_id"],
  ...["call_status", "departments", "ivrs", "answer_agent_number", "ivr_id", "channel_id"],
];

export const recognition = [
  ...named.map(([name, head, type, identifiedBy]) =>
    recognized(`named: ${name}`, { ...sent, ...head }, type, identifiedBy, channel),
  ),
  recognized(
    "named: a query of a GET",
    queryText(`trigger=call-missed&${callText}`),
    "callMissed",
    "query",
  ),
  recognized(
    "named: a query of a GET, escaped, among the fields",
    queryText(`uuid=65a1f0c2b3d4e&%74rigger=CALL-MISSED&${callText.replace(/^[^&]*&/, "")}`),
    "callMissed",
    "query",
  ),
  {
    ...recognized(
      "named: the path of a GET, its trigger taken out all the same",
      queryText(`trigger=x&${callText}`),
      "callMissed",
      "path",
    ),
    path: "/call-missed",
  },
  {
    ...recognized(
      "named: the path of a GET, whatever its trigger holds",
      queryText(`trigger=%ff&${callText}`),
      "callMissed",
      "path",
    ),
    path: "/call-missed",
  },
  ...unnamed.map(([name, head, code]) =>
    refused(`named: ${name}`, { ...sent, path: "/", ...head }, code),
  ),
  refused(
    "named: a delivery without what its trigger requires is refused",
    { ...json(call), path: "/dtmf-option" },
    "ERR_PAYLOAD_INVALID",
  ),
  recognized(
    "named: what its trigger requires may be empty",
    { ...json({ ...call, digit_pressed: null }), path: "/dtmf-option" },
    "dtmfOption",
    "path",
    { digit_pressed: "" },
    { "/digit_pressed": "unfilled" },
  ),

  ...proved.map(([name, fields, type]) =>
    recognized(`shape: ${name}`, json({ ...call, ...fields }), type, "shape", fields),
  ),
  recognized(
    "shape: an end as a number",
    json({ ...call, end_stamp: 0 }),
    "callMissedOrAnswered",
    "shape",
    { end_stamp: "0" },
    {
      "/end_stamp": "converted",
    },
  ),
  recognized(
    "shape: false is filled",
    json({ ...call, billsec: false }),
    "callMissedOrAnswered",
    "shape",
    { billsec: "false" },
    {
      "/billsec": "converted",
    },
  ),
  recognized(
    "shape: NULL is a text like any other",
    json({ ...call, billsec: "NULL" }),
    "callMissedOrAnswered",
    "shape",
    {
      billsec: "NULL",
    },
  ),
  recognized(
    "shape: a key with a dollar",
    json({ ...call, "$digit_pressed ": "2" }),
    "dtmfOption",
    "shape",
    { digit_pressed: "2" },
    {
      "/digit_pressed": "renamed",
    },
  ),
  {
    ...recognized(
      "shape: a key that the receiver was told",
      json({ ...call, dtmf: "2" }),
      "dtmfOption",
      "shape",
      { digit_pressed: "2" },
      {
        "/digit_pressed": "renamed",
      },
    ),
    options: { fields: { dtmf: "digit_pressed" } },
  },
  recognized(
    "shape: a status with blanks around",
    json({ ...call, status: " answered by agent\n" }),
    "callAnsweredByAgent",
    "shape",
    {
      status: "answered by agent",
    },
    { "/status": "trimmed" },
  ),
  recognized(
    "shape: an agent's number, the direction unfilled",
    json({ ...call, answer_agent_number: "+915550007001", direction: "$direction" }),
    "callAnsweredByAgent",
    "shape",
    { answer_agent_number: "+915550007001" },
    { "/direction": ["unfilled", "absent"] },
  ),
  recognized(
    "shape: an IVR with an empty date",
    json({ ...call, ivr_id: 553, date: "<nil>" }),
    "callAnsweredOnIvr",
    "shape",
    {
      ivr_id: 553,
      date: "<nil>",
    },
  ),
  recognized(
    "shape: a lone IVR",
    json({ ...call, ivrs: { id: 553 } }),
    "callAnsweredByAgent",
    "shape",
    { ivrs: [{ id: 553 }] },
    {
      "/ivrs": "wrapped",
    },
  ),
  recognized(
    "shape: Go text of departments",
    form({ ...call, departments: "[map[id:12]]" }),
    "callAnsweredByAgent",
    "shape",
    {},
    {
      "/departments": "left-out",
    },
  ),
  ...[
    ["as JSON text", '["Sales"]', ["Sales"], "parsed"],
    ["as Go's text", "[Sales]", undefined, "left-out"],
    ["as Go's map", "map[0:Sales]", undefined, "left-out"],
    ["as JSON text of an object", '{"a":1}', undefined, "left-out"],
    ["as an object", { a: 1 }, undefined, "left-out"],
  ].map(([how, names, dept_name, rule]) =>
    recognized(
      `shape: names of departments ${how}`,
      json({ ...call, ...dialed, dept_name: names }),
      "dialedOnAgent",
      "shape",
      { ...dialed, ...(dept_name && { dept_name }) },
      { "/dept_name": rule },
    ),
  ),
  recognized(
    "shape: Go text of a flow proves it, and is left out",
    form({ ...call, date, call_flow: "[map[type:Agent]]", dept_name: "[Sales]" }),
    "dialedOnAgent",
    "shape",
    { date },
    { "/call_flow": "left-out", "/dept_name": "left-out" },
  ),
  recognized(
    "shape: a form in brackets",
    formText(`${callText}&departments[0][id]=12`),
    "callAnsweredByAgent",
    "shape",
    {
      departments: [{ id: "12" }],
    },
  ),
  recognized("shape: a query", query({ ...call, digit_pressed: "2" }), "dtmfOption", "shape", {
    digit_pressed: "2",
  }),

  ...notProved.map(([name, fields]) =>
    refused(
      `shape: ${name} proves nothing`,
      { ...json({ ...call, ...fields }), path: "/" },
      "ERR_UNIDENTIFIED",
    ),
  ),
  ...EMPTY.map((value) =>
    refused(
      `shape: ${JSON.stringify(value)} proves nothing, wherever it stands`,
      {
        ...json({ ...call, ...Object.fromEntries(emptyFields.map((name) => [name, value])) }),
        path: "/",
      },
      "ERR_UNIDENTIFIED",
    ),
  ),
  refused(
    "shape: fields of Callsavvy's prove nothing",
    { ...json(chat), path: "/" },
    "ERR_UNIDENTIFIED",
  ),
];
