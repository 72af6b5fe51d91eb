/** Bodies that are hard to inflate, to parse or to walk, whatever their fields mean. */
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import {
  BODY_BYTES,
  fill,
  INFLATED_BYTES,
  inLists,
  inObjects,
  listOf,
  listOfEach,
  members,
} from "./long-texts.mjs";
import { post, postInCrumbs, postJson, TOKEN } from "./request-bytes.mjs";

const CALLSAVVY = `/callsavvy${TOKEN}`;

const json = (text) => postJson(CALLSAVVY, text);
const text = (body) => post(CALLSAVVY, "text/plain", body);
const packed = (coding, body) => postJson(CALLSAVVY, body, { "Content-Encoding": coding });

/** Nobody declares the field `x`, so that nothing but decoding looks into it. */
const unknown = (value) => `{"event":"unknown","x":${value}}`;

const inflated = (item) => packed("gzip", gzipSync(unknown(listOf(item, INFLATED_BYTES))));

const BOMB = Buffer.alloc(20 * 2 ** 20, "[");
const NOISE = Buffer.from(Array.from({ length: 9000 }, (_, i) => (i * i * 31 + i) % 251));

/** V8 before March 2026 hashed texts like these by their values, the same for all (CVE-2026-21717). */
const colliding = (i) => `"${1_000_000_000 + i * 2 ** 19}"`;

/** @type {import("./hostile-inputs.mjs").Input[]} */
export const hostileBodies = [
  ["JSON: lists of 29 levels", json(unknown(listOf(inLists(29))))],
  ["JSON: objects of 29 levels", json(unknown(listOf(inObjects(29, "", "0"))))],
  [
    "JSON: 990 keys of objects",
    json(unknown(`{${members((i) => `"${i}":${inObjects(9, "", 0)}`)}}`)),
  ],
  ["JSON: 32,000 levels", json(unknown(inLists(32_000)))],
  ["JSON: 64,000 levels that never end", json(unknown("[".repeat(BODY_BYTES)))],
  ["JSON: empty lists", json(unknown(listOf("[]")))],
  ["JSON: empty objects", json(unknown(listOf("{}")))],
  ["JSON: empty texts", json(unknown(listOf('""')))],
  ["JSON: numbers", json(unknown(listOf("0")))],
  ["JSON: objects, each with a key of its own", json(unknown(listOfEach((i) => `{"k${i}":0}`)))],
  ["JSON: objects, each with an index for a key", json(unknown(listOf('{"1000":0}')))],
  ["JSON: 6,000 keys in one object", json(unknown(`{${members((i) => `"k${i}":0`, 6000)}}`))],
  ["JSON: one key, again and again", json(unknown(`{${fill('"k":0', { between: "," })}}`))],
  [
    "JSON: 990 keys that are sparse indices",
    json(`{"event":"unknown",${members((i) => `"${i * 1000}":0`)}}`),
  ],
  [
    "JSON: 990 keys that begin alike",
    json(`{"event":"unknown",${members((i) => `"${"k".repeat(50)}${999 - i}":"a"`)}}`),
  ],
  ["JSON: texts whose hashes collide", json(unknown(listOfEach(colliding)))],
  ["JSON: escapes", json(unknown(`"${fill("\\u0000")}"`))],
  ["JSON: escapes in a key", json(unknown(`{"${fill("\\u005f")}":0}`))],
  ["JSON: lone surrogates", json(unknown(`"${fill("\\ud800")}"`))],
  ["JSON: a number of 64,000 digits", json(unknown("9".repeat(BODY_BYTES)))],
  ["JSON: numbers out of range", json(unknown(listOf("9e999")))],
  ["JSON: numbers that are hard to round", json(unknown(listOf("2.2250738585072011e-308")))],
  ["JSON: broken at its end", json(`${unknown(listOf('{"a":"b"}'))}x`)],
  ["JSON: blanks inside", json(unknown(`${" ".repeat(BODY_BYTES)}0`))],
  ["JSON: blanks and one letter", json(`${" ".repeat(BODY_BYTES)}x`)],
  ["text: blanks and one letter", text(`${"\t".repeat(BODY_BYTES)}x`)],
  ["text: bytes that are not UTF-8", text(Buffer.alloc(BODY_BYTES, 0xff))],
  ["gzip: a bomb", packed("gzip", gzipSync(BOMB))],
  ["deflate: a bomb", packed("deflate", deflateSync(BOMB))],
  ["brotli: a bomb", packed("br", brotliCompressSync(BOMB))],
  ["gzip: 255 kB of numbers", inflated("0")],
  ["gzip: 255 kB of empty lists", inflated("[]")],
  ["gzip: 255 kB of empty objects", inflated("{}")],
  ["gzip: broken", packed("gzip", Buffer.alloc(BODY_BYTES, "x"))],
  [
    "gzip: thousands of empty members",
    packed("gzip", Buffer.concat(Array(3000).fill(gzipSync("")))),
  ],
  ["chunks of one byte", postInCrumbs(CALLSAVVY, `{"event":"${"x".repeat(10_000)}"}`)],
  [
    "chunks of one byte, gzip",
    postInCrumbs(CALLSAVVY, gzipSync(NOISE), { "Content-Encoding": "gzip" }),
  ],
  ["chunks of one byte from a stranger", postInCrumbs("/callsavvy", "x".repeat(10_000))],
];
