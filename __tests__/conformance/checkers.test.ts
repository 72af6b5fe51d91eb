import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { root } from "../schemas/read-schemas";

// Each run of a checker takes a second of an idle machine.
jest.setTimeout(60_000);

const conformance = join(root, "conformance");
const vectorsFile = join(conformance, "schema-vectors.json");
const { cases } = JSON.parse(readFileSync(vectorsFile, "utf8"));
const vectors = cases.reduce(
  (sum: number, { tests }: { tests: unknown[] }) => sum + tests.length,
  0,
);

function node(args: string[], env = process.env) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", env });
  return { status, stdout, stderr, lines: stdout.trimEnd().split("\n") };
}

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "checkers-"));
});

afterAll(() => rmSync(folder, { recursive: true }));

const ownModules = existsSync(join(conformance, "node_modules"));
const checkers = [
  { name: "ajv-draft-07", validator: /^Ajv 8\.\d+\.\d+, draft-07$/, installed: true },
  { name: "ajv-2020-12", validator: /^Ajv 8\.\d+\.\d+, 2020-12$/, installed: true },
  { name: "cfworker", validator: /^@cfworker\/json-schema 4\.\d+\.\d+$/, installed: ownModules },
  { name: "hyperjump", validator: /^@hyperjump\/json-schema 1\.\d+\.\d+$/, installed: ownModules },
];

// The others are skipped, by name, until `npm ci --prefix conformance` has been run.
describe.each(checkers)("the checker $name", ({ name, validator, installed }) => {
  const test = installed ? it : it.skip;
  const checker = join(conformance, `checkers/${name}.mjs`);
  const schemas = join(root, "schemas");

  test("judges every vector rightly, and says so in its last line", () => {
    const { status, lines } = node([checker, schemas, vectorsFile]);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { language: "Node", validator: expect.stringMatching(validator), vectors, wrong: 0 },
    ]);
    expect(status).toBe(0);
  });

  test.each([true, false])("notices when one that says %s says the opposite", (valid) => {
    const flipped = JSON.parse(readFileSync(vectorsFile, "utf8"));
    const { schema, tests } = flipped.cases[0];
    const vector = tests.find((each: { valid: boolean }) => each.valid === valid);
    vector.valid = !valid;
    const file = join(folder, "flipped.json");
    writeFileSync(file, JSON.stringify(flipped));
    const { status, lines } = node([checker, schemas, file]);
    expect(lines[0]).toBe(`wrong: ${schema}: ${vector.name}`);
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[1] ?? "")).toMatchObject({ vectors, wrong: 1 });
    expect(status).toBe(1);
  });

  test("says how it is run when it is not told what to judge", () => {
    const { status, stderr } = node([checker]);
    expect(status).toBe(2);
    expect(stderr).toContain("SCHEMAS_DIR VECTORS_FILE");
  });

  test("names a file that is not there", () => {
    const { status, stderr } = node([checker, schemas, join(folder, "absent.json")]);
    expect(status).toBe(2);
    expect(stderr).toContain("absent.json");
  });
});

