import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import Ajv from "ajv";
import * as callsavvyValidators from "../../lib/generated/callsavvy.validators";
import * as servetelValidators from "../../lib/generated/servetel.validators";
import type { Validator } from "../../lib/provider";
import {
  eventFiles,
  providers,
  readBundle,
  readSchema,
  root,
  type Schema,
} from "../schemas/read-schemas";

interface Test {
  name: string;
  valid: boolean;
  data: unknown;
}

interface Vectors {
  version: string;
  cases: { schema: string; tests: Test[] }[];
}

const text = readFileSync(join(root, "conformance/schema-vectors.json"), "utf8");
const { version, cases } = JSON.parse(text) as Vectors;

const validators: Record<string, Validator> = { ...callsavvyValidators, ...servetelValidators };

/** The package's own validator of a file. */
function validatorOf({ title = "" }: Schema): Validator {
  const validator = validators[title.charAt(0).toLowerCase() + title.slice(1)];
  if (!validator) throw new Error(`there is no validator of ${title}`);
  return validator;
}

/** A declared property or item, as found in the published file. */
interface Place {
  pointer: string;
  schema: Schema;
}

/** All that a file declares, to any depth. An item's pointer names the second one. */
function placesIn(file: Schema, schema: Schema = file, pointer = ""): Place[] {
  const target = schema.$ref
    ? file.definitions?.[schema.$ref.slice("#/definitions/".length)]
    : schema;
  if (!target) throw new Error(`${schema.$ref} leads nowhere`);
  const inside = Object.entries(target.properties ?? {}).flatMap(([name, property]) =>
    placesIn(file, property, `${pointer}/${name}`),
  );
  const items = target.items ? placesIn(file, target.items, `${pointer}/1`) : [];
  return [{ pointer, schema: target }, ...inside, ...items];
}

/** What a payload holds at a pointer, and nothing where it holds nothing there. */
function valuesAt(data: unknown, pointer: string): unknown[] {
  let value = data;
  for (const name of pointer.split("/").slice(1)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return [];
    value = (value as Record<string, unknown>)[name];
  }
  return [value];
}

const jsonTypes = ["null", "boolean", "number", "string", "array", "object"];

function jsonTypeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** Whether a vector that is, or is not, valid has such a value at a pointer. */
const has = (
  tests: Test[],
  valid: boolean,
  pointer: string,
  matches: (value: unknown) => boolean,
) => tests.some((test) => test.valid === valid && valuesAt(test.data, pointer).some(matches));

const isType = (type: string) => (value: unknown) => jsonTypeOf(value) === type;
const isSame = (expected: unknown) => (value: unknown) => Object.is(value, expected);

describe("the schema vectors", () => {
  it("are of this version of the package", () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(version).toBe(manifest.version);
  });

  it("hold a case for each published file of an event or a reply", () => {
    expect(cases.map(({ schema }) => schema).sort()).toEqual(providers.flatMap(eventFiles).sort());
  });

  it("are written one to a line", () => {
    const tests = cases.flatMap((each) => each.tests);
    const lines = text.split("\n").filter((line) => line.startsWith('{"name":'));
    expect(lines.map((line) => JSON.parse(line.replace(/,$/, "")))).toEqual(tests);
  });

  it("hold no number that a language may round, and no half of a character", () => {
    const unsafe: unknown[] = [];
    JSON.parse(text, (_, value) => {
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) unsafe.push(value);
      return value;
    });
    expect(unsafe).toEqual([]);
    expect(text).not.toMatch(/\\ud[89a-f]/i);
  });
});

