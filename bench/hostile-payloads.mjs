/** Fields whose names are known, with values that are hard to clean, to recognise, to normalize or to check. */
import { gzipSync } from "node:zlib";
import {
  BODY_BYTES,
  fill,
  INFLATED_BYTES,
  inLists,
  listOf,
  listOfEach,
  members,
  quoted,
} from "./long-texts.mjs";
import { postForm, postJson, TOKEN } from "./request-bytes.mjs";

const CALL = '"uuid":"1","call_to_number":"","caller_id_number":""';

const called = (trigger, fields) => postJson(`/servetel/${trigger}${TOKEN}`, `{${CALL},${fields}}`);
const missed = (fields) => called("call-missed", fields);

/** Of a call whose trigger nobody names. */
const unnamed = (fields) => postJson(`/servetel${TOKEN}`, `{${CALL},${fields}}`);

const tree = (fields) => postJson(`/own${TOKEN}`, `{"kind":"tree",${fields}}`);

const zipped = (path, fields) =>
  postJson(`${path}${TOKEN}`, gzipSync(`{${CALL},"kind":"tree",${fields}}`), {
    "Content-Encoding": "gzip",
  });
const zippedMissed = (name, item) =>
  zipped("/servetel/call-missed", `"${name}":${listOf(item, INFLATED_BYTES)}`);

const blanks = " ".repeat(BODY_BYTES);
const spellings = members((i) => `"${" ".repeat(i % 40)}$uuid${" ".repeat(i / 40)}":0`);
const attack = quoted('{"__proto__":0}');
const tooDeep = quoted(inLists(33));

