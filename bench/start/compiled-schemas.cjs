/** What the package brings compiled, compiled by Ajv at the start instead: the schemas of all events. */
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { Ajv } = require("ajv");

const folder = join(__dirname, "../../schemas");
const read = (file) => JSON.parse(readFileSync(join(folder, file), "utf8"));

const ajv = new Ajv();

exports.validators = new Map(
  read("index.json").events.map(({ event, file }) => [event, ajv.compile(read(file))]),
);
