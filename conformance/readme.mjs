/**
 * Runs the program that schemas/README.md shows for a language on a payload that fits its schema and on one that
 * doesn't. Run: node readme.mjs python|go|php|ruby COMMAND SCHEMAS_DIR
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** How each program is run. The environment says where Debian has put its library. */
const languages = {
  python: { title: "Python", file: "validate.py" },
  go: { title: "Go", file: "validate.go", args: ["run"] },
  php: {
    title: "PHP",
    file: "validate.php",
    // What Composer would have made.
    extra: { "vendor/autoload.php": "<?php require 'JsonSchema/autoload.php';" },
  },
  ruby: { title: "Ruby", file: "validate.rb" },
};
const PAYLOAD_SCHEMA = "servetel/call-missed.schema.json";

const [name, command, schemas] = process.argv.slice(2);
const language = languages[name];
if (!language || !schemas) {
  console.error(`Usage: node readme.mjs ${Object.keys(languages).join("|")} COMMAND SCHEMAS_DIR`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), "readme-"));
try {
  process.exitCode = judge();
} finally {
  rmSync(folder, { recursive: true });
}

function judge() {
  cpSync(schemas, join(folder, "schemas"), { recursive: true });
  for (const [file, text] of Object.entries({ [language.file]: program(), ...language.extra })) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const { examples } = JSON.parse(readFileSync(join(schemas, PAYLOAD_SCHEMA), "utf8"));
  const { uuid, ...unfit } = examples[0];
  const expected = [
    { name: "a payload that fits", payload: examples[0], valid: true },
    { name: "a payload without uuid", payload: unfit, valid: false },
  ];
  const wrong = expected.filter(({ payload, valid }) => takes(payload) !== valid);
  for (const { name } of wrong) console.log(`wrong: ${PAYLOAD_SCHEMA}: ${name}`);
  const result = { language: language.title, validator: "schemas/README.md" };
  console.log(JSON.stringify({ ...result, vectors: expected.length, wrong: wrong.length }));
  return wrong.length > 0 ? 1 : 0;
}

/** The first block of code below the heading of the language. */
function program() {
  const readme = readFileSync(join(schemas, "README.md"), "utf8");
  const section = readme.slice(readme.indexOf(`\n### ${language.title}\n`));
  return /```\w+\n([\s\S]*?)```/.exec(section)[1];
}

/** Whether the program takes a payload for valid; nothing where it fails to run. */
function takes(payload) {
  const { args = [], file } = language;
  const { status, stdout, stderr } = spawnSync(command, [...args, file], {
    cwd: folder,
    input: JSON.stringify(payload),
    encoding: "utf8",
  });
  if (status === 0) return true;
  // Each says there what is wrong with the payload.
  if (status === 1 && stdout !== "") return false;
  console.log(stderr);
  return undefined;
}
