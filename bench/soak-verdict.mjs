/** What the figures of a soak say. */

/** Only a heap that exceeds both has clearly grown: optimised code alone takes half a megabyte more in a minute. */
export const MOST_GROWTH_BYTES = 2 * 2 ** 20;
export const MOST_BYTES_PER_1000_REQUESTS = 5000;

/** A heap at rest, after a collection. @typedef {{ atMs: number, requests: number, heapUsed: number }} Sample */

/** @param {Sample[]} samples */
export function heapFigures(samples) {
  const bytesPerMs = slope(samples.map(({ atMs, heapUsed }) => [atMs, heapUsed]));
  const bytesPerRequest = slope(samples.map(({ requests, heapUsed }) => [requests, heapUsed]));
  return {
    startBytes: samples[0].heapUsed,
    endBytes: samples.at(-1).heapUsed,
    samples: samples.length,
    kBPerMinute: bytesPerMs * 60,
    bytesPer1000Requests: bytesPerRequest * 1000,
  };
}

/** Of the line that fits the points best, by least squares. @param {[x: number, y: number][]} points */
function slope(points) {
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  const variance = mean(points.map(([x]) => (x - meanX) ** 2));
  return variance > 0 ? mean(points.map(([x, y]) => (x - meanX) * (y - meanY))) / variance : 0;
}

const mean = (figures) => figures.reduce((sum, figure) => sum + figure, 0) / figures.length;

/** One line each. */
export function faultsOf({ surprises, heap, left, death }) {
  const growth = heap.endBytes - heap.startBytes;
  const hasGrown =
    growth > MOST_GROWTH_BYTES && heap.bytesPer1000Requests > MOST_BYTES_PER_1000_REQUESTS;
  if (death) return [`the server ended: ${death}`];
  return [
    ...Object.entries(surprises).map(([what, times]) => `${what} (${times} times)`),
    ...(hasGrown ? [`the heap has grown by ${growth} bytes`] : []),
    ...(left.connections > 0 ? [`${left.connections} connections are left`] : []),
  ];
}
