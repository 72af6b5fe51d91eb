/** Validators of a bundle's events and replies, compiled ahead so that loading them compiles nothing. */
import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import { camelCase, eventTitles, mapSubschemas, referencedTitle, replyTitles } from "./bundles.mjs";

const ANNOTATIONS = ["title", "description", "examples", "$comment"];

/**
 * One constant for each event and reply; those of equal schemas share one function.
 * @param {import("./bundles.mjs").Schema} bundle
 * @param {string} notice says that the module is generated
 */
export function renderValidatorModule(bundle, notice) {
  const ajv = new Ajv({
    strict: true,
    allErrors: false,
    validateFormats: false,
    ownProperties: true,
    code: { source: true, esm: true, lines: true },
  });
  const ownerOfShape = new Map();
  const owners = [...eventTitles(bundle), ...replyTitles(bundle)].map((title) => {
    const schema = bareSchema(bundle, bundle.definitions[title]);
    const shape = JSON.stringify(schema);
    const name = camelCase(title);
    if (!ownerOfShape.has(shape)) {
      ownerOfShape.set(shape, name);
      ajv.addSchema(schema, name);
    }
    return [name, ownerOfShape.get(shape)];
  });
  const unique = [...ownerOfShape.values()];
  const { imports, code } = asModule(
    standalone.default(ajv, Object.fromEntries(unique.map((name) => [name, name]))),
  );
  return [
    `// ${notice}`,
    "// @ts-nocheck",
    ...imports,
    'import type { Validator } from "../provider";',
    code,
    ...unique.map((name) => attachSchema(ajv.getSchema(name))),
    "",
    ...owners.map(([name, owner]) => {
      return `export const ${name}: Validator = ${ajv.getSchema(owner).source.validateName};`;
    }),
    "",
  ].join("\n");
}

/** What a schema demands: no annotations, and every reference replaced by what it refers to. */
function bareSchema(bundle, schema) {
  const target = schema.$ref ? bundle.definitions[referencedTitle(schema)] : schema;
  const demands = Object.entries(target).filter(([keyword]) => !ANNOTATIONS.includes(keyword));
  return mapSubschemas(Object.fromEntries(demands), (inner) => bareSchema(bundle, inner));
}

/** Ajv's standalone module without its exports, its directive and the `require`s its ESM output still holds (ajv #2209). */
function asModule(standaloneCode) {
  const imports = [];
  const code = standaloneCode
    .replace(/^"use strict";\n?/, "")
    .replace(/^export const \w+ = \w+;\n?/gm, "")
    .replace(/^const (\w+) = require\("([^"]+)"\)\.default;\n?/gm, (_, name, path) => {
      imports.push(`import ${name} from "${path}";`);
      return "";
    });
  const left = /\b(?:export|require)\b.*/.exec(code);
  if (left) throw new Error(`Ajv's standalone code holds what no rule here rewrites: ${left[0]}`);
  return { imports, code };
}

/** Gives a standalone function the `schema` that a compiled one has; its source holds it as a constant. */
function attachSchema({ source, schema }) {
  const [constant] = [...source.scopeValues.schema].filter(({ value }) => value.ref === schema);
  return `${source.validateName}.schema = ${constant};`;
}