/** @type {import("./hostile-inputs.mjs").Input[]} */
export const hostilePayloads = [
  ["keys: blanks", missed(`"${blanks}":0`)],
  ["keys: 990 spellings of one", missed(spellings)],
  [
    "keys: 990 spellings, read by another parser",
    postJson(`/behind-json/call-missed${TOKEN}`, `{${CALL},${spellings}}`),
  ],
  [
    "keys: 990 renamed ones",
    postJson(`/renamed/call-missed${TOKEN}`, `{${CALL},"call_to":"1",${spellings}}`),
  ],
  ["keys: dollars", missed(`"${"$".repeat(BODY_BYTES)}uuid":0`)],
  ["texts: blanks", missed(`"call_id":"${blanks}"`)],
  [
    "texts: blanks around a letter",
    missed(`"call_id":"${" ".repeat(32_000)}x${" ".repeat(32_000)}"`),
  ],
  ["texts: a placeholder but for its end", missed(`"call_id":"$${"a".repeat(BODY_BYTES)}!"`)],
  ["texts: a tail of underscores", missed(`"call_id":"${"_".repeat(BODY_BYTES)}"`)],
  ["texts: digits for an integer", missed(`"call_connected":"${"9".repeat(BODY_BYTES)}"`)],
  ["texts: digits for a number", tree(`"number":"-${"9".repeat(BODY_BYTES)}.x"`)],
  ["texts: zeros for a number", tree(`"number":"0.${"0".repeat(BODY_BYTES)}"`)],
  ["shape: capitals for a status", unnamed(`"call_status":"${"\u0130".repeat(32_000)}"`)],
  ["shape: Go's maps", unnamed(`"departments":"${fill("map[")}"`)],
  ["shape: a list of departments", unnamed(`"departments":${listOf("0")}`)],
  [
    "shape: a list of departments, 255 kB in gzip",
    zipped("/servetel", `"departments":${listOf("0", INFLATED_BYTES)}`),
  ],
  [
    "shape: 990 causes of blanks",
    unnamed(members((i) => `"hangup_cause${i}":"[${" ".repeat(36)}"`)),
  ],
  ["shape: one cause of blanks", unnamed(`"hangup_cause":"map[${blanks}"`)],
  ["lists: numbers for texts", missed(`"digits_dialed":${listOf("1")}`)],
  ["lists: numbers for texts, 255 kB in gzip", zippedMissed("digits_dialed", "1")],
  ["lists: decimals for texts", missed(`"digits_dialed":${listOf("0.1")}`)],
  ["lists: booleans for texts", missed(`"digits_dialed":${listOf("true")}`)],
  ["lists: texts", missed(`"digits_dialed":${listOf('""')}`)],
  ["lists: objects for texts", missed(`"digits_dialed":${listOf("{}")}`)],
  ["lists: empty agents", missed(`"answered_agent":${listOf("{}")}`)],
  ["lists: empty agents, 255 kB in gzip", zippedMissed("answered_agent", "{}")],
  [
    "lists: agents with numbers for texts",
    missed(`"answered_agent":${listOf('{"id":1,"name":1}')}`),
  ],
  ["lists: agents with numbers, 255 kB in gzip", zippedMissed("answered_agent", '{"id":1}')],
  ["lists: agents with objects for texts", missed(`"answered_agent":${listOf('{"id":{}}')}`)],
  ["lists: agents in texts", missed(`"answered_agent":${listOf('"{}"')}`)],
  ["lists: agents in texts, 255 kB in gzip", zippedMissed("answered_agent", '"{}"')],
  ["lists: agents in broken texts", missed(`"answered_agent":${listOf('"["')}`)],
  ["lists: agents in broken texts, 255 kB in gzip", zippedMissed("answered_agent", '"["')],
  ["lists: agents in texts that attack prototypes", missed(`"answered_agent":${listOf(attack)}`)],
  ["lists: agents in texts too deep", missed(`"answered_agent":${listOf(tooDeep)}`)],
  [
    "lists: departments, each with a key of its own",
    called("call-answered-by-agent", `"departments":${listOfEach((i) => `{"k${i}":0}`)}`),
  ],
  ["lists: a call flow of empty entries", called("dialed-on-agent", `"call_flow":${listOf("{}")}`)],
  [
    "lists: a call flow of empty entries, 255 kB in gzip",
    zipped("/servetel/dialed-on-agent", `"call_flow":${listOf("{}", INFLATED_BYTES)}`),
  ],
  [
    "lists: a call flow of entries with numbers",
    called("dialed-on-agent", `"call_flow":${listOf('{"type":1,"time":1}')}`),
  ],
  [
    "lists: a call flow with lists of 28 levels",
    called("dialed-on-agent", `"call_flow":[{"id":${listOf(inLists(28))}}]`),
  ],
  [
    "objects: 990 keys of a lead",
    missed(`"broadcast_lead_fields":{${members((i) => `"field_${i}":{}`)}}`),
  ],
  ["JSON in a text: agents", missed(`"answered_agent":${quoted(listOf("{}"))}`)],
  ["JSON in a text: agents in texts", missed(`"answered_agent":${quoted(listOf('"{}"', 44_000))}`)],
  [
    "JSON in a text: agents in broken texts",
    missed(`"answered_agent":${quoted(listOf('"["', 42_000))}`),
  ],
  ["JSON in a text: digits", missed(`"digits_dialed":${quoted(listOf("1"))}`)],
  ["JSON in a text: broken at its end", missed(`"digits_dialed":${quoted(`${listOf("1")}x`)}`)],
  [
    "JSON in a text: 64,000 levels that never end",
    missed(`"digits_dialed":"${"[".repeat(BODY_BYTES)}"`),
  ],
  ["JSON in a text: 32,000 levels", missed(`"digits_dialed":"${inLists(32_000)}"`)],
  [
    "JSON in a text: objects, each with a key of its own",
    missed(`"billing_circle":${quoted(`{"x":${listOfEach((i) => `{"k${i}":0}`, 50_000)}}`)}`),
  ],
  [
    "JSON in a form: agents in broken texts",
    postForm(
      `/servetel/call-missed${TOKEN}`,
      `uuid=1&call_to_number=&caller_id_number=&answered_agent=${listOf('"["')}`,
    ),
  ],
  ["own: numbers in texts", tree(`"numbers":${listOf('"1"')}`)],
  [
    "own: numbers in texts, 255 kB in gzip",
    zipped("/own", `"numbers":${listOf('"1"', INFLATED_BYTES)}`),
  ],
  ["own: booleans in texts", tree(`"flags":${listOf('"1"')}`)],
  ["own: a name that its pointer escapes", tree(`"~/~/~/~/":${listOf('"1"')}`)],
  ["own: lists of 28 levels", tree(`"lists":${listOf(inLists(28))}`)],
  [
    "own: children under 28 levels of children",
    tree(`${'"child":{"kind":"",'.repeat(28)}"flags":${listOf('"1"', 63_000)}${"}".repeat(28)}`),
  ],
  [
    "own: JSON in texts in texts",
    tree(`"lists":${[..."1234567"].reduce((json) => quoted(`[${json}]`), listOf("[]", 300))}`),
  ],
  ["own: children without their kind", tree(`"children":${listOf("{}")}`)],
];
