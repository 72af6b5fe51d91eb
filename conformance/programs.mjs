/** The programs that judge schemas, vectors and documents, and what each of them needs. */
import { readFileSync } from "node:fs";

/**
 * @typedef {object} Judged what a program judges, besides the published schemas
 * @property {string} file from the package's root; its path is the program's second argument unless it lies in schemas/
 * @property {(content: any) => number} count how many things are judged
 * @property {((content: any) => string)[]} flips each makes one of them wrong, and gives the name that a program has to
 *   call it by in its line `wrong: NAME`
 *
 * @typedef {object} Program
 * @property {string} file
 * @property {string[]} [args] that go before those of all programs
 * @property {(command: string) => string[]} [start] the command line, where it is another than command, file and args
 * @property {Judged} judged
 * @property {string[]} commands what runs or builds it; the first one that passes the probe is taken
 * @property {string[]} probe arguments with which the command succeeds if all is there that the program needs
 * @property {(output: string) => string[]} [build] arguments that make an executable of it
 * @property {Record<string, string>} [env]
 * @property {string[]} [packages] of Debian that it needs
 * @property {string} [modules] installs the packages of npm that it needs
 */

/** @type {Judged} */
const schemaVectors = {
  file: "conformance/schema-vectors.json",
  count: ({ cases }) => cases.reduce((sum, { tests }) => sum + tests.length, 0),
  flips: [true, false].map((valid) => ({ cases }) => {
    const { schema, tests } = cases.at(-1);
    const test = tests.findLast((test) => test.valid === valid);
    test.valid = !valid;
    return `${schema}: ${test.name}`;
  }),
};

const { providers, events } = JSON.parse(
  readFileSync(new URL("../schemas/index.json", import.meta.url), "utf8"),
);

/** @type {Judged} */
const decodeVectors = {
  file: "conformance/decode-vectors.json",
  count: ({ vectors }) => vectors.length,
  flips: [
    (vector) => vector.expect.payload && { ...vector.expect, identifiedBy: "luck" },
    (vector) => vector.expect.payload && { ...vector.expect, repairs: [{ path: "/", rule: "x" }] },
    (vector) => vector.expect.status && { ...vector.expect, code: "ERR_INTERNAL" },
  ].map((flipped) => ({ vectors }) => {
    const vector = vectors.findLast(flipped);
    vector.expect = flipped(vector);
    return `${vector.provider}: ${vector.name}`;
  }),
};

/** @type {Judged} */
const openApi = {
  file: "schemas/servetel.openapi.json",
  count: () => providers.length,
  flips: [
    (document) => {
      document.components.schemas.CallMissed.type = "call";
      return "servetel";
    },
  ],
};

/** @type {Judged} */
const asyncApi = {
  file: "schemas/servetel.asyncapi.json",
  count: () => providers.length,
  flips: [
    (document) => {
      document.operations.callMissed.action = "answer";
      return "servetel";
    },
  ],
};

/** The examples of all events and replies. @type {Judged} */
const examples = {
  file: "schemas/servetel/call-missed.schema.json",
  count: () => events.length + events.filter(({ reply }) => reply?.file).length,
  flips: [
    ({ examples: [example] }) => {
      example.missed_agent = "nobody";
      return "servetel/call-missed.schema.json";
    },
  ],
};

/** @type {Judged} */
const shownPrograms = {
  file: "schemas/servetel/call-missed.schema.json",
  count: () => 2,
  flips: [
    (schema) => {
      schema.required.push("nothing");
      return "servetel/call-missed.schema.json: a payload that fits";
    },
  ],
};

/** Another python3 may come first in the PATH; Debian's own is the one that has Debian's packages. */
const PYTHONS = ["python3", "/usr/bin/python3"];

const NPM_CI = "npm ci --prefix conformance";

