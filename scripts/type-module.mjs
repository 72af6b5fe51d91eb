/** TypeScript interfaces of a bundle's definitions. */
import { compile } from "json-schema-to-typescript";
import { mapSubschemas } from "./bundles.mjs";

/**
 * Each definition is compiled by itself, so that the module holds the definitions' interfaces and nothing else.
 * @param {import("./bundles.mjs").Schema} bundle
 * @param {string} notice says that the module is generated
 */
export async function renderTypeModule({ definitions }, notice) {
  const readable = mapSubschemas({ properties: definitions }, compilable).properties;
  const interfaces = await Promise.all(
    Object.entries(readable).map(([title, definition]) =>
      compile({ ...definition, definitions: readable }, title, {
        additionalProperties: false,
        bannerComment: "",
        declareExternallyReferenced: false,
        style: { printWidth: 100 },
      }),
    ),
  );
  return [`// ${notice}\n`, ...interfaces].join("\n");
}

/** The compiler drops a description beside a `$ref`, and takes an untyped schema for an object's. */
function compilable(schema) {
  if (schema.$ref) return { description: schema.description, allOf: [{ $ref: schema.$ref }] };
  if (!schema.type) return { ...schema, tsType: "unknown" };
  if (schema.type === "object" && !schema.properties) {
    return { ...schema, tsType: "Record<string, unknown>" };
  }
  return mapSubschemas(schema, compilable);
}
