/** How the process of a peer talks to the benchmark. */
import { createServer } from "node:http";
import { heard } from "./common-work.mjs";

/** Listens on a free port, and tells its figures whenever it is asked. */
export function listen(listener) {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1", () => announce(server));
}

/** The same for a server that listens already. */
export function announce(server) {
  process.on("message", () => process.send(figures()));
  // Whoever started this process ends it.
  process.on("disconnect", () => process.exit());
  process.send({ port: server.address().port });
}

function figures() {
  const { user, system } = process.cpuUsage();
  return { cpuMicros: user + system, deliveries: heard.deliveries };
}
