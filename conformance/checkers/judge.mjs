/**
 * Judges the schema vectors with a validator for Node.
 *
 * Run: node CHECKER.mjs SCHEMAS_DIR VECTORS_FILE
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @param {string} validator its name and version
 * @param {(schema: object) => Validate | Promise<Validate>} compile
 * @typedef {(data: unknown) => boolean} Validate
 */
export async function judge(validator, compile) {
  const [schemasDir, vectorsFile] = process.argv.slice(2);
  if (!vectorsFile) {
    console.error("usage: node CHECKER.mjs SCHEMAS_DIR VECTORS_FILE");
    process.exit(2);
  }
  let vectors = 0;
  let wrong = 0;
  for (const { schema, tests } of readJson(vectorsFile).cases) {
    const isValid = await compile(readJson(join(schemasDir, schema)));
    for (const { name, valid, data } of tests) {
      vectors++;
      if (isValid(data) === valid) continue;
      wrong++;
      console.log(`wrong: ${schema}: ${name}`);
    }
  }
  console.log(JSON.stringify({ language: "Node", validator, vectors, wrong }));
  process.exitCode = wrong > 0 ? 1 : 0;
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
}
