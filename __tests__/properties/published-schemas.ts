import Ajv, { type ValidateFunction } from "ajv";
import { readSchema, type Schema } from "../schemas/read-schemas";

/** One published file, and what Ajv makes of it now: a judge that has nothing of the package's own validators. */
interface Published {
  readonly schema: Schema;
  readonly accepts: ValidateFunction;
}

const ajv = new Ajv({ strict: true, ownProperties: true });
const compiled = new Map<string, Published>();
const kebabCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The published schema of an event; of what answers it, with the ending `.reply`. */
export function publishedSchema(provider: string, type: string): Published {
  const path = `${provider}/${kebabCase(type)}.schema.json`;
  const known = compiled.get(path);
  if (known) return known;
  const schema = readSchema(path);
  const published = { schema, accepts: ajv.compile(schema) };
  compiled.set(path, published);
  return published;
}

/** A schema that demands nothing but that what the published one declares as optional has its declared type. */
export function optionalPart(provider: string, type: string): ValidateFunction {
  const { $id, required = [], properties = {}, ...schema } = publishedSchema(provider, type).schema;
  const optional = Object.entries(properties).filter(([name]) => !required.includes(name));
  return ajv.compile({ ...schema, properties: Object.fromEntries(optional) });
}
