import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { root } from "./read-schemas";

// Each run of the generator takes a second of an idle machine.
jest.setTimeout(30_000);

/** A copy of all that the generator reads and writes. */
let copy: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), "generate-"));
  for (const path of ["package.json", "README.md", "schemas", "lib", ...vectors]) {
    cpSync(join(root, path), join(copy, path), { recursive: true });
  }
});

afterEach(() => rmSync(copy, { recursive: true }));

function generate(...args: string[]) {
  const script = join(root, "scripts/generate.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

const vectors = ["conformance/schema-vectors.json", "conformance/decode-vectors.json"];

const inCopy = (path: string) => join(copy, path);
const checkCopy = () => generate("--check", "--root", copy);

function edit(path: string, change: (text: string) => string) {
  writeFileSync(inCopy(path), change(readFileSync(inCopy(path), "utf8")));
}

const generatedFiles = [
  "schemas/callsavvy/caller-information.reply.schema.json",
  "schemas/servetel/call-missed.schema.json",
  "schemas/index.json",
  "schemas/callsavvy.openapi.json",
  "schemas/servetel.asyncapi.json",
  "lib/generated/callsavvy.types.ts",
  "lib/generated/servetel.validators.ts",
];

describe("generate --check", () => {
  it("finds nothing in this package", () => {
    expect(generate("--check")).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  it.each([...generatedFiles, ...vectors])("names %s when it is edited", (path) => {
    appendFileSync(inCopy(path), "\n");
    const { status, stderr } = checkCopy();
    expect(status).toBe(1);
    expect(stderr).toContain(`${path} is out of date\nTo fix it, run \`npm run generate\``);
  });

  it.each([...generatedFiles, ...vectors])("names %s when it is missing", (path) => {
    rmSync(inCopy(path));
    const { status, stderr } = checkCopy();
    expect(status).toBe(1);
    expect(stderr).toContain(`${path} is missing\nTo fix it, run \`npm run generate\``);
    expect(existsSync(inCopy(path))).toBe(false);
  });

  it.each(["schemas/servetel/call-dropped.schema.json", "lib/generated/acme.types.ts"])(
    "names %s, which nothing generates",
    (path) => {
      writeFileSync(inCopy(path), "");
      const { status, stderr } = checkCopy();
      expect(status).toBe(1);
      expect(stderr).toContain(`${path} is not a generated file\n`);
      expect(existsSync(inCopy(path))).toBe(true);
    },
  );

  it("names every file that a change of the source leaves behind", () => {
    edit("schemas/servetel.schema.json", (text) =>
      text.replace("An agent who answered or missed a call.", "An agent."),
    );
    const { stderr } = checkCopy();
    expect(stderr.match(/^.* is out of date$/gm)).toEqual([
      "schemas/servetel/call-missed.schema.json is out of date",
      "schemas/servetel/call-hangup.schema.json is out of date",
      "schemas/servetel/call-missed-or-answered.schema.json is out of date",
      "schemas/servetel.openapi.json is out of date",
      "schemas/servetel.asyncapi.json is out of date",
      "lib/generated/servetel.types.ts is out of date",
    ]);
  });

  it.each([
    ["lib/errors.ts", "The delivery is empty", "The delivery is void"],
    ["lib/options.ts", "Default 5,000.", "Default 4,000."],
    ["schemas/servetel.schema.json", "A call has reached the server.", "A call is there."],
    ["README.md", "| 413 |", "| 414 |"],
  ])("names the README when %s says something else", (path, said, says) => {
    edit(path, (text) => text.replace(said, says));
    expect(checkCopy().stderr).toMatch(/^README.md is out of date$/m);
  });

  it.each([
    ["Region of the operator's licence, such as Delhi. Documented.", "Region. Documented."],
    ["such as Delhi. Documented.", "such as Delhi. Observed."],
  ])("names the table of fields when a description says something else", (said, says) => {
    edit("schemas/servetel.schema.json", (text) => text.replace(said, says));
    expect(checkCopy().stderr).toMatch(/^schemas\/README.md is out of date$/m);
  });

  it("names the schema vectors when a schema demands something else", () => {
    edit("schemas/servetel.schema.json", (text) =>
      text.replace('"minLength": 1', '"minLength": 2'),
    );
    expect(checkCopy().stderr).toContain(`${vectors[0]} is out of date\n`);
  });

  it("leaves other files beside the schema vectors alone", () => {
    writeFileSync(inCopy("conformance/run.mjs"), "");
    expect(checkCopy()).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  it("refuses a table of the README that it can't make", () => {
    edit("README.md", (text) => text.replace("generated: errors", "generated: mistakes"));
    expect(checkCopy().stderr).toContain('README.md: there is no table "mistakes" to generate');
  });

  it("refuses a source that leaves the portable profile, and says where", () => {
    edit("schemas/callsavvy.schema.json", (text) => text.replace('"enum": [', '"pattern": ['));
    const { status, stderr } = checkCopy();
    expect(status).toBe(1);
    expect(stderr).toContain(
      "schemas/callsavvy.schema.json#/definitions/CallerInformation/properties/event: " +
        '"pattern" is not portable here',
    );
  });

  it("refuses an address of another major version than the package's", () => {
    edit("package.json", (text) => text.replace(/"version": "[^"]*"/, '"version": "9.0.0"'));
    const { status, stderr } = checkCopy();
    expect(status).toBe(1);
    expect(stderr).toContain("schemas/servetel.schema.json#/$id: has to be https://unpkg.com/");
    expect(stderr).toContain("telephony-webhooks@9/schemas/servetel.schema.json");
  });

  it("refuses a source that is not JSON", () => {
    appendFileSync(inCopy("schemas/servetel.schema.json"), "}");
    const { status, stderr } = checkCopy();
    expect(status).toBe(1);
    expect(stderr).toContain("schemas/servetel.schema.json is not JSON: ");
  });
});

describe("generate", () => {
  it("makes everything anew, to the letter, and takes away what is stray", () => {
    for (const path of [
      "conformance",
      "lib/generated",
      "schemas/callsavvy",
      "schemas/servetel/dtmf-option.schema.json",
    ]) {
      rmSync(inCopy(path), { recursive: true });
    }
    writeFileSync(inCopy("schemas/servetel/call-dropped.schema.json"), "");
    expect(generate("--root", copy)).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(checkCopy()).toEqual({ status: 0, stdout: "", stderr: "" });
    for (const path of [...generatedFiles, ...vectors]) {
      expect(readFileSync(inCopy(path), "utf8")).toBe(readFileSync(join(root, path), "utf8"));
    }
  });

  it("explains itself when asked", () => {
    expect(generate("--help")).toEqual({
      status: 0,
      stdout: expect.stringContaining("--check"),
      stderr: "",
    });
  });

  it("refuses an option it does not know", () => {
    const { status, stderr } = generate("--chekc");
    expect(status).toBe(1);
    expect(stderr).toContain("--chekc");
  });

  it.each(generatedFiles)("says in %s that it is generated, and from what", (path) => {
    const head = readFileSync(inCopy(path), "utf8").slice(0, 400);
    expect(head).toMatch(/Generated by `npm run generate` from schemas\/\w+\.schema\.json/);
  });

  it.each(["callsavvy", "servetel"])("makes validators of %s that load no compiler", (provider) => {
    const text = readFileSync(inCopy(`lib/generated/${provider}.validators.ts`), "utf8");
    const loaded = [...text.matchAll(/^import (?!type ).* from "(.*)";$/gm)].map(
      ([, path]) => path,
    );
    expect(loaded.filter((path) => path !== "ajv/dist/runtime/ucs2length")).toEqual([]);
    expect(text).not.toMatch(/\brequire\(|\beval\(|\bFunction\(/);
  });
});
