/** Rules 1 to 3: what an editable body template does to keys, blanks and absent values. Servetel only. */
import {
  call,
  callText,
  form,
  formText,
  hangup,
  json,
  jsonHangup,
  query,
  refused,
} from "./delivery.mjs";

const keys = [
  ["a dollar is taken off", { $billsec: "1" }, { billsec: "1" }, { "/billsec": "renamed" }],
  ["blanks are taken off", { "billsec ": "1" }, { billsec: "1" }, { "/billsec": "renamed" }],
  [
    "blanks are taken off, then a dollar",
    { "\t $billsec\r\n": "1" },
    { billsec: "1" },
    { "/billsec": "renamed" },
  ],
  [
    "a key that another event declares is renamed",
    { $dept_id: "1" },
    { dept_id: "1" },
    { "/dept_id": "renamed" },
  ],
  ["two dollars are kept", { $$billsec: "1" }, { $$billsec: "1" }],
  ["a blank behind the dollar is kept", { "$ billsec": "1" }, { "$ billsec": "1" }],
  ["a dollar at the end is kept", { billsec$: "1" }, { billsec$: "1" }],
  [
    "other white space is kept",
    { "billsec\u00a0": "1", "\vdid_number": "2" },
    {
      "billsec\u00a0": "1",
      "\vdid_number": "2",
    },
  ],
  ["another case is kept", { Billsec: "1" }, { Billsec: "1" }],
  [
    "a dollar on a key that nothing declares is kept",
    { $zone: "1", " zone": "2" },
    {
      $zone: "1",
      " zone": "2",
    },
  ],
  [
    "what every object inherits is not declared",
    { $toString: "1", " constructor": "2" },
    {
      $toString: "1",
      " constructor": "2",
    },
  ],
  [
    "the exact key wins, wherever it stands",
    { $billsec: "1", billsec: "2", "billsec ": "3" },
    { billsec: "2" },
    { "/$billsec": "superseded", "/billsec ": "superseded" },
  ],
  [
    "the exact key wins, though it is empty",
    { billsec: "", $billsec: "1" },
    {},
    { "/billsec": "absent", "/$billsec": "superseded" },
  ],
  [
    "the first key wins where none is exact",
    { "billsec ": "1", $billsec: "2" },
    { billsec: "1" },
    { "/billsec": "renamed", "/$billsec": "superseded" },
  ],
  [
    "keys inside of objects are kept",
    { billing_circle: { $circle: "Delhi", "operator ": "Example Telecom" } },
    { billing_circle: { $circle: "Delhi", "operator ": "Example Telecom" } },
  ],
];

/** With names that the receiver has been told. */
const told = [
  [
    "a told key takes its name",
    { secs: "1" },
    { secs: "billsec" },
    { billsec: "1" },
    {
      "/billsec": "renamed",
    },
  ],
  [
    "a declared key may be told another name",
    { duration: "1" },
    { duration: "billsec" },
    { billsec: "1" },
    { "/billsec": "renamed" },
  ],
  [
    "a told name is found behind a dollar and blanks",
    { " $duration": "1" },
    { duration: "billsec" },
    { billsec: "1" },
    { "/billsec": "renamed" },
  ],
  ["a told key is met to the letter", { " secs": "1" }, { secs: "billsec" }, { " secs": "1" }],
  [
    "the exact key wins over a told one",
    { "se/cs~": "1", billsec: "2" },
    { "se/cs~": "billsec" },
    { billsec: "2" },
    { "/se~1cs~0": "superseded" },
  ],
  [
    "of a told key and a dollar the first wins",
    { $billsec: "1", secs: "2" },
    { secs: "billsec" },
    { billsec: "1" },
    { "/billsec": "renamed", "/secs": "superseded" },
  ],
  [
    "a key with a dollar may itself be told",
    { $secs: "1" },
    { $secs: "billsec" },
    { billsec: "1" },
    { "/billsec": "renamed" },
  ],
];

const phoneFields = [
  ...["call_to_number", "caller_id_number", "answer_agent_number", "answered_agent_number"],
  ...["agent_number", "customer_no_with_prefix", "customer_number_with_prefix", "did_number"],
  "field_0",
];
const inAll = (value, of = phoneFields) => Object.fromEntries(of.map((name) => [name, value]));
const repairsOfAll = (rule) => Object.fromEntries(phoneFields.map((name) => [`/${name}`, rule]));

