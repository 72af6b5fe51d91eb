/** What `Deadline.race` gives when the time is up first. */
export const LATE = Symbol("late");

/** The time that a sender waits, counted from the moment its delivery came in. */
export class Deadline {
  readonly #endsAtMs: number;
  readonly #late: Promise<typeof LATE>;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;
  #controller: AbortController | undefined;

  constructor(ms: number) {
    this.#endsAtMs = performance.now() + ms;
    this.#late = new Promise((resolve) => {
      this.#timer = setTimeout(() => {
        this.#isOver = true;
        this.#controller?.abort(reason());
        resolve(LATE);
      }, ms);
    });
  }

  get leftMs(): number {
    return Math.max(1, this.#endsAtMs - performance.now());
  }

  /** A signal that aborts at the deadline. */
  createSignal(): AbortSignal {
    this.#controller = new AbortController();
    if (this.#isOver) this.#controller.abort(reason());
    return this.#controller.signal;
  }

  /** Settles as the work does, or with `LATE` when the time is up first. */
  race<Result>(work: Result | Promise<Result>): Promise<Result | typeof LATE> {
    return Promise.race([work, this.#late]);
  }

  /** Ends the watch: a signal aborts no more. */
  clear(): void {
    clearTimeout(this.#timer);
  }
}

const reason = () => new DOMException("The sender no longer waits for an answer", "TimeoutError");
