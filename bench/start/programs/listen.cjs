/** Listens on a free port, tells it, and tells what heap is in use whenever it is asked. */
const { createServer } = require("node:http");
const { heapInUse } = require("../heap.cjs");

exports.listen = (listener) => {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
  process.on("message", () => process.send({ heapBytes: heapInUse() }));
  process.on("disconnect", () => process.exit());
};
