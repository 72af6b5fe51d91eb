import type { Deadline } from "./deadline";

/** What is left to do for an abandoned delivery: its answer and its report. */
const REST_MS = 1_000;

/** The deliveries that have been taken and not done with: from the head to the end of the last handler. */
export class InFlight {
  readonly #deliveries = new Set<Deadline>();
  readonly #onIdle: (() => void)[] = [];
  #isDraining = false;

  get isDraining(): boolean {
    return this.#isDraining;
  }

  add(delivery: Deadline): void {
    this.#deliveries.add(delivery);
  }

  delete(delivery: Deadline): void {
    this.#deliveries.delete(delivery);
    if (this.#deliveries.size === 0) for (const tell of this.#onIdle.splice(0)) tell();
  }

  /** Waits for all of them, abandons those that take longer, and gives their number. */
  async drain(timeoutMs: number): Promise<number> {
    this.#isDraining = true;
    await this.#idle(timeoutMs);
    const late = [...this.#deliveries];
    for (const delivery of late) delivery.abandon();
    await this.#idle(REST_MS);
    return late.length;
  }

  #idle(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#deliveries.size === 0) return resolve();
      const timer = setTimeout(resolve, timeoutMs);
      this.#onIdle.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
