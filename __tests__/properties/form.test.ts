import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { nest, parameters, valuesOf, withoutParameters } from "../../lib/form";
import { type JsonObject, refuseUnsafe } from "../../lib/json";
import { escapedText } from "./arbitrary-texts";
import { seeded } from "./seeded";

/** Queries and forms, well written and otherwise. In ASCII: Node misreads other letters beside a lone percent sign. */
const queryText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "&",
        "&&",
        "=",
        "+",
        "%",
        "%41",
        "%2",
        "%zz",
        "%c3%a9",
        "%E2%82%AC",
        "?",
        "#",
      ),
      fc.constantFrom("token", "%74oken", "to+ken", "[", "]", "%00", "%0A", ";", "\0", "\n"),
      fc.constantFrom("%e9", "%ff", "%ed%a0%80", "%c0%af"),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

/** As the platform reads it, which puts a replacement character where an escape is broken. */
const platformEntries = (text: string) => [...new URLSearchParams(`?${text}`)];

const name = fc.constantFrom<string>("token", "trigger", "uuid", "to ken", "a[b]", "é");
const parameter = fc.tuple(
  fc.oneof(
    name.chain((text) => fc.constantFrom({ text, written: encodeURIComponent(text) })),
    escapedText({ maxLength: 4 }),
  ),
  escapedText({ maxLength: 8 }),
);
const written = (parts: readonly (readonly { written: string }[])[]) =>
  parts.map((part) => part.map(({ written }) => written).join("="));

const writtenQuery = fc.array(parameter, { maxLength: 8 });

describe("parameters", () => {
  it("reads what the platform reads, and refuses what the platform can't read", () => {
    let refused = 0;
    fc.assert(
      fc.property(queryText, (text) => {
        const expected = platformEntries(text);
        if (!expected.flat().some((part) => part.includes("\ufffd"))) {
          return expect(parameters(text, "utf-8")).toEqual(expected);
        }
        refused++;
        return expect(() => parameters(text, "utf-8")).toThrow("an escape is not UTF-8");
      }),
      seeded(700),
    );
    expect(refused).toBeGreaterThan(70);
  });

  it("reads every way of escaping a name and a value", () => {
    fc.assert(
      fc.property(writtenQuery, (parts) => {
        expect(parameters(written(parts).join("&"), "utf-8")).toEqual(
          parts.map(([key, value]) => [key.text, value.text]),
        );
      }),
      seeded(300),
    );
  });

  it("reads every byte of ISO 8859-1, escaped or not", () => {
    const latin = fc.array(fc.tuple(fc.nat(255), fc.boolean()));
    fc.assert(
      fc.property(latin, (bytes) => {
        const text = bytes.map(([byte, isEscaped]) =>
          isEscaped || "&=+%".includes(String.fromCharCode(byte))
            ? `%${byte.toString(16).padStart(2, "0")}`
            : String.fromCharCode(byte),
        );
        expect(parameters(`k=${text.join("")}`, "iso-8859-1")).toEqual([
          ["k", String.fromCharCode(...bytes.map(([byte]) => byte))],
        ]);
      }),
      seeded(300),
    );
  });
});

describe("valuesOf", () => {
  it("finds what the platform finds, in a query without a broken escape", () => {
    fc.assert(
      fc.property(writtenQuery, name, (parts, name) => {
        const query = written(parts).join("&");
        expect(valuesOf(query, name)).toEqual(new URLSearchParams(`?${query}`).getAll(name));
      }),
      seeded(300),
    );
  });

  it("finds a parameter whatever stands around it", () => {
    fc.assert(
      fc.property(queryText, escapedText(), queryText, (before, { text, written }, after) => {
        expect(valuesOf(`${before}&t=${written}&${after}`, "t")).toContain(text);
      }),
      seeded(300),
    );
  });
});

