import type { Deadline } from "./deadline";

/** What is left to do for an abandoned delivery: its answer and its report. */
const REST_MS = 1_000;

/** The deliveries that have been taken and not done with: from the head to the end of the last handler. */
export class InFlight {
  readonly #unanswered = new Set<Deadline>();
  /** Held weakly: a handler that waits for what can't come any more is garbage, with all that it has been given. */
  readonly #answered = new Map<object, WeakRef<Deadline>>();
  readonly #garbage = new FinalizationRegistry<object>((key) => this.#forget(key));
  readonly #keys = new WeakMap<Deadline, object>();
  readonly #onIdle: (() => void)[] = [];
  #isDraining = false;

  get isDraining(): boolean {
    return this.#isDraining;
  }

  add(delivery: Deadline): void {
    this.#unanswered.add(delivery);
  }

  /** Its sender has been answered, and its handlers run on. */
  outlive(delivery: Deadline): void {
    const key = {};
    this.#keys.set(delivery, key);
    this.#answered.set(key, new WeakRef(delivery));
    this.#garbage.register(delivery, key);
    this.#unanswered.delete(delivery);
  }

  delete(delivery: Deadline): void {
    this.#unanswered.delete(delivery);
    this.#forget(this.#keys.get(delivery));
  }

  /** Waits for all of them, abandons those that take longer, and gives their number. */
  async drain(timeoutMs: number): Promise<number> {
    this.#isDraining = true;
    await this.#idle(timeoutMs);
    const answered = [...this.#answered.values()].map((ref) => ref.deref());
    const late = [...this.#unanswered, ...answered].filter((delivery) => delivery !== undefined);
    for (const delivery of late) delivery.abandon();
    await this.#idle(REST_MS);
    return late.length;
  }

  #forget(key: object | undefined): void {
    if (key) this.#answered.delete(key);
    if (this.#isIdle) for (const tell of this.#onIdle.splice(0)) tell();
  }

  get #isIdle(): boolean {
    return this.#unanswered.size + this.#answered.size === 0;
  }

  #idle(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isIdle) return resolve();
      const timer = setTimeout(resolve, timeoutMs);
      this.#onIdle.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
