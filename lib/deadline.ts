import { abandoned, WebhookError } from "./errors";
import type { Eventually } from "./eventually";

/** What a race gives when the sender waits no longer. */
export const LATE = Symbol("late");

/** What it gives when the receiver is drained and waits no longer. */
export const ABANDONED = Symbol("abandoned");

type End = typeof LATE | typeof ABANDONED;

/** How long a delivery has: until its sender waits no longer, and at most until a drain gives it up. */
export class Deadline {
  readonly #ms: number;
  readonly #startedAtMs = performance.now();
  readonly #late: Promise<typeof LATE>;
  readonly #abandoned: Promise<typeof ABANDONED>;
  #timer: NodeJS.Timeout | undefined;
  #giveUp: (() => void) | undefined;
  #over: End | undefined;
  #controller: AbortController | undefined;
  #abortsWhen: End | undefined;

  constructor(ms: number) {
    this.#ms = ms;
    this.#late = new Promise((resolve) => {
      this.#timer = setTimeout(() => {
        resolve(LATE);
        this.#end(LATE);
      }, ms);
    });
    this.#abandoned = new Promise((resolve) => {
      this.#giveUp = () => {
        resolve(ABANDONED);
        this.#end(ABANDONED);
      };
    });
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedAtMs;
  }

  get leftMs(): number {
    return Math.max(1, this.#ms - this.elapsedMs);
  }

  /** A signal that aborts when the delivery is late, or only when it is abandoned. */
  createSignal(abortsWhen: End): AbortSignal {
    this.#controller = new AbortController();
    this.#abortsWhen = abortsWhen;
    this.#abort();
    return this.#controller.signal;
  }

  /** Settles as the work does, or with `LATE`. */
  race<Result>(work: Eventually<Result>): Promise<Result | typeof LATE> {
    return Promise.race([work, this.#late]);
  }

  /** Settles as the work does, however late, or with `ABANDONED`. */
  outlast<Result>(work: Eventually<Result>): Promise<Result | typeof ABANDONED> {
    return Promise.race([work, this.#abandoned]);
  }

  /** The result of the work. Throws `ERR_DEADLINE` or `ERR_ABANDONED` where it does not come in time. */
  async within<Result>(work: Eventually<Result>): Promise<Result> {
    const settled = await this.race(this.outlast(work));
    if (settled === LATE) throw new WebhookError("ERR_DEADLINE");
    if (settled === ABANDONED) throw abandoned();
    return settled as Result;
  }

  /** The sender has its answer. */
  clear(): void {
    clearTimeout(this.#timer);
  }

  /** Nobody waits any more, whatever still runs. */
  abandon(): void {
    this.#giveUp?.();
  }

  /** Handlers hear of it after those who wait for them, so that what they then throw is known to come of it. */
  #end(end: End): void {
    setImmediate(() => {
      this.#over = end;
      this.#abort();
    });
  }

  #abort(): void {
    const isOver = this.#over === ABANDONED || this.#over === this.#abortsWhen;
    if (this.#over && isOver) this.#controller?.abort(reasons[this.#over]());
  }
}

const reasons: Record<End, () => DOMException> = {
  [LATE]: () => new DOMException("The sender no longer waits for an answer", "TimeoutError"),
  [ABANDONED]: () => new DOMException("The receiver has been drained", "AbortError"),
};
