const { spawn } = require("node:child_process");
const { once } = require("node:events");
const { mkdtempSync, rmSync } = require("node:fs");
const { createServer } = require("node:net");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

/** A Redis of one's own, on a free port, which keeps what it has been told when it is killed. */
exports.RedisServer = class RedisServer {
  #folder = mkdtempSync(join(tmpdir(), "redis-"));
  #process;

  constructor(port) {
    this.port = port;
  }

  static async prepare() {
    return new RedisServer(await freePort());
  }

  static async started(...settings) {
    const server = await RedisServer.prepare();
    await server.start(...settings);
    return server;
  }

  get url() {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(...settings) {
    const place = ["--port", String(this.port), "--bind", "127.0.0.1", "--dir", this.#folder];
    // With "everysec", Redis acknowledges what it has not even handed to the system while an fsync is under way.
    const durable = ["--save", "", "--appendonly", "yes", "--appendfsync", "always"];
    const server = spawn("redis-server", [...place, ...durable, ...settings]);
    this.#process = server;
    let printed = "";
    await new Promise((resolve, reject) => {
      server.once("error", (error) => {
        const isMissing = error.code === "ENOENT";
        reject(isMissing ? new Error("redis-server is not installed.", { cause: error }) : error);
      });
      server.once("exit", () => reject(new Error(`redis-server has ended: ${printed}`)));
      server.stdout.setEncoding("utf8").on("data", (text) => {
        printed += text;
        if (printed.includes("Ready to accept connections")) resolve();
      });
    });
  }

  async kill() {
    const server = this.#process;
    this.#process = undefined;
    if (!server?.pid || server.exitCode !== null || server.signalCode !== null) return;
    server.kill("SIGKILL");
    await once(server, "exit");
  }

  hang() {
    this.#process?.kill("SIGSTOP");
  }

  goOn() {
    this.#process?.kill("SIGCONT");
  }

  async remove() {
    await this.kill();
    rmSync(this.#folder, { recursive: true });
  }
};

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}
