import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { compilerSays } from "../helpers/tsc";

const root = resolve(__dirname, "../..");

/** The package and its example app, compiled as they are now, as a fresh clone would have them. */
export class BuiltApp {
  readonly folder = mkdtempSync(join(tmpdir(), "example-app-"));

  constructor() {
    copyFileSync(join(root, "package.json"), join(this.folder, "package.json"));
    for (const name of ["schemas", "node_modules"]) {
      symlinkSync(join(root, name), join(this.folder, name), "dir");
    }
    this.#compile("tsconfig.build.json", "dist");
    this.#compile("example-app/tsconfig.json", "example-app/dist");
    symlinkSync(join(root, "example-app/public"), join(this.folder, "example-app/public"), "dir");
  }

  #compile(project: string, out: string): void {
    const file = join(this.folder, `${out.replace("/", "-")}.json`);
    const compilerOptions = { outDir: join(this.folder, out), noCheck: true, declaration: false };
    writeFileSync(file, JSON.stringify({ extends: join(root, project), compilerOptions }));
    const complaint = compilerSays(file);
    if (complaint) throw new Error(complaint);
  }

  /** Starts the server; without a PORT, on a free one. */
  start(environment: Readonly<Record<string, string>> = {}): ServerProcess {
    return new ServerProcess(join(this.folder, "example-app/dist/server.js"), environment);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** The example app in a Node of its own. */
export class ServerProcess {
  readonly #process: ChildProcess;
  #printed = "";

  constructor(program: string, environment: Readonly<Record<string, string>>) {
    const env = { PATH: process.env["PATH"] ?? "", PORT: "0", ...environment };
    this.#process = spawn(process.execPath, [program], { env });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding("utf8").on("data", (text) => {
        this.#printed += text;
      });
    }
  }

  /** All that it has printed, on either stream. */
  get printed(): string {
    return this.#printed;
  }

  /** Waits until it listens, and gives its address; throws what it has printed where it ends instead. */
  async origin(): Promise<string> {
    for (;;) {
      const [, origin] = /^Open (http:\S+)/m.exec(this.#printed) ?? [];
      if (origin && this.#printed.includes("/dtmf-option")) return origin;
      if (this.#process.exitCode !== null) throw new Error(this.#printed);
      await new Promise((wake) => setTimeout(wake, 20));
    }
  }

  /** Waits until it has ended by itself, and gives its exit code. */
  async ended(): Promise<number | null> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      await once(this.#process, "close");
    }
    return this.#process.exitCode;
  }

  /** Ends it as an operator would, and gives its exit code. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    this.#process.kill(signal);
    return this.ended();
  }
}
