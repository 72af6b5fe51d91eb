/** What every validator has to say of each event's schema: payloads that fit and payloads that don't. */
import { mapSubschemas, referencedTitle } from "./bundles.mjs";
import { renderEventFiles } from "./event-files.mjs";

/**
 * @typedef {import("./bundles.mjs").Schema} Schema
 * @typedef {{ name: string, valid: boolean, data: unknown }} Test
 */

/**
 * Text of conformance/schema-vectors.json, with one test per line. No validator is asked: each rule below
 * knows whether what it makes is valid.
 * @param {import("./bundles.mjs").Source[]} sources
 * @param {string} version of the package
 */
export function renderSchemaVectors(sources, version) {
  const files = sources.flatMap((source) => renderEventFiles(source, ""));
  const cases = files.map(([path, text]) => {
    const schema = JSON.parse(text);
    const tests = [...schemaTests(withoutReferences(schema, schema.definitions))];
    return `{"schema":${JSON.stringify(path.replace("schemas/", ""))},"tests":[\n${lines(tests)}\n]}`;
  });
  return `{"version":${JSON.stringify(version)},"cases":[\n${cases.join(",\n")}\n]}\n`;
}

const lines = (tests) => tests.map((test) => JSON.stringify(test)).join(",\n");

/** Names that an implementation may find in its own objects, or take for something other than a name. */
const UNKNOWN_NAMES = ["constructor", "toString", "__proto__", "$ref", "0", ""];

const NON_OBJECTS = [null, true, 0, 1.5, "", "text", []];

/** One value of each JSON type. The text is one that a validator which converts would take for a number. */
const SAMPLES = [
  { value: null },
  { value: true },
  { value: 1, type: "integer" },
  { value: "1", type: "string" },
  { value: [], type: "array" },
  { value: {}, type: "object" },
];

/** Two units of UTF-16, four bytes of UTF-8, one character to JSON Schema. */
const BEYOND_BMP = "\u{1d11e}";

/** @param {Schema} schema without references @returns {Generator<Test>} */
function* schemaTests(schema) {
  const { examples, required = [] } = schema;
  const [example] = examples;
  yield accepts("the example", example);
  const anything = SAMPLES.map(({ value }) => value);
  yield accepts("the example with an unknown field", { ...example, unknown_field: anything });

  const smallest = smallestValue(schema);
  yield accepts("the required fields alone", smallest);
  for (const name of UNKNOWN_NAMES) {
    yield accepts(`an unknown field named "${name}"`, { ...smallest, [name]: "text" });
  }
  for (const name of required) {
    yield refuses(`a payload without ${name}`, without(smallest, name));
    const otherCase = { ...without(smallest, name), [name.toUpperCase()]: smallest[name] };
    yield refuses(`a payload with ${name.toUpperCase()} for ${name}`, otherCase);
  }

  for (const value of NON_OBJECTS) yield refuses(JSON.stringify(value), value);
  yield refuses("a list that holds the example", [example]);

  for (const { pointer, schema: inner, payloadWith } of placesInside(schema)) {
    for (const [value, valid] of valuesFor(inner)) {
      const what = `${JSON.stringify(value)} at ${pointer}`;
      yield (valid ? accepts : refuses)(what, payloadWith(value));
    }
  }
}

const accepts = (what, data) => ({ name: `accepts ${what}`, valid: true, data });
const refuses = (what, data) => ({ name: `refuses ${what}`, valid: false, data });

/**
 * Every place inside a schema, to any depth, with one in each object that nothing is declared for.
 * `payloadWith` puts a value there, in the smallest payload that has the place; an item goes behind another,
 * for a list is more than its first item.
 */
function* placesInside(schema, pointer = "", payloadWith = (value) => value) {
  if (schema.type === "object") {
    const smallest = smallestValue(schema);
    for (const [name, inner] of Object.entries({ ...schema.properties, unknown_field: {} })) {
      yield* place(inner, `${pointer}/${name}`, (value) =>
        payloadWith({ ...smallest, [name]: value }),
      );
    }
  }
  if (schema.items) {
    yield* place(schema.items, `${pointer}/1`, (value) =>
      payloadWith([smallestValue(schema.items), value]),
    );
  }
}

function* place(schema, pointer, payloadWith) {
  yield { pointer, schema, payloadWith };
  yield* placesInside(schema, pointer, payloadWith);
}

/** Values of every type, and those on both sides of each limit, with whether they fit. */
function* valuesFor(schema) {
  const { type } = schema;
  for (const sample of SAMPLES) {
    if (type === undefined) yield [sample.value, true];
    else if (sample.type !== type) yield [sample.value, false];
  }
  if (type === "string") yield* textsFor(schema);
  if (type === "integer") yield* integersFor(schema);
  if (type === "array") yield [[], true];
  if (type === "object") {
    const smallest = smallestValue(schema);
    yield [smallest, true];
    for (const name of schema.required ?? []) yield [without(smallest, name), false];
  }
}

function* textsFor({ enum: values, minLength = 0 }) {
  if (values) {
    for (const value of values) {
      yield [value, true];
      for (const other of [value.toUpperCase(), ` ${value}`, `${value}s`]) yield [other, false];
    }
    yield ["", false];
    return;
  }
  yield [BEYOND_BMP.repeat(minLength), true];
  if (minLength > 0) yield [BEYOND_BMP.repeat(minLength - 1), false];
}

function* integersFor({ minimum, maximum }) {
  yield [minimum ?? Number.MIN_SAFE_INTEGER, true];
  yield [maximum ?? Number.MAX_SAFE_INTEGER, true];
  if (minimum !== undefined) yield [minimum - 1, false];
  if (maximum !== undefined) yield [maximum + 1, false];
  yield [1.5, false];
}

/** The shortest text, no items, required fields alone. @param {Schema} schema */
function smallestValue({ type, enum: values, minLength = 0, minimum = 0, ...schema }) {
  switch (type) {
    case "string":
      return values?.[0] ?? "x".repeat(minLength);
    case "integer":
      return Math.min(minimum, schema.maximum ?? minimum);
    case "array":
      return [];
    case "object": {
      const { properties, required = [] } = schema;
      return Object.fromEntries(required.map((name) => [name, smallestValue(properties[name])]));
    }
    default:
      return null;
  }
}

/** A copy in which every reference is replaced by what it refers to. @returns {Schema} */
function withoutReferences(schema, definitions) {
  const target = schema.$ref ? definitions[referencedTitle(schema)] : schema;
  return mapSubschemas(target, (inner) => withoutReferences(inner, definitions));
}

function without(object, name) {
  const { [name]: _, ...rest } = object;
  return rest;
}
