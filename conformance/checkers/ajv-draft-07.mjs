/** Judges the schema vectors with Ajv, in the draft that the files name. */
import { createRequire } from "node:module";
import { Ajv } from "ajv";
import { judge } from "./judge.mjs";

const { version } = createRequire(import.meta.url)("ajv/package.json");

await judge(`Ajv ${version}, draft-07`, (schema) => new Ajv({ strict: true }).compile(schema));
