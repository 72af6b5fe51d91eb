import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Heard, Listening } from "../http/fault-server";
import { type BuiltProgram, buildProgram } from "./built-library";

/** The fault server in a Node of its own, where nobody keeps an unhandled rejection from ending the process. */
export class FaultProcess {
  /** How long its start may take on a busy machine. */
  static readonly PATIENCE_MS = 60_000;

  /** What the users of its receivers have heard, by the URL of the delivery. */
  readonly heard = new Map<string, string[]>();
  readonly #program: BuiltProgram;
  readonly #process: ChildProcess;
  #ports: Listening["ports"] = {};
  #printed = "";

  private constructor() {
    this.#program = buildProgram(join(__dirname, "../http/fault-server.ts"));
    this.#process = fork(this.#program.path, { execArgv: [], silent: true });
    this.#process.on("message", (message: Listening | Heard) => {
      if ("ports" in message) this.#ports = message.ports;
      else this.heard.set(message.url, [...this.heardOf(message.url), message.what]);
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding("utf8").on("data", (text) => {
        this.#printed += text;
      });
    }
  }

  /** Compiles it and waits until it listens. Throws what it has printed where it dies instead. */
  static async start(): Promise<FaultProcess> {
    const started = new FaultProcess();
    await Promise.race([once(started.#process, "message"), once(started.#process, "close")]);
    if (started.isAlive) return started;
    await started.stop();
    throw new Error(started.printed);
  }

  get isAlive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** All that it has printed, on either stream; where it has died, why. */
  get printed(): string {
    return this.#printed;
  }

  portOf(express: string): number {
    return this.#ports[express] as number;
  }

  heardOf(url: string): readonly string[] {
    return this.heard.get(url) ?? [];
  }

  async stop(): Promise<void> {
    if (this.isAlive) {
      this.#process.kill();
      await once(this.#process, "exit");
    }
    this.#program.remove();
  }
}
