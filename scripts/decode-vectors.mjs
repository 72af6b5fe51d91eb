/** Deliveries with what has to come of each, for normalizers in any language. */
import { createHash } from "node:crypto";
import { camelCase, eventTitles, kebabCase } from "./bundles.mjs";
import { form, json, query } from "./decode-cases/delivery.mjs";
import { decodeCases } from "./decode-cases.mjs";

/**
 * The text of `conformance/decode-vectors.json`, one vector a line.
 * @param {import("./bundles.mjs").Source[]} sources
 * @param {ReturnType<typeof import("./failures.mjs").readFailures>} failures
 * @param {string} version
 */
export function renderDecodeVectors(sources, failures, version) {
  const cases = [...sources.flatMap(exampleCases), ...decodeCases];
  const statuses = new Map(failures.map(({ code, status }) => [code, Number(status)]));
  const vectors = cases.map((one) => JSON.stringify(vector(one, sources, statuses)));
  return `{"version":${JSON.stringify(version)},"vectors":[\n${vectors.join(",\n")}\n]}\n`;
}

/** Every event's example in every encoding that its provider uses. */
function exampleCases({ provider, bundle }) {
  const isTemplate = provider === "servetel";
  return eventTitles(bundle).flatMap((title) => {
    const { properties, examples } = bundle.definitions[title];
    const [example] = examples;
    // A form and a query have only texts: what is declared otherwise is read out of them.
    const repairs = Object.fromEntries(
      Object.keys(example)
        .filter((name) => properties[name].type !== "string")
        .map((name) => [`/${name}`, properties[name].type === "integer" ? "converted" : "parsed"]),
    );
    return (isTemplate ? [json, form, query] : [json, form]).map((write) => ({
      name: `${camelCase(title)}: its example as ${write.name}`,
      provider,
      path: isTemplate ? `/${kebabCase(title)}` : "/",
      ...write(example),
      expect: {
        type: camelCase(title),
        identifiedBy: isTemplate ? "path" : "field",
        payload: example,
        repairs: write === json ? {} : repairs,
      },
    }));
  });
}

function vector(one, sources, statuses) {
  const { name, provider, method = "POST", path = "/", query = "", options = {} } = one;
  const { contentType = null, body, expect } = one;
  return {
    ...{ name, provider, method, path, query, contentType },
    bodyBase64: body === undefined ? null : Buffer.from(body).toString("base64"),
    options,
    expect: expect.code
      ? { status: statuses.get(expect.code), code: expect.code }
      : event(one, sources),
  };
}

function event({ provider, expect: { type, identifiedBy, payload, repairs } }, sources) {
  const { bundle } = sources.find((source) => source.provider === provider);
  return {
    type,
    identifiedBy,
    id: `${provider}.${type}.${digest(type, payload, bundle)}`,
    payload,
    repairs: Object.entries(repairs)
      .flatMap(([path, rules]) => [rules].flat().map((rule) => ({ path, rule })))
      .sort((a, b) => compare(a.path, b.path) || compare(a.rule, b.rule)),
  };
}

const compare = (a, b) => (a < b ? -1 : Number(a > b));

/** As schemas/README.md has it: of an event that no schema knows all properties count. */
function digest(type, payload, bundle) {
  const title = eventTitles(bundle).find((title) => camelCase(title) === type);
  const properties = bundle.definitions[title]?.properties;
  const counts = (name) =>
    !properties ||
    ["string", "integer"].includes(properties[name]?.type) ||
    (type === "dialedOnAgent" && name === "call_flow");
  const counted = Object.entries(payload).filter(([name]) => counts(name));
  const text = canonical([type, Object.fromEntries(counted)]);
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** RFC 8785. `sort` compares UTF-16 units, as it asks for. */
function canonical(value) {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}
