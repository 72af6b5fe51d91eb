/** Rules 4 to 6: the declared types, what does not fit them, and the rest. */
import {
  call,
  callText,
  form,
  formText,
  hangup,
  json,
  jsonHangup,
  jsonWith,
  query,
  refused,
} from "./delivery.mjs";

/** Values as JSON writes them, of a string. */
const strings = [
  ["true", "true"],
  ["false", "false"],
  ["0", "0"],
  ["-0", "0"],
  ["184", "184"],
  ["5.0", "5"],
  ["1e3", "1000"],
  ["9007199254740991", "9007199254740991"],
  ["-9007199254740991", "-9007199254740991"],
  ["9007199254740992", undefined],
  ["18446744073709551616", undefined],
  ["1783783775.25", "1783783775.25"],
  ["0.1", "0.1"],
  ["0.30000000000000004", "0.30000000000000004"],
  ["1.10", "1.1"],
  ["0.0001", "0.0001"],
  ["-0.00010000000000000002", "-0.00010000000000000002"],
  ["0.00009999999999999999", undefined],
  ["999999999999999.9", "999999999999999.9"],
  ["1000000000000000.5", undefined],
  ["1e21", undefined],
  ["1e400", undefined],
  ['["1"]', undefined],
  ["[]", undefined],
  ['{"seconds":1}', undefined],
];

/** Values as JSON writes them, of an integer; those that change in it are converted. */
const integers = [
  ["1", 1],
  ["-1", -1],
  ["5.0", 5],
  ["9007199254740991", 9007199254740991],
  ["9007199254740992", undefined],
  ["0.5", undefined],
  ["true", 1, "converted"],
  ["false", 0, "converted"],
  ['"true"', 1, "converted"],
  ['"false"', 0, "converted"],
  ['"True"', undefined],
  ['"0"', 0, "converted"],
  ['"1"', 1, "converted"],
  ['"-12"', -12, "converted"],
  ['"999999999999999"', 999999999999999, "converted"],
  ['"-999999999999999"', -999999999999999, "converted"],
  ['"1000000000000000"', undefined],
  ['"01"', undefined],
  ['"-0"', undefined],
  ['"+1"', undefined],
  ['"1.0"', undefined],
  ['"1e2"', undefined],
  ['"1_000"', undefined],
  ['"１"', undefined],
  ['"yes"', undefined],
  ["[1]", undefined],
  ["{}", undefined],
];

/** A value of one field that takes a declared type. */
const made = (name, field, sent, value, repairs) => [
  name,
  { [field]: sent },
  { [field]: value },
  repairs,
];
const asIs = (name, field, value) => made(name, field, value, value, {});

