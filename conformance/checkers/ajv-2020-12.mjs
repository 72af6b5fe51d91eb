/** Judges the schema vectors with Ajv, as schemas of draft 2020-12. */
import { createRequire } from "node:module";
import { Ajv2020 } from "ajv/dist/2020.js";
import { judge } from "./judge.mjs";

const { version } = createRequire(import.meta.url)("ajv/package.json");

await judge(`Ajv ${version}, 2020-12`, (schema) => {
  // The files name draft-07, which Ajv2020 does not know. What they use means the same in both drafts.
  const $schema = "https://json-schema.org/draft/2020-12/schema";
  return new Ajv2020({ strict: true }).compile({ ...schema, $schema });
});
