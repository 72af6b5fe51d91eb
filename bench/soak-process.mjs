/** The server's process, as the soak sees it. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const NOTHING = { heapUsed: 0, connections: 0, resources: {} };

export class Server {
  secret = "soak-secret-of-many-letters";
  port = 0;
  /** How it ended, once it has. @type {string | undefined} */
  death;
  #child;
  #ended;

  static async start() {
    const server = new Server();
    server.port = (await server.#answer()).port;
    if (server.death) throw new Error(`The server did not start: ${server.death}.`);
    return server;
  }

  constructor() {
    const file = fileURLToPath(new URL("soak-server.mjs", import.meta.url));
    const env = { ...process.env, SOAK_SECRET: this.secret };
    this.#child = fork(file, { execArgv: ["--expose-gc"], env });
    this.#ended = once(this.#child, "exit").then(([code, signal]) => {
      this.death = signal ?? `exit code ${code}`;
      return NOTHING;
    });
  }

  /** Its figures after a collection; nothings once it has ended. */
  measure() {
    if (this.death) return NOTHING;
    this.#child.send("measure");
    return this.#answer();
  }

  end() {
    if (this.#child.connected) this.#child.disconnect();
  }

  #answer() {
    return Promise.race([once(this.#child, "message").then(([answer]) => answer), this.#ended]);
  }
}
