/**
 * Judges the AsyncAPI documents by AsyncAPI's own parser and its rules.
 * Run: node asyncapi.mjs SCHEMAS_DIR
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DiagnosticSeverity, Parser } from "@asyncapi/parser";

const [schemas] = process.argv.slice(2);
if (!schemas) {
  console.error("Usage: node asyncapi.mjs SCHEMAS_DIR");
  process.exit(2);
}
const { providers } = JSON.parse(readFileSync(join(schemas, "index.json"), "utf8"));
const parser = new Parser();

let wrong = 0;
for (const { name, asyncapi } of providers) {
  const problems = await lint(readFileSync(join(schemas, asyncapi), "utf8"));
  for (const problem of problems) console.log(`wrong: ${name}: ${problem}`);
  if (problems.length > 0) wrong++;
}
const manifest = new URL("../node_modules/@asyncapi/parser/package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, "utf8"));
const validator = `@asyncapi/parser ${version}`;
console.log(JSON.stringify({ language: "AsyncAPI", validator, vectors: providers.length, wrong }));
process.exitCode = wrong > 0 ? 1 : 0;

/**
 * Warnings count too; a hint, such as that of a newer AsyncAPI, does not.
 * A reference that leads outside is refused unread, so that nothing is fetched.
 */
async function lint(source) {
  const outside = source.match(/"\$ref":\s*"(?!#)[^"]*"/);
  if (outside) return [`${outside[0]} leads outside of the document`];
  const problems = await parser.validate(source);
  return problems
    .filter(({ severity }) => severity <= DiagnosticSeverity.Warning)
    .map(({ code, message, path }) => `#/${path.join("/")}: ${message} (${code})`);
}