const nested = [
  made("a list out of JSON text", "digits_dialed", '["1","4"]', ["1", "4"], {
    "/digits_dialed": "parsed",
  }),
  made("a list of nothing out of JSON text", "missed_agent", "[]", [], {
    "/missed_agent": "parsed",
  }),
  made(
    "an object out of JSON text",
    "billing_circle",
    '{"circle":"Delhi"}',
    { circle: "Delhi" },
    {
      "/billing_circle": "parsed",
    },
  ),
  made(
    "an object of nothing out of JSON text",
    "billing_circle",
    "{}",
    {},
    {
      "/billing_circle": "parsed",
    },
  ),
  made(
    "JSON text with blanks inside",
    "billing_circle",
    '{ "circle"\n:"Delhi" }',
    { circle: "Delhi" },
    {
      "/billing_circle": "parsed",
    },
  ),
  made("a list of a lone object", "missed_agent", { id: "7" }, [{ id: "7" }], {
    "/missed_agent": "wrapped",
  }),
  made("a list of a lone object of nothing", "missed_agent", {}, [{}], {
    "/missed_agent": "wrapped",
  }),
  made("a list of a lone object out of JSON text", "missed_agent", '{"id":7}', [{ id: "7" }], {
    "/missed_agent": ["parsed", "wrapped"],
    "/missed_agent/0/id": "converted",
  }),
  made("a list of a lone text", "digits_dialed", "14", ["14"], { "/digits_dialed": "wrapped" }),
  made("a list of a lone text that resembles Go's", "digits_dialed", "mapping", ["mapping"], {
    "/digits_dialed": "wrapped",
  }),
  made("a list of a lone text that begins as Go's nothing", "digits_dialed", "<nil>s", ["<nil>s"], {
    "/digits_dialed": "wrapped",
  }),
  made("texts in a list", "digits_dialed", [1, true, "4", 1.5], ["1", "true", "4", "1.5"], {
    "/digits_dialed/0": "converted",
    "/digits_dialed/1": "converted",
    "/digits_dialed/3": "converted",
  }),
  made("texts in a list out of JSON text", "digits_dialed", "[1,2.0]", ["1", "2"], {
    "/digits_dialed": "parsed",
    "/digits_dialed/0": "converted",
    "/digits_dialed/1": "converted",
  }),
  made(
    "texts in objects in a list",
    "missed_agent",
    [{ id: 7, name: "Mina" }],
    [{ id: "7", name: "Mina" }],
    {
      "/missed_agent/0/id": "converted",
    },
  ),
  made(
    "texts in an object",
    "broadcast_lead_fields",
    { Name: "Asha", field_3: 7, more: 7 },
    {
      Name: "Asha",
      field_3: "7",
      more: 7,
    },
    { "/broadcast_lead_fields/field_3": "converted" },
  ),
  made("an object out of text in a list", "call_flow", ['{"type":"init"}'], [{ type: "init" }], {
    "/call_flow/0": "parsed",
  }),
  made("an object out of text in JSON text", "call_flow", '["{\\"type\\":1}"]', [{ type: "1" }], {
    "/call_flow": "parsed",
    "/call_flow/0": "parsed",
    "/call_flow/0/type": "converted",
  }),
  made("32 levels out of JSON text", "call_flow", deepFlow(32), JSON.parse(deepFlow(32)), {
    "/call_flow": "parsed",
  }),
  made(
    "of a name repeated in JSON text its last value",
    "billing_circle",
    '{"circle":1,"circle":"Delhi"}',
    {
      circle: "Delhi",
    },
    { "/billing_circle": "parsed" },
  ),
  asIs("a list that fits", "digits_dialed", ["1", ""]),
  asIs("a list of nothing", "digits_dialed", []),
  asIs("an object of nothing", "billing_circle", {}),
  asIs("loose entries", "call_flow", [
    { type: "Agent", id: 7, time: 1783782575.338, name: "Main%20Menu", value: "[1]", more: null },
    { id: "", time: "2", anstime: { a: [] }, value: {} },
    {},
  ]),
];

/** So many levels, the list and its entry counted. */
function deepFlow(levels) {
  return `[{"value":${"[".repeat(levels - 2)}${"]".repeat(levels - 2)}}]`;
}

