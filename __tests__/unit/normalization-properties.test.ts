import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createCatalog } from "../../lib/catalog";
import { clean } from "../../lib/clean";
import type { Encoding } from "../../lib/decode";
import type { JsonObject } from "../../lib/json";
import { normalize } from "../../lib/normalize";
import { callsavvyProvider } from "../../lib/providers/callsavvy";
import { servetelProvider } from "../../lib/providers/servetel";
import { Repairs } from "../../lib/repairs";

const RUNS = 10_000;

const catalogs = {
  callsavvy: createCatalog(callsavvyProvider),
  servetel: createCatalog(servetelProvider),
};
type ProviderName = keyof typeof catalogs;

function normalized(name: ProviderName, type: string, encoding: Encoding, raw: JsonObject) {
  const catalog = catalogs[name];
  const { template, declaredNames } = catalog;
  const declared = catalog.events.get(type)?.declared;
  if (!declared) throw new Error(`${type} is no event of ${name}`);
  const repairs = new Repairs();
  const fields = template
    ? clean(raw, { encoding, template, declaredNames, fields: new Map() }, repairs)
    : raw;
  return { payload: normalize(fields, declared, repairs), repairs: repairs.list };
}

/** Texts that templates, forms and people make. */
const text = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "$campaign_id",
    "_name",
    "_number",
    "$5",
    "true",
    "0",
    "-0",
    "01",
    "[",
    "{}",
    "[1]",
  ),
  fc.constantFrom(
    '{"id":7}',
    '[{"id":"7"},"x"]',
    "map[a:1]",
    "<nil>",
    "[a b]",
    " 915550001111",
    "+91555",
    "null",
  ),
  fc.string({ unit: "binary" }),
  fc.json({ maxDepth: 3 }),
  fc.integer().map(String),
);

const value = fc.oneof(
  { weight: 4, arbitrary: text },
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -0,
    1,
    1.5,
    1e21,
    1e-7,
    2 ** 53,
    Number.POSITIVE_INFINITY,
  ),
  fc.double(),
  fc.jsonValue({ maxDepth: 3 }),
  fc.array(fc.oneof(text, fc.integer(), fc.record({ id: text, name: text, number: fc.integer() }))),
);

function deliveries(name: ProviderName) {
  const names = [...catalogs[name].declaredNames];
  const key = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...names) },
    fc.constantFrom(...names).map((declared) => `$${declared}`),
    fc.constantFrom(...names).map((declared) => ` ${declared}\t`),
    fc.string().filter((undeclared) => undeclared !== "__proto__"),
  );
  return fc.record({
    type: fc.constantFrom(...catalogs[name].events.keys()),
    encoding: fc.constantFrom<Encoding>("json", "form", "query"),
    raw: fc.dictionary(key, value, { maxKeys: 12, noNullPrototype: false }),
  });
}

describe.each(["callsavvy", "servetel"] as const)("normalization of %s payloads", (name) => {
  it(`is idempotent and leaves its input untouched, in ${RUNS} payloads`, () => {
    let repaired = 0;
    fc.assert(
      fc.property(deliveries(name), ({ type, encoding, raw }) => {
        const before = structuredClone(raw);
        const once = normalized(name, type, encoding, raw);
        expect(raw).toEqual(before);
        const twice = normalized(name, type, encoding, once.payload);
        expect(twice.payload).toEqual(once.payload);
        expect(twice.repairs).toEqual([]);
        if (once.repairs.length > 0) repaired++;
      }),
      { numRuns: RUNS, seed: 20_261_121 },
    );
    expect(repaired).toBeGreaterThan(RUNS / 20);
  });
});

describe("normalization of Callsavvy's texts", () => {
  it("changes no letter of a declared text that is not empty", () => {
    fc.assert(
      fc.property(fc.constantFrom(...catalogs.callsavvy.declaredNames), text, (key, words) => {
        fc.pre(words !== "");
        for (const type of catalogs.callsavvy.events.keys()) {
          expect(normalized("callsavvy", type, "form", { [key]: words })).toEqual({
            payload: { [key]: words },
            repairs: [],
          });
        }
      }),
      { numRuns: 1000, seed: 20_261_121 },
    );
  });
});
