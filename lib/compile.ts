import { Ajv, type Options } from "ajv";
import { Ajv2019 } from "ajv/dist/2019";
import { Ajv2020 } from "ajv/dist/2020";
import addFormats from "ajv-formats";
import type { JsonSchema, Validator } from "./provider";

// As for the built-in schemas: one error, and nothing inherited counts as present.
const settings: Options = {
  strict: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
  allErrors: false,
  ownProperties: true,
};

/** Compiles a schema with Ajv and ajv-formats: draft-07, or the draft that its `$schema` names. */
export function compile(schema: JsonSchema): Validator {
  if (schema["$async"]) throw new TypeError("A schema with $async can't be waited for.");
  return addFormats(createAjv(String(schema["$schema"] ?? ""))).compile(schema);
}

function createAjv(dialect: string): Ajv {
  if (dialect.includes("2020-12")) return new Ajv2020(settings);
  if (dialect.includes("2019-09")) return new Ajv2019(settings);
  return new Ajv(settings);
}
