/** From bytes to an object: content types, charsets, byte order marks, limits, what is malformed. */
import {
  call,
  callText,
  chat,
  FORM_TYPE,
  form,
  formText,
  hangup,
  JSON_TYPE,
  json,
  jsonText,
  jsonWith,
  newChat,
  refused,
} from "./delivery.mjs";

const callJson = JSON.stringify(call);
const utf8 = (text) => Buffer.from(text);
const latin1 = (text) => Buffer.from(text, "latin1");
const BOM = "\ufeff";

const takenForJson = [
  ["Application/JSON", callJson],
  ["application/json; charset=utf-8", callJson],
  ["application/json;charset=UTF8", callJson],
  ['application/json ; charset="utf-8"', callJson],
  ["application/json; charset=us-ascii", callJson],
  ["application/json; profile=x; charset=ascii", callJson],
  ["application/json; charset=utf-8; charset=utf-16", callJson],
  ["application/vnd.example.v2+json", callJson],
  ["text/json", callJson],
  ["text/plain", callJson],
  ["text/plain; charset=utf-8", ` \t\r\n${callJson}\r\n`],
  [FORM_TYPE, callJson],
  [FORM_TYPE, `\n ${callJson} `],
  [null, callJson],
  [null, ` ${callJson}`],
];

const takenForForm = [
  [FORM_TYPE, callText],
  ["Application/X-WWW-Form-URLEncoded; Charset=UTF-8", callText],
  [FORM_TYPE, ` \r\n${callText}\r\n`],
  ["text/plain", callText],
  [null, callText],
  [null, `\t${callText}\n`],
];

const refusedTypes = [
  ["application/xml", "ERR_CONTENT_TYPE"],
  ["text/html", "ERR_CONTENT_TYPE"],
  ["text/xml; charset=utf-16", "ERR_CONTENT_TYPE"],
  ["application/octet-stream", "ERR_CONTENT_TYPE"],
  ["multipart/form-data; boundary=x", "ERR_CONTENT_TYPE"],
  ["application/jsonp", "ERR_CONTENT_TYPE"],
  ["application/xml+json+xml", "ERR_CONTENT_TYPE"],
  ["application/json; charset=utf-16", "ERR_CHARSET"],
  ["application/json; charset=utf-16; charset=utf-8", "ERR_CHARSET"],
  ["application/json; charset=iso-8859-1", "ERR_CHARSET"],
  ["text/plain; charset=iso-8859-1", "ERR_CHARSET"],
  ["application/json; charset=", "ERR_CHARSET"],
  ['application/json; charset="utf-8', "ERR_CHARSET"],
  [`${FORM_TYPE}; charset=windows-1252`, "ERR_CHARSET"],
];

const malformedJson = [
  ["a list", "[1]"],
  ["a text", '"hello"'],
  ["a number", "7"],
  ["null", "null"],
  ["an end too early", '{"uuid":"65a1f0c2b3d4e"'],
  ["a value that was not filled in", '{"uuid":"65a1f0c2b3d4e","call_flow":,"billsec":"1"}'],
  ["a comma before the end", '{"uuid":"65a1f0c2b3d4e",}'],
  ["single quotes", "{'uuid':'65a1f0c2b3d4e'}"],
  ["a name without quotes", '{uuid:"65a1f0c2b3d4e"}'],
  ["NaN", '{"uuid":"65a1f0c2b3d4e","billsec":NaN}'],
  ["Infinity", '{"uuid":"65a1f0c2b3d4e","billsec":-Infinity}'],
  ["True for true", '{"uuid":"65a1f0c2b3d4e","billsec":True}'],
  ["NULL for null", '{"uuid":"65a1f0c2b3d4e","billsec":NULL}'],
  ["a leading zero", '{"uuid":"65a1f0c2b3d4e","billsec":01}'],
  ["a plus before a number", '{"uuid":"65a1f0c2b3d4e","billsec":+1}'],
  ["a comment", '{"uuid":"65a1f0c2b3d4e"/* a call */}'],
  ["two objects", `${callJson}${callJson}`],
  ["a line feed in a text", '{"uuid":"65a1f0\nc2b3d4e"}'],
  ["an unknown escape", '{"uuid":"65a1f0c2b3d4e\\x41"}'],
  ["a form", callText],
];

const emptyBodies = [
  ["no body", jsonText("")],
  ["no body and no content type", jsonText("", null)],
  ["no body, whatever its content type", jsonText("", "text/xml")],
  ["blanks as JSON", jsonText(" \n")],
  ["blanks as a form", formText("\r\n ")],
  ["an object of nothing", jsonText("{}")],
  ["an object of nothing in a form", formText("{ }")],
  ["a form of ampersands", formText("&&")],
  ["a byte order mark alone", jsonText(BOM)],
];

/** Not too much for decoding, but nothing that tells an event. */
const withinLimits = (name, delivery) =>
  refused(name, { path: "/", ...delivery }, "ERR_UNIDENTIFIED");

