import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { clean } from "../../lib/clean";
import { type JsonObject, refuseUnsafe } from "../../lib/json";
import { Namings } from "../../lib/naming";
import { normalize } from "../../lib/normalize";
import { Repairs } from "../../lib/repairs";
import {
  bareName,
  catalogs,
  declaredIn,
  type OddDelivery,
  oddDeliveries,
  oddValue,
  type ProviderName,
  plainEvents,
  providerNames,
  undeclaredKey,
} from "./arbitrary-deliveries";
import { oddText } from "./arbitrary-texts";
import { optionalPart } from "./published-schemas";
import { seeded } from "./seeded";

function normalized(
  provider: ProviderName,
  { type, encoding, raw }: OddDelivery,
  fields: Readonly<Record<string, string>> = {},
) {
  const { template, declaredNames } = catalogs[provider];
  const renames = new Map(Object.entries(fields));
  const repairs = new Repairs();
  const cleaned = template
    ? clean(raw, { encoding, template, namings: new Namings(declaredNames, renames) }, repairs)
    : raw;
  const payload = normalize(cleaned, declaredIn(provider, type), repairs);
  return { payload, repairs: repairs.list };
}

function deepFrozen<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null) Object.values(value).forEach(deepFrozen);
  return Object.freeze(value);
}

const keysIn = (pointer: string) =>
  pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));