describe.each(cases)("the vectors of $schema", ({ schema: path, tests }) => {
  const file = readSchema(path);
  const example = file.examples?.[0] as Record<string, unknown>;
  const required = file.required ?? [];
  const places = placesIn(file);
  const fields = places.filter(({ pointer }) => pointer !== "");

  it("are judged rightly by the package's own validator", () => {
    const validate = validatorOf(file);
    const wrong = tests.filter(({ data, valid }) => validate(data) !== valid);
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it("have names that tell them apart, and say what is expected", () => {
    expect(new Set(tests.map(({ name }) => name)).size).toBe(tests.length);
    for (const { name, valid } of tests) expect(name).toMatch(valid ? /^accepts / : /^refuses /);
  });

  it("accept the example, alone and with an unknown field, and the required fields alone", () => {
    const accepted = tests.filter(({ valid }) => valid).map(({ data }) => data);
    expect(accepted).toContainEqual(example);
    expect(accepted).toContainEqual({ ...example, unknown_field: expect.anything() });
    const names = accepted.map((data) =>
      Object.keys(data as object)
        .sort()
        .join(),
    );
    expect(names).toContain([...required].sort().join());
  });

  it("accept a value of every type in a field that nothing is declared for", () => {
    const objects = places.filter(({ schema }) => schema.type === "object");
    for (const { pointer } of objects) {
      const accepted = (type: string) => has(tests, true, `${pointer}/unknown_field`, isType(type));
      expect([pointer, jsonTypes.filter(accepted)]).toEqual([pointer, jsonTypes]);
    }
  });

  it.each(["constructor", "toString", "__proto__"])("accept an own field named %s", (name) => {
    expect(has(tests, true, `/${name}`, isType("string"))).toBe(true);
  });

  it.each([null, true, 0, 1.5, "", "text"])("refuse %j", (value) => {
    expect(has(tests, false, "", isSame(value))).toBe(true);
  });

  it("refuse a list, be it empty or not", () => {
    expect(tests).toContainEqual({ name: expect.anything(), valid: false, data: [] });
    expect(tests).toContainEqual({ name: expect.anything(), valid: false, data: [example] });
  });

  it("refuse the lack of each required field, and its name in capitals instead", () => {
    const refused = tests
      .filter(({ valid, data }) => !valid && jsonTypeOf(data) === "object")
      .map(({ data }) => Object.keys(data as object).sort());
    for (const name of required) {
      const others = required.filter((other) => other !== name);
      expect(refused).toContainEqual([...others].sort());
      expect(refused).toContainEqual([...others, name.toUpperCase()].sort());
    }
  });

  it("refuse every other type in a declared field, and none where no type is declared", () => {
    for (const { pointer, schema } of fields) {
      const own = schema.type === "integer" ? "number" : schema.type;
      const wrong = own === undefined ? [] : jsonTypes.filter((type) => type !== own);
      const refused = (type: string) => has(tests, false, pointer, isType(type));
      const accepted = (type: string) => has(tests, true, pointer, isType(type));
      expect([pointer, wrong.filter(refused)]).toEqual([pointer, wrong]);
      expect([pointer, jsonTypes.filter(accepted)]).toEqual([pointer, own ? [own] : jsonTypes]);
    }
  });

  it("accept an empty list and an empty object where one is declared", () => {
    for (const { pointer, schema } of fields) {
      if (schema.type !== "array" && schema.type !== "object") continue;
      const isEmpty = (value: unknown) => Object.keys(value as object).length === 0;
      expect([pointer, has(tests, true, pointer, isEmpty)]).toContain(true);
    }
  });

  it("accept every text there can be, but for those that a limit forbids", () => {
    const beyondBmp = "\u{1d11e}";
    for (const { pointer, schema } of fields.filter(({ schema }) => schema.type === "string")) {
      const [value] = schema.enum ?? [];
      if (typeof value === "string") {
        expect(has(tests, true, pointer, isSame(value))).toBe(true);
        for (const other of ["", value.toUpperCase(), ` ${value}`]) {
          expect([pointer, other, has(tests, false, pointer, isSame(other))]).toContain(true);
        }
      } else {
        expect([pointer, has(tests, !schema.minLength, pointer, isSame(""))]).toContain(true);
        if (schema.minLength) expect(has(tests, true, pointer, isSame(beyondBmp))).toBe(true);
      }
    }
  });

  it("accept every safe integer, and refuse a fraction in its place", () => {
    for (const { pointer } of fields.filter(({ schema }) => schema.type === "integer")) {
      for (const limit of [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]) {
        expect([pointer, has(tests, true, pointer, isSame(limit))]).toContain(true);
      }
      expect([pointer, has(tests, false, pointer, isSame(1.5))]).toContain(true);
    }
  });
});

describe("the vectors of a schema that uses all of the portable profile", () => {
  const property = (demands: Schema) => ({ description: "Invented. Assumed.", ...demands });
  const properties = {
    level: property({ type: "integer", minimum: 2 }),
    floor: property({ type: "integer", maximum: -3 }),
    code: property({ type: "string", minLength: 4 }),
    inner: property({
      type: "object",
      properties: { id: property({ type: "string" }), tags: property({ type: "array" }) },
      required: ["id"],
    }),
  };

  const copy = mkdtempSync(join(tmpdir(), "schema-vectors-"));
  afterAll(() => rmSync(copy, { recursive: true }));

  it("are judged rightly by Ajv", () => {
    for (const path of ["package.json", "README.md", "schemas", "lib"]) {
      cpSync(join(root, path), join(copy, path), { recursive: true });
    }
    const bundle = readBundle("servetel");
    const event = bundle.definitions?.["DtmfOption"] as Schema;
    event.properties = { ...event.properties, ...properties };
    writeFileSync(join(copy, "schemas/servetel.schema.json"), JSON.stringify(bundle));
    const script = join(root, "scripts/generate.mjs");
    expect(spawnSync(process.execPath, [script, "--root", copy]).status).toBe(0);

    const path = "servetel/dtmf-option.schema.json";
    const read = (file: string) => JSON.parse(readFileSync(join(copy, file), "utf8"));
    const validate = new Ajv({ strict: true }).compile(read(`schemas/${path}`));
    const { cases } = read("conformance/schema-vectors.json") as Vectors;
    const tests = cases.find(({ schema }) => schema === path)?.tests ?? [];
    expect(tests.filter(({ data, valid }) => validate(data) !== valid)).toEqual([]);
  }, 30_000);
});
