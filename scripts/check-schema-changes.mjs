/** Compares the schemas with those of the last release; see HELP. */
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { printJson, readJson, readSources } from "./bundles.mjs";
import { isAtLeast, schemaChanges, versionAfter } from "./schema-changes.mjs";

const RELEASED = "conformance/released-schemas.json";

const HELP = `Usage: npm run schema-changes [-- --record] [-- --root DIR]

Says what has changed in the schemas since the last release, whose copy is ${RELEASED}:
  major   what was valid may be refused, or what was promised is not so any more
  minor   something optional, or a whole event, is new
  none    no validator would notice
Exits with 1 if the version in package.json is too low for that.

  --record     makes the copy anew, for a release
  --root DIR   the package to work on; by default the one this script belongs to
  --help       this text
`;

function main() {
  const { values } = parseArgs({
    options: {
      record: { type: "boolean", default: false },
      root: { type: "string", default: fileURLToPath(new URL("..", import.meta.url)) },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return process.stdout.write(HELP);

  const root = resolve(values.root);
  const present = presentSchemas(root);
  if (values.record) record(root, present);
  else if (existsSync(join(root, RELEASED))) compare(readJson(root, RELEASED), present);
  else
    throw new Error(
      `There is no ${RELEASED}: make it with \`npm run schema-changes -- --record\`.`,
    );
}

function presentSchemas(root) {
  return {
    version: readJson(root, "package.json").version,
    files: readdirSync(join(root, "schemas"), { recursive: true })
      .filter((file) => file.endsWith(".schema.json"))
      .map((file) => `schemas/${file.replaceAll("\\", "/")}`)
      .sort(),
    bundles: Object.fromEntries(readSources(root).map(({ path, bundle }) => [path, bundle])),
  };
}

/** npm calls this after what is no release, too. */
function record(root, present) {
  if (process.env.npm_config_dry_run === "true" || present.version.includes("-")) {
    console.log(`Not recorded: ${present.version} is not released.`);
  } else {
    writeFileSync(join(root, RELEASED), printJson(present));
  }
}

function compare(released, present) {
  const changes = schemaChanges(released, present);
  const level = ["major", "minor"].find((one) => changes.some((change) => change.level === one));
  console.log(`${level ?? "none"}: the schemas, compared with those of ${released.version}`);
  for (const { level, path, what } of changes) console.log(`${level}: ${path} ${what}`);
  const needed = versionAfter(released.version, changes);
  if (!isAtLeast(present.version, needed)) {
    throw new Error(
      `The version in package.json is ${present.version}; set it to ${needed}, or undo the change.`,
    );
  }
}

try {
  main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
