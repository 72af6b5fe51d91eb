/** The portable profile of JSON Schema draft-07, in which validators of every language agree (schemas/README.md). */
import { Ajv } from "ajv";
import { eventTitles, reachableTitles, referencedTitle, replyTitles } from "./bundles.mjs";

/** @typedef {import("./bundles.mjs").Schema} Schema */

const DRAFT = "http://json-schema.org/draft-07/schema#";
/** Those that the rules of normalization read out of texts in every language (schemas/README.md). */
const TYPES = ["string", "integer", "array", "object"];

const SCHEMA_KEYWORDS = [
  ...["$comment", "description", "examples", "type", "enum", "properties", "required", "items"],
  ...["minLength", "minimum", "maximum"],
];
const DEFINITION_KEYWORDS = ["title", ...SCHEMA_KEYWORDS];
const REFERENCE_KEYWORDS = ["$ref", "description"];
const ROOT_KEYWORDS = [
  ...["$schema", "$id", "$comment", "title", "description", "oneOf", "anyOf", "definitions"],
];

const PROVENANCE = /(?<=^|\s)(?:Documented|Observed|Assumed)\./g;

/**
 * What is wrong with a bundle, one line each, led by where; nothing where it keeps to the profile.
 * @param {Schema} bundle
 * @param {string} expectedId what `$id` has to be
 * @returns {string[]}
 */
export function violations(bundle, expectedId) {
  const structural = [...rootViolations(bundle, expectedId), ...definitionsViolations(bundle)];
  return structural.length > 0
    ? structural
    : [...usageViolations(bundle), ...exampleViolations(bundle)];
}

function* rootViolations(bundle, expectedId) {
  yield* keywordViolations(bundle, ROOT_KEYWORDS, "#");
  if (bundle.$schema !== DRAFT) yield `#/$schema: has to be ${DRAFT}`;
  if (bundle.$id !== expectedId) {
    yield `#/$id: has to be ${expectedId}, with the major version of package.json`;
  }
  const unions = ["oneOf", "anyOf"].filter((keyword) => Array.isArray(bundle[keyword]));
  if (unions.length !== 1) yield "#: takes exactly one union of events, oneOf or anyOf";
  for (const keyword of unions) {
    for (const [index, member] of bundle[keyword].entries()) {
      yield* referenceViolations(member, bundle, `#/${keyword}/${index}`);
    }
  }
}

function* definitionsViolations(bundle) {
  for (const [key, definition] of Object.entries(bundle.definitions ?? {})) {
    const path = `#/definitions/${key}`;
    if (definition.title !== key) yield `${path}: title has to be "${key}"`;
    if (definition.type !== "object") yield `${path}: a definition is of type object`;
    yield* descriptionViolations(definition, path);
    yield* schemaViolations(definition, bundle, path, DEFINITION_KEYWORDS);
  }
}

function* schemaViolations(schema, bundle, path, keywords = SCHEMA_KEYWORDS) {
  if (!isPlainObject(schema)) {
    yield `${path}: has to be an object`;
    return;
  }
  if (Object.hasOwn(schema, "$ref")) {
    yield* referenceViolations(schema, bundle, path);
    return;
  }
  yield* keywordViolations(schema, keywords, path);
  const { type, enum: values, properties = {}, required = [], items } = schema;
  if (type !== undefined && !TYPES.includes(type))
    yield `${path}/type: takes one of ${TYPES.join(", ")}, or nothing`;
  if (values !== undefined && (type !== "string" || !isSingleText(values))) {
    yield `${path}/enum: takes one text, as a discriminator; a provider may extend anything else`;
  }
  for (const name of required) {
    if (!Object.hasOwn(properties, name)) yield `${path}/required: "${name}" is not a property`;
  }
  for (const [name, property] of Object.entries(properties)) {
    yield* descriptionViolations(property, `${path}/properties/${name}`);
    yield* schemaViolations(property, bundle, `${path}/properties/${name}`);
  }
  if (items !== undefined) yield* schemaViolations(items, bundle, `${path}/items`);
}

function* referenceViolations(schema, bundle, path) {
  yield* keywordViolations(schema, REFERENCE_KEYWORDS, path);
  const target = bundle.definitions?.[referencedTitle(schema)];
  if (target?.type !== "object") yield `${path}/$ref: has to name an object in #/definitions`;
}

function* keywordViolations(schema, keywords, path) {
  for (const keyword of Object.keys(schema)) {
    if (!keywords.includes(keyword)) yield `${path}: "${keyword}" is not portable here`;
  }
}

function* descriptionViolations({ description = "" } = {}, path) {
  const provenances = description.match(PROVENANCE) ?? [];
  if (provenances.length !== 1 || !description.endsWith(` ${provenances[0]}`)) {
    yield `${path}: a description has to end with one of "Documented.", "Observed.", "Assumed."`;
  }
}

/** Definitions nobody needs, and those that contain themselves. */
function* usageViolations(bundle) {
  const roots = [...eventTitles(bundle), ...replyTitles(bundle)];
  const used = new Set(roots);
  for (const title of roots) reachableTitles(bundle, bundle.definitions[title], used);
  for (const [title, definition] of Object.entries(bundle.definitions)) {
    if (!used.has(title)) yield `#/definitions/${title}: no event or reply uses it`;
    if (reachableTitles(bundle, definition).has(title)) {
      yield `#/definitions/${title}: contains itself`;
    }
  }
}

function* exampleViolations(bundle) {
  const ajv = new Ajv({ strict: true });
  try {
    ajv.compile(bundle);
  } catch (error) {
    yield `#: ${error.message}`;
    return;
  }
  for (const title of [...eventTitles(bundle), ...replyTitles(bundle)]) {
    const path = `#/definitions/${title}`;
    const validate = ajv.getSchema(`${bundle.$id}${path}`);
    if (!validate(bundle.definitions[title].examples?.[0])) {
      yield `${path}/examples/0: ${ajv.errorsText(validate.errors, { dataVar: "" })}`;
    }
  }
}

const isPlainObject = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isSingleText = (values) =>
  Array.isArray(values) && values.length === 1 && typeof values[0] === "string";