const nestedLists = (levels) => `{"k":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
const nestedObjects = (levels) => `${'{"k":'.repeat(levels)}0${"}".repeat(levels)}`;
const manyKeys = (count) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [index, 0])));
/** So many values with the object and its list. */
const manyValues = (count) => `{"k":[${Array(count - 2).fill(0)}]}`;

const prototypeKeys = [
  ["__proto__", jsonWith('"__proto__":{"a":1}')],
  ["__proto__ of a text", jsonWith('"__proto__":"a"')],
  ["__proto__ deep inside", jsonWith('"zone":[{"a":{"__proto__":1}}]')],
  ["an escaped __proto__", jsonWith('"\\u005f_proto__":1')],
  ["constructor.prototype", json({ ...call, constructor: { prototype: {} } })],
  [
    "constructor.prototype of null, deep inside",
    json({ ...call, zone: [{ constructor: { prototype: null } }] }),
  ],
  ["__proto__ in a form", formText(`${callText}&__proto__=1`)],
  ["__proto__ before brackets", formText(`${callText}&__proto__[a]=1`)],
  ["__proto__ in brackets", formText(`${callText}&zone[__proto__]=1`)],
  ["constructor[prototype] in a form", formText(`${callText}&constructor[prototype]=1`)],
];

export const bodies = [
  ...takenForJson.map(([type, body]) =>
    hangup(
      `JSON is taken under ${type ?? "no content type"}: ${JSON.stringify(body.slice(0, 6))}`,
      jsonText(body, type),
    ),
  ),
  ...takenForForm.map(([type, body]) =>
    hangup(
      `a form is taken under ${type ?? "no content type"}: ${JSON.stringify(body.slice(0, 6))}`,
      formText(body, type),
    ),
  ),
  ...refusedTypes.map(([type, code]) =>
    refused(`${type} is refused`, jsonText(callJson, type), code),
  ),
  refused("plain words are refused", jsonText("hello", "text/plain"), "ERR_BODY_MALFORMED"),
  refused(
    "words without a content type are refused",
    jsonText("hello", null),
    "ERR_BODY_MALFORMED",
  ),
  refused("a list under a form's type is refused", formText(`[${callJson}]`), "ERR_BODY_MALFORMED"),
  ...malformedJson.map(([what, body]) =>
    refused(`JSON with ${what} is refused`, jsonText(body), "ERR_BODY_MALFORMED"),
  ),
  ...emptyBodies.map(([what, delivery]) =>
    refused(`${what} is an empty delivery`, delivery, "ERR_BODY_EMPTY"),
  ),
  refused("an empty query is an empty delivery", { method: "GET", query: "" }, "ERR_BODY_EMPTY"),

  hangup("a byte order mark before JSON is dropped", jsonText(`${BOM}${callJson}`)),
  refused(
    "a second byte order mark before JSON is refused",
    jsonText(`${BOM}${BOM}${callJson}`),
    "ERR_BODY_MALFORMED",
  ),
  hangup("a byte order mark before a form is dropped", formText(`${BOM}${callText}`)),
  hangup("a byte order mark before untyped JSON is dropped", jsonText(`${BOM}${callJson}`, null)),
  newChat(
    "JSON under a form's type may be in ISO 8859-1",
    formText(
      latin1(JSON.stringify({ ...chat, visitor_name: "José" })),
      `${FORM_TYPE}; charset=iso-8859-1`,
    ),
    { visitor_name: "José" },
  ),
  newChat(
    "JSON escapes are read, and letters outside the basic plane",
    jsonText(utf8(JSON.stringify(chat).replace("Meera", "Jos\\u00e9 \\ud83d\\ude42 😀 \\/\\b"))),
    { visitor_name: "José 🙂 😀 /\b Example" },
  ),
  newChat(
    "of a name that is repeated in JSON the last value counts",
    jsonText(`{"visitor_name":"first",${JSON.stringify(chat).slice(1)}`),
  ),
  ...[
    ["a lone byte of ISO 8859-1", latin1('{"uuid":"é"}')],
    ["an overlong slash", Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
    ["a surrogate", Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ["half a letter", utf8('{"uuid":"é').subarray(0, -1)],
  ].flatMap(([what, bytes]) => [
    refused(`${what} is not UTF-8, in JSON`, jsonText(bytes, JSON_TYPE), "ERR_BODY_MALFORMED"),
    refused(`${what} is not UTF-8, in a form`, formText(bytes), "ERR_BODY_MALFORMED"),
  ]),

  withinLimits("32 levels of lists are read", jsonText(nestedLists(32))),
  refused("33 levels of lists are refused", jsonText(nestedLists(33)), "ERR_BODY_TOO_DEEP"),
  withinLimits("32 levels of objects are read", jsonText(nestedObjects(32))),
  refused("33 levels of objects are refused", jsonText(nestedObjects(33)), "ERR_BODY_TOO_DEEP"),
  refused(
    "a depth that overflows a stack is refused",
    jsonText(nestedLists(2000)),
    "ERR_BODY_TOO_DEEP",
  ),
  withinLimits("1,000 keys are read", jsonText(manyKeys(1000))),
  refused("1,001 keys are refused", jsonText(manyKeys(1001)), "ERR_TOO_MANY_KEYS"),
  withinLimits("5,000 values are read", jsonText(manyValues(5000))),
  refused("5,001 values are refused", jsonText(manyValues(5001)), "ERR_TOO_MANY_KEYS"),

  ...prototypeKeys.map(([what, delivery]) =>
    refused(`${what} is refused`, delivery, "ERR_PROTOTYPE_KEY"),
  ),
  hangup(
    "keys that only resemble those are kept",
    json({ ...call, constructor: { a: 1 }, prototype: { a: 1 }, __proto: 1, toString: "x" }),
    { constructor: { a: 1 }, prototype: { a: 1 }, __proto: 1, toString: "x" },
  ),
  hangup(
    "a list or a text under constructor is kept",
    json({ ...call, zone: [{ constructor: ["prototype"] }, { constructor: "prototype" }] }),
    { zone: [{ constructor: ["prototype"] }, { constructor: "prototype" }] },
  ),
  hangup("__proto__ as a value is kept", form({ ...call, zone: "__proto__" }), {
    zone: "__proto__",
  }),
];
