import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { compilerSays } from "./tsc";

const root = resolve(__dirname, "../..");

/** A program of the tests and the library that it imports, compiled for a Node of its own. */
export interface BuiltProgram {
  readonly path: string;
  remove(): void;
}

/**
 * Compiles the library as it is now: `dist/` may be an old one. Express and the like are found from there, as from the
 * sources.
 */
export function buildProgram(source: string): BuiltProgram {
  const cache = join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const outDir = mkdtempSync(join(cache, "built-library-"));
  const project = join(outDir, "tsconfig.json");
  const compilerOptions = { noEmit: false, noCheck: true, rootDir: root, outDir };
  const extended = join(root, "tsconfig.json");
  const { imports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const text = JSON.stringify({ imports }).replaceAll("./dist/", "./lib/");
  writeFileSync(join(outDir, "package.json"), text);
  writeFileSync(
    project,
    JSON.stringify({ extends: extended, compilerOptions, include: [], files: [source] }),
  );
  const complaint = compilerSays(project);
  if (complaint) throw new Error(complaint);
  return {
    path: join(outDir, relative(root, source).replace(/\.ts$/, ".js")),
    remove: () => rmSync(outDir, { recursive: true }),
  };
}