/** Values of a phone field as decoded from a form. */
const pluses = [
  ["7 digits get their plus", " 1234567", "+1234567", "plus-restored"],
  ["6 digits get no plus", " 123456", "123456", "trimmed"],
  ["15 digits get their plus", " 123456789012345", "+123456789012345", "plus-restored"],
  ["16 digits get no plus", " 1234567890123456", "1234567890123456", "trimmed"],
  ["a leading zero gets no plus", " 0915550001234", "0915550001234", "trimmed"],
  ["two blanks make no plus", "  915550001234", "915550001234", "trimmed"],
  ["a tab makes no plus", "\t915550001234", "915550001234", "trimmed"],
  ["a blank behind makes no plus", " 915550001234 ", "915550001234", "trimmed"],
  ["a line feed behind makes no plus", " 915550001234\n", "915550001234", "trimmed"],
  ["a letter makes no plus", " 91555000123x", "91555000123x", "trimmed"],
  ["digits of another script make no plus", " ９15550001234", "９15550001234", "trimmed"],
  ["a plus that was escaped stays", "+915550001234", "+915550001234", undefined],
];

const blanks = [
  [
    "are taken off a text",
    { hangup_cause: "\t\r\n Busy " },
    { hangup_cause: "Busy" },
    {
      "/hangup_cause": "trimmed",
    },
  ],
  [
    "of other kinds are kept",
    { hangup_cause: "\u00a0Busy\u2003\v\f\ufeff" },
    {
      hangup_cause: "\u00a0Busy\u2003\v\f\ufeff",
    },
  ],
  ["inside a text are kept", { hangup_cause: "a  b" }, { hangup_cause: "a  b" }],
  [
    "are taken off a number's text",
    { call_connected: " 1 " },
    { call_connected: 1 },
    {
      "/call_connected": ["trimmed", "converted"],
    },
  ],
  [
    "are taken off JSON text",
    { digits_dialed: ' ["1"]\n' },
    { digits_dialed: ["1"] },
    {
      "/digits_dialed": ["trimmed", "parsed"],
    },
  ],
  [
    "alone are an absent value",
    { hangup_cause: " \t" },
    {},
    {
      "/hangup_cause": ["trimmed", "absent"],
    },
  ],
  [
    "alone are an empty text where it is required",
    { call_to_number: " " },
    { call_to_number: "" },
    {
      "/call_to_number": "trimmed",
    },
  ],
  [
    "are taken off what another event declares",
    { dept_name: " Sales " },
    { dept_name: "Sales" },
    {
      "/dept_name": "trimmed",
    },
  ],
  ["are kept in what nothing declares", { zone: " IST " }, { zone: " IST " }],
  [
    "are kept deeper inside",
    { billing_circle: { circle: " Delhi " }, digits_dialed: [" 1"] },
    { billing_circle: { circle: " Delhi " }, digits_dialed: [" 1"] },
  ],
];

const unfilled = (name, value, steps = ["unfilled", "absent"]) => [
  `${JSON.stringify(value)} is no value of ${name}`,
  { [name]: value },
  {},
  { [`/${name}`]: steps },
];
const kept = (name, value) => [
  `${JSON.stringify(value)} is a value of ${name}`,
  { [name]: value },
  { [name]: value },
];

const absences = [
  unfilled("campaign_id", null),
  unfilled("campaign_id", "$campaign_id"),
  unfilled("campaign_id", "$_"),
  unfilled("campaign_id", "$Z9_a"),
  unfilled("campaign_id", " $any ", ["trimmed", "unfilled", "absent"]),
  unfilled("campaign_id", "$any\n", ["trimmed", "unfilled", "absent"]),
  unfilled("answered_agent_name", "_name"),
  unfilled("answered_agent_name", "_agent_name"),
  unfilled("answered_agent_name", "_name ", ["trimmed", "unfilled", "absent"]),
  unfilled("missed_agent", null),
  unfilled("billing_circle", "$billing_circle"),
  unfilled("call_connected", "$call_connected"),
  ...["hangup_cause", "call_connected", "missed_agent", "billing_circle", "digits_dialed"].map(
    (name) => unfilled(name, "", "absent"),
  ),
  kept("reason_key", "$"),
  kept("reason_key", "$5"),
  kept("reason_key", "$a b"),
  kept("reason_key", "$a-b"),
  kept("reason_key", "$nämé"),
  kept("reason_key", "$a$b"),
  kept("reason_key", "a$b"),
  kept("reason_key", "$(reason_key)"),
  kept("reason_key", "_name"),
  kept("reason_key", "_"),
  kept("reason_key", "key"),
  kept("reason_key", "reason_key"),
  kept("reason_key", "null"),
  kept("zone", null),
  kept("zone", ""),
  kept("zone", "$zone"),
  kept("time_zone", "_zone"),
  kept("billing_circle", { circle: "", operator: "$operator" }),
];

