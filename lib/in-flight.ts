import type { Deadline } from "./deadline";

/** What is left to do for an abandoned delivery: its answer and its report. */
const REST_MS = 1_000;

/** The deliveries that have been taken and not done with: from the head to the end of the last handler. */
export class InFlight {
  readonly #unanswered = new Set<Deadline>();
  /** Held weakly: a handler that waits for what can't come any more is garbage, with all that it has been given. */
  readonly #answered = new Set<WeakRef<Deadline>>();
  readonly #refs = new WeakMap<Deadline, WeakRef<Deadline>>();
  readonly #garbage = new FinalizationRegistry<WeakRef<Deadline>>((ref) => this.#forget(ref));
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
    const ref = new WeakRef(delivery);
    this.#refs.set(delivery, ref);
    this.#answered.add(ref);
    this.#garbage.register(delivery, ref);
    this.#unanswered.delete(delivery);
  }

  delete(delivery: Deadline): void {
    this.#unanswered.delete(delivery);
    this.#forget(this.#refs.get(delivery));
  }

  /** Waits for all of them, abandons those that take longer, and gives their number. */
  async drain(timeoutMs: number): Promise<number> {
    this.#isDraining = true;
    await this.#idle(timeoutMs);
    const answered = [...this.#answered].map((ref) => ref.deref());
    const late = [...this.#unanswered, ...answered].filter((delivery) => delivery !== undefined);
    for (const delivery of late) delivery.abandon();
    await this.#idle(REST_MS);
    return late.length;
  }

  #forget(ref: WeakRef<Deadline> | undefined): void {
    if (ref) this.#answered.delete(ref);
    if (this.#isDraining && this.#isIdle) for (const tell of this.#onIdle.splice(0)) tell();
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
