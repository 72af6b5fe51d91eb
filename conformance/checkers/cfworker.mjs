/** Judges the schema vectors with @cfworker/json-schema, for places where no code may be compiled. */
import { createRequire } from "node:module";
import { Validator } from "@cfworker/json-schema";
import { judge } from "./judge.mjs";

const { version } = createRequire(import.meta.url)("@cfworker/json-schema/package.json");

await judge(`@cfworker/json-schema ${version}`, (schema) => {
  const validator = new Validator(schema, "7");
  return (data) => validator.validate(data).valid;
});
