/** Callsavvy's events, whose texts are what people wrote. */
import { chat, form, formText, json, jsonText, newChat, query, refused } from "./delivery.mjs";

const TEXTS = [
  " padded ",
  "\t",
  "$5",
  "$visitor_name",
  "_name",
  "null",
  "<nil>",
  "[1]",
  '{"a":1}',
  "map[a:1]",
  '\u0000\u0001\u001f\u007f\b\f\n\r\t"\\/',
  "line\u2028paragraph\u2029end",
  "é, e\u0301, ü, ß, 你好, 🙂",
];

const callSummary = {
  event: "callSummary",
  call_direction: "Incoming",
  call_department: "12",
  caller_number: "+915550001234",
  recording_url: "",
  call_duration: "95",
};

const summary = (name, fields, payload, repairs = {}) => ({
  name,
  provider: "callsavvy",
  ...json({ ...callSummary, ...fields }),
  expect: {
    type: "callSummary",
    identifiedBy: "field",
    payload: { ...callSummary, ...payload },
    repairs,
  },
});

/** An event that no schema knows stays as it was decoded. */
const unknown = (name, fields, write = json) => ({
  name,
  provider: "callsavvy",
  ...write(fields),
  expect: { type: fields.event, identifiedBy: "field", payload: fields, repairs: {} },
});

const refusedHere = (name, delivery, code) =>
  refused(name, { provider: "callsavvy", path: "/", ...delivery }, code);

export const callsavvy = [
  ...TEXTS.flatMap((visitor_name) =>
    [json, form].map((write) =>
      newChat(
        `${write.name}: ${JSON.stringify(visitor_name)} is kept to the letter`,
        write({ ...chat, visitor_name }),
        {
          visitor_name,
        },
      ),
    ),
  ),
  newChat(
    "keys are kept to the letter",
    json({ ...chat, $event: "a", " event": "b", "visitor_name ": null }),
    {
      $event: "a",
      " event": "b",
      "visitor_name ": null,
    },
  ),
  newChat(
    "a plus that a form has decoded stays a blank",
    formText(
      "visitor_phone=+915550001234&event=newChat&chat_department=7&visitor_name=&visitor_email=",
    ),
    {
      visitor_phone: " 915550001234",
      visitor_name: "",
      visitor_email: "",
    },
  ),
  newChat("a trigger in the query is not looked at", {
    ...json(chat),
    query: "trigger=callMissed",
  }),
  newChat(
    "undeclared fields are kept",
    json({ ...chat, call_status: "", page: { url: "/", visits: [1, {}] } }),
    {
      call_status: "",
      page: { url: "/", visits: [1, {}] },
    },
  ),

  summary(
    "numbers become texts",
    { call_duration: 95, call_department: 12.5, caller_number: true },
    {
      call_duration: "95",
      call_department: "12.5",
      caller_number: "true",
    },
    {
      "/call_duration": "converted",
      "/call_department": "converted",
      "/caller_number": "converted",
    },
  ),
  summary(
    "an empty optional text is absent",
    { call_status: "" },
    {},
    { "/call_status": "absent" },
  ),
  summary("a blank optional text is kept", { call_status: " " }, { call_status: " " }),
  summary(
    "null for an optional text is left out",
    { call_status: null },
    {},
    { "/call_status": "left-out" },
  ),
  summary(
    "a list for an optional text is left out",
    { call_status: ["finished"] },
    {},
    { "/call_status": "left-out" },
  ),
  refusedHere(
    "null for a required text of a summary is refused",
    json({ ...callSummary, recording_url: null }),
    "ERR_PAYLOAD_INVALID",
  ),
  refusedHere(
    "a list for a required text of a summary is refused",
    json({ ...callSummary, recording_url: [] }),
    "ERR_PAYLOAD_INVALID",
  ),
  ...Object.keys(callSummary)
    .filter((name) => name !== "event")
    .map((name) =>
      refusedHere(
        `a summary without ${name} is refused`,
        json({ ...callSummary, [name]: undefined }),
        "ERR_PAYLOAD_INVALID",
      ),
    ),

  unknown("an event that no schema knows is kept as it is", {
    event: "callTransferred",
    call_status: "",
    call_duration: 95,
    " note": null,
    "😀": 1,
    "～": 2,
    nested: { b: [], a: {} },
  }),
  {
    ...unknown("a number beyond all numbers is null to JSON", {
      event: "callTransferred",
      a: null,
      b: null,
    }),
    ...jsonText(`{"event":"callTransferred","a":1e400,"b":${"9".repeat(400)}}`),
  },
  unknown("an event in another case is not known", { ...chat, event: "NewChat" }),
  unknown("an event with blanks around is not known", { ...chat, event: " newChat" }, form),
  unknown("an event that every object has is not known", { event: "toString" }),
  refusedHere(
    "a delivery without an event is refused",
    json({ ...chat, event: undefined }),
    "ERR_UNIDENTIFIED",
  ),
  refusedHere("an empty event is refused", json({ ...chat, event: "" }), "ERR_UNIDENTIFIED"),
  refusedHere(
    "an event that is no text is refused",
    json({ ...chat, event: 7 }),
    "ERR_UNIDENTIFIED",
  ),
  refusedHere(
    "an event that is repeated is refused",
    formText("event=newChat&event=newChat"),
    "ERR_UNIDENTIFIED",
  ),
  refusedHere(
    "an event under a key with a dollar is refused",
    json({ ...chat, event: undefined, $event: "newChat" }),
    "ERR_UNIDENTIFIED",
  ),
  refusedHere(
    "a list of events is refused",
    jsonText(JSON.stringify([chat])),
    "ERR_BODY_MALFORMED",
  ),
  refusedHere("GET is refused", query(chat), "ERR_METHOD_NOT_ALLOWED"),
  refusedHere("a path is refused", { ...json(chat), path: "/new-chat" }, "ERR_NOT_FOUND"),
];