describe("test:languages", () => {
  const runner = join(conformance, "run.mjs");

  it("prints a line for each program, and counts them", () => {
    const { status, lines } = node([runner, "ajv-2020-12"]);
    expect(lines[0]).toMatch(/^program +language +validator +vectors +wrong +flipped +seconds$/);
    expect(lines.slice(1, -1)).toEqual([
      expect.stringMatching(/^checkers\/ajv-2020-12.mjs +Node +Ajv .* 2020-12 +\d+ +0 +noticed/),
    ]);
    expect(lines.at(-1)).toBe("Tests: 1 passed, 0 failed");
    expect(status).toBe(0);
  });

  const missing = [
    ["go", "apt-get install -y golang-go golang-github-xeipuuv-gojsonschema-dev"],
    ["php", "apt-get install -y php-cli php-json-schema php-mbstring"],
    ["ruby", "apt-get install -y ruby ruby-json-schemer"],
    ["perl", "apt-get install -y perl libjson-validator-perl"],
    ["cpp", "apt-get install -y g++ libvalijson-dev nlohmann-json3-dev"],
  ] as const;
  const names = ["checkers/go.go", "php.php", "ruby.rb", "perl.pl", "cpp.cpp"];

  it("skips what is missing, and names what installs it", () => {
    const { status, stdout, lines } = node([runner, ...names], { PATH: "" });
    for (const [name, command] of missing) {
      expect(stdout).toMatch(new RegExp(`^checkers/${name}\\.\\w+: skipped: `, "m"));
      expect(stdout).toContain(`\`${command}\``);
    }
    expect(lines.at(-1)).toBe("Tests: 0 passed, 0 failed, 5 skipped");
    expect(status).toBe(0);
  });

  it("fails for what is missing where all is required", () => {
    const { status, stdout, lines } = node([runner, "--require-all", ...names], { PATH: "" });
    expect(stdout.match(/: FAILED: what it needs is missing; `apt-get install/g)).toHaveLength(5);
    expect(lines.at(-1)).toBe("Tests: 0 passed, 5 failed");
    expect(status).toBe(1);
  });

  it("prints the Debian packages of all, or of those that are named", () => {
    expect(node([runner, "--packages", "ruby", "cpp.cpp"]).stdout).toBe(
      "g++ libvalijson-dev nlohmann-json3-dev ruby ruby-json-schemer\n",
    );
  });

  it("refuses a name that no program has, and lists those there are", () => {
    const { status, stderr } = node([runner, "cobol"]);
    expect(status).toBe(2);
    expect(stderr).toContain("No program is called cobol");
    expect(stderr).toContain("checkers/python.py");
  });

  it("refuses an option it does not know", () => {
    expect(node([runner, "--require-some"])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("--require-some"),
    });
  });

  it("explains itself when asked", () => {
    expect(node([runner, "--help"])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("--require-all"),
    });
  });
});

describe("a run of a program", () => {
  const table = `
    const judged = {
      file: "conformance/vectors.json",
      count: (names) => names.length,
      flips: [(names) => { names[0] = "flipped"; return "first"; }],
    };
    const commands = [process.execPath];
    export const programs = [
      { file: "program.mjs", judged, commands, probe: ["--version"] },
    ];`;

  /** Runs a program that has two vectors before it as `names`, and then one of them flipped. */
  function run(program: string) {
    const here = join(folder, "conformance");
    mkdirSync(join(folder, "schemas"), { recursive: true });
    mkdirSync(here, { recursive: true });
    cpSync(join(conformance, "run.mjs"), join(here, "run.mjs"));
    writeFileSync(join(here, "programs.mjs"), table);
    writeFileSync(join(here, "vectors.json"), '["first","second"]');
    writeFileSync(
      join(here, "program.mjs"),
      `import { readFileSync } from "node:fs";
      const [, , , file] = process.argv;
      const names = file ? JSON.parse(readFileSync(file, "utf8")) : [];
      const say = (vectors, wrong) => {
        console.log(JSON.stringify({ language: "None", validator: "none", vectors, wrong }));
        process.exitCode = wrong > 0 ? 1 : 0;
      };
      const isFlipped = names.includes("flipped");
      ${program}`,
    );
    return node([join(here, "run.mjs")]);
  }

  it("passes where it judges all rightly and notices what is flipped", () => {
    const { status, lines } = run(
      'if (isFlipped) console.log("wrong: first"); say(2, +isFlipped);',
    );
    expect(lines.at(-1)).toBe("Tests: 1 passed, 0 failed");
    expect(status).toBe(0);
  });

  it.each([
    ["is content with anything", "say(2, 0);", "does not notice"],
    ["notices another one", 'console.log("wrong: second"); say(2, +isFlipped);', "does not notice"],
    ["counts more", "say(2, isFlipped ? 2 : 0);", "does not notice"],
    ["judges one wrongly", 'console.log("wrong: second"); say(2, 1);', "judges 1 of 2 wrongly"],
    ["ends badly", "say(2, 0); process.exitCode = 3;", "ends with 3 though all is right"],
    ["leaves one out", "say(1, 0);", "has seen 1 of 2"],
    ["breaks off", "throw new Error('out of memory');", "ends with 1 and without a result"],
    ["says nothing", "", "ends with 0 and without a result"],
  ])("fails where it %s", (_, program, reason) => {
    const { status, stdout, lines } = run(program);
    expect(stdout).toContain(`program.mjs: FAILED: ${reason}`);
    expect(lines.at(-1)).toBe("Tests: 0 passed, 1 failed");
    expect(status).toBe(1);
  });

  it("shows what a program that fails has printed", () => {
    expect(run("throw new Error('out of memory');").stdout).toContain("Error: out of memory");
  });
});
