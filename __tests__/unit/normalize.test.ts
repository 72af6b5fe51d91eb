import { describe, expect, it } from "@jest/globals";
import { declaredBy } from "../../lib/declared";
import { normalize } from "../../lib/normalize";
import { Repairs } from "../../lib/repairs";

/** The payload, and the repairs as one text each. */
function normalized(fields: object, schema: object) {
  const repairs = new Repairs();
  const payload = normalize(fields as Record<string, unknown>, declaredBy(schema), repairs);
  return {
    payload: { ...payload },
    repairs: repairs.list.map(({ path, rule }) => `${rule} ${path}`),
  };
}

/** What becomes of an optional value of this schema. */
function fitted(value: unknown, schema: object) {
  const { payload, repairs } = normalized({ a: value }, { properties: { a: schema } });
  return repairs[0] === "left-out /a" ? "left out" : payload;
}

describe("normalize converts", () => {
  it.each<[type: string, value: unknown, to: unknown]>([
    ["string", true, "true"],
    ["string", 12, "12"],
    ["string", 1.5, "1.5"],
    ["string", -1e-4, "-0.0001"],
    ["string", 999999999999999.9, "999999999999999.9"],
    ["integer", true, 1],
    ["integer", "true", 1],
    ["integer", false, 0],
    ["integer", "false", 0],
    ["integer", "0", 0],
    ["integer", "-7", -7],
    ["integer", "123456789012345", 123456789012345],
    ["number", "1", 1],
    ["number", "-0.25", -0.25],
    ["number", "10", 10],
    ["number", "1234567890123.25", 1234567890123.25],
    ["boolean", "true", true],
    ["boolean", "1", true],
    ["boolean", 1, true],
    ["boolean", "false", false],
    ["boolean", "0", false],
    ["boolean", 0, false],
  ])("to %s: %j", (type, value, to) => {
    const { payload, repairs } = normalized({ a: value }, { properties: { a: { type } } });
    expect([payload, repairs]).toEqual([{ a: to }, ["converted /a"]]);
  });

  it.each<[type: string, value: unknown]>([
    ["string", 1e15 + 0.5],
    ["string", 1e-5],
    ["string", null],
    ["string", { toString: 1 }],
    ["integer", 1.5],
    ["integer", "1234567890123456"],
    ["integer", "01"],
    ["integer", "-0"],
    ["integer", "1.0"],
    ["integer", ["1"]],
    ["number", "01"],
    ["number", "1."],
    ["number", ".5"],
    ["number", "1e3"],
    ["number", "12345678901234567"],
    ["number", "x1"],
    ["number", "1x"],
    ["boolean", "yes"],
    ["boolean", 2],
    ["boolean", null],
    ["fraction", "1"],
  ])("nothing to %s that would lose something: %j", (type, value) => {
    expect(fitted(value, { type })).toBe("left out");
  });

  it.each<[type: string, value: unknown]>([
    ["string", "x"],
    ["integer", 5],
    ["number", 1.5],
    ["boolean", false],
  ])("no %s that is one already", (type, value) => {
    expect(normalized({ a: value }, { properties: { a: { type } } })).toEqual({
      payload: { a: value },
      repairs: [],
    });
  });
});

describe("normalize reads lists and objects", () => {
  const texts = { type: "array", items: { type: "string" } };
  const lists = { type: "array" };

  it.each<[schema: object, value: unknown, to: unknown]>([
    [texts, '["a"]', { a: ["a"] }],
    [texts, "x[y", { a: ["x[y"] }],
    [texts, "no map[x]", { a: ["no map[x]"] }],
    [texts, "<nil>s", { a: ["<nil>s"] }],
    [texts, "[not JSON", "left out"],
    [texts, "map[a:b]", "left out"],
    [texts, "<nil>", "left out"],
    [texts, [{}], "left out"],
    [lists, "x", "left out"],
    [lists, '{"a":1}', { a: [{ a: 1 }] }],
    [lists, [1, "x"], { a: [1, "x"] }],
    [{ type: "array", items: { type: "object" } }, "x", "left out"],
    [{ type: "object" }, '{"b":1}', { a: { b: 1 } }],
    [{ type: "object" }, 'x{"b":1}', "left out"],
    [{ type: "object" }, "[1]", "left out"],
    [{ type: "object" }, ["{}"], "left out"],
    [{ type: "object" }, 5, "left out"],
  ])("of %j in %j", (schema, value, to) => {
    expect(fitted(value, schema)).toEqual(to);
  });

  it("that hold what is left out, or lack what is required", () => {
    const agent = {
      type: "object",
      properties: { id: { type: "string" }, name: { type: "string" } },
      required: ["id"],
    };
    const schema = { properties: { a: agent } };
    expect(normalized({ a: { id: 7, name: [] } }, schema)).toEqual({
      payload: { a: { id: "7" } },
      repairs: ["converted /a/id", "left-out /a/name"],
    });
    expect(normalized({ a: { id: [], name: 7 } }, schema)).toEqual({
      payload: {},
      repairs: ["left-out /a"],
    });
  });
});

describe("normalize leaves out", () => {
  const schema = {
    properties: { text: { type: "string" }, count: { type: "integer" }, free: {} },
    required: ["text", "count"],
  };

  it("an empty text, unless it is a required text or undeclared", () => {
    expect(normalized({ text: "", count: "", free: "", other: "" }, schema)).toEqual({
      payload: { text: "", other: "" },
      repairs: ["absent /count", "absent /free"],
    });
  });

  it("no required value: it is the validator's to refuse, and nothing is noted", () => {
    expect(normalized({ text: [], count: "x" }, schema)).toEqual({
      payload: { text: [], count: "x" },
      repairs: [],
    });
  });
});

describe("the types that a schema declares", () => {
  const asText = (schema: object) => fitted(5, schema);

  it.each<[string, object]>([
    ["in place", { type: "string" }],
    ["in an allOf", { allOf: [{ type: "string" }] }],
    ["in an allOf, beside one that says none", { allOf: [{ type: "string" }, { minLength: 1 }] }],
    ["beside an allOf that says none", { type: "string", allOf: [{ minLength: 1 }] }],
  ])("are found %s", (_case, schema) => {
    expect(asText(schema)).toEqual({ a: "5" });
  });

  it.each(["#/definitions/x~1y", "#/definitions/x~0y", "#/definitions/x%20y", "#/definitions/0"])(
    "are found behind the reference %s",
    ($ref) => {
      const text = { type: "string" };
      const definitions = { "x/y": text, "x~y": text, "x y": text, 0: text };
      const schema = { properties: { a: { $ref } }, definitions };
      expect(normalized({ a: 5 }, schema).payload).toEqual({ a: "5" });
    },
  );

  it.each(["x#/definitions/text", "/definitions/text", "#definitions", "#/definitions/texts"])(
    "are not found behind the reference %s",
    ($ref) => {
      const schema = { properties: { a: { $ref } }, definitions: { text: { type: "string" } } };
      expect(normalized({ a: 5 }, schema).payload).toEqual({ a: 5 });
    },
  );
});
