/** Judges a document of each provider with a linter for Node. */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";

/**
 * A reference that leads outside of a document is refused unread, so that nothing is fetched.
 * @param {{ language: string, kind: "openapi" | "asyncapi", library: string, name: string }} linter with the key of the
 *   documents in the index, and the npm package and the name that people know it by
 * @param {(source: string) => Promise<string[]>} lint gives what is wrong
 */
export async function judgeDocuments({ language, kind, library, name }, lint) {
  const [, checker, schemas] = process.argv;
  if (!schemas) {
    console.error(`Usage: node ${basename(checker)} SCHEMAS_DIR`);
    process.exit(2);
  }
  const { providers } = readJson(join(schemas, "index.json"));
  let wrong = 0;
  for (const provider of providers) {
    const source = readFileSync(join(schemas, provider[kind]), "utf8");
    const [outside] = source.match(/"\$ref":\s*"(?!#)[^"]*"/) ?? [];
    const problems = outside ? [`${outside} leads outside of the document`] : await lint(source);
    for (const problem of problems) console.log(`wrong: ${provider.name}: ${problem}`);
    if (problems.length > 0) wrong++;
  }
  const { version } = readJson(new URL(`../node_modules/${library}/package.json`, import.meta.url));
  const validator = `${name} ${version}`;
  console.log(JSON.stringify({ language, validator, vectors: providers.length, wrong }));
  process.exitCode = wrong > 0 ? 1 : 0;
}

const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));
