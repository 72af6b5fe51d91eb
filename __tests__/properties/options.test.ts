import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Handlers } from "../../lib/handlers";
import { suggestion } from "../../lib/nearest-name";
import { completeOptions } from "../../lib/options";
import { catalogs } from "./arbitrary-deliveries";
import { anyText } from "./arbitrary-texts";
import { seeded } from "./seeded";

const LONGEST_TIMER_MS = 2 ** 31 - 1;

const complete = (options: object) =>
  completeOptions(catalogs.servetel, { auth: "none", ...options });

describe("the options deadlineMs and bodyDeadlineMs", () => {
  const name = fc.constantFrom("deadlineMs" as const, "bodyDeadlineMs" as const);

  it("refuse all but a number of milliseconds that a timer takes", () => {
    const refused = fc.oneof(
      fc.double({ max: 0 }),
      fc.double({ min: LONGEST_TIMER_MS, minExcluded: true }),
      fc.integer({ max: 0 }),
      fc.constant(Number.NaN),
      fc
        .anything()
        .filter((value) => typeof value !== "number" && value !== undefined && value !== null),
    );
    fc.assert(
      fc.property(name, refused, (name, value) => {
        expect(() => complete({ [name]: value })).toThrow(
          `${name} takes milliseconds, more than 0`,
        );
      }),
      seeded(300),
    );
  });

  it("take any other number as it is", () => {
    const taken = fc.double({ min: 0, minExcluded: true, max: LONGEST_TIMER_MS, noNaN: true });
    fc.assert(
      fc.property(name, taken, (name, ms) => {
        expect(complete({ [name]: ms })[name]).toBe(ms);
      }),
      seeded(120),
    );
  });
});

describe("the option limit", () => {
  const units = { "": 1, b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 };
  const unit = fc.constantFrom(...(Object.keys(units) as (keyof typeof units)[]));

  it("takes a number of bytes, or one of a unit in any letters", () => {
    const size = fc.integer({ min: 1, max: 4096 });
    const quarters = fc.constantFrom(0, 0.25, 0.5, 0.75);
    fc.assert(
      fc.property(
        size,
        quarters,
        unit,
        fc.constantFrom("", " "),
        fc.func(fc.boolean()),
        (size, quarters, unit, blank, isLarge) => {
          const number = units[unit] === 1 ? size : size + quarters;
          const letters = [...unit]
            .map((letter, index) => (isLarge(index) ? letter.toUpperCase() : letter))
            .join("");
          const text = `${number}${unit && blank}${letters}`;
          expect(complete({ limit: text }).limit).toBe(number * units[unit]);
          if (unit === "") expect(complete({ limit: number }).limit).toBe(number);
        },
      ),
      seeded(300),
    );
  });

  it("refuses nothing, less than nothing, more than can be counted and what is no size", () => {
    const refused = fc.oneof(
      unit.map((unit) => `0${unit}`),
      unit.map((unit) => `0.0${unit}`),
      fc
        .tuple(fc.constantFrom("-1", "+1", "1e3", "0x1", ".5", "1,5", " 1", "1.", "1  ", ""), unit)
        .map(([number, unit]) => `${number}${unit}`),
      fc
        .tuple(
          fc.integer({ min: 1 }),
          fc.constantFrom("k", "kib", "bytes", "%", "kbkb", "kb ", "tb", "kb5"),
        )
        .map(([number, unit]) => `${number}${unit}`),
      fc.integer({ min: 2 ** 23 }).map((number) => `${number}gb`),
      fc.double({ max: 0 }),
      fc.double({ min: Number.MAX_SAFE_INTEGER, minExcluded: true }),
      fc.constantFrom(Number.NaN, true, [], {}, "many"),
    );
    fc.assert(
      fc.property(refused, (limit) => {
        expect(() => complete({ limit })).toThrow("The option limit takes a whole number of bytes");
      }),
      seeded(300),
    );
  });
});

describe("an unknown name", () => {
  /** A known name, and the same with one or two letters in the place of one, or beside it. */
  const slipOf = (names: readonly string[]) =>
    fc
      .tuple(fc.constantFrom(...names), fc.nat(), fc.constantFrom("", "q", "qq"), fc.boolean())
      .map(([name, place, letters, isKept]) => {
        const at = place % name.length;
        return { name, slip: name.slice(0, at) + letters + name.slice(isKept ? at : at + 1) };
      })
      .filter(({ name, slip }) => slip !== name);

  it("of an option is refused with the one that it is a slip of", () => {
    const options = ["auth", "limit", "deadlineMs", "bodyDeadlineMs", "unhandled", "trigger"];
    fc.assert(
      fc.property(slipOf([...options, "fields"]), ({ name, slip }) => {
        expect(() => complete({ [slip]: 1 })).toThrow(`"${slip}". Did you mean "${name}"?`);
      }),
      seeded(120),
    );
  });

  it("of an event is refused with the one that it is a slip of", () => {
    const handlers = new Handlers(catalogs.servetel);
    fc.assert(
      fc.property(slipOf([...catalogs.servetel.events.keys()]), ({ name, slip }) => {
        expect(() => handlers.add(slip, () => {})).toThrow(`"${slip}". Did you mean "${name}"?`);
      }),
      seeded(120),
    );
  });

  it("is answered with known names alone, whatever it is", () => {
    const name = fc.oneof(anyText, fc.constantFrom("__proto__", "x".repeat(100_000)));
    fc.assert(
      fc.property(name, fc.uniqueArray(anyText, { maxLength: 8 }), (name, known) => {
        expect([
          ...known.map((one) => `Did you mean "${one}"?`),
          `Known: ${[...known].sort().join(", ")}.`,
        ]).toContain(suggestion(name, known));
      }),
      seeded(300),
    );
  });
});