export const template = [
  ...keys.map(([name, ...row]) => jsonHangup([`key: ${name}`, ...row])),
  ...told.map(([name, sent, fields, payload, repairs]) => ({
    ...jsonHangup([`key: ${name}`, sent, payload, repairs]),
    options: { fields },
  })),
  hangup(
    "key: dollars and blanks are taken off in a form, too",
    formText(`${callText}&%24billsec=1&duration+=2`),
    { billsec: "1", duration: "2" },
    { "/billsec": "renamed", "/duration": "renamed" },
  ),
  hangup(
    "key: dollars on every key",
    json(Object.fromEntries(Object.entries(call).map(([name, value]) => [`$${name}`, value]))),
    {},
    { "/uuid": "renamed", "/call_to_number": "renamed", "/caller_id_number": "renamed" },
  ),

  hangup(
    "phone: every phone field of a form gets its plus",
    form({ ...call, ...inAll(" 915550001234") }),
    inAll("+915550001234"),
    repairsOfAll("plus-restored"),
  ),
  hangup(
    "phone: every phone field of a query gets its plus",
    query({ ...call, ...inAll(" 915550001234") }),
    inAll("+915550001234"),
    repairsOfAll("plus-restored"),
  ),
  hangup(
    "phone: no phone field of JSON gets a plus",
    json({ ...call, ...inAll(" 915550001234") }),
    inAll("915550001234"),
    repairsOfAll("trimmed"),
  ),
  hangup(
    "phone: JSON under a form's type is JSON",
    formText(JSON.stringify({ ...call, did_number: " 915550001234" })),
    { did_number: "915550001234" },
    { "/did_number": "trimmed" },
  ),
  hangup(
    "phone: JSON as the name of a form's field is JSON",
    formText(encodeURIComponent(JSON.stringify({ ...call, did_number: " 915550001234" }))),
    { did_number: "915550001234" },
    { "/did_number": "trimmed" },
  ),
  hangup(
    "phone: a field that holds no phone number gets no plus",
    formText(`${callText}&campaign_id=+915550001234&field_1=+915550001234&zone=+915550001234`),
    { campaign_id: "915550001234", field_1: "915550001234", zone: " 915550001234" },
    { "/campaign_id": "trimmed", "/field_1": "trimmed" },
  ),
  hangup(
    "phone: a renamed key is a phone field by its documented name",
    formText(`${callText}&%24did_number=+915550001234`),
    { did_number: "+915550001234" },
    { "/did_number": ["renamed", "plus-restored"] },
  ),
  ...pluses.map(([name, sent, did_number, rule]) =>
    hangup(
      `phone: ${name}`,
      form({ ...call, did_number: sent }),
      { did_number },
      rule ? { "/did_number": rule } : {},
    ),
  ),
  ...blanks.map(([name, ...row]) => jsonHangup([`blanks ${name}`, ...row])),

  ...absences.map(jsonHangup),
  jsonHangup([
    "an unfilled required text is an empty one",
    { call_to_number: "$call_to_number", caller_id_number: null },
    { call_to_number: "", caller_id_number: "" },
    { "/call_to_number": "unfilled", "/caller_id_number": "unfilled" },
  ]),
  jsonHangup([
    "an empty text is kept where only another event declares it",
    { dept_id: "$dept_id", ivr_id: "", departments: null },
    { dept_id: "", ivr_id: "", departments: "" },
    { "/dept_id": "unfilled", "/departments": "unfilled" },
  ]),
  ...[
    ["missing", { uuid: undefined }],
    ["empty", { uuid: "" }],
    ["null", { uuid: null }],
    ["unfilled", { uuid: "$uuid" }],
    ["blank", { uuid: " " }],
  ].map(([what, fields]) =>
    refused(`a ${what} uuid is refused`, json({ ...call, ...fields }), "ERR_PAYLOAD_INVALID"),
  ),
];
