/** Loads what the arguments name, all but the last beforehand, and tells what the last one took. */
const { heapInUse } = require("./heap.cjs");

const beforehand = process.argv.slice(2, -1);
const measured = process.argv.at(-1);

for (const path of beforehand) require(path);
const heapBefore = heapInUse();
const startedAt = performance.now();
require(measured);
const ms = performance.now() - startedAt;
process.send({ ms, heapBytes: heapInUse() - heapBefore });
process.on("disconnect", () => process.exit());
