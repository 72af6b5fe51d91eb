/** The process that is killed, as the harness sees it. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** What it lets in. */
export const SECRET = "crash-secret-of-many-letters";

/** How many deliveries it handles at once. */
export const CONCURRENCY = 8;

export class Receiver {
  #child;
  #exited;
  /** Its port, once it listens. @type {Promise<number>} */
  ready;

  /** @param {string} engine @param {string} place where the engine keeps its deliveries @param {string} log */
  constructor(engine, place, log) {
    const file = fileURLToPath(new URL("receiving-process.mjs", import.meta.url));
    const args = [engine, place, log, String(CONCURRENCY), SECRET];
    this.#child = fork(file, args, { execArgv: [] });
    this.#exited = once(this.#child, "exit");
    this.ready = this.#answer();
    // Of one that is killed before it listens.
    this.ready.catch(() => {});
  }

  async kill() {
    this.#child.kill("SIGKILL");
    await this.#exited;
  }

  /** Waits until its inbox has nothing left to do, ends it as a shutdown does, and gives the number of what is left. */
  async finish(patienceMs) {
    const until = performance.now() + patienceMs;
    let left;
    do {
      await sleep(100);
      this.#child.send("count");
      left = await this.#answer();
    } while (left > 0 && performance.now() < until);
    this.#child.send("end");
    await this.#exited;
    return left;
  }

  #answer() {
    return Promise.race([
      once(this.#child, "message").then(([answer]) => answer),
      this.#exited.then(([code, signal]) => {
        throw new Error(`The receiving process has ended with ${signal ?? code}.`);
      }),
    ]);
  }
}
