/** Forms and queries: separators, escapes, brackets. */
import { BODY_BYTES, fill, fillNumbered, HEAD_BYTES, listOf } from "./long-texts.mjs";
import { get, post, postForm, postJson, SECRET, TOKEN } from "./request-bytes.mjs";

const MISSED = `/servetel/call-missed${TOKEN}`;
const FORM_IN_LATIN_1 = "application/x-www-form-urlencoded; charset=iso-8859-1";

const CALL = "uuid=1&call_to_number=&caller_id_number=";

const form = (text) => postForm(MISSED, `${CALL}&${text}`);
/** With nothing before it that would give it away as a form. */
const onlyForm = (text) => postForm(MISSED, text);
const latin1 = (text) => post(MISSED, FORM_IN_LATIN_1, text);
const query = (text) => get(`/servetel/call-missed?token=${SECRET}&${CALL}&${text}`);
const strange = (text) => get(`/servetel/call-missed?${text}`);

/** Parameters with names made of their numbers, almost as many as are taken. */
const parameters = (name) => fillNumbered(name, { between: "&", most: 990 });

const fillHead = (unit) => fill(unit, { bytes: HEAD_BYTES });

/** @type {import("./hostile-inputs.mjs").Input[]} */
export const hostileForms = [
  ["form: separators", form("&".repeat(BODY_BYTES))],
  ["form: equals signs", form("=".repeat(BODY_BYTES))],
  ["form: pluses", form("+".repeat(BODY_BYTES))],
  ["form: pluses in a known field", form(`call_id=${"+".repeat(BODY_BYTES)}`)],
  ["form: percent signs", form("%".repeat(BODY_BYTES))],
  ["form: percent signs and a digit", form(fill("%2"))],
  ["form: escaped percent signs", form(fill("%25"))],
  ["form: escapes of three bytes", form(fill("%E2%82%AC"))],
  ["form: an escape that is not UTF-8 at the end", form(`${fill("%25")}%FF`)],
  ["form: Latin-1 escapes", latin1(fill("%25"))],
  ["form: Latin-1 percent signs", latin1("%".repeat(BODY_BYTES))],
  ["form: opening brackets", onlyForm("[".repeat(BODY_BYTES))],
  ["form: closing brackets", form("]".repeat(BODY_BYTES))],
  ["form: brackets that are not closed", form(`a${fill("[b")}`)],
  ["form: brackets and then a letter", form(`a${fill("[]")}b`)],
  ["form: 32,000 levels of brackets", form(`a${fill("[]")}`)],
  ["form: one long key in brackets", form(`a[${"b".repeat(BODY_BYTES)}]`)],
  ["form: 31 levels of new lists", form(parameters(() => `a${"[]".repeat(31)}`))],
  ["form: 19 levels of objects", form(parameters((i) => `a${"[b]".repeat(18)}[${i}]`))],
  ["form: 12 levels of sparse indices", form(parameters((i) => `a${`[${i}]`.repeat(12)}`))],
  [
    "form: 12 levels of sparse indices, read by another parser",
    postForm(
      `/behind-form/call-missed${TOKEN}`,
      parameters((i) => `a${`[${i}]`.repeat(12)}`),
    ),
  ],
  ["form: one list by repeats", form(parameters(() => "answered_agent="))],
  ["form: one list by empty brackets", form(parameters(() => "answered_agent[]=1"))],
  ["form: one list by indices", form(parameters((i) => `answered_agent[${i}][id]=1`))],
  [
    "form: one list by indices far apart",
    form(parameters((i) => `answered_agent[${i * 1000}][id]=1`)),
  ],
  [
    "form: one list by the largest indices",
    form(parameters((i) => `answered_agent[${999_999_999 - i}][id]=1`)),
  ],
  [
    "form: a text that others take for an object",
    form(`a=1&${parameters((i) => `a[${i}]${"[b]".repeat(15)}=1`)}`),
  ],
  ["form: long names that begin alike", form(parameters((i) => `${"k".repeat(55)}${i}=`))],
  ["form: names that are sparse indices", form(parameters((i) => `${i * 1000}=1`))],
  [
    "form: JSON as its only name, escaped",
    onlyForm(encodeURIComponent(`{"uuid":"1","x":${listOf("[]", 14_000)}}`)),
  ],
  ["form: JSON under the wrong type", onlyForm(`{"uuid":"1","x":${listOf("{}")}}`)],
  [
    "form: a list that a JSON parser has read",
    post(
      `/behind-json/call-missed${TOKEN}`,
      "application/json",
      `{"uuid":"1","a[]":${listOf("1")}}`,
    ),
  ],
  ["query: separators", query("&".repeat(BODY_BYTES))],
  ["query: equals signs", query(fill("=&"))],
  ["query: 990 parameters", query(parameters((i) => `k${i}=${"1".repeat(50)}`))],
  ["query: percent signs", query("%".repeat(BODY_BYTES))],
  ["query: pluses", query("+".repeat(BODY_BYTES))],
  ["query: escapes in a value", query(`call_id=${fill("%25")}`)],
  ["query: values that are not UTF-8", query(fill("a=%FF&"))],
  ["query: names that are not UTF-8", query(fill("%FF&"))],
  ["query: names that are not UTF-8, 16 kB", query(fillHead("%FF&"))],
  [
    "query: names that are not UTF-8, 16 kB, beside a body",
    postJson(`/callsavvy?${fillHead("%FF&")}token=${SECRET}`, '{"event":"unknown"}'),
  ],
  ["query: names that are not UTF-8, 16 kB, from a stranger", strange(fillHead("%FF&"))],
  ["query: tokens from a stranger", strange(fill("token=&"))],
  ["query: escaped tokens from a stranger", strange(fill("%74%6f%6b%65%6e&"))],
  ["query: tokens that are not UTF-8, 16 kB, from a stranger", strange(fillHead("token=%FF&"))],
  ["query: triggers", get(`/servetel?${fill("trigger=x&")}&token=${SECRET}`)],
  [
    "query: triggers that are not UTF-8, 16 kB, beside a body",
    postJson(`/servetel?${fillHead("trigger=%FF&")}token=${SECRET}`, '{"uuid":"1"}'),
  ],
];
