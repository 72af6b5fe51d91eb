/**
 * Makes types of the bundles, as quicktype's command line does, and runs the program of a language on them,
 * which decodes the example of every event and encodes it again.
 * Run: node run.mjs python|go|cpp SCHEMAS_DIR
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { FetchingJSONSchemaStore, InputData, JSONSchemaInput, quicktype } from "quicktype-core";

/** What quicktype is told for each language, and how a program is built and run beside its types. */
const languages = {
  python: {
    lang: "python",
    options: () => ({}),
    typesFile: (provider) => `${provider}.py`,
    program: "python.py",
    run: (program) => ["python3", program],
    environment: (folder) => ({ PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: "1" }),
  },
  go: {
    lang: "go",
    options: (provider) => ({ package: provider, "omit-empty": true }),
    typesFile: (provider) => `src/${provider}/${provider}.go`,
    program: "go.go",
    build: (program) => ["go", "build", "-o", "decode", program],
    run: () => ["./decode"],
    environment: (folder) => ({ GO111MODULE: "off", GOPATH: folder }),
  },
  cpp: {
    lang: "c++",
    options: (provider) => ({
      namespace: provider,
      "include-location": "global-include",
      "code-format": "with-struct",
    }),
    typesFile: (provider) => `${provider}.hpp`,
    program: "cpp.cpp",
    build: (program) => ["g++", "-std=c++17", "-I.", "-o", "decode", program],
    run: () => ["./decode"],
    environment: () => ({}),
  },
};

const [name, schemas] = process.argv.slice(2);
const language = languages[name];
if (!language || !schemas) {
  console.error(`Usage: node run.mjs ${Object.keys(languages).join("|")} SCHEMAS_DIR`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), "types-"));
try {
  await writeTypes(resolve(schemas));
  process.exitCode = runProgram(resolve(schemas));
} finally {
  rmSync(folder, { recursive: true });
}

async function writeTypes(directory) {
  const { lang, options, typesFile } = language;
  for (const { name: provider, bundle } of readJson(join(directory, "index.json")).providers) {
    const schema = new JSONSchemaInput(new FetchingJSONSchemaStore());
    // The slash at the end makes a type of every definition, named after it.
    await schema.addSource({ name: provider, uris: [`${join(directory, bundle)}#/definitions/`] });
    const inputData = new InputData();
    inputData.addInput(schema);
    const { lines } = await quicktype({ inputData, lang, rendererOptions: options(provider) });
    const file = join(folder, typesFile(provider));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, lines.join("\n"));
  }
}

/** The program's exit code; 1 where it can't be built, 2 where there is no such command. */
function runProgram(directory) {
  const program = fileURLToPath(new URL(language.program, import.meta.url));
  const built = language.build ? execute(language.build(program)) : 0;
  const { version } = readJson(
    new URL("../node_modules/quicktype-core/package.json", import.meta.url),
  );
  return built || execute([...language.run(program), directory, `quicktype ${version}`]);
}

function execute([command, ...args]) {
  const env = { ...process.env, ...language.environment(folder) };
  const { status, error } = spawnSync(command, args, { cwd: folder, env, stdio: "inherit" });
  if (error) console.error(`${command} does not run: ${error.message}`);
  return status ?? 2;
}

function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}
