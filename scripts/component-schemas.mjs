/** A bundle's definitions as `components.schemas`, which OpenAPI 3.1 and AsyncAPI 3 read as they stand. */
import { mapSubschemas, referencedTitle } from "./bundles.mjs";

/** @param {import("./bundles.mjs").Schema} bundle */
export function componentSchemas({ definitions }) {
  return mapSubschemas({ properties: definitions }, relocated).properties;
}

/** @param {string} title of a definition */
export const schemaReference = (title) => ({ $ref: `#/components/schemas/${title}` });

function relocated(schema) {
  const title = referencedTitle(schema);
  return title ? { ...schema, ...schemaReference(title) } : mapSubschemas(schema, relocated);
}
