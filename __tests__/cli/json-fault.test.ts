import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { jsonFault } from "../../lib/cli/json-fault";
import { seeded } from "../properties/seeded";

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const good = String.raw`{"a":"é\ud83d\ude00\n\/","b":[-1.5e+3,true,null,{}],"c":{"d":[[],0]}}`;
const hostile = [...'"\\{}[],:.-+eE0 \n\t\0\u007f\u2028tn'];

describe("a fault in JSON", () => {
  it.each([
    ['{"a":,"b":1}', 5, "a value"],
    ['{"a" 1}', 5, "a colon"],
    ["{'a':1}", 1, "a key in quotes"],
    ['{"a":1,}', 7, "a key in quotes"],
    ["[1,]", 3, "a value"],
    ["[1 2]", 3, "a comma or the end"],
    ['{"a":1', 6, "a comma or the end"],
    ['{"a":1]', 6, "a comma or the end"],
    ['{"a":"b', 5, "a value"],
    ['{"a":01}', 5, "a value"],
    ['{"a":NaN}', 5, "a value"],
    ['{"a":1} x', 8, "nothing more"],
    ["", 0, "a value"],
  ])("of %j is at %d, where %s is expected", (text, at, expected) => {
    expect(jsonFault(text)).toEqual({ at, expected });
  });

  it("is found wherever one character is too many, missing or another, and nowhere else", () => {
    const texts = [...good].flatMap((character, index) => {
      const [before, after] = [good.slice(0, index), good.slice(index + 1)];
      return [before, before + after, before + character.repeat(2) + after].concat(
        hostile.map((other) => before + other + after),
      );
    });
    for (const text of [good, ...texts]) {
      expect([text, jsonFault(text) === undefined]).toEqual([text, isJson(text)]);
    }
  });

  it("is never seen in JSON, and lies within the text or at its end", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.string(), (text, place, inserted) => {
        expect(jsonFault(text)).toBeUndefined();
        const at = place % (text.length + 1);
        const changed = text.slice(0, at) + inserted + text.slice(at);
        const fault = jsonFault(changed);
        expect(fault === undefined).toBe(isJson(changed));
        expect(fault?.at ?? 0).toBeLessThanOrEqual(changed.length);
      }),
      seeded(500),
    );
  });

  it("is found behind any depth", () => {
    const depth = 100_000;
    expect(jsonFault("[".repeat(depth))).toEqual({ at: depth, expected: "a value" });
    expect(jsonFault("[".repeat(depth) + "]".repeat(depth))).toBeUndefined();
  });
});
