import { inNumber } from "./numbers-in-words";
import type { Session } from "./session";
import { StatusLine } from "./status-line";

/** Often enough to look smooth, and no oftener. */
const REDRAW_MS = 80;
const WIDTH = 24;

/** Shows on a terminal's standard error how many deliveries have been sent. */
export class ProgressBar {
  readonly #session: Session;
  readonly #line: StatusLine;
  readonly #total: number;
  #drawnAtMs = Number.NEGATIVE_INFINITY;

  constructor(session: Session, total: number) {
    this.#session = session;
    this.#line = new StatusLine(session);
    this.#total = total;
  }

  update(done: number, failures: number): void {
    const nowMs = performance.now();
    if (nowMs - this.#drawnAtMs < REDRAW_MS) return;
    this.#drawnAtMs = nowMs;
    const { cyan, dim, red } = this.#session.errorColors;
    const filled = Math.floor((done / this.#total) * WIDTH);
    const bar = cyan("━".repeat(filled)) + dim("─".repeat(WIDTH - filled));
    const failed = failures > 0 ? `  ${red(`${inNumber(failures)} not accepted`)}` : "";
    this.#line.show(`  ${bar}  ${inNumber(done)} of ${inNumber(this.#total)}${failed}`);
  }

  /** Takes the bar away. */
  end(): void {
    this.#line.clear();
  }
}
