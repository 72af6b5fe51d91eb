/** Judges the schema vectors with @hyperjump/json-schema. */
import { readFileSync } from "node:fs";
import { registerSchema, validate } from "@hyperjump/json-schema/draft-07";
import { judge } from "./judge.mjs";

// Found by its entry: the package does not export its package.json.
const manifest = new URL("../package.json", import.meta.resolve("@hyperjump/json-schema"));
const { version } = JSON.parse(readFileSync(manifest, "utf8"));

await judge(`@hyperjump/json-schema ${version}`, async (schema) => {
  registerSchema(schema); // by its $id, so that nothing is fetched
  const output = await validate(schema.$id);
  return (data) => output(data).valid;
});
