/** What a soak shows while it runs, and what it prints at its end. */

const LINE_EVERY_MS = 15_000;

/** One line that changes on a terminal, else a line now and then; on standard error. */
export class Progress {
  #minutes;
  #client;
  #shownAtMs = Number.NEGATIVE_INFINITY;
  #screen = process.stderr;

  constructor(minutes, client) {
    this.#minutes = minutes;
    this.#client = client;
  }

  /** @param {import("./soak-verdict.mjs").Sample} sample */
  show({ atMs, requests, heapUsed }) {
    const { surprises } = this.#client;
    const minutes = `${(atMs / 60_000).toFixed(1)} of ${this.#minutes} min`;
    const line = `${minutes}, ${requests} requests, heap ${megabytes(heapUsed)}, ${surprises.size} kinds of surprises`;
    if (this.#screen.isTTY) {
      this.#screen.write(`\r\x1b[K${line}`);
    } else if (atMs - this.#shownAtMs >= LINE_EVERY_MS) {
      this.#shownAtMs = atMs;
      this.#screen.write(`${line}\n`);
    }
  }

  end() {
    if (this.#screen.isTTY) this.#screen.write("\r\x1b[K");
  }
}

export function printResult({ seconds, requests, requestsPerSecond, answers, heap, left, faults }) {
  const list = (counts) =>
    Object.entries(counts)
      .map(([name, times]) => `${name}: ${times}`)
      .join(", ");
  const slope = `${signed(heap.kBPerMinute)} kB a minute, ${signed(heap.bytesPer1000Requests)} bytes per 1,000 requests`;
  const rows = [
    [
      "requests",
      `${requests}, ${requestsPerSecond.toFixed(0)} a second for ${seconds.toFixed(0)} s`,
    ],
    ["answers", list(answers)],
    ["heap at start", megabytes(heap.startBytes)],
    ["heap at end", megabytes(heap.endBytes)],
    ["heap's slope", `${slope} (${heap.samples} samples)`],
    ["left at the end", `${left.connections} connections; ${list(left.resources)}`],
    ["verdict", faults.length > 0 ? "FAILED" : "ok"],
  ];
  for (const [name, figure] of rows) console.log(`${name.padEnd(17)}${figure}`);
  for (const fault of faults) console.log(`  ${fault}`);
}

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;
const signed = (figure) => (figure > 0 ? "+" : "") + figure.toFixed(1);
