import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type BuiltProgram, buildProgram } from "../helpers/built-library";

/** Builds the program of the worker processes. */
export function buildWorker(): BuiltProgram {
  return buildProgram(join(__dirname, "bullmq-worker.ts"));
}

/** A process of its own that claims deliveries, and completes or only holds them. */
export class WorkerProcess {
  /** The ids of what it has claimed. */
  readonly claimed: string[] = [];
  readonly #process: ChildProcess;

  private constructor(program: BuiltProgram, args: readonly string[]) {
    this.#process = fork(program.path, args, { execArgv: [] });
    this.#process.on("message", (id: string) => {
      if (id !== "ready") this.claimed.push(id);
    });
  }

  /** Resolves once it is at work. */
  static async start(
    program: BuiltProgram,
    url: string,
    does: "hold" | "work",
    leaseMs: number,
  ): Promise<WorkerProcess> {
    const worker = new WorkerProcess(program, [url, does, String(leaseMs)]);
    await once(worker.#process, "message");
    return worker;
  }

  get isAlive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  async kill(): Promise<void> {
    if (!this.isAlive) return;
    this.#process.kill("SIGKILL");
    await once(this.#process, "exit");
  }
}
