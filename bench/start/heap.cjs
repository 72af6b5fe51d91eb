/** Bytes, after collections: the first one may leave what finalizers hold. */
exports.heapInUse = () => {
  for (let round = 0; round < 3; round++) globalThis.gc();
  return process.memoryUsage().heapUsed;
};
