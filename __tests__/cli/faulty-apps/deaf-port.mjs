// Listens and takes no connection: only those few come through that the system itself keeps waiting.
import { createServer } from "node:net";
import { parentPort, workerData } from "node:worker_threads";

const server = createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  // Blocks this thread until it is terminated.
  Atomics.wait(workerData, 0, 0);
});
