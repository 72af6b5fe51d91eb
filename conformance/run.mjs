/** Runs the programs in other languages on what they judge, and on copies with one thing flipped; see HELP. */
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { programs } from "./programs.mjs";

/** @typedef {import("./programs.mjs").Program} Program */

const HELP = `Usage: npm run test:languages [-- --require-all | --packages] [-- NAME …]

Runs every program of conformance/programs.mjs, in many languages, on the schemas, vectors or documents that it
judges. It has to judge all of them rightly, and to notice the one that is flipped in a copy of them.

  NAME           run only those that are called so, by path, name, folder or language: checkers/go.go, go, checkers
  --require-all  what is missing on this machine is a failure
  --packages     run nothing; print the names of the Debian packages that are needed
  --help         this text

Exits with 0 if all is right, with 1 if not, with 2 for an option or a name that it does not know.`;

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("..", import.meta.url));

const PATIENCE_MS = 180_000;
const OUTPUT_LINES = 20;
const WIDTHS = {
  program: 28,
  language: 10,
  validator: 34,
  vectors: 9,
  wrong: 7,
  flipped: 9,
  seconds: 7,
};

/** What a program needs is not there. */
class Missing extends Error {}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      "require-all": { type: "boolean" },
      packages: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const unknown = positionals.find((name) => !programs.some((program) => isCalled(program, name)));
  if (unknown !== undefined) {
    console.error(`No program is called ${unknown}. There are:`);
    for (const program of programs) console.error(`  ${nameOf(program)}`);
    return 2;
  }

  const chosen = programs.filter(
    (program) => positionals.length === 0 || positionals.some((name) => isCalled(program, name)),
  );
  if (values.packages) {
    console.log([...new Set(chosen.flatMap(({ packages = [] }) => packages))].sort().join(" "));
    return 0;
  }
  const counts = { passed: 0, failed: 0, skipped: 0 };
  printRow(Object.fromEntries(Object.keys(WIDTHS).map((name) => [name, name])));
  await severalAtOnce(chosen, async (program) => {
    const startedAtMs = performance.now();
    try {
      const result = await tryOut(program);
      const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
      printRow({ program: nameOf(program), ...result, flipped: "noticed", seconds });
      counts.passed++;
    } catch (error) {
      const isSkipped = error instanceof Missing && !values["require-all"];
      counts[isSkipped ? "skipped" : "failed"]++;
      console.log(`${nameOf(program)}: ${isSkipped ? "skipped" : "FAILED"}: ${error.message}`);
    }
  });
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
  console.log(`Tests: ${counts.passed} passed, ${counts.failed} failed${skipped}`);
  return counts.failed > 0 ? 1 : 0;
}

/** @param {Program} program */
const nameOf = ({ file, args = [] }) => [file, ...args].join(" ");

/** @param {Program} program @param {string} name */
const isCalled = ({ file, args = [] }, name) =>
  [file, ...file.split("/"), ...file.split(/[/.]/), ...args].includes(name);

/** @param {Program[]} chosen @param {(program: Program) => Promise<void>} run */
async function severalAtOnce(chosen, run) {
  const left = chosen.values();
  const workers = Array.from({ length: availableParallelism() }, async () => {
    for (const program of left) await run(program);
  });
  await Promise.all(workers);
}

/** The result of a program. Throws where it is not right, or can't be run. @param {Program} program */
async function tryOut(program) {
  const { file, count, flips } = program.judged;
  const folder = mkdtempSync(join(tmpdir(), "conformance-"));
  try {
    const start = await prepare(program, folder);
    const text = readFileSync(join(root, file), "utf8");
    const result = await judge(start, root, file, count(JSON.parse(text)));
    for (const part of ["schemas", file]) {
      cpSync(join(root, part), join(folder, part), { recursive: true });
    }
    for (const flip of flips) {
      const content = JSON.parse(text);
      const name = flip(content);
      writeFileSync(join(folder, file), JSON.stringify(content));
      await notice(name, start, folder, file);
    }
    return result;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Starts a program, once it is built, on what it is to judge.
 * @typedef {(args: string[]) => ReturnType<typeof call>} Start
 * @param {Program} program @param {string} folder
 * @returns {Promise<Start>}
 */
async function prepare(program, folder) {
  const { file, args = [], commands, probe, env, build, start } = program;
  const starting = (commandLine) => (judged) => call([...commandLine, ...judged], env);
  for (const command of commands) {
    const { status } = await call([command, ...probe], env);
    if (status !== 0) continue;
    if (start) return starting(start(command));
    if (!build) return starting([command, file, ...args]);
    const executable = join(folder, "program");
    const built = await call([command, ...build(executable)], env);
    if (built.status !== 0) throw fault("does not build", built.output);
    return starting([executable]);
  }
  throw new Missing(`what it needs is missing; \`${installs(program)}\` installs it`);
}

/** The command that installs all that a program needs. @param {Program} program */
function installs({ packages, modules }) {
  const commands = [modules, packages && `apt-get install -y ${packages.join(" ")}`];
  return commands.filter((command) => command !== undefined).join(" && ");
}

/** What a program says. Throws unless it judges all of it rightly. */
async function judge(start, folder, file, count) {
  const { status, output, result } = await runOn(start, folder, file);
  if (result.wrong !== 0) {
    throw fault(`judges ${result.wrong} of ${result.vectors} wrongly`, output);
  }
  if (result.vectors !== count) throw fault(`has seen ${result.vectors} of ${count}`, output);
  if (status !== 0) throw fault(`ends with ${status} though all is right`, output);
  return result;
}

/** Throws unless a program finds that one thing is wrong, and names it. */
async function notice(name, start, folder, file) {
  const { status, output, result } = await runOn(start, folder, file);
  const isNamed = output.split("\n").some((line) => line.startsWith(`wrong: ${name}`));
  if (status !== 1 || result.wrong !== 1 || !isNamed) {
    throw fault(`does not notice what is flipped, "${name}"`, output);
  }
}

/** @param {Start} start @param {string} folder holds the schemas and the file @param {string} file */
async function runOn(start, folder, file) {
  const vectors = file.startsWith("schemas/") ? [] : [join(folder, file)];
  const { status, output } = await start([join(folder, "schemas"), ...vectors]);
  try {
    return { status, output, result: JSON.parse(output.trimEnd().split("\n").at(-1)) };
  } catch {
    throw fault(`ends with ${status} and without a result`, output);
  }
}

/** Never throws: a command that does not exist has a status too. @param {string[]} commandLine */
function call([command, ...args], env) {
  const options = {
    cwd: here,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", ...env },
    timeout: PATIENCE_MS,
    maxBuffer: 2 ** 26,
  };
  return new Promise((resolve) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      resolve({ status: error ? (error.code ?? error.signal) : 0, output: stderr + stdout });
    });
  });
}

function fault(message, output) {
  const lines = output.trimEnd().split("\n").slice(0, OUTPUT_LINES);
  return new Error([message, ...lines].join("\n    "));
}

function printRow(row) {
  const cells = Object.entries(WIDTHS).map(([name, width]) =>
    String(row[name] ?? "–").padEnd(width),
  );
  console.log(cells.join("").trimEnd());
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
