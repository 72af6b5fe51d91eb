import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

export const root = resolve(__dirname, "../..");

export type ModuleType = "commonjs" | "module";

/** The alias of an Express, and of its types, among our development dependencies. */
export type ExpressAlias = "express" | "express4";

/** What is read of `package.json`. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, and rejects only where it has no exit code. */
export function run(program: string, args: readonly string[], cwd: string): Promise<Outcome> {
  return new Promise((settle, reject) => {
    execFile(program, args, { cwd }, (error, stdout, stderr) => {
      const exitCode = error ? error.code : 0;
      if (typeof exitCode === "number") settle({ exitCode, stdout, stderr });
      else reject(error);
    });
  });
}

async function succeed(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { exitCode, stdout, stderr } = await run(program, args, cwd);
  if (exitCode !== 0) throw new Error(`${program} ${args.join(" ")}\n${stderr}${stdout}`);
  return stdout;
}

/** Runs Node with these arguments and gives what it printed, as JSON. */
export async function runNode<Report>(args: readonly string[], cwd: string): Promise<Report> {
  return JSON.parse(await succeed(process.execPath, args, cwd));
}

/** Runs code, which calls `report` with what it found out, and gives that. */
export function evaluate<Report>(type: ModuleType, code: string, cwd: string): Promise<Report> {
  const report = "const report = (value) => console.log(JSON.stringify(value));";
  return runNode([`--input-type=${type}`, "--eval", `${report}${code}`], cwd);
}

export function readJson<Content>(path: string): Content {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** Our package as npm would publish it, and a directory outside of this project where others have installed it. */
export class PackedPackage {
  /** Where the consumers live; what they all can resolve is in `node_modules`. */
  readonly directory: string;
  readonly tarball: string;
  /** The unpacked tarball. */
  readonly installed: string;

  private constructor(directory: string, tarball: string) {
    this.directory = directory;
    this.tarball = tarball;
    this.installed = join(directory, "node_modules/telephony-webhooks");
  }

  /** Packs what has been built. Besides the tarball, consumers see its declared dependencies and Node's types alone. */
  static async make(): Promise<PackedPackage> {
    const directory = mkdtempSync(join(tmpdir(), "telephony-webhooks-"));
    const pack = ["pack", "--silent", "--ignore-scripts", "--pack-destination", directory];
    const name = (await succeed("npm", pack, root)).trim();
    const packed = new PackedPackage(directory, join(directory, name));

    mkdirSync(packed.installed, { recursive: true });
    const unpack = ["-xzf", packed.tarball, "--strip-components=1", "-C", packed.installed];
    await succeed("tar", unpack, directory);
    const { dependencies } = readJson<Manifest>(join(packed.installed, "package.json"));
    for (const dependency of [...Object.keys(dependencies), "@types/node"]) {
      link(dependency, directory);
    }
    return packed;
  }

  /** Copies a project of `consumers/` and gives it an Express and that one's types, or none. */
  createConsumer(
    project: "node" | "typescript" | "worker",
    {
      express,
      type = "commonjs",
      peers = [],
    }: { express?: ExpressAlias; type?: ModuleType; peers?: readonly string[] } = {},
  ): string {
    const consumer = mkdtempSync(join(this.directory, `${project}-`));
    cpSync(join(__dirname, "consumers", project), consumer, { recursive: true });
    writeFileSync(join(consumer, "package.json"), JSON.stringify({ type }));
    if (peers.length > 0) {
      // The package finds its peers beside itself.
      cpSync(this.installed, join(consumer, "node_modules/telephony-webhooks"), {
        recursive: true,
      });
      for (const peer of peers) link(peer, consumer);
    }
    if (express) {
      link(express, consumer, "express");
      link(`@types/${express}`, consumer, "@types/express");
    }
    return consumer;
  }
}

/** Stands in for an installation without a network. */
function link(dependency: string, directory: string, name = dependency): void {
  const place = join(directory, "node_modules", name);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(join(root, "node_modules", dependency), place, "junction");
}
