/** What a soak sends, as real life mixes it: all events, documented and odd, and all that goes wrong. */
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

/**
 * @typedef {object} Delivery
 * @property {string} name
 * @property {string} method
 * @property {string} path
 * @property {Record<string, string>} headers
 * @property {string | Buffer} body
 * @property {"whole" | "part" | "abort"} sends "part": never the end of the body; "abort": nor does it wait
 * @property {number | "aborted"} expected the status
 */

const SCHEMAS = new URL("../schemas/", import.meta.url);
const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";

/** Examples of a provider's events by their name in files and URLs. */
function examplesOf(provider) {
  const folder = new URL(`${provider}/`, SCHEMAS);
  const files = readdirSync(folder).filter((file) => !file.includes(".reply."));
  return files.map((file) => {
    const { examples } = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
    return [file.replace(".schema.json", ""), examples[0]];
  });
}

/** As editable templates spell them. */
const withDollars = (fields) => mapEntries(fields, ([key, value]) => [`$${key} `, value]);

const withNumbers = (fields) =>
  mapEntries(fields, ([key, value]) => [key, /^[1-9]\d{0,8}$/.test(value) ? Number(value) : value]);

const withGaps = (fields) => ({
  ...fields,
  call_id: " 1768000000.1001 ",
  campaign_name: "$campaign_name",
  broadcast_lead_fields: "",
  unlisted: { by: ["the", "page"] },
});

const mapEntries = (object, change) => Object.fromEntries(Object.entries(object).map(change));

const isNested = (value) => typeof value === "object";
const asText = (value) => (isNested(value) ? JSON.stringify(value) : value);
const formOf = (fields, write = asText) =>
  new URLSearchParams(mapEntries(fields, ([key, value]) => [key, write(value)])).toString();

/** As Go prints a map: a receiver leaves it out. */
const asGoText = (value) => (isNested(value) ? "map[time:1.7e+09 type:Agent]" : value);

/** @returns {Delivery[]} */
export function deliveriesWith(secret) {
  const at = (path) => `${path}?token=${secret}`;
  const post = (name, path, body, expected, headers = {}) => ({
    ...{ name, method: "POST", path, body, expected, sends: "whole" },
    headers: { "Content-Type": JSON_TYPE, ...headers },
  });
  const json = (name, path, fields, expected) =>
    post(name, at(path), JSON.stringify(fields), expected);
  const form = (name, path, text, expected) =>
    post(name, at(path), text, expected, { "Content-Type": FORM_TYPE });
  const get = (name, path, expected) => ({
    ...{ name, method: "GET", path, headers: {}, body: "", expected, sends: "whole" },
  });

  const callsavvy = Object.fromEntries(examplesOf("callsavvy"));
  const good = [
    ...Object.entries(callsavvy).flatMap(([event, fields]) => [
      json(`${event} in JSON`, "/callsavvy", fields, 200),
      json(`${event} with numbers`, "/callsavvy", withNumbers(fields), 200),
      form(`${event} in a form`, "/callsavvy", formOf(fields), 200),
    ]),
    ...examplesOf("servetel").flatMap(([trigger, fields]) => {
      const path = `/servetel/${trigger}`;
      return [
        json(`${trigger} in JSON`, path, fields, 200),
        json(`${trigger} without its name`, "/servetel", fields, 200),
        json(`${trigger} with dollars`, path, withDollars(fields), 200),
        json(`${trigger} with numbers`, path, withNumbers(withGaps(fields)), 200),
        form(`${trigger} in a form`, path, formOf(fields), 200),
        form(`${trigger} in a form of Go's`, path, formOf(fields, asGoText), 200),
        get(`${trigger} in a query`, `${at(path)}&${formOf(withGaps(fields))}`, 200),
      ];
    }),
  ];

  const summary = callsavvy["call-summary"];
  const text = JSON.stringify(summary);
  const large = "x".repeat(300_000);
  const part = (delivery) => ({ ...delivery, sends: "part" });
  const bad = [
    post("no secret", "/callsavvy", text, 401),
    post("a wrong secret", "/servetel?token=another-one-of-as-many", text, 401),
    json("no such path", "/callsavvy/elsewhere", summary, 404),
    { ...json("no such method", "/callsavvy", summary, 405), method: "PUT" },
    json("no such event", "/callsavvy", { ...summary, event: "faxReceived" }, 202),
    json("an event without a name", "/callsavvy", { ...summary, event: "" }, 422),
    json("a field of the wrong type", "/callsavvy", { ...summary, caller_number: {} }, 422),
    json("fields that prove nothing", "/servetel", { uuid: "65a1f0c2b3d4e" }, 422),
    json("nothing", "/callsavvy", {}, 400),
    post("broken JSON", at("/callsavvy"), text.slice(0, -1), 400),
    post("an attack on prototypes", at("/callsavvy"), '{"__proto__":{"a":1}}', 400),
    post("33 levels", at("/callsavvy"), `{"a":${"[".repeat(33)}${"]".repeat(33)}}`, 400),
    form("an escape that is not UTF-8", "/servetel/call-missed", "uuid=%FF", 400),
    get("a query that is not UTF-8", `${at("/servetel/call-missed")}&uuid=%FF`, 400),
    post("XML", at("/callsavvy"), "<a/>", 415, { "Content-Type": "application/xml" }),
    post("UTF-16", at("/callsavvy"), text, 415, { "Content-Type": `${JSON_TYPE}; charset=utf-16` }),
    post("a bomb", at("/callsavvy"), gzipSync(large), 413, { "Content-Encoding": "gzip" }),
    part(post("too large a body", at("/callsavvy"), large, 413)),
    part(post("a body that takes too long", at("/hasty"), text, 408)),
    { ...post("a sender who hangs up", at("/callsavvy"), text, "aborted"), sends: "abort" },
    json("a handler that fails", "/failing", summary, 500),
    json("a reply that does not fit", "/failing", callsavvy["caller-information"], 500),
    json("a reply that fails, with a fallback", "/failing", callsavvy["chatbot-callback"], 200),
    json("a handler that is late", "/late", summary, 202),
    json("a handler that is late and fails", "/late", callsavvy["new-chat"], 202),
    json("a handler that never ends", "/late", callsavvy["new-ticket-opened"], 202),
    json("a reply that is late", "/late", callsavvy["caller-information"], 503),
    json("a reply that is late, with a fallback", "/late", callsavvy["chatbot-callback"], 200),
  ];
  return mixed(good, bad);
}

/** Every bad one after as many good ones. */
function mixed(good, bad) {
  const step = Math.ceil(good.length / bad.length);
  return bad.flatMap((one, index) => [...good.slice(index * step, (index + 1) * step), one]);
}
