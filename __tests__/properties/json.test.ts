import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { canonicalJson, MAX_DEPTH, MAX_KEYS, parseJson } from "../../lib/json";
import { anyCharacter, anyText } from "./arbitrary-texts";
import { seeded } from "./seeded";

const jsonValue = fc.jsonValue({ maxDepth: 5, stringUnit: anyCharacter });

/** A value inside so many lists and objects. */
const nestedIn = (kinds: readonly boolean[], value: unknown) =>
  kinds.reduce<unknown>((inner, isList) => (isList ? [inner] : { key: inner }), value);

const kinds = (lengths: { minLength: number; maxLength: number }) =>
  fc.array(fc.boolean(), { ...lengths, size: "max" });

/** The same value with the keys of every object the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => [key, reversed(member)] as const);
  return Object.fromEntries(members.reverse());
}

describe("parseJson", () => {
  it("reads back whatever JSON.stringify writes of a shallow value", () => {
    fc.assert(
      fc.property(jsonValue, (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes('"__proto__"'));
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
      seeded(300),
    );
  });

  it(`reads ${MAX_DEPTH} levels, of whatever kind, and refuses any deeper`, () => {
    const shallow = kinds({ minLength: 0, maxLength: MAX_DEPTH });
    const deep = kinds({ minLength: MAX_DEPTH + 1, maxLength: 200 });
    fc.assert(
      fc.property(shallow, deep, (levels, tooMany) => {
        expect(parseJson(JSON.stringify(nestedIn(levels, 1)))).toEqual(nestedIn(levels, 1));
        expect(() => parseJson(JSON.stringify(nestedIn(tooMany, 1)))).toThrow("nested too deeply");
      }),
      seeded(100),
    );
  });

  it("refuses any depth that a stack has no room for", () => {
    const opening = fc.constantFrom("[", '{"a":', '[{"a":');
    fc.assert(
      fc.property(opening, fc.integer({ min: 5000, max: 50_000 }), (opening, times) => {
        const closing = [...opening].reverse().map((one) => ({ "[": "]", "{": "}" })[one] ?? "");
        const text = `${opening.repeat(times)}0${closing.join("").repeat(times)}`;
        expect(() => parseJson(text)).toThrow("nested too deeply");
      }),
      seeded(20),
    );
  });

  it("refuses keys that attack prototypes, at any depth, and no others", () => {
    const attack = fc.constantFrom('{"__proto__":1}', '{"constructor":{"prototype":1}}');
    const harmless = fc.constantFrom(
      '{"constructor":"prototype"}',
      '{"prototype":{"a":1}}',
      '"__proto__"',
    );
    fc.assert(
      fc.property(
        kinds({ minLength: 0, maxLength: 20 }),
        attack,
        harmless,
        (levels, attack, harmless) => {
          const around = (text: string) =>
            JSON.stringify(nestedIn(levels, "here")).replace('"here"', text);
          expect(() => parseJson(around(attack))).toThrow("attacks prototypes");
          expect(parseJson(around(harmless))).toEqual(JSON.parse(around(harmless)));
        },
      ),
      seeded(100),
    );
  });

  it(`reads an object of up to ${MAX_KEYS} keys, and refuses one of more`, () => {
    fc.assert(
      fc.property(
        fc.integer({ min: MAX_KEYS - 3, max: MAX_KEYS + 3 }),
        fc.boolean(),
        (count, isInner) => {
          const keys = Object.fromEntries(
            Array.from({ length: count }, (_, index) => [`k${index}`, 1]),
          );
          const read = () => parseJson(JSON.stringify(isInner ? [{ keys }] : keys));
          if (count > MAX_KEYS) expect(read).toThrow("too many keys");
          else expect(read).not.toThrow();
        },
      ),
      seeded(20),
    );
  });
});

describe("canonicalJson", () => {
  it("is the same for any order of the keys, and says the same value", () => {
    fc.assert(
      fc.property(jsonValue, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(reversed(value))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
      seeded(400),
    );
  });

  it("writes keys in the order of their UTF-16 units, without a blank", () => {
    const keys = fc.uniqueArray(anyText, { maxLength: 6 });
    fc.assert(
      fc.property(keys, (keys) => {
        const sorted = [...keys].sort().map((key) => `${JSON.stringify(key)}:0`);
        const object = Object.fromEntries(keys.map((key) => [key, 0]));
        expect(canonicalJson(object)).toBe(`{${sorted.join(",")}}`);
      }),
      seeded(300),
    );
  });
});
