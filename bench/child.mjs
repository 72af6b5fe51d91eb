/** A process of the benchmark's that is asked for its figures. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

export class Child {
  #process;
  #ended;

  /** Without what the environment says of Node: only the benchmark decides how it runs. */
  constructor(file, { args = [], execArgv = [] } = {}) {
    const env = { ...process.env, NODE_ENV: "production", NODE_OPTIONS: "" };
    const path = fileURLToPath(file);
    this.#process = fork(path, args, { execArgv, env });
    this.#ended = once(this.#process, "exit").then(([code, signal]) => {
      throw new Error(`${basename(path)} has ended: ${signal ?? `exit code ${code}`}`);
    });
    // Nobody may be asking just then.
    this.#ended.catch(() => {});
  }

  /** What it tells next. */
  hear() {
    return Promise.race([once(this.#process, "message").then(([told]) => told), this.#ended]);
  }

  ask(question) {
    this.#process.send(question);
    return this.hear();
  }

  /** Settles when it is gone. */
  async end() {
    if (this.#process.connected) this.#process.disconnect();
    await this.#ended.catch(() => {});
  }
}