const unfit = [
  ["a number for a list", "digits_dialed", 14],
  ["a boolean for an object", "billing_circle", true],
  ["a list for an object", "billing_circle", []],
  ["JSON text of a list for an object", "billing_circle", '[{"circle":"Delhi"}]'],
  ["words for an object", "billing_circle", "Delhi"],
  ["words for a list of objects", "missed_agent", "Mina"],
  ["JSON text that ends early", "billing_circle", '{"circle":"Del'],
  ["JSON text with more behind it", "billing_circle", '{"circle":"Delhi"} ok'],
  ["JSON text with NaN in it", "digits_dialed", "[NaN]"],
  ["JSON text with True in it", "billing_circle", '{"circle":True}'],
  ["JSON text with single quotes", "billing_circle", "{'circle':'Delhi'}"],
  ["JSON text of JSON text", "billing_circle", JSON.stringify('{"circle":"Delhi"}')],
  ["JSON text with a prototype key", "billing_circle", '{"__proto__":{"a":1}}'],
  [
    "JSON text with constructor.prototype",
    "call_flow",
    '[{"value":{"constructor":{"prototype":1}}}]',
  ],
  ["JSON text of 33 levels", "call_flow", deepFlow(33)],
  ["JSON text that overflows a stack", "call_flow", "[".repeat(2000)],
  ["Go text for an object", "billing_circle", "map[circle:Delhi operator:Example Telecom]"],
  ["Go text for a list of objects", "missed_agent", "[map[id:7 name:Mina]]"],
  ["Go text for a list of texts", "digits_dialed", "[one two]"],
  ["Go's map for a list of texts", "digits_dialed", "map[a:1]"],
  ["Go's nothing for a list of texts", "digits_dialed", "<nil>"],
  ["an object for a list of texts", "digits_dialed", { a: "1" }],
  ["a list of lists for a list of texts", "digits_dialed", [["1"]]],
  ["a list with null for a list of texts", "digits_dialed", ["1", null]],
  ["a list with words for a list of objects", "missed_agent", [{ id: 7 }, "Mina"]],
  ["JSON text of a list with words for a list of objects", "missed_agent", '[{"id":7},"Mina"]'],
  ["a list with a list for a list of objects", "missed_agent", [[{ id: "7" }]]],
];

const partlyUnfit = [
  [
    "what does not fit inside is left out alone",
    {
      missed_agent: [
        { id: ["7"], name: "Mina" },
        { number: null, email: {} },
      ],
    },
    { missed_agent: [{ name: "Mina" }, {}] },
    {
      "/missed_agent/0/id": "left-out",
      "/missed_agent/1/number": "left-out",
      "/missed_agent/1/email": "left-out",
    },
  ],
  [
    "text is not read where a text is declared inside",
    { billing_circle: { circle: '["Delhi"]', operator: "map[a:1]" } },
    { billing_circle: { circle: '["Delhi"]', operator: "map[a:1]" } },
  ],
  [
    "text with a blank before it is not read inside",
    { missed_agent: [' {"id":"7"}'] },
    {},
    { "/missed_agent": "left-out" },
  ],
  [
    "what was cleaned before stays noted",
    { billing_circle: " Delhi " },
    {},
    { "/billing_circle": ["trimmed", "left-out"] },
  ],
  [
    "a renamed key stays noted",
    { $digits_dialed: 14 },
    {},
    { "/digits_dialed": ["renamed", "left-out"] },
  ],
];

const undeclared = {
  zone: " $zone ",
  nothing: null,
  no: "",
  yes: true,
  list: "[1]",
  "x y": { "": [], 0: "a", 1: {}, "$a ": null },
  "": 1.5,
  "a/b~c": [1, -0.5, 12345678901, [{}]],
  hasOwnProperty: "2",
  Uuid: "3",
  length: 3,
};

const FLOW_FORM =
  "call_flow[0][type]=init&call_flow[2][type]=Agent&call_flow[2][id]=7&call_flow[2][time]=1.50";

