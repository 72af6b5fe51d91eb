/** Heads: content types, authorization, paths. */
import { fill } from "./long-texts.mjs";
import { get, post, requestBytes, TOKEN } from "./request-bytes.mjs";

const ROOM = 63_000;
const fillHead = (unit) => fill(unit, { bytes: ROOM });
const blanks = " ".repeat(ROOM);

const typed = (contentType) => post(`/servetel/call-missed${TOKEN}`, contentType, "uuid=1");
const authorized = (value) => get("/bearer/call-missed", { Authorization: value });
const path = (text) => get(`/servetel/${text}${TOKEN}`);

const many = Object.fromEntries(Array.from({ length: 1900 }, (_, i) => [`x-${i}`, "1"]));

/** @type {import("./hostile-inputs.mjs").Input[]} */
export const hostileHeads = [
  ["content type: blanks", typed(`application/json;${blanks}x`)],
  ["content type: semicolons", typed(fillHead(";"))],
  ["content type: charsets", typed(`text/json${fillHead(";charset=")}`)],
  ["content type: a long charset", typed(`text/json;charset="${"u".repeat(ROOM)}" x`)],
  ["content type: blanks before an equals sign", typed(`text/json;charset${blanks}x`)],
  ["content type: blanks after a charset", typed(`text/json;charset=u${blanks}x`)],
  ["content type: quotes", typed(`text/json;charset=${fillHead('"')}`)],
  ["content type: a long subtype", typed(`application/${"a".repeat(ROOM)}+jso`)],
  ["content type: pluses", typed(`application/${fillHead("a+")}`)],
  ["bearer: blanks", authorized(`Bearer ${blanks}x y`)],
  ["bearer: a long word", authorized(`Bearer ${"x".repeat(ROOM)} y`)],
  ["bearer: a long secret", authorized(`Bearer ${"x".repeat(ROOM)}`)],
  ["bearer: its own name", authorized(fillHead("bearer "))],
  ["path: slashes", path("/".repeat(ROOM))],
  ["path: slashes and a letter", path(`${"/".repeat(ROOM)}a`)],
  ["path: a long name", path("a".repeat(ROOM))],
  ["path: escapes", path(fillHead("%2e/"))],
  ["path: what looks like an origin", path(`${"a".repeat(ROOM / 2)}://${"a".repeat(ROOM / 2)}`)],
  ["path: a whole URL", get(`http://localhost/servetel/${"/".repeat(ROOM)}${TOKEN}`)],
  ["path: a long secret", get(`/param/${fillHead("%25")}/call-missed`)],
  ["head: 1,900 headers", requestBytes("GET", `/servetel${TOKEN}`, many)],
];