const python = {
  commands: PYTHONS,
  probe: ["-c", "import jsonschema"],
  packages: ["python3-jsonschema"],
};
const go = {
  commands: ["go"],
  env: { GO111MODULE: "off", GOPATH: "/usr/share/gocode" },
  probe: ["list", "github.com/xeipuuv/gojsonschema"],
  packages: ["golang-go", "golang-github-xeipuuv-gojsonschema-dev"],
};
const php = {
  commands: ["php"],
  probe: ["-r", "require 'JsonSchema/autoload.php'; mb_strlen('');"],
  packages: ["php-cli", "php-json-schema", "php-mbstring"],
};
const ruby = {
  commands: ["ruby"],
  probe: ["-rset", "-rjson_schemer", "-e", ""],
  packages: ["ruby", "ruby-json-schemer"],
};
const perl = {
  commands: ["perl"],
  probe: ["-MJSON::Validator", "-e", ""],
  packages: ["perl", "libjson-validator-perl"],
};
const cpp = {
  commands: ["g++"],
  probe: [
    ...["-x", "c++", "-fsyntax-only", "/dev/null"],
    ...["-include", "valijson/schema.hpp", "-include", "nlohmann/json_fwd.hpp"],
  ],
  packages: ["g++", "libvalijson-dev", "nlohmann-json3-dev"],
};

/** What takes longest comes first, so that the others don't wait for it. @type {Program[]} */
export const programs = [
  {
    file: "checkers/cpp.cpp",
    judged: schemaVectors,
    ...cpp,
    build: (output) => [
      ...["-std=c++17", "-DVALIJSON_USE_EXCEPTIONS=1", "-o", output, "checkers/cpp.cpp"],
    ],
  },
  { file: "checkers/python.py", judged: schemaVectors, ...python },
  {
    file: "checkers/go.go",
    judged: schemaVectors,
    ...go,
    build: (output) => ["build", "-o", output, "checkers/go.go"],
  },
  { file: "checkers/php.php", judged: schemaVectors, ...php },
  { file: "checkers/ruby.rb", judged: schemaVectors, ...ruby },
  { file: "checkers/perl.pl", judged: schemaVectors, ...perl },
  { file: "normalizers/python/judge.py", judged: decodeVectors, ...python },
  { file: "normalizers/php/judge.php", judged: decodeVectors, ...php },
  typesProgram("cpp", "g++ --version", ["g++", "nlohmann-json3-dev"]),
  typesProgram("go", "go version", ["golang-go"]),
  typesProgram("python", "python3 --version", ["python3"]),
  ...Object.entries({ python, go, php, ruby }).map(([language, toolchain]) => ({
    file: "readme.mjs",
    args: [language],
    judged: shownPrograms,
    ...toolchain,
    start: (command) => [process.execPath, "readme.mjs", language, command],
  })),
  nodeProgram("checkers/ajv-draft-07.mjs", schemaVectors, "ajv", "npm ci"),
  nodeProgram("checkers/ajv-2020-12.mjs", schemaVectors, "ajv/dist/2020.js", "npm ci"),
  nodeProgram("checkers/cfworker.mjs", schemaVectors, "@cfworker/json-schema"),
  nodeProgram("checkers/hyperjump.mjs", schemaVectors, "@hyperjump/json-schema/draft-07"),
  nodeProgram("checkers/openapi.mjs", openApi, "@redocly/openapi-core"),
  nodeProgram("checkers/asyncapi.mjs", asyncApi, "@asyncapi/parser"),
];

/**
 * @param {string} file @param {Judged} judged @param {string} library @param {string} [modules]
 * @returns {Program}
 */
function nodeProgram(file, judged, library, modules = NPM_CI) {
  const probe = ["--input-type=module", "--eval", `import "${library}";`];
  return { file, judged, commands: [process.execPath], probe, modules };
}

/** @param {string} language @param {string} command that succeeds where the language is there */
function typesProgram(language, command, packages) {
  const probe = `
    import "quicktype-core";
    import { execSync } from "node:child_process";
    execSync("${command}");`;
  return {
    file: "types/run.mjs",
    args: [language],
    judged: examples,
    commands: [process.execPath],
    probe: ["--input-type=module", "--eval", probe],
    packages,
    modules: NPM_CI,
  };
}
