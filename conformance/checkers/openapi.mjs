/**
 * Lints the OpenAPI documents by Redocly's recommended rules.
 * Run: node openapi.mjs SCHEMAS_DIR
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createConfig, lintFromString } from "@redocly/openapi-core";

const [schemas] = process.argv.slice(2);
if (!schemas) {
  console.error("Usage: node openapi.mjs SCHEMAS_DIR");
  process.exit(2);
}
const { providers } = JSON.parse(readFileSync(join(schemas, "index.json"), "utf8"));
const config = await createConfig({ extends: ["recommended"] });

let wrong = 0;
for (const { name, openapi } of providers) {
  const problems = await lint(readFileSync(join(schemas, openapi), "utf8"));
  for (const problem of problems) console.log(`wrong: ${name}: ${problem}`);
  if (problems.length > 0) wrong++;
}
const manifest = new URL("../node_modules/@redocly/openapi-core/package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, "utf8"));
const validator = `redocly ${version}`;
console.log(JSON.stringify({ language: "OpenAPI", validator, vectors: providers.length, wrong }));
process.exitCode = wrong > 0 ? 1 : 0;

/** Warnings count too. A reference that leads outside is refused unread, so that nothing is fetched. */
async function lint(source) {
  const outside = source.match(/"\$ref":\s*"(?!#)[^"]*"/);
  if (outside) return [`${outside[0]} leads outside of the document`];
  const problems = await lintFromString({ source, config });
  return problems.map(
    ({ ruleId, message, location }) => `${location[0]?.pointer ?? ""}: ${message} (${ruleId})`,
  );
}