export const types = [
  ...strings.map(([sent, value]) =>
    hangup(
      `string: ${sent} ${value === undefined ? "is left out" : `is ${JSON.stringify(value)}`}`,
      jsonWith(`"billsec":${sent}`),
      value === undefined ? {} : { billsec: value },
      { "/billsec": value === undefined ? "left-out" : "converted" },
    ),
  ),
  ...integers.map(([sent, value, rule]) =>
    hangup(
      `integer: ${sent} ${value === undefined ? "is left out" : `is ${value}`}`,
      jsonWith(`"call_connected":${sent}`),
      value === undefined ? {} : { call_connected: value },
      value === undefined
        ? { "/call_connected": "left-out" }
        : rule
          ? { "/call_connected": rule }
          : {},
    ),
  ),
  ...nested.map(([name, ...row]) => jsonHangup([`nested: ${name}`, ...row])),
  ...unfit.map(([name, field, value]) =>
    jsonHangup([`unfit: ${name}`, { [field]: value }, {}, { [`/${field}`]: "left-out" }]),
  ),
  ...partlyUnfit.map(([name, ...row]) => jsonHangup([`unfit: ${name}`, ...row])),
  ...[
    ["a list", ["65a1f0c2b3d4e"]],
    ["an object", {}],
    ["a tiny number", 0.00001],
  ].map(([what, uuid]) =>
    refused(
      `${what} for a required text is refused`,
      json({ ...call, uuid }),
      "ERR_PAYLOAD_INVALID",
    ),
  ),
  jsonHangup([
    "required texts are converted",
    { uuid: 65, call_to_number: 915550009000, caller_id_number: false },
    { uuid: "65", call_to_number: "915550009000", caller_id_number: "false" },
    { "/uuid": "converted", "/call_to_number": "converted", "/caller_id_number": "converted" },
  ]),

  hangup("undeclared: keys of JSON stay as they are", json({ ...call, ...undeclared }), undeclared),
  hangup(
    "undeclared: fields of a form stay texts",
    form({ ...call, ...undeclared }),
    Object.fromEntries(
      Object.entries(undeclared).map(([name, value]) => [
        name,
        typeof value === "object" ? JSON.stringify(value) : String(value),
      ]),
    ),
  ),
  jsonHangup([
    "undeclared: what only another event declares keeps its type",
    { ivr_id: "5", departments: '[{"id":1}]', dept_name: ["Sales"] },
    { ivr_id: "5", departments: '[{"id":1}]', dept_name: ["Sales"] },
  ]),

  ...["billsec", "did_number"].map((name) =>
    hangup(
      `form: a repeat of ${name} is a list, and no text`,
      formText(`${callText}&${name}=1&${name}=2`),
      {},
      { [`/${name}`]: "left-out" },
    ),
  ),
  hangup(
    "form: a repeat of a list of texts is the list",
    formText(`${callText}&digits_dialed=1&digits_dialed=4`),
    { digits_dialed: ["1", "4"] },
  ),
  hangup(
    "form: nested values in brackets",
    formText(`${callText}&${FLOW_FORM}&digits_dialed[]=1&billing_circle[circle]=New+Delhi`),
    {
      call_flow: [{ type: "init" }, { type: "Agent", id: "7", time: "1.50" }],
      digits_dialed: ["1"],
      billing_circle: { circle: "New Delhi" },
    },
  ),
  hangup(
    "form: a lone agent in brackets",
    formText(`${callText}&answered_agent[id]=7&answered_agent[name]=Mina&missed_agent[][id]=8`),
    { answered_agent: [{ id: "7", name: "Mina" }], missed_agent: [{ id: "8" }] },
    { "/answered_agent": "wrapped" },
  ),
  hangup(
    "form: repeated JSON texts of agents are a list of them",
    formText(`${callText}&missed_agent=%7B%22id%22%3A7%7D&missed_agent=%7B%22id%22%3A%228%22%7D`),
    { missed_agent: [{ id: "7" }, { id: "8" }] },
    {
      "/missed_agent/0": "parsed",
      "/missed_agent/0/id": "converted",
      "/missed_agent/1": "parsed",
    },
  ),
  ...[form, query].map((write) =>
    hangup(
      `${write.name}: nested values as Go's text are left out`,
      write({
        ...call,
        billsec: 28,
        call_connected: 1,
        answered_agent: "map[agent_number:+915550007001 id:0500000000001 name:Ravi Example]",
        missed_agent: "<nil>",
        call_flow: "[map[time:1.783782568e+09 type:init] map[id:553 type:ivr]]",
        billing_circle: "map[circle:Delhi operator:Example Telecom]",
        digits_dialed: "[1 4]",
      }),
      { billsec: "28", call_connected: 1 },
      {
        "/call_connected": "converted",
        "/answered_agent": "left-out",
        "/missed_agent": "left-out",
        "/call_flow": "left-out",
        "/billing_circle": "left-out",
        "/digits_dialed": "left-out",
      },
    ),
  ),
];