describe("withoutParameters", () => {
  it("takes out all of the named parameters, and leaves the others to the letter", () => {
    const names = fc.uniqueArray(name, { maxLength: 3 });
    fc.assert(
      fc.property(writtenQuery, names, (parts, names) => {
        const others = parts.filter(([key]) => !names.includes(key.text));
        expect(withoutParameters(written(parts).join("&"), names)).toBe(written(others).join("&"));
      }),
      seeded(400),
    );
  });

  it("leaves none of the named in any text", () => {
    fc.assert(
      fc.property(queryText, name, (query, name) => {
        expect(valuesOf(withoutParameters(query, [name]) ?? "", name)).toEqual([]);
      }),
      seeded(300),
    );
  });
});

/** Every object in a value, itself included. */
function objectsIn(value: unknown): object[] {
  if (typeof value !== "object" || value === null) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}

/** A value as PHP and qs write it: every leaf under the keys that lead to it. */
function bracketed(value: unknown, name: string): [name: string, value: unknown][] {
  if (typeof value !== "object" || value === null) return [[name, value]];
  return Object.entries(value).flatMap(([key, member]) => bracketed(member, `${name}[${key}]`));
}

describe("nest", () => {
  const hostileKey = fc.constantFrom(
    ...["a", "b", "0", "1", "", "__proto__", "constructor", "prototype", "toString", "a]", "[a"],
  );
  const hostileName = fc
    .tuple(hostileKey, fc.array(hostileKey, { maxLength: 4 }))
    .map(([first, others]) => [first, ...others.map((key) => `[${key}]`)].join(""));
  const hostileEntries = fc.array(fc.tuple(hostileName, fc.string({ maxLength: 2 })), {
    maxLength: 8,
  });

  it("gives no object a prototype of the sender's, nor changes one", () => {
    const untouched = Object.getOwnPropertyNames(Object.prototype);
    fc.assert(
      fc.property(hostileEntries, (entries) => {
        const nested = nest(entries);
        expect(Object.getPrototypeOf(nested)).toBeNull();
        for (const object of objectsIn(nested)) {
          expect([null, Object.prototype, Array.prototype]).toContain(
            Object.getPrototypeOf(object),
          );
        }
      }),
      seeded(400),
    );
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(untouched);
  });

  it("leaves no key that attacks prototypes past refuseUnsafe", () => {
    let refused = 0;
    fc.assert(
      fc.property(hostileEntries, (entries) => {
        const nested = nest(entries);
        const isHostile = objectsIn(nested).some(
          (object) =>
            Object.hasOwn(object, "__proto__") ||
            (Object.hasOwn(object, "constructor") &&
              objectsIn(object.constructor)
                .slice(0, 1)
                .some((inner) => Object.hasOwn(inner, "prototype"))),
        );
        if (!isHostile) return expect(() => refuseUnsafe(nested)).not.toThrow();
        refused++;
        return expect(() => refuseUnsafe(nested)).toThrow("attacks prototypes");
      }),
      seeded(400),
    );
    expect(refused).toBeGreaterThan(30);
  });

  it("reads back what was written in brackets, in any order of the members", () => {
    const { fields } = fc.letrec<{ value: unknown; fields: JsonObject }>((tie) => ({
      value: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.string(),
        fc.array(tie("value"), { minLength: 1, maxLength: 3 }),
        tie("fields"),
      ),
      fields: fc.dictionary(fc.stringMatching(/^[a-z_ ]{1,4}$/), tie("value"), {
        minKeys: 1,
        maxKeys: 4,
      }),
    }));
    fc.assert(
      fc.property(fields, fc.boolean(), (fields, isBackwards) => {
        const entries = Object.entries(fields).flatMap(([name, value]) => bracketed(value, name));
        expect(nest(isBackwards ? entries.reverse() : entries)).toEqual(fields);
      }),
      seeded(300),
    );
  });

  it("lists the values of a repeated name in their order, with or without brackets", () => {
    const values = fc.array(fc.string(), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(values, fc.constantFrom("a", "a[]", "a[b]"), (values, name) => {
        const list = name === "a[b]" ? { b: values } : values;
        expect(nest(values.map((value) => [name, value]))).toEqual({ a: list });
      }),
      seeded(200),
    );
  });
});