/** Whether keys can be followed, into JSON text too and past the brackets that a lone item was given. */
function leadsSomewhere(value: unknown, [key, ...others]: readonly string[]): boolean {
  if (key === undefined) return true;
  const read = typeof value === "string" ? readJson(value) : value;
  if (typeof read !== "object" || read === null) return false;
  if (Object.hasOwn(read, key)) return leadsSomewhere(Reflect.get(read, key), others);
  return key === "0" && leadsSomewhere(read, others);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A top-level field of one of the types, and an event that declares it so. */
function declaredField(provider: ProviderName, types: readonly string[]) {
  const fields = [...catalogs[provider].events].flatMap(([type, { declared }]) =>
    [...declared.properties]
      .filter(([, property]) => types.includes(String(property.type)))
      .map(([name]) => ({ type, name })),
  );
  return fc.constantFrom(...fields);
}

/** JSON as deep as it is read, in lists and objects by turns. */
const deepValue = fc
  .array(fc.boolean(), { minLength: 20, maxLength: 31 })
  .map((kinds) => kinds.reduce<unknown>((value, isList) => (isList ? [value] : { id: value }), ""));

/** Texts whose brackets no parser that calls itself could follow. */
const deepText = fc
  .constantFrom("[", '{"id":', "[]", '[{"id":')
  .map((opening) => opening.repeat(50_000));

describe.each(providerNames)("normalization of %s payloads", (provider) => {
  it("is idempotent and leaves its input untouched", () => {
    let repaired = 0;
    const numRuns = 700;
    fc.assert(
      fc.property(oddDeliveries(provider), (delivery) => {
        const before = structuredClone(delivery.raw);
        const once = normalized(provider, delivery);
        expect(delivery.raw).toEqual(before);
        const twice = normalized(provider, { ...delivery, raw: once.payload });
        expect(twice).toEqual({ payload: once.payload, repairs: [] });
        if (once.repairs.length > 0) repaired++;
      }),
      seeded(numRuns),
    );
    expect(repaired).toBeGreaterThan(numRuns / 20);
  });

  it("makes the same of a delivery that can't be written to", () => {
    fc.assert(
      fc.property(oddDeliveries(provider), (delivery) => {
        const expected = normalized(provider, delivery);
        expect(normalized(provider, deepFrozen(delivery))).toEqual(expected);
      }),
      seeded(300),
    );
  });

  it("makes a payload of any value under any declared name, however deep", () => {
    const value = fc.oneof(oddValue, deepValue, deepText, fc.jsonValue({ maxDepth: 8 }));
    const name = fc.constantFrom(...catalogs[provider].declaredNames);
    const type = fc.constantFrom(...catalogs[provider].events.keys());
    fc.assert(
      fc.property(type, name, value, (type, name, value) => {
        const raw: JsonObject = { [name]: value };
        expect(() => normalized(provider, { type, encoding: "json", raw })).not.toThrow();
      }),
      seeded(300),
    );
  });

  it("writes a number or a boolean as the text that says it, or leaves it alone", () => {
    const value = fc.oneof(
      fc.double({ noNaN: true }),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.constantFrom(-0, 1e15),
    );
    fc.assert(
      fc.property(declaredField(provider, ["string"]), value, ({ type, name }, value) => {
        const { payload } = normalized(provider, {
          type,
          encoding: "json",
          raw: { [name]: value },
        });
        const isExact = typeof value === "boolean" || Number.isSafeInteger(value);
        const isRequired = declaredIn(provider, type).required.has(name);
        const leftAlone = isRequired ? value : undefined;
        expect([String(value), ...(isExact ? [] : [leftAlone])]).toContain(payload[name]);
      }),
      seeded(400),
    );
  });

  it("points each repair at something in the delivery, and in the payload unless it was left out of that", () => {
    fc.assert(
      fc.property(oddDeliveries(provider), (delivery) => {
        const { payload, repairs } = normalized(provider, delivery);
        const leftOut = repairs.filter(({ rule }) => rule === "absent" || rule === "left-out");
        const isLeftOut = (path: string) => leftOut.some((repair) => repair.path === path);
        for (const { path, rule } of repairs) {
          const keys = keysIn(path);
          const [name = "", ...inside] = keys;
          const isWireKey = rule === "superseded";
          const sent = Object.entries(delivery.raw)
            .filter(([key]) => key === name || (!isWireKey && bareName(key) === name))
            .map(([, value]) => value);
          expect(sent.some((value) => leadsSomewhere(value, inside))).toBe(true);
          if (!isWireKey) expect(leadsSomewhere(payload, keys)).toBe(!isLeftOut(path));
        }
      }),
      seeded(500),
    );
  });

  it("notes no repair exactly where the payload is the delivery", () => {
    const deliveries = fc.oneof(
      oddDeliveries(provider),
      plainEvents(provider).map(
        ({ type, fields }): OddDelivery => ({ type, encoding: "json", raw: fields }),
      ),
    );
    let intact = 0;
    fc.assert(
      fc.property(deliveries, (delivery) => {
        const { payload, repairs } = normalized(provider, delivery);
        if (repairs.length > 0) return expect(payload).not.toEqual(delivery.raw);
        intact++;
        return expect(payload).toEqual(delivery.raw);
      }),
      seeded(500),
    );
    expect(intact).toBeGreaterThan(150);
  });

  it("keeps what nobody declares to the letter", () => {
    const undeclared = fc.dictionary(undeclaredKey(provider), oddValue, { maxKeys: 5 });
    fc.assert(
      fc.property(oddDeliveries(provider), undeclared, ({ raw, ...delivery }, extra) => {
        const { payload } = normalized(provider, { ...delivery, raw: { ...raw, ...extra } });
        for (const [key, value] of Object.entries(extra)) expect(payload[key]).toBe(value);
      }),
      seeded(300),
    );
  });

  it("gives every optional field that it keeps the published type, all the way down", () => {
    const judges = new Map(
      [...catalogs[provider].events.keys()].map((type) => [type, optionalPart(provider, type)]),
    );
    fc.assert(
      fc.property(oddDeliveries(provider), (delivery) => {
        const accepts = judges.get(delivery.type);
        const isFit = accepts?.(normalized(provider, delivery).payload);
        expect({ isFit, errors: accepts?.errors }).toEqual({ isFit: true, errors: null });
      }),
      seeded(500),
    );
  });
});

describe("normalization of Callsavvy's texts", () => {
  it("changes no letter of a declared text that is not empty", () => {
    fc.assert(
      fc.property(fc.constantFrom(...catalogs.callsavvy.declaredNames), oddText, (key, words) => {
        fc.pre(words !== "");
        for (const type of catalogs.callsavvy.events.keys()) {
          const raw = { [key]: words };
          const { payload, repairs } = normalized("callsavvy", { type, encoding: "form", raw });
          expect({ payload, repairs }).toEqual({ payload: raw, repairs: [] });
        }
      }),
      seeded(200),
    );
  });
});

describe("normalization of Servetel's templates", () => {
  it("keeps what nobody declares inside of what is declared", () => {
    const undeclared = fc.dictionary(undeclaredKey("servetel"), oddValue, { maxKeys: 5 });
    const deliveries = oddDeliveries("servetel");
    fc.assert(
      fc.property(deliveries, undeclared, fc.boolean(), ({ raw, ...delivery }, extra, isText) => {
        const circle = { ...extra, circle: 5 };
        const billing_circle = isText ? JSON.stringify(circle) : circle;
        const { payload } = normalized("servetel", {
          ...delivery,
          raw: { ...raw, billing_circle },
        });
        const kept: unknown = isText ? JSON.parse(JSON.stringify(extra)) : extra;
        expect(payload["billing_circle"]).toEqual({ ...(kept as JsonObject), circle: "5" });
      }),
      seeded(300),
    );
  });

  it("reads no JSON text that would be refused as a body", () => {
    const text = fc.oneof(
      fc.integer({ min: 30, max: 40 }).map((depth) => "[".repeat(depth) + "]".repeat(depth)),
      fc
        .integer({ min: 10, max: 20 })
        .map((depth) => `${'[{"id":'.repeat(depth)}0${"}]".repeat(depth)}`),
      fc.constantFrom('[{"__proto__":1}]', '{"constructor":{"prototype":1}}'),
      fc.constantFrom(999, 1000, 1001).map((count) => JSON.stringify({ ...Array(count).fill("") })),
    );
    fc.assert(
      fc.property(declaredField("servetel", ["array", "object"]), text, ({ type, name }, text) => {
        const { payload } = normalized("servetel", {
          type,
          encoding: "form",
          raw: { [name]: text },
        });
        expect(() => refuseUnsafe(payload[name])).not.toThrow();
      }),
      seeded(500),
    );
  });

  it("reads an integer out of a text exactly where it is how JSON writes one of up to 15 digits", () => {
    const text = fc.oneof(
      fc.stringMatching(/^-?0?[1-9]?[0-9]{1,16}(\.0)?$/),
      fc.constantFrom("-0", "00", "1e3", "0x10", "NaN", "Infinity", "", " ", "True", "1 2"),
    );
    fc.assert(
      fc.property(declaredField("servetel", ["integer"]), text, ({ type, name }, text) => {
        const raw = { [name]: text };
        const { payload } = normalized("servetel", { type, encoding: "form", raw });
        const number = Number(text);
        const isWritten = String(number) === text && Math.abs(number) < 1e15;
        expect(payload[name]).toBe(isWritten ? number : undefined);
      }),
      seeded(400),
    );
  });

  it("gives a name to the key that is exactly it, else to the first, and notes the others", () => {
    const before = fc.constantFrom("", "$", " ", "\n$", "$$");
    const after = fc.constantFrom("", " ", "\t");
    const keys = fc.uniqueArray(fc.tuple(before, after), { minLength: 1, selector: String });
    fc.assert(
      fc.property(declaredField("servetel", ["string"]), keys, ({ type, name }, keys) => {
        const raw = Object.fromEntries(
          keys.map(([before, after], index) => [`${before}${name}${after}`, `text ${index}`]),
        );
        const claimants = Object.keys(raw).filter((key) => bareName(key) === name);
        const winner = claimants.find((key) => key === name) ?? claimants[0] ?? "";
        const { payload, repairs } = normalized("servetel", { type, encoding: "json", raw });
        expect(payload[name]).toBe(raw[winner]);
        expect(repairs.map(({ path, rule }) => `${path} ${rule}`)).toEqual(
          claimants
            .filter((key) => key !== name)
            .map((key) => (key === winner ? `/${name} renamed` : `/${key} superseded`)),
        );
      }),
      seeded(300),
    );
  });

  it("takes keys that the template has renamed for the documented ones", () => {
    const wireKeys = fc.uniqueArray(undeclaredKey("servetel"), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(plainEvents("servetel"), wireKeys, ({ type, fields }, keys) => {
        const names = Object.keys(fields);
        const wireKeyOf = new Map(names.map((name, index) => [name, keys[index] ?? name]));
        const raw = Object.fromEntries(
          Object.entries(fields).map(([name, value]) => [wireKeyOf.get(name), value]),
        );
        const renames = [...wireKeyOf].filter(([name, key]) => name !== key);
        const option = Object.fromEntries(renames.map(([name, key]) => [key, name]));
        const { payload, repairs } = normalized(
          "servetel",
          { type, encoding: "json", raw },
          option,
        );
        expect(payload).toEqual(fields);
        expect(repairs.map(({ path, rule }) => `${path} ${rule}`).sort()).toEqual(
          renames.map(([name]) => `/${name} renamed`).sort(),
        );
      }),
      seeded(300),
    );
  });
});
